import Autodiff
import Display
import Tensors

// How operations are called in sentences and lists: by their name where they have one, otherwise by their number.
extension Graph {
  /// "w", "hidden", "%7"; a nameless gradient by what it is the gradient of: "∂L/∂%7"; a nameless constant by its
  /// number: "0.1".
  public func label(_ id: Int) -> String {
    let operation = self[id]
    if !operation.name.isEmpty { return operation.name }
    if let target = operation.origin?.target.flatMap({ self.id(of: $0) }), gradient(of: target) == id {
      return gradientLabel(of: target)
    }
    if operation.isLeaf, operation.shape.count == 1, let number = operation.tensor.contents?[at: 0] {
      return format(number)
    }
    return "%\(id)"
  }

  /// "∂L/∂hidden"
  func gradientLabel(of id: Int) -> String { "∂L/∂\(label(id))" }

  /// "%5 = %3 + b", "h = tanh(%5)", "∂L/∂w ← matmul: x^T @ ∂L/∂z"
  public func sentence(_ id: Int) -> String {
    let operation = self[id]
    switch operation.origin {
    case .seed: return "\(label(id)) = 1"
    case .contribution(let consumer, let operand):
      guard let consumerID = self.id(of: consumer), let target = self.id(of: consumer.operands[operand]) else { break }
      return "\(gradientLabel(of: target)) ← \(label(consumerID)): \(expression(id))"
    case .accumulation(let target):
      guard let targetID = self.id(of: target) else { break }
      return "\(gradientLabel(of: targetID)) = \(expression(id))"
    default: break
    }
    if operation.isLeaf { return leafSentence(id) }
    if operation.primitive === Primitive.assign { return expression(id) }
    return "\(label(id)) = \(expression(id))"
  }

  private func leafSentence(_ id: Int) -> String {
    let shape = self[id].shape
    let kind = self[id].primitive.name
    return shape.isScalar ? "\(kind) \(label(id))" : "\(kind) \(label(id)) \(shape)"
  }

  /// "%3 + b", "tanh(%5)", "x @ w"
  func expression(_ id: Int) -> String {
    let operation = self[id]
    let operands = operands(of: id).map(label)
    let symbol = operation.primitive.symbol
    switch operation.primitive.name {
    case "add", "subtract", "multiply", "divide", "matmul", "greater", "equal":
      return "\(operands[0]) \(symbol) \(operands[1])"
    case "assign": return "\(operands[0]) ← \(operands[1])"
    case "accumulate": return "\(operands[0]) + \(operands[1])"
    case "negate": return "−\(operands[0])"
    case "passOn": return "1 · \(operands[0])"
    case "transpose" where operation.shape.rank == 2: return "\(operands[0])ᵀ"
    case "power":
      guard case .number(let exponent) = operation.attributes else { return operands[0] }
      return "\(operands[0])^\(format(exponent))"
    default: return "\(operation.primitive.name)(\(operands.joined(separator: ", ")))"
    }
  }
}
