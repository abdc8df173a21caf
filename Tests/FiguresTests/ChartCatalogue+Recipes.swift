import Display
import Figures
import Foundation
import Testing

// One chart of every recipe, as a lesson would show it.
extension ChartExample {
  static let recipes: [ChartExample] = [
    ChartExample(name: "seeds", chart: seeds), ChartExample(name: "rates", chart: rates),
    ChartExample(name: "weights-over-time", chart: weightsOverTime), ChartExample(name: "roc", chart: roc),
    ChartExample(name: "precision-recall", chart: precisionRecall),
    ChartExample(name: "calibration", chart: calibration), ChartExample(name: "confusion", chart: confusion),
    ChartExample(name: "ten-classes", chart: tenClasses), ChartExample(name: "boxes", chart: boxes),
    ChartExample(name: "timeline", chart: timeline), ChartExample(name: "landscape", chart: landscape),
    ChartExample(name: "valley", chart: valley), ChartExample(name: "attribution", chart: attribution),
    ChartExample(name: "quick-lines", chart: quickLines), ChartExample(name: "quick-points", chart: quickPoints),
    ChartExample(name: "quick-bars", chart: .bars(["Adam": 0.93, "gradient descent": 0.88])),
  ]

  static let quickLines = Chart.lines(
    ["training": (0..<40).map { exp(-Double($0) / 9) }, "validation": (0..<40).map { 0.2 + exp(-Double($0) / 8) }])

  static let quickPoints = Chart.points(
    x: wave(60, 3, 1, 0), y: wave(50, 2, 4, 1), title: "Points, ten without a partner")

  /// Training goes on falling, validation turns at epoch 14; five seeds each.
  static let seeds: Chart = {
    let epochs = (0...30).map(Double.init)
    func runs(_ loss: (Double) -> Double) -> [[Double]] {
      (0..<5).map { seed in epochs.map { loss($0) * (1 + 0.08 * sin(Double(seed) * 2.1 + $0 / 7)) } }
    }
    return Chart(
      title: "Five seeds", x: Axis("epoch"), y: Axis("cross-entropy"),
      marks: [
        .runs("training", x: epochs, runs { 2 * exp(-$0 / 6) + 0.05 }),
        .runs(
          "validation", x: epochs, runs { 2 * exp(-$0 / 5) + 0.2 + 0.0007 * $0 * $0 }, spread: .standardDeviation),
      ])
  }()

  static let rates: Chart = {
    let rates = (0...60).map { pow(10, -5 + Double($0) / 10) }
    let smooth = rates.map { 2.3 - 1.9 / (1 + pow(0.002 / $0, 1.5)) + pow($0 / 0.15, 3) }
    let noisy = zip(smooth, wave(61, 1, 0.08, 3)).map { $0 * $1 }
    return Chart.learningRates(
      title: "Learning-rate range test", rates: rates, losses: noisy.dropLast(2) + [.infinity, .nan],
      smoothed: smooth, suggested: 0.0021)
  }()

  /// Narrow at first, wide later.
  static let weightsOverTime: Chart = {
    let edges = (0...24).map { Double($0) / 10 - 1.2 }
    let times = (0..<40).map { Double($0 * 25) }
    let counts = times.map { time -> [Int] in
      let width = 0.1 + 0.4 * time / 1000
      return zip(edges, edges.dropFirst()).map { Int(400 * exp(-pow(($0 + $1) / 2 / width, 2) / 2)) }
    }
    return Chart.histogramOverTime(
      title: "Weights of layer 1", label: "weight", times: times, edges: edges, counts: counts,
      nonFinite: (0..<40).map { $0 == 30 ? 2 : 0 })
  }()

  private static func curve(_ name: String, _ power: Double) -> Chart.Curve {
    let x = (0...50).map { Double($0) / 50 }
    return Chart.Curve(name, x: x, y: x.map { 1 - pow(1 - $0, power) })
  }

  static let roc = Chart.roc(
    title: "Which threshold?", curves: [curve("logistic regression", 3), curve("network", 9)])

