import Autodiff
import Display
import Tensors

extension Graph {
  /// "w", "hidden", "∂L/∂w", "%7"; a nameless constant by its number: "0.1".
  public func label(_ id: Int) -> String { Labels(self).label(id) }

  /// "%5 = %3 + b", "h = tanh(%5)", "∂L/∂w ← matmul: xᵀ @ ∂L/∂z"
  public func sentence(_ id: Int) -> String { Labels(self).sentence(id) }
}

/// How operations are called in sentences and lists: by their name where they have one, otherwise by their number.
struct Labels {
  private let graph: Graph
  /// Constants that hold another number than they were written with, which cannot be their name.
  private let changed: Set<Int>

  init(_ graph: Graph, changed: Set<Int> = []) {
    self.graph = graph
    self.changed = changed
  }

  func label(_ id: Int) -> String { term(id).text }

  /// The label, and how tightly it binds in a formula.
  private func term(_ id: Int) -> Notation.Term {
    let name = graph.name(of: id)
    guard name.isEmpty else {
      return graph[id].tensor.isWholeGradient ? Notation.Term(name, .power) : Notation.Term(name: name)
    }
    let operation = graph[id]
    if operation.isLeaf, operation.shape.count == 1, !changed.contains(id),
      let number = operation.tensor.contents?[at: 0]
    {
      return Notation.Term(number: format(number))
    }
    return Notation.Term("%\(id)")
  }

  /// "∂L/∂hidden"
  func gradientLabel(of id: Int) -> String { Autodiff.gradientLabel(of: label(id)) }

  /// "%5 = %3 + b", "h = tanh(%5)", "∂L/∂w ← matmul: xᵀ @ ∂L/∂z"
  func sentence(_ id: Int) -> String {
    let operation = graph[id]
    switch operation.origin {
    case .seed: return "\(label(id)) = 1"
    case .contribution(let consumer, let operand):
      guard let consumerID = graph.id(of: consumer), let target = graph.id(of: consumer.operands[operand]) else {
        break
      }
      return "\(gradientLabel(of: target)) ← \(label(consumerID)): \(expression(id))"
    case .accumulation(let target):
      guard let targetID = graph.id(of: target) else { break }
      return "\(gradientLabel(of: targetID)) = \(expression(id))"
    case .zero: return "\(label(id)) = 0"
    case .working, nil: break
    }
    if operation.isLeaf { return leafSentence(id) }
    if operation.primitive === Primitive.assign { return expression(id) }
    return "\(label(id)) = \(expression(id))"
  }

  private func leafSentence(_ id: Int) -> String {
    let shape = graph[id].shape
    let kind = graph[id].primitive.name
    return shape.isScalar ? "\(kind) \(label(id))" : "\(kind) \(label(id)) \(shape)"
  }

  /// "%3 + b", "tanh(%5)", "x @ w"; at most eight operands are written out.
  func expression(_ id: Int) -> String {
    let operation = graph[id]
    let all = graph.operands(of: id)
    var terms = all.prefix(8).map(term)
    if all.count > terms.count { terms.append(Notation.Term("… (\(all.count) operands)")) }
    return operation.primitive.expression(terms, operation.attributes, format: { format($0) }).text
  }
}
