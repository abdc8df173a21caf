import Autodiff
import Display
import Tensors

// Stepper → one position, ready to be drawn.

extension Stepper {
  /// What there is to say at the cursor.
  ///
  /// - Parameter extent: a view for one event of many holds what is needed of it only.
  public func view(notes: [String] = [], showing extent: StepExtent = .screen) -> StepView {
    let hasPictures = extent != .text
    let isScreen = extent == .screen
    var view = StepView(
      sequence: sequence, trainingStep: trainingStep, event: event, eventCount: eventCount,
      phase: Phase(current.phase), phases: graph.phases.map { Phase($0) }, headline: labels.headline(event),
      formula: formula, working: working(), localDerivative: localDerivative(), element: clampedElement(of: event),
      elementPlace: graph.place(clampedElement(of: event), in: event),
      events: isScreen ? eventRows(around: event) : [], ledger: ledger(), matrices: hasPictures ? matrices() : [],
      graph: hasPictures ? drawing() : GraphDrawing(title: "", nodes: [], edges: []),
      loss: isScreen ? thinned(losses, to: 200) : [], branch: branch.name, branches: branches.map(\.name),
      settings: settingRows(), notes: notes)
    view.codePlace = current.codePlace.map { StepView.CodePlace(library: $0.library, offset: $0.offset) }
    return view
  }

  // MARK: - The operation under the cursor

  private var formula: String {
    switch current.origin {
    case .contribution(let consumer, let operand):
      let name = consumer.primitive.operandName(operand)
      let result = consumer.primitive.formula.hasPrefix("Z") ? "Z" : "z"
      return "∂L/∂\(name) = ∂L/∂\(result) · ∂\(result)/∂\(name)   for \(consumer.primitive.formula)"
    case .seed: return "∂L/∂L = 1"
    case .working(let consumer): return "on the way to the derivative of \(consumer.primitive.formula)"
    case .zero: return "0: the loss does not depend on it"
    case .accumulation, nil: return current.primitive.formula
    }
  }

  /// "(x·w)[1, 0] = x @ w", "= 0.5 · 2 + 1 · 3", "= 4"; of a number that is set by hand, "ŷ = 10, set by you", "(w · 3 = 2 · 3 = 6)".
  private func working() -> [String] {
    guard let result = value(event), result.count > 0 else { return [] }
    let index = clampedElement(of: event)
    let offset = result.shape.offset(of: index) ?? 0
    let isAssignment = current.primitive === Primitive.assign
    let name = labels.element(event, index)
    let descent = [descent(of: event)].filter { !$0.isEmpty }
    guard settings(of: event).contains(where: { $0.index == index }) else {
      let lines = computation(of: result, index)
      return (isAssignment ? [labels.expression(event)] + lines : ["\(name) = \(lines[0])"] + lines.dropFirst())
        + descent
    }
    let computed = computation(of: valueWithoutItsSettings(), index).joined(separator: " ")
    return [
      "\(name) = \(format(result[at: offset])), set by you",
      "(\(current.isLeaf ? "was " : isAssignment ? name + " " : "")\(computed))",
    ] + descent
  }

  /// How one element comes about: "x @ w", "= 0.5 · 2 + 1 · 3", "= 4"; where the terms have names, one a line; of a leaf its number; of an assignment without the
  /// symbols.
  private func computation(of result: NDArray, _ index: [Int]) -> [String] {
    let number = format(result[at: result.shape.offset(of: index) ?? 0])
    if current.isLeaf { return [number] }
    let explanation = current.primitive.working(for: context(event, index: index, result: result))
    return (current.primitive === Primitive.assign ? [] : [labels.expression(event)])
      + explanation.lines
      + ["= \(number)" + (explanation.reason.isEmpty ? "" : ", \(explanation.reason)")]
  }

  private func context(_ id: Int, index: [Int], result: NDArray) -> ElementContext {
    let (labels, operands, graph) = (labels, graph.operands(of: id), graph)
    return ElementContext(
      operands: operands.map { value($0)! }, result: result, attributes: graph[id].attributes, index: index,
      labels: operands.map { labels.label($0) }, element: { labels.element(operands[operands.startIndex + $0], $1) },
      entryNames: { graph.entryNames(of: operands[operands.startIndex + $0], axis: $1) }, format: { format($0) })
  }

