import Tensors

extension Tensor: CustomStringConvertible {
  /// What it is, its name, shape and numbers: "Tensor [2, 2] [[1, 2], [3, 4]]", "Parameter w [2] holds [0.5, −1]". Long
  /// arrays are shortened (`NDArray.description`).
  ///
  /// Numbers that are not known yet are computed, as by `value`, when that takes at most 1000 operations and a hundredth of a second
  /// or so; otherwise they are left out: "Tensor [64, 10], not computed yet: .value computes it". Nothing else
  /// changes by printing. Where computing ends the cell with a sentence, so does printing.
  public var description: String {
    let type = elementType == .float32 ? "" : "\(elementType) "
    switch self {
    case is Parameter: return "Parameter \(type)\(shapeText) holds \(value.numbersText)"
    case is Input: return "Input \(type)\(shapeText) holds \(value.numbersText)"
    default:
      let start = "Tensor \(type)\(shapeText)"
      return isKnown || isQuick ? "\(start) \(value.numbersText)" : "\(start), not computed yet: .value computes it"
    }
  }

  /// Does all that it needs take at most a thousand operations and ten million additions and products?
  private var isQuick: Bool {
    var seen: Set<ObjectIdentifier> = [ObjectIdentifier(self)]
    var pending = [self]
    var flops = 0
    while let next = pending.popLast() {
      flops += next.primitive.flops(operands: next.operands.map(\.shape), result: next.shape) + next.shape.count
      guard seen.count <= 1000, flops <= 10_000_000 else { return false }
      next.forEachOperand { if seen.insert(ObjectIdentifier($0)).inserted { pending.append($0) } }
    }
    return true
  }
}
