import Autodiff
import Display
import Explain
import Figures
import Tensors

extension BenchmarkGroup {
  static let figures = BenchmarkGroup(
    name: "figures", title: "Figures",
    benchmarks: [
      Benchmark(name: "a graph of 200 nodes") { try graph(nodes: 200, aim: 0.1) },
      Benchmark(name: "a graph of 2,000 nodes") { try graph(nodes: 2_000, aim: 1) },
      Benchmark(name: "decision boundary", measure: decisionBoundary),
    ])

  /// Laid out anew for each sample; then drawn once more from the remembered layout, as a stepper does.
  private static func graph(nodes: Int, aim: Double) throws -> [Measurement] {
    let drawing = layers(nodes: nodes)
    var (svg, png, again): ([Double], [Double], [Double]) = ([], [], [])
    for _ in 0..<5 {
      let layouts = GraphLayouts()
      svg.append(try seconds { _ = try FigureFile.data(of: GraphFigure(drawing, layouts: layouts).scene, as: .svg) })
      again.append(try seconds { _ = try FigureFile.data(of: GraphFigure(drawing, layouts: layouts).scene, as: .svg) })
      png.append(
        try seconds { _ = try FigureFile.data(of: GraphFigure(drawing, layouts: GraphLayouts()).scene, as: .png) })
    }
    let scene = GraphFigure(drawing).scene
    let size = "\(Int(scene.width)) × \(Int(scene.height)) points"
    return [
      Measurement(
        name: "a graph of \(drawing.nodes.count) nodes to SVG", unit: .seconds, samples: svg, aim: aim,
        note: "\(drawing.edges.count) edges, \(size)"),
      Measurement(name: "the same again, layout remembered", unit: .seconds, samples: again),
      Measurement(name: "the same to PNG, laid out anew", unit: .seconds, samples: png, aim: 1),
    ]
  }

  /// A chain of named layers of scalar operations, each value used once or twice.
  private static func layers(nodes count: Int) -> GraphDrawing {
    let x = Parameter("x", 0.5)
    var value: Tensor = x
    for layer in 0..<(count - 2) / 4 {
      let w = Parameter("w\(layer)", 0.1)
      value = module("layer \(layer)") { tanh(value * w + value) }
    }
    while computationGraph(of: value).nodes.count < count { value = tanh(value) }
    return computationGraph(of: value, title: "\(count) nodes")
  }

  private static func decisionBoundary() throws -> [Measurement] {
    let hidden = 16
    var random = RandomSource(seed: 1)
    let w1 = Tensor(NDArray.normal([2, hidden], using: &random))
    let w2 = Tensor(NDArray.normal([hidden, 1], using: &random))
    func picture(_ model: (Tensor) -> Tensor) throws {
      let mark = Mark.decision("class 1", x: -2...2, y: -2...2, rows: 200, model: model)
      let scene = Figures.scene(for: .chart(Chart(title: "regions", x: Axis("x"), y: Axis("y"), marks: [mark])))!
      _ = try FigureFile.data(of: scene, as: .svg)
    }
    let whole = try timings { try picture { sigmoid(tanh($0.matmul(w1)).matmul(w2)) } }
    let units = timings {
      for unit in 0..<hidden {
        _ = Mark.decision("unit", x: -2...2, y: -2...2, rows: 200) {
          tanh($0.matmul(w1.slice(unit..<unit + 1, axis: 1)))
        }
      }
    }
    return [
      Measurement(name: "decision boundary, 200 × 200, to SVG", unit: .seconds, samples: whole, aim: 0.2),
      Measurement(
        name: "the regions of \(hidden) hidden units, 200 × 200 each", unit: .seconds, samples: units, aim: 0.2),
    ]
  }
}
