import Tensors

extension Primitive {
  /// "sum expects an axis of x [4, 3], 0 to 1 or −2 to −1 from the end; got axis 2."
  static func noAxis(_ operation: String, _ axis: Int, of shape: Shape, name: String = "") -> ShapeProblem {
    let what = (name.isEmpty ? "" : name + " ") + shape.description
    switch shape.rank {
    case 0:
      return ShapeProblem("\(operation) expects an axis; got axis \(axis) of \(what), a single number without axes.")
    case 1: return ShapeProblem("\(operation) expects an axis of \(what), 0 or −1; got axis \(axis).")
    default:
      return ShapeProblem(
        "\(operation) expects an axis of \(what), 0 to \(shape.rank - 1) or −\(shape.rank) to −1 from the end; got axis "
          + "\(axis).")
    }
  }
}
