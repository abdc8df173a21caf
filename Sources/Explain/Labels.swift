import Autodiff
import Display
import Tensors

extension Graph {
  /// "w", "hidden", "∂L/∂w", "x·w"; a nameless constant by its number: "0.1".
  public func label(_ id: Int) -> String { Labels(self).label(id) }

  /// "z = (x·w) + b", "h = tanh(z)", "∂L/∂w ← x·w: xᵀ @ ∂L/∂z"; of what its name says already, the name: "x·w"
  public func sentence(_ id: Int) -> String { Labels(self).sentence(id) }
}

/// How operations are called in sentences and lists: by their names in the graph, a nameless constant by its number.
struct Labels {
  private let graph: Graph
  private let names: ValueNames
  /// Values that are set to other numbers than they would have, which cannot be their names.
  private let changed: Set<Int>

  init(_ graph: Graph, changed: Set<Int> = [], names: ValueNames? = nil) {
    self.graph = graph
    self.changed = changed
    self.names = names ?? graph.valueNames(withChanged: changed)
  }

  func label(_ id: Int) -> String { term(id).text }

  /// An element by name and place: "x[2, flipper_length_mm]", "(1−p)[0]".
  func element(_ id: Int, _ index: [Int]) -> String { graph.named(term(id), index, in: id) }

  /// The label, and how tightly it binds in a formula.
  private func term(_ id: Int) -> Notation.Term {
    let operation = graph[id]
    if operation.isLeaf, operation.shape.count == 1, !changed.contains(id), operation.name.isEmpty,
      !operation.tensor.isWholeGradient, let number = operation.tensor.contents?[at: 0]
    {
      return Notation.Term(number: format(number))
    }
    return Notation.Term(name: names.names[id])
  }

  /// "∂L/∂hidden"
  func gradientLabel(of id: Int) -> String { Autodiff.gradientLabel(of: label(id)) }

  /// "z = (x·w) + b", "h = tanh(z)", "∂L/∂w ← x·w: xᵀ @ ∂L/∂z"; of what its name says already, the name: "x·w"
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
    if names.isWrittenOut[id] { return label(id) }
    return "\(label(id)) = \(expression(id))"
  }

  /// "z = matmul(x, w)   [32, 4]·[4, 2] → [32, 2]", "parameter w   [4, 2]"
  func headline(_ id: Int) -> String {
    let operation = graph[id]
    let shape = operation.shape
    if operation.isLeaf { return "\(operation.primitive.name) \(label(id))   \(shape)" }
    let operands = graph.operands(of: id)
    var parts = operands.prefix(8).map(label)
    if operands.count > parts.count { parts.append("… (\(operands.count) operands)") }
    let details = operation.primitive.details(of: operation.attributes)
    if !details.isEmpty { parts.append(details) }
    let shapes = operands.prefix(8).map { graph[$0].shape.description }.joined(separator: "·")
    return "\(label(id)) = \(operation.primitive.name)(\(parts.joined(separator: ", ")))   \(shapes) → \(shape)"
  }

  private func leafSentence(_ id: Int) -> String {
    let shape = graph[id].shape
    let kind = graph[id].primitive.name
    return shape.isScalar ? "\(kind) \(label(id))" : "\(kind) \(label(id)) \(shape)"
  }

  /// "(x·w) + b", "tanh(z)", "x @ w"; at most eight operands are written out.
  func expression(_ id: Int) -> String {
    let operation = graph[id]
    let all = graph.operands(of: id)
    var terms = all.prefix(8).map(term)
    if all.count > terms.count { terms.append(Notation.Term("… (\(all.count) operands)")) }
    return operation.primitive.expression(terms, operation.attributes, format: { format($0) }).text
  }
}
