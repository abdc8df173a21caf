import Autodiff
import Display
import Tensors

// How operations are called in sentences and lists: by their name where they have one, otherwise by their number.
extension Graph {
  /// "w", "hidden", "∂L/∂w", "%7"; a nameless constant by its number: "0.1".
  public func label(_ id: Int) -> String { term(id).text }

  /// The label, and how tightly it binds in a formula.
  private func term(_ id: Int) -> Notation.Term {
    let name = name(of: id)
    guard name.isEmpty else {
      return operations[id].tensor.isWholeGradient ? Notation.Term(name, .power) : Notation.Term(name: name)
    }
    let operation = self[id]
    if operation.isLeaf, operation.shape.count == 1, let number = operation.tensor.contents?[at: 0] {
      return Notation.Term(number: format(number))
    }
    return Notation.Term("%\(id)")
  }

  /// "∂L/∂hidden"
  func gradientLabel(of id: Int) -> String { Autodiff.gradientLabel(of: label(id)) }

  /// "%5 = %3 + b", "h = tanh(%5)", "∂L/∂w ← matmul: xᵀ @ ∂L/∂z"
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
    case .zero: return "\(label(id)) = 0"
    case .working, nil: break
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

  /// "%3 + b", "tanh(%5)", "x @ w"; at most eight operands are written out.
  func expression(_ id: Int) -> String {
    let operation = self[id]
    let all = operands(of: id)
    var terms = all.prefix(8).map(term)
    if all.count > terms.count { terms.append(Notation.Term("… (\(all.count) operands)")) }
    return operation.primitive.notation(for: operation.attributes).expression(
      operation.primitive.name, terms, format: { format($0) }
    ).text
  }
}
