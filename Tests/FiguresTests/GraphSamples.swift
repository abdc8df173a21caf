import Display
import Figures

/// Graphs to draw in tests. Every number is computed here, so that pictures can be checked by hand.
enum GraphSamples {
  /// e = a·b, d = e + c, L = d·f at a = 2, b = −3, c = 10, f = −2; `step` events are done, the last one is current.
  static func scalars(step: Int? = nil) -> GraphDrawing {
    let (a, b, c, f) = (2.0, -3.0, 10.0, -2.0)
    let e = a * b
    let d = e + c
    let loss = d * f
    typealias Row = (
      name: String, symbol: String, role: Role, value: Double, gradient: Double, done: Int, differentiated: Int
    )
    let rows: [Row] = [
      ("a", "", .input, a, f * b, 0, 6), ("b", "", .parameter, b, f * a, 0, 6), ("e", "×", .intermediate, e, f, 1, 5),
      ("c", "", .parameter, c, f, 0, 5), ("d", "+", .intermediate, d, f, 2, 4), ("f", "", .parameter, f, d, 0, 4),
      ("L", "×", .loss, loss, 1, 3, 4),
    ]
    let operandsOfStep = [1: [0, 1], 2: [2, 3], 3: [4, 5]]
    let nodes = rows.enumerated().map { id, row in
      var state = GraphDrawing.State.plain
      if let step {
        state = row.done > step ? .pending : row.done == step && !row.symbol.isEmpty ? .current : .computed
        if operandsOfStep[step, default: []].contains(id) { state = .operand }
      }
      let isKnown = step.map { row.done <= $0 } ?? true
      let hasGradient = step.map { row.differentiated <= $0 } ?? true
      return GraphDrawing.Node(
        id: id, name: row.name, symbol: row.symbol, role: row.role, value: isKnown ? format(row.value) : "",
        gradient: hasGradient ? format(row.gradient) : "–", state: state)
    }
    let edges = [(0, 2), (1, 2), (2, 4), (3, 4), (4, 6), (5, 6)].map { GraphDrawing.Edge(from: $0, to: $1) }
    return GraphDrawing(title: "L = (a·b + c)·f", nodes: nodes, edges: edges)
  }

  /// y = x·x
  static let square = GraphDrawing(
    title: "A value used twice",
    nodes: [
      GraphDrawing.Node(id: 0, name: "x", role: .input, value: "3"),
      GraphDrawing.Node(id: 1, name: "y", symbol: "×", role: .output, value: "9"),
    ],
    edges: [GraphDrawing.Edge(from: 0, to: 1), GraphDrawing.Edge(from: 0, to: 1)])

  /// Two dense layers and a squared error, with matrices, gradients, and the backward operations of the second layer.
  static func network(hidden: Int = 4, batch: Int = 8, isStepped: Bool = false) -> GraphDrawing {
    var builder = Builder()
    let x = builder.leaf("x", .input, rows: batch, columns: 2)
    let first = builder.dense(x, 2, hidden, batch, "layer 1", "tanh")
    let second = builder.dense(first, hidden, 1, batch, "layer 2", "sigmoid")
    let y = builder.leaf("y", .target, rows: batch, columns: 1)
    let error = builder.operation("−", [second, y], rows: batch, columns: 1, phase: .loss, positions: true)
    let squared = builder.operation("×", [error, error], rows: batch, columns: 1, phase: .loss)
    let loss = builder.operation("mean", [squared], phase: .loss, name: "L", role: .loss)
    let upstream = builder.operation("× 2/n", [error, loss], rows: batch, columns: 1, phase: .backward)
    let slope = builder.operation(
      "sigmoid′", [second], rows: batch, columns: 1, phase: .backward, module: ["layer 2", "sigmoid"])
    let back = builder.operation(
      "×", [upstream, slope], rows: batch, columns: 1, phase: .backward, module: ["layer 2", "sigmoid"])
    let gradient = builder.operation(
      "matmul", [first, back], rows: hidden, columns: 1, phase: .backward, module: ["layer 2", "Dense"],
      name: "∂L/∂W", positions: true)
    _ = builder.operation("−η·", [second - 3, gradient], rows: hidden, columns: 1, phase: .update, name: "W′")
    if isStepped {
      for index in builder.nodes.indices {
        builder.nodes[index].state = index < 8 ? .computed : index == 8 ? .current : .pending
        if builder.nodes[index].state == .pending {
          builder.nodes[index].value = ""
          builder.nodes[index].valueMap = nil
        }
        if builder.nodes[index].gradientMap != nil || !builder.nodes[index].gradient.isEmpty {
          builder.nodes[index].gradient = "–"
        }
        builder.nodes[index].gradientMap = nil
      }
    }
    return GraphDrawing(title: "Two layers, forward, backward, update", nodes: builder.nodes, edges: builder.edges)
  }

