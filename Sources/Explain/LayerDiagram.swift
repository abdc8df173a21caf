import Autodiff
import Display
import Networks
import Tensors

/// A network or a block as a drawing with one box for each layer, and one for what a block does with what its parts
/// give: the sum behind a shortcut, branches put side by side.
///
///     show(layerDiagram(of: Residual(Sequential(…)), input: [8, 8, 16], title: "A shortcut"))
///
/// Parameters are left out: `computationGraph` shows every operation, `summary` every count.
///
/// - Parameter input: the shape of one example; may be left out where the layers know it.
public func layerDiagram(of model: any Layer, input: Shape? = nil, title: String = "layers") -> GraphDrawing {
  guard let input = input ?? ModelSummary.knownInput(of: model) else {
    stop(
      shapes:
        "layerDiagram expects input: the shape of one example, such as [28, 28, 1], as \(model.signature) does not "
        + "tell it.")
  }
  let type = model.kept.first?.elementType ?? .float32
  let x = Input("x", NDArray(repeating: 0, shape: Shape([1] + input.sizes), type: type))
  let graph = Graph(of: [Pass(.evaluation).run(model, on: x)])
  return LayerBoxes(graph, from: x, names: layerNames(of: model, input: input)).drawing(title: title)
}

/// By the path of its operations, what each layer is: "Dense(4 → 2)".
private func layerNames(of model: any Layer, input: Shape) -> [[String]: String] {
  let outer = model.name.isEmpty ? [] : [model.name]
  let rows = ModelSummary(of: model, input: input).rows.map { row in
    (model.parts.isEmpty ? row.path : outer + row.path, row.layer)
  }
  return Dictionary(rows) { first, _ in first }
}

/// Operations in boxes: those that follow each other in one layer share a box, all others have one of their own. As
/// operations are in an order in which each comes after its operands, no boxes depend on each other in a circle.
private struct LayerBoxes {
  private struct Box {
    var operations: [Int]
    /// Of its layer; nil: an operation of a block.
    var layer: [String]?
  }

  private let graph: Graph
  private let names: [[String]: String]
  private var boxes: [Box] = []
  /// For each operation that depends on the input, its box.
  private var places: [Int: Int] = [:]

  init(_ graph: Graph, from x: Input, names: [[String]: String]) {
    self.graph = graph
    self.names = names
    let blocks = Self.blocks(of: graph)
    for operation in graph.operations {
      let isInput = operation.tensor === x
      guard isInput || graph.operands(of: operation.id).contains(where: { places[$0] != nil }) else { continue }
      let layer = isInput || blocks.contains(operation.module) ? nil : operation.module
      if layer != nil, boxes.last?.layer == layer {
        boxes[boxes.count - 1].operations.append(operation.id)
      } else {
        boxes.append(Box(operations: [operation.id], layer: layer))
      }
      places[operation.id] = boxes.count - 1
    }
  }

  /// Paths inside which there are others; and that of no layer at all.
  private static func blocks(of graph: Graph) -> Set<[String]> {
    Set(
      [[]] + graph.operations.flatMap { operation in operation.module.indices.map { Array(operation.module[..<$0]) } })
  }

  func drawing(title: String) -> GraphDrawing {
    let (nodes, edges) = (boxes.indices.map(node), edges)
    return GraphDrawing(
      title: title, nodes: nodes, edges: edges, direction: .topToBottom,
      alternativeText: "Layers, each with the numbers of those it takes: "
        + nodes.map { Self.words($0, edges) }.joined(separator: "; ") + ".")
  }

  /// "4: + of 0, 3, [8, 8, 64]"
  private static func words(_ node: GraphDrawing.Node, _ edges: [GraphDrawing.Edge]) -> String {
    let sources = edges.filter { $0.to == node.id }.map { "\($0.from)" }
    let taken = sources.isEmpty ? "" : " of " + sources.joined(separator: ", ")
    return "\(node.id): \(node.symbol)\(node.name)\(taken), \(node.shape)"
  }

  private func node(_ number: Int) -> GraphDrawing.Node {
    let box = boxes[number]
    let last = graph.operations[box.operations.last!]
    let isInput = last.primitive === Primitive.input
    return GraphDrawing.Node(
      id: number, name: isInput ? "x" : box.layer.map { names[$0] ?? $0.last! } ?? "",
      symbol: isInput || box.layer != nil ? "" : last.primitive.symbol,
      role: isInput ? .input : number == boxes.count - 1 ? .output : .intermediate,
      shape: Shape(Array(last.shape.sizes.dropFirst())).description,
      module: box.layer.map { Array($0.dropLast()) } ?? last.module, isNumbered: false)
  }

  /// One for each way from box to box.
  private var edges: [GraphDrawing.Edge] {
    boxes.indices.flatMap { number in
      let sources = boxes[number].operations.flatMap { graph.operands(of: $0).compactMap { places[$0] } }
      return Set(sources).subtracting([number]).sorted().map { GraphDrawing.Edge(from: $0, to: number) }
    }
  }
}
