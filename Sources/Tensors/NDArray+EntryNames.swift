// What the entries along an axis are called: the columns of a table, the classes of targets. Names belong to no
// arithmetic: they are carried where every entry stays what it was, and dropped elsewhere.

extension NDArray {
  /// The same numbers, with a name for each entry along an axis: `table.naming(axis: 1, ["bill_length_mm", "body_mass_g"])`.
  public func naming(axis: Int, _ names: [String]) -> NDArray {
    guard shape.sizes.indices.contains(axis), names.count == shape[axis] else {
      stop(
        shapes: "naming(axis: \(axis)) expects an axis of \(shape) and a name for each of its entries; "
          + "got \(names.count) names.")
    }
    var all = entryNames.isEmpty ? [[String]?](repeating: nil, count: shape.rank) : entryNames
    all[axis] = names
    return with(entryNames: all)
  }

  /// The names along one axis; nil where it has none.
  public func entryNames(ofAxis axis: Int) -> [String]? {
    entryNames.indices.contains(axis) ? entryNames[axis] : nil
  }

  /// The same numbers, their entries called as those of another array of this shape.
  package func calledAs(_ other: NDArray) -> NDArray {
    shape == other.shape ? with(entryNames: other.entryNames) : self
  }

  /// - Parameter entryNames: for each axis; [] for none at all.
  func with(entryNames: [[String]?]) -> NDArray {
    var result = self
    result.entryNames = entryNames.contains { $0 != nil } ? entryNames : []
    return result
  }
}