  static let precisionRecall: Chart = {
    let recall = (0...50).map { 1 - Double($0) / 50 }
    return Chart.precisionRecall(
      title: "Precision and recall",
      curves: [Chart.Curve("network", x: recall, y: recall.map { 1 - 0.7 * pow($0, 4) }, area: 0.86)],
      positiveShare: 0.3)
  }()

  static let calibration: Chart = {
    let bins = (0..<10).map { (Double($0) + 0.5) / 10 }
    return Chart.calibration(
      title: "Is 80 % right in 80 of 100?",
      curves: [
        Chart.Curve("overconfident", x: bins, y: bins.map { 0.5 + ($0 - 0.5) * 0.6 }),
        Chart.Curve("after scaling", x: bins, y: bins.map { $0 + 0.03 * sin($0 * 9) }),
      ])
  }()

  static let confusion = Chart.confusion(
    title: "Penguins taken for each other", counts: [[50, 2, 0], [3, 20, 1], [0, 0, 41]],
    labels: ["Adelie", "Chinstrap", "Gentoo"])

  static let tenClasses = Chart.confusion(
    title: "Digits taken for each other",
    counts: (0..<10).map { row in (0..<10).map { $0 == row ? 170 + row : ($0 * 7 + row * 3) % 11 == 4 ? 9 : row % 2 } })

  static let boxes = Chart.box(
    title: "Ten seeds", label: "validation accuracy (%)",
    groups: [
      ("gradient descent", wave(10, 88, 3, 1)), ("momentum", wave(10, 91, 1.5, 2) + [82]),
      ("Adam", wave(10, 92, 0.8, 3)), ("diverged", [.nan, .infinity]), ("once", [90]),
    ], setting: "optimizer")

  static let timeline = Chart.timeline(
    title: "Two workers and a server", lanes: ["worker 0", "worker 1", "server"],
    tasks: (0..<3).flatMap { step -> [Chart.Task] in
      let start = Double(step) * 12
      return [
        .init(lane: 0, start: start, end: start + 4, label: "batch \(2 * step)", kind: "forward"),
        .init(lane: 0, start: start + 4, end: start + 9, label: "batch \(2 * step)", kind: "backward"),
        .init(lane: 1, start: start, end: start + 3.5, label: "batch \(2 * step + 1)", kind: "forward"),
        .init(lane: 1, start: start + 3.5, end: start + 8, label: "batch \(2 * step + 1)", kind: "backward"),
        .init(lane: 2, start: start + 9, end: start + 11.5, label: "sum of the gradients", kind: "update"),
      ]
    })

  /// A long valley: the losses span many powers of ten.
  static let landscape: Chart = {
    let side = 50
    func loss(_ x: Double, _ y: Double) -> Double { x * x + 30 * y * y + 0.001 }
    let values = (0..<side * side).map { index -> Double in
      loss((Double(index % side) + 0.5) / 12.5 - 2, (Double(index / side) + 0.5) / 25 - 1)
    }
    func path(_ name: String, _ rate: Double, _ momentum: Double) -> Mark.Path {
      var (x, y, dx, dy) = (-1.7, 0.8, 0.0, 0.0)
      var points = [(x, y)]
      for _ in 0..<40 {
        (dx, dy) = (momentum * dx - rate * 2 * x, momentum * dy - rate * 60 * y)
        (x, y) = (x + dx, y + dy)
        points.append((x, y))
      }
      return Mark.Path(name, x: points.map { $0.0 }, y: points.map { $0.1 })
    }
    return Chart.landscape(
      title: "A long valley", x: Axis("w₁"), y: Axis("w₂"), columns: side, rows: side, xRange: -2...2, yRange: -1...1,
      losses: values, paths: [path("gradient descent", 0.03, 0), path("momentum", 0.005, 0.9)])
  }()

  /// Levels that the author chose, and a hole.
  static let valley: Chart = {
    let values = (0..<400).map { index -> Double in
      let x = Double(index % 20) / 5 - 2, y = Double(index / 20) / 5 - 2
      return x > 1.2 && y > 1.2 ? .nan : sin(x * 2) + y * y / 2
    }
    return Chart.landscape(
      title: "Two minima", x: Axis("first direction"), y: Axis("second direction"), columns: 20, rows: 20,
      xRange: -2...2, yRange: -2...2, losses: values, levels: [-0.5, 0, 0.5, 1, 2],
      paths: [Mark.Path("training", x: [-1.5, -1, -0.8], y: [1.5, 0.4, 0.05])])
  }()

