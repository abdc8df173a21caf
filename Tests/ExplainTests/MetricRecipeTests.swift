import Datasets
import Display
import Explain
import Insight
import Tensors
import Testing
import Training

@Suite struct MetricRecipeTests {
  @Test func aConfusionMatrixIsAHeatMap() {
    let matrix = ConfusionMatrix(NDArray([0, 1, 1]), NDArray([0, 1, 0]), names: ["no", "yes"])
    guard case .chart(let chart) = matrix.output, case .heatMap(let map) = chart.marks[0] else {
      Issue.record("\(matrix.output)")
      return
    }
    #expect(map.values == [1, 1, 0, 1] && map.rows == 2 && map.columns == 2)
    #expect(map.rowLabels == ["no", "yes"] && map.columnLabels == ["no", "yes"] && map.showsNumbers)
    #expect(chart.x.label == "answer" && chart.y.label == "target")
  }

  @Test func aReportIsATableThatSaysWhatIsMissing() {
    let table = ClassificationReport(NDArray([0, 0]), NDArray([0, 1])).table()
    #expect(table.rows[1] == ["1", "–", "0", "0", "1"] && table.rows.count == 4)
    #expect(table.title.contains("accuracy 0.5; precision of 1 is undefined: class 1 is never predicted"))
  }

  @Test func curvesAreLinesWithTheirArea() {
    let (scores, targets) = (NDArray([0.1, 0.4, 0.35, 0.8], type: .float64), NDArray([0, 0, 1, 1], type: .float64))
    guard case .line(let roc) = rocChart([("model", ROCCurve(scores, targets))]).marks[1] else {
      Issue.record("no line")
      return
    }
    #expect(roc.name == "model, area 0.75")
    #expect(roc.x == [0, 0, 0.5, 0.5, 1] && roc.y == [0, 0.5, 0.5, 1, 1])
    let chart = precisionRecallChart([("model", PrecisionRecallCurve(scores, targets))])
    guard case .line(let curve) = chart.marks[1], case .rule(let random) = chart.marks[0] else {
      Issue.record("\(chart)")
      return
    }
    #expect(curve.name == "model, average precision 0.8333" && random.position == 0.5)
    #expect(curve.x == [0.5, 0.5, 1, 1] && curve.y[..<2] == [1, 0.5])
    let undefined = rocChart([("model", ROCCurve(scores, NDArray([0, 0, 0, 0])))])
    guard case .line(let none) = undefined.marks[1] else { return }
    #expect(none.x.isEmpty && none.name == "model, area undefined: class 1 never occurs among the targets")
  }

  @Test func aLongCurveKeepsItsShape() {
    var random = RandomSource(seed: 3)
    let scores = NDArray.normal([20_000], type: .float64, using: &random)
    let targets = NDArray(scores.doubles.map { $0 + random.normal() > 0 ? 1 : 0 })
    let curve = ROCCurve(scores, targets)
    guard case .line(let line) = rocChart([("m", curve)]).marks[1] else { return }
    #expect(curve.points.count > 19_000 && line.x.count <= 4000)
    #expect(line.x.first == 0 && line.x.last == 1 && line.y.first == 0 && line.y.last == 1)
  }

  @Test func aCalibrationShowsTheBinsThatHoldCases() {
    let calibration = Calibration(
      NDArray([0.1, 0.9, 0.7], type: .float64), NDArray([0, 1, 0], type: .float64), bins: 2)
    guard case .points(let points) = calibration.chart().marks[2] else {
      Issue.record("\(calibration)")
      return
    }
    #expect(points.y == [0, 0.5] && points.x[0] == 0.1 && abs(points.x[1] - 0.8) < 1e-12)
    let one = Calibration(NDArray([0.1]), NDArray([0])).chart()
    guard case .points(let only) = one.marks[2] else { return }
    #expect(only.x.count == 1)
  }

  @Test func valuesAndTheCatalogue() {
    #expect(Metric.table.rows.map { $0[0] } == Metric.all.map(\.name))
    let undefined = Metric.recall(.ofClass(2))(NDArray([0]), NDArray([0]))
    #expect(undefined.output == .text("undefined: class 2 never occurs among the targets"))
    #expect(Metric.accuracy(NDArray([0]), NDArray([0])).output == .text("1"))
  }
}

@Suite struct BaselineRecipeTests {
  private func iris() throws -> (examples: Examples, names: ExampleNames) {
    let frame = try Dataset.iris.frame()
    let columns = ["petal_length_cm", "petal_width_cm"]
    return (
      Examples(inputs: frame.array(columns), targets: frame.codes("class")),
      ExampleNames(columns: columns, classes: frame["class"].categories!)
    )
  }

  @Test func aTreeIsDrawnFromItsFirstQuestionDown() throws {
    let (examples, names) = try iris()
    let tree = DecisionTree(depth: 2).fit(examples, names: names)
    let drawing = tree.drawing()
    #expect(drawing.direction == .topToBottom)
    #expect(
      drawing.nodes.map(\.name) == [
        "petal_length_cm ≤ 2.45", "setosa", "petal_width_cm ≤ 1.75", "versicolor", "virginica",
      ])
    #expect(
      drawing.nodes.map(\.shape) == [
        "150 examples", "yes, 50 examples", "no, 100 examples", "yes, 54 examples", "no, 46 examples",
      ])
    #expect(drawing.nodes.map(\.value) == ["Gini 0.6667", "Gini 0", "Gini 0.5", "Gini 0.168", "Gini 0.04253"])
    #expect(drawing.edges.map { [$0.from, $0.to] } == [[0, 1], [0, 2], [2, 3], [2, 4]])
    let chart = try #require(tree.importanceChart())
    guard case .bars(let bars) = chart.marks[0] else { return }
    #expect(bars.values == tree.importances && chart.x.categories == names.columns)
    #expect(DecisionTree(depth: 0).fit(examples).importanceChart() == nil)
  }

  @Test func weightsAreBars() throws {
    let (examples, names) = try iris()
    let fitted = LogisticRegression().fit(examples, names: names)
    let chart = fitted.weightChart()
    #expect(chart.x.categories == names.columns && chart.marks.count == 3)
    for (output, mark) in chart.marks.enumerated() {
      guard case .bars(let bars) = mark else { continue }
      #expect(bars.name == names.classes[output] && bars.values == (0..<2).map { fitted.weights[$0, output] })
    }
    let line = LinearRegression().fit(Examples(inputs: examples.inputs, targets: examples.targets), names: names)
    guard case .chart(let one) = line.output, case .bars(let bars) = one.marks[0] else {
      Issue.record("\(line)")
      return
    }
    #expect(bars.values == line.weights.doubles)
  }

  @Test func baselinesStandInOneTable() throws {
    let (training, validation) = try iris().examples.split(training: 0.7, seed: 1)
    let table = baselineTable(training: training, validation: validation, metric: .accuracy)
    #expect(table.rows.map { $0[0] } == Baselines.all(for: .classification).map(\.description))
    let tree = DecisionTree(depth: 4).fit(training)
    let row = try #require(table.rows.first { $0[0] == "decision tree, depth 4" })
    #expect(row[2] == "\(Metric.accuracy(tree.predict(validation.inputs), validation.targets))")
    let numbers = baselineTable(
      training: training, validation: validation, metric: .rSquared, baselines: [LinearRegression()])
    #expect(numbers.rows.count == 1 && numbers.title == "R²")
  }
}