  /// "∂ŷ/∂w = 0.5, as ∂z/∂x = y", of the forward operation that the cursor's backward operation differentiates.
  private func localDerivative() -> String {
    guard case .contribution(let consumer, let operand) = current.origin, let id = graph.id(of: consumer),
      let result = value(id), result.count > 0, operand < consumer.primitive.localDerivatives.count
    else { return "" }
    let name = labels.label(graph.id(of: consumer.operands[operand])!)
    let derivative = gradientLabel(of: name, by: labels.label(id))
    let (index, primitive) = (clampedElement(of: id), consumer.primitive)
    guard let slope = primitive.localDerivative(context(id, index: index, result: result), operand: operand)
    else { return "\(derivative): \(primitive.localDerivatives[operand])" }
    return "\(derivative) = \(format(slope))" + (index.isEmpty ? "" : " at \(graph.place(index, in: id))")
      + ", as ∂z/∂\(primitive.operandName(operand)) = \(primitive.localDerivatives[operand])"
  }

  // MARK: - The list of events

  private func eventRows(around center: Int, reach: Int = 40) -> [StepView.EventRow] {
    let first = Swift.max(0, center - reach)
    let last = Swift.min(eventCount - 1, center + reach)
    let labels = labels
    return (first...last).map { id in
      let note = note(id)
      return StepView.EventRow(
        event: id, phase: Phase(graph[id].phase), text: labels.sentence(id), value: note?.text ?? "–",
        isCurrent: id == event, hasBreakpoint: breakpoints.contains(id), flags: note?.flags ?? [])
    }
  }

  // MARK: - Pictures

  /// Operands, then the result, then the result's gradient once it is known.
  private func matrices() -> [HeatMap] {
    let labels = labels
    func map(_ id: Int, _ name: String) -> HeatMap? {
      guard let value = value(id) else { return nil }
      var map = value.heatMap(marked(name, of: id))
      let rank = value.shape.rank
      let columns = graph.entryNames(of: id, axis: rank - 1) ?? []
      if columns.count == map.columns { map.columnLabels = columns }
      if rank == 2, let rows = graph.entryNames(of: id, axis: 0), rows.count == map.rows { map.rowLabels = rows }
      return map
    }
    var maps = (graph.operands(of: event) + [event]).compactMap { map($0, labels.label($0)) }
    if let gradient = graph.gradient(of: event).flatMap({ map($0, labels.gradientLabel(of: event)) }) {
      maps.append(gradient)
    }
    return maps
  }

  /// The forward graph with values and gradients so far. In a backward pass the cursor stands on the forward
  /// operation that is being differentiated; in an update, on the parameter.
  private func drawing() -> GraphDrawing {
    let (current, others) = highlighted()
    let operands = Set(others)
    var drawing = stepGraph.page(of: current)
    let place = "training step \(trainingStep), event \(event)"
    drawing.title = drawing.title.isEmpty ? place : "\(place): \(drawing.title)"
    drawing.fill(graph) { note($0) }
    if !settings.isEmpty {
      let labels = labels
      for i in drawing.nodes.indices { drawing.nodes[i].name = labels.label(drawing.nodes[i].id) }
    }
    for i in drawing.nodes.indices {
      if drawing.nodes[i].id == current { drawing.nodes[i].state = .current }
      if operands.contains(drawing.nodes[i].id) { drawing.nodes[i].state = .operand }
    }
    return drawing
  }

  private func highlighted() -> (current: Int, operands: [Int]) {
    switch current.origin {
    case .contribution(let consumer, let operand):
      return (graph.id(of: consumer) ?? event, [graph.id(of: consumer.operands[operand])].compactMap { $0 })
    case .some(let origin): return (origin.forward.flatMap { graph.id(of: $0) } ?? event, [])
    case nil:
      guard current.phase > .backward else { return (event, Array(graph.operands(of: event))) }
      return (stepGraph.parameterBeingUpdated(at: event) ?? event, [])
    }
  }
}

/// At most `limit` of the numbers, evenly spaced, the last one among them.
public func thinned(_ numbers: [Double], to limit: Int) -> [Double] {
  guard numbers.count > limit else { return numbers }
  return (0..<limit).map { numbers[($0 + 1) * numbers.count / limit - 1] }
}
