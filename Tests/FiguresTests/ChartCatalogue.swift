import Display
import Foundation
import Testing

/// One chart of every kind, as a lesson would show it: the list that tests of drawing run over.
struct ChartExample: CustomTestStringConvertible, Sendable {
  var name: String
  var chart: Chart
  var testDescription: String { name }

  static let all = basics + recipes

  /// One of every kind of mark.
  static let basics: [ChartExample] = [
    ChartExample(name: "loss", chart: loss), ChartExample(name: "scatter", chart: scatter),
    ChartExample(name: "boundary", chart: boundary), ChartExample(name: "classes", chart: classes),
    ChartExample(name: "matrix", chart: matrix), ChartExample(name: "large-matrix", chart: largeMatrix),
    ChartExample(name: "bars", chart: bars), ChartExample(name: "histogram", chart: histogram),
    ChartExample(name: "logarithmic", chart: logarithmic), ChartExample(name: "empty", chart: empty),
    ChartExample(name: "long-words", chart: longWords),
  ]

  static let loss: Chart = {
    let steps = (0...200).map(Double.init)
    let training = steps.map { 2.19 * exp(-$0 / 40) + 0.12 }
    let validation = steps.map { 2.1 * exp(-$0 / 45) + 0.2 + 0.0006 * $0 }
    return Chart(
      title: "Loss while training", x: Axis("step"), y: Axis("cross-entropy"),
      marks: [
        .line(.init("training", x: steps, y: training)),
        .line(
          .init(
            "validation", x: steps, y: validation, lower: validation.map { $0 - 0.15 },
            upper: validation.map { $0 + 0.15 })),
        .rule(.init("target", .horizontal, at: 0.3)), .label(.init("overfitting starts", x: 120, y: validation[120])),
      ])
  }()

  static let scatter = Chart(
    title: "Penguins", x: Axis("flipper length (mm)"), y: Axis("body mass (g)"),
    marks: [
      .points(.init("Adelie", x: wave(40, 190, 8, 1), y: wave(40, 3700, 400, 2))),
      .points(.init("Chinstrap", x: wave(40, 196, 7, 3), y: wave(40, 3730, 350, 4))),
      .points(
        .init(
          "Gentoo", x: wave(40, 217, 8, 5) + [220, 221, 222], y: wave(40, 5070, 450, 6) + [.nan, .infinity, -.infinity])
      ),
    ])

  static let boundary: Chart = {
    let side = 40
    let values = (0..<side * side).map { index -> Double in
      let x = Double(index % side) / 20 - 1, y = Double(index / side) / 20 - 1
      return 1 / (1 + exp(-6 * (x * x + y * y - 0.5)))
    }
    return Chart(
      title: "What the network decides", x: Axis("x₁"), y: Axis("x₂"),
      marks: [
        .regions(
          .init("output", columns: side, rows: side, xRange: -1...1, yRange: -1...1, values: values, boundary: 0.5)),
        .points(.init("inside", x: wave(20, 0, 0.4, 1), y: wave(20, 0, 0.4, 2))),
        .points(.init("outside", x: [-0.9, 0.9, 0.8, -0.8, 0.95], y: [0.9, 0.8, -0.9, -0.7, 0])),
      ])
  }()

  static let classes = Chart(
    title: "Three classes", x: Axis("x"), y: Axis("y"),
    marks: [
      .regions(
        .init(
          "class", columns: 30, rows: 30, xRange: 0...3, yRange: 0...3,
          values: (0..<900).map { Double(min(2, ($0 % 30 + $0 / 30) / 20)) }))
    ])

  static let matrix = HeatMap(
    "Weights", rows: 3, columns: 4, values: [0.5, -1.25, 0, 2, .nan, 0.125, -0.3, 1, .infinity, -.infinity, 0.01, -2],
    rowLabels: ["h1", "h2", "h3"], columnLabels: ["bill", "flipper", "mass", "bias"]
  ).chart

  static let largeMatrix = HeatMap(
    "Activations", rows: 200, columns: 100,
    values: (0..<20_000).map { sin(Double($0 % 100) / 9) * cos(Double($0 / 100) / 17) }
  ).chart

  static let bars = Chart(
    title: "Accuracy by activation",
    x: Axis("activation", scale: .categories, categories: ["relu", "sigmoid", "tanh", "leaky relu"]),
    y: Axis("accuracy (%)"),
    marks: [
      .bars(.init("measured", values: [92.1, 88.9, 91.4, 92.8], errors: [0.6, 1.2, 0.8, 0.5])),
      .bars(.init("claimed", values: [92.5, 88.3, 91.2, 93.1])),
    ])

  static let histogram = Chart(
    title: "Weights of layer 1", x: Axis("weight"), y: Axis("count"),
    marks: [
      .histogram(
        .init(
          "weights", edges: (0...20).map { Double($0) / 10 - 1 },
          counts: (0..<20).map { Int(100 * exp(-pow(Double($0) - 9.5, 2) / 18)) }, nonFinite: 3))
    ])

  static let logarithmic = Chart(
    title: "Loss against learning rate", x: Axis("learning rate", scale: .logarithmic),
    y: Axis("final loss", scale: .logarithmic),
    marks: [
      .line(.init("loss", x: [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1], y: [2.3, 1.9, 0.4, 0.02, 0.3, .infinity])),
      .points(.init("failed", x: [0, 1e-3], y: [1, -1])),
    ])

  static let empty = Chart(title: "Nothing yet", x: Axis("step"), y: Axis("loss"), marks: [])

  static let longWords = Chart(
    title:
      "A title that goes on for much longer than any figure is wide, because somebody wanted to say everything in it",
    x: Axis(
      "an axis label that is rather long as well, with its unit (kilograms per square metre and second)",
      scale: .categories, categories: (0..<24).map { "category number \($0 + 1) with a long name" }),
    y: Axis("a y label that would never fit beside the plot but does above it (a unit)"),
    marks: [
      .bars(
        .init(
          "a series with a long name that explains what was measured and how", values: (0..<24).map { Double($0 * $0) })
      ),
      .bars(
        .init(
          "another series with a long name, which makes the legend wrap", values: (0..<24).map { 300 - Double($0 * 3) })
      ),
      .label(.init("first label", x: 12, y: 300)), .label(.init("second label", x: 12, y: 300)),
      .label(.init("third label", x: 12.1, y: 300)),
    ])

  /// Repeatable scatter without a random number generator.
  static func wave(_ count: Int, _ center: Double, _ spread: Double, _ seed: Double) -> [Double] {
    (0..<count).map { center + spread * sin(Double($0) * (1.7 + seed) + seed) * cos(Double($0 * $0) * 0.37 * seed) }
  }
}

extension HeatMap {
  var chart: Chart { Chart(title: name, x: Axis("column"), y: Axis("row"), marks: [.heatMap(self)]) }
}