  static let attribution: Chart = {
    let picture = ImageGrid.Picture(
      caption: "7", width: 16, height: 16, channels: 1,
      pixels: (0..<256).map { index in
        let x = index % 16, y = index / 16
        return (y == 3 || y == 4) && x > 3 && x < 13 || abs(x - (15 - y * 2 / 3)) < 2 && y > 4 ? 255 : 0
      })
    let values = (0..<64).map { index -> Double in
      let x = Double(index % 8) - 4, y = Double(index / 8) - 2
      return exp(-(x * x + y * y) / 4) - 0.6 * exp(-(x * x + (y - 4) * (y - 4)) / 3)
    }
    return Chart.attribution(title: "Why a 7?", values: values, rows: 8, columns: 8, over: picture)
  }()
}

/// Every kind of figure that is no single chart, graph or table.
struct FigureExample: CustomTestStringConvertible, Sendable {
  var name: String
  var output: Output
  var testDescription: String { name }

  static let all: [FigureExample] = [
    FigureExample(name: "hidden-units", output: .panels(hiddenUnits)),
    FigureExample(name: "layers", output: .panels(layers)),
    FigureExample(name: "mixed", output: .panels(mixed)),
    FigureExample(name: "no-panels", output: .panels(Panels(title: "Nothing", charts: []))),
    FigureExample(name: "predictions", output: .images(predictions)),
    FigureExample(name: "colors", output: .images(colors)),
  ]

  static let hiddenUnits = Panels(
    title: "What each hidden unit answers",
    charts: (0..<8).map { unit in
      let (a, b) = (cos(Double(unit)), sin(Double(unit)))
      let values = (0..<900).map { index -> Double in
        tanh(2 * (a * (Double(index % 30) / 15 - 1) + b * (Double(index / 30) / 15 - 1)) * (1 + Double(unit) / 8))
      }
      let regions = Mark.Regions(
        "answer", columns: 30, rows: 30, xRange: -1...1, yRange: -1...1, values: values, boundary: 0)
      return Chart(title: "unit \(unit)", x: Axis("x₁"), y: Axis("x₂"), marks: [.regions(regions)])
    }, columns: 4)

  static let layers = Panels(
    title: "Loss by depth",
    charts: [2, 4, 8].map { depth in
      let steps = (0...40).map(Double.init)
      func loss(_ name: String, _ rate: Double, _ rest: Double) -> Mark {
        .line(name, x: steps, y: steps.map { 2 * exp(-$0 / rate) + rest * Double(depth) })
      }
      return Chart(
        title: "\(depth) layers", x: Axis("epoch"), y: Axis("loss"),
        marks: [loss("training", 8, 0.01), loss("validation", 9, 0.04)])
    })

  static let mixed = Panels(
    title: "", charts: [ChartExample.roc, ChartExample.confusion, ChartExample.boxes, ChartExample.empty], columns: 2,
    sharesScales: false)

  static let predictions = ImageGrid.predictions(
    title: "Digits", pictures: (0..<12).map { picture($0, channels: 1) },
    truths: (0..<12).map { String($0 % 10) }, predictions: (0..<12).map { String($0 % 5 == 2 ? 1 : $0 % 10) },
    columns: 6)

  static let colors = ImageGrid.predictions(
    title: "Small pictures", pictures: (0..<3).map { picture($0, channels: 3) }, truths: ["aeroplane", "frog", "cat"],
    predictions: ["aeroplane", "horse", "dog"], columns: 8)

  private static func picture(_ seed: Int, channels: Int) -> ImageGrid.Picture {
    let pixels = (0..<14 * 14 * channels).map { index -> UInt8 in
      let (x, y) = (index / channels % 14, index / channels / 14)
      return UInt8(127 + 120 * sin(Double(x * (seed + 1) + y * 3 + index % channels * 2) / 6))
    }
    return ImageGrid.Picture(caption: "", width: 14, height: 14, channels: channels, pixels: pixels)
  }
}
