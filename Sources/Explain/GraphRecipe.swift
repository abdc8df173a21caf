import Autodiff
import Display
import Tensors

// Graph → drawing.

extension Phase {
  init(_ phase: TrainingPhase) { self = Phase(rawValue: phase.description)! }
}

extension Graph {
  /// The graph as a drawing, without values.
  ///
  /// - Parameter phases: which phases' operations are drawn; a backward pass drawn whole is several times as large as
  ///   its forward pass, so by default gradients stand in the forward nodes instead.
  public func drawing(title: String, phases: Set<TrainingPhase> = [.data, .forward, .loss]) -> GraphDrawing {
    let inside = operations.filter { phases.contains($0.phase) }
    let outside = operations.filter { !phases.contains($0.phase) }
    let isUsedOutside = Set(outside.flatMap { operands(of: $0.id) })
    let isUsedInside = Set(inside.flatMap { operands(of: $0.id) })
    // A constant that only phases beyond the drawing use, such as a learning rate, would stand apart from the graph.
    let shown = inside.filter {
      $0.primitive !== Primitive.constant || isUsedInside.contains($0.id) || !isUsedOutside.contains($0.id)
    }
    let ids = Set(shown.map(\.id))
    var edges: [GraphDrawing.Edge] = []
    for operation in shown {
      let operands = operands(of: operation.id)
      let isOrdered = operands.count > 1 && !operation.primitive.isCommutative
      for (position, operand) in operands.enumerated() where ids.contains(operand) {
        edges.append(
          GraphDrawing.Edge(from: operand, to: operation.id, position: isOrdered ? position + 1 : nil))
      }
    }
    return GraphDrawing(
      title: title,
      nodes: shown.map { operation in
        GraphDrawing.Node(
          id: operation.id, name: label(operation.id), symbol: operation.primitive.symbol,
          role: role(of: operation, isUsed: isUsedInside.contains(operation.id)), phase: Phase(operation.phase),
          shape: operation.shape.isScalar ? "" : operation.shape.description, module: operation.module)
      }, edges: edges)
  }

  private func role(of operation: Operation, isUsed: Bool) -> Role {
    if operation.primitive === Primitive.input { return .input }
    if operation.primitive === Primitive.parameter { return .parameter }
    if operation.primitive === Primitive.constant { return .muted }
    switch operation.phase {
    case .loss: return isUsed ? .intermediate : .loss
    case .backward, .clip: return .gradient
    case .update: return .update
    default: return isUsed ? .intermediate : .output
    }
  }
}

extension GraphDrawing {
  /// Writes values (and gradients, where the program computes them) into the nodes.
  mutating func fill(_ graph: Graph, _ note: (Int) -> StepMemory.Note?) {
    for i in nodes.indices {
      let id = nodes[i].id
      if graph.gradient(of: id) != nil { nodes[i].gradient = "–" }
      guard let value = note(id) else {
        nodes[i].state = .pending
        continue
      }
      nodes[i].state = .computed
      nodes[i].value = value.text
      nodes[i].valueMap = value.thumbnail
      nodes[i].flags = value.flags
      if let gradient = graph.gradient(of: id).flatMap(note) {
        nodes[i].gradient = gradient.text
        nodes[i].gradientMap = gradient.thumbnail
      }
    }
  }

  /// The same of a program that has been run to its end, without a cursor.
  mutating func fill(_ execution: Execution) {
    fill(execution.graph) { StepMemory.Note(execution.value($0), from: execution.graph[$0].primitive) }
    for i in nodes.indices { nodes[i].state = .plain }
  }
}

/// The computation graph of a value, with its numbers.
public func computationGraph(of outputs: Tensor..., title: String = "computation graph") -> GraphDrawing {
  let program = Program(outputs)
  let execution = Execution(program.graph)
  execution.run()
  let phases = Set(TrainingPhase.allCases.filter { $0 <= .loss })
  var drawing = program.graph.drawing(title: title, phases: phases)
  drawing.fill(execution)
  return drawing
}

/// The computation graph of a loss with its numbers, and ∂L/∂· of every value on the way to the targets.
public func computationGraph(
  of loss: Tensor, gradientsWith targets: [Tensor], title: String = "forward and backward"
) -> GraphDrawing {
  let program = Program([loss] + gradients(of: loss, with: targets))
  let execution = Execution(program.graph)
  execution.run()
  var drawing = program.graph.drawing(title: title)
  drawing.fill(execution)
  return drawing
}
