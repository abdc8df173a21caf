import Tensors

extension NDArray {
  /// "row 3, column 1 of the inputs is nan": the first number that is none, or nil.
  func firstNonFinite(in name: String) -> String? {
    let position =
      switch elements {
      case .float32(let values): values.firstIndex { !$0.isFinite }
      case .float64(let values): values.firstIndex { !$0.isFinite }
      }
    guard let position else { return nil }
    let index = shape.index(at: position)
    let place =
      index.count == 1
      ? "row \(index[0])" : "row \(index[0]), column \(index.dropFirst().map(String.init).joined(separator: " "))"
    return "\(place) of the \(name) is \(self[at: position])"
  }

  func stopIfNotFinite(_ name: String) {
    guard let place = firstNonFinite(in: name) else { return }
    stop("All numbers must be finite; \(place). Drop or fix that row first.")
  }
}