  /// One cell after the other, each with the same operations: an LSTM unrolled in time.
  static func recurrent(steps: Int) -> GraphDrawing {
    var builder = Builder()
    let weights = builder.leaf("W", .parameter, rows: 4, columns: 8)
    var hidden = builder.leaf("h0", .input, rows: 1, columns: 4)
    var cell = builder.leaf("c0", .input, rows: 1, columns: 4)
    for step in 1...steps {
      let module = ["step \(step)"]
      let x = builder.leaf("x\(step)", .input, rows: 1, columns: 4, module: module)
      let joined = builder.operation("concat", [x, hidden], rows: 1, columns: 8, module: module, positions: true)
      let mixed = builder.operation("matmul", [joined, weights], rows: 1, columns: 4, module: module, positions: true)
      func gate(_ name: String, _ symbol: String) -> Int {
        builder.operation(symbol, [mixed], rows: 1, columns: 4, module: module + [name])
      }
      let (forget, input) = (gate("forget", "sigmoid"), gate("input", "sigmoid"))
      let (candidate, output) = (gate("candidate", "tanh"), gate("output", "sigmoid"))
      let kept = builder.operation("×", [forget, cell], rows: 1, columns: 4, module: module)
      let added = builder.operation("×", [input, candidate], rows: 1, columns: 4, module: module)
      cell = builder.operation("+", [kept, added], rows: 1, columns: 4, module: module, name: "c\(step)")
      let squashed = builder.operation("tanh", [cell], rows: 1, columns: 4, module: module)
      hidden = builder.operation("×", [output, squashed], rows: 1, columns: 4, module: module, name: "h\(step)")
    }
    _ = builder.operation("mean", [hidden], phase: .loss, name: "L", role: .loss)
    return GraphDrawing(title: "A recurrent cell, \(steps) steps", nodes: builder.nodes, edges: builder.edges)
  }

  /// Scalar multiply-adds in layers of four, as micrograd records them.
  static func neurons(nodes count: Int) -> GraphDrawing {
    var builder = Builder()
    var layer = (0..<4).map { builder.leaf("x\($0)", .input) }
    while builder.nodes.count < count {
      layer = (0..<4).map { _ in
        var sum = builder.leaf("b", .parameter)
        for input in layer {
          let product = builder.operation("×", [input, builder.leaf("w", .parameter)])
          sum = builder.operation("+", [sum, product])
        }
        return builder.operation("tanh", [sum])
      }
    }
    return GraphDrawing(title: "Neurons", nodes: builder.nodes, edges: builder.edges)
  }

  /// Every node uses `degree` earlier ones, picked by a linear congruential generator: nothing dot can make short.
  static func dense(nodes count: Int, degree: Int) -> GraphDrawing {
    var state: UInt64 = 1
    func pick(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let nodes = (0..<count).map { GraphDrawing.Node(id: $0, symbol: $0 == 0 ? "" : "+") }
    let edges = (1..<count).flatMap { to in
      (0..<degree).map { _ in GraphDrawing.Edge(from: pick(below: to), to: to) }
    }
    return GraphDrawing(title: "Dense", nodes: nodes, edges: edges)
  }

  struct Builder {
    var nodes: [GraphDrawing.Node] = []
    var edges: [GraphDrawing.Edge] = []

    mutating func leaf(
      _ name: String, _ role: Role, rows: Int = 0, columns: Int = 0, module: [String] = []
    ) -> Int {
      add(name: name, "", role, .forward, rows, columns, module)
    }

    mutating func operation(
      _ symbol: String, _ arguments: [Int], rows: Int = 0, columns: Int = 0, phase: Phase = .forward,
      module: [String] = [], name: String = "", role: Role = .intermediate, positions: Bool = false
    ) -> Int {
      let id = add(name: name, symbol, role, phase, rows, columns, module)
      for (index, argument) in arguments.enumerated() {
        edges.append(GraphDrawing.Edge(from: argument, to: id, position: positions ? index + 1 : nil))
      }
      return id
    }

    mutating func dense(_ x: Int, _ inputs: Int, _ outputs: Int, _ batch: Int, _ name: String, _ activation: String)
      -> Int
    {
      let module = [name, "Dense"]
      let weight = leaf("W", .parameter, rows: inputs, columns: outputs, module: module)
      let bias = leaf("b", .parameter, rows: 1, columns: outputs, module: module)
      let product = operation("matmul", [x, weight], rows: batch, columns: outputs, module: module, positions: true)
      let sum = operation("+", [product, bias], rows: batch, columns: outputs, module: module)
      return operation(activation, [sum], rows: batch, columns: outputs, module: [name, activation])
    }

    private mutating func add(
      name: String, _ symbol: String, _ role: Role, _ phase: Phase, _ rows: Int, _ columns: Int, _ module: [String]
    ) -> Int {
      let id = nodes.count
      let isMatrix = rows * columns > 1
      func map(_ offset: Int) -> HeatMap? {
        guard isMatrix else { return nil }
        let values = (0..<rows * columns).map { Double(($0 * 7 + id * 3 + offset) % 11 - 5) / 5 }
        return HeatMap(name, rows: rows, columns: columns, values: values)
      }
      nodes.append(
        GraphDrawing.Node(
          id: id, name: name, symbol: symbol, role: role, phase: phase,
          shape: isMatrix ? "[\(rows), \(columns)]" : "", module: module,
          value: isMatrix ? "" : format(Double(id % 7) - 2.5),
          gradient: isMatrix || phase > .loss ? "" : format(Double(id % 5) / 4),
          valueMap: map(0), gradientMap: phase > .loss || role == .target ? nil : map(5)))
      return id
    }
  }
}

extension GraphSamples {
  /// Forward through `scalars`, one view an event.
  static func steps() -> [StepView] {
    (1...6).map { step in
      let graph = scalars(step: step)
      return StepView(
        sequence: step, trainingStep: 0, event: step, eventCount: 6, phase: step < 4 ? .forward : .backward,
        headline: "%\(2 * step) = × %0 %1", formula: "e = a · b", working: ["e = 2 · −3", "e = −6"],
        localDerivative: "∂e/∂a = b = −3", element: [0, 0],
        ledger: StepView.Ledger(
          title: "∂L/∂a",
          entries: [
            StepView.Ledger.Entry(source: "e = a·b", contribution: "6", runningSum: "6", isComputed: step > 5),
            StepView.Ledger.Entry(source: "k = a·a", contribution: "", runningSum: "", isComputed: false),
          ]),
        matrices: [
          HeatMap("a", rows: 2, columns: 3, values: [1, -2, 3, .nan, 0.5, .infinity]),
          HeatMap("∂L/∂a", rows: 2, columns: 3, values: [0.1, 0.2, -0.3, 0, 0, 0.6]),
        ], graph: graph, notes: step == 2 ? ["breakpoint"] : [])
    }
  }
}

extension GraphSamples {
  /// A cycle, a loop, an id twice, edges to nowhere, control characters, maps that do not fit, numbers that are none.
  static let spoilt = GraphDrawing(
    title: "Spoilt",
    nodes: [
      GraphDrawing.Node(
        id: 0, name: "a\nb\u{1B}[31m", role: .input, value: "NaN",
        valueMap: HeatMap("a", rows: 2, columns: 3, values: [.nan, .infinity, -.infinity, 0, 1, -1])),
      GraphDrawing.Node(
        id: 1, symbol: "+", value: "∞", valueMap: HeatMap("b", rows: 3, columns: 3, values: [1])),
      GraphDrawing.Node(
        id: 1, symbol: "×", valueMap: HeatMap("c", rows: -1, columns: .max, values: [])),
      GraphDrawing.Node(id: -7, symbol: "", shape: "[99999999999999999999, 0, x]", flags: ["odd"]),
    ],
    edges: [(0, 1), (1, 0), (1, 1), (5, 0), (0, 9)].map { GraphDrawing.Edge(from: $0, to: $1) })

  static let longNames = GraphDrawing(
    title: String(repeating: "A title that goes on. ", count: 20),
    nodes: [
      GraphDrawing.Node(
        id: 0, name: String(repeating: "weight", count: 2_000), role: .parameter,
        shape: String(repeating: "[1]", count: 500), module: [String(repeating: "module ", count: 300)],
        value: String(repeating: "9", count: 3_000)),
      GraphDrawing.Node(
        id: 1_000_000_000, name: "y", symbol: String(repeating: "operation", count: 100),
        gradient: String(repeating: "1", count: 100)),
    ], edges: [GraphDrawing.Edge(from: 0, to: 1_000_000_000, position: 1)])
}
