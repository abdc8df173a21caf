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
    #expect(matrix.output == .chart(.confusion(counts: [[1, 1], [0, 1]], labels: ["no", "yes"])))
    #expect(matrix.chart(title: "t").title == "t")
  }

  @Test func aReportIsATableThatSaysWhatIsMissing() {
    let table = ClassificationReport(NDArray([0, 0]), NDArray([0, 1])).table()
    #expect(table.rows[1] == ["1", "–", "0", "0", "1"] && table.rows.count == 4)
    #expect(table.title.contains("accuracy 0.5; precision of 1 is undefined: class 1 is never predicted"))
  }

  private func line(_ chart: Chart, _ place: Int = 0) throws -> Mark.Line {
    guard case .line(let line) = try #require(chart.marks.dropFirst(place).first) else {
      throw UnexpectedMark(chart: chart)
    }
    return line
  }

  private struct UnexpectedMark: Error { let chart: Chart }

  @Test func curvesAreLinesWithTheirArea() throws {
    let (scores, targets) = (NDArray([0.1, 0.4, 0.35, 0.8], type: .float64), NDArray([0, 0, 1, 1], type: .float64))
    let roc = try line(.roc(curves: [ROCCurve(scores, targets)], names: ["model"]))
    #expect(roc.name == "model (AUC 0.75)" && roc.x == [0, 0, 0.5, 0.5, 1] && roc.y == [0, 0.5, 0.5, 1, 1])
    let chart = Chart.precisionRecall(curves: [PrecisionRecallCurve(scores, targets)])
    let (curve, guessing) = (try line(chart), try line(chart, 1))
    #expect(curve.name == "scores (AP 0.833)" && curve.x == [0.5, 0.5, 1, 1] && curve.y[..<2] == [1, 0.5])
    #expect(guessing.y == [0.5, 0.5] && chart.notes.isEmpty)
    #expect(ROCCurve(scores, targets).output == .chart(.roc(curves: [ROCCurve(scores, targets)])))
  }

  /// Never a curve with an area of 0.
  @Test func aCurveThatIsUndefinedSaysWhy() throws {
    let scores = NDArray([[0.2, 0.7, 0.1], [0.7, 0.2, 0.1], [0.6, 0.3, 0.1]])
    let targets = NDArray([1, 0, 1])
    for chart in [
      Chart.roc(curves: ROCCurve.oneVersusRest(scores, targets)),
      .precisionRecall(curves: PrecisionRecallCurve.oneVersusRest(scores, targets)),
    ] {
      let lines = chart.marks.compactMap { if case .line(let line) = $0 { line.name } else { nil } }
      #expect(lines.filter { $0.hasPrefix("class ") }.map { $0.prefix(7) } == ["class 0", "class 1"])
      #expect(chart.notes == ["No curve of class 2: class 2 never occurs among the targets."])
    }
    let alone = Chart.roc(curves: [ROCCurve(NDArray([1, 2]), NDArray([0, 0]))])
    #expect(alone.marks.isEmpty && alone.notes.count == 1)
  }

  @Test func aLongCurveKeepsItsShape() throws {
    var random = RandomSource(seed: 3)
    let scores = NDArray.normal([20_000], type: .float64, using: &random)
    let targets = NDArray(scores.doubles.map { $0 + random.normal() > 0 ? 1 : 0 })
    let curve = ROCCurve(scores, targets)
    let line = try line(.roc(curves: [curve]))
    #expect(curve.points.count > 19_000 && line.x.count <= 4000)
    #expect(line.x.first == 0 && line.x.last == 1 && line.y.first == 0 && line.y.last == 1)
  }

  @Test func aCalibrationShowsTheBinsThatHoldCases() throws {
    let calibration = Calibration(
      NDArray([0.1, 0.9, 0.7], type: .float64), NDArray([0, 1, 0], type: .float64), bins: 2)
    let shown = try line(calibration.chart(name: "network"))
    #expect(shown.name == "network (expected error 0.233)" && shown.marked)
    #expect(shown.y == [0, 0.5] && shown.x[0] == 0.1 && abs(shown.x[1] - 0.8) < 1e-12)
    #expect(try line(Calibration(NDArray([0.1]), NDArray([0])).chart()).x.count == 1)
  }

  @Test func valuesAndTheCatalogue() {
    #expect(Metric.table.rows.map { $0[0] } == Metric.all.map(\.name))
    let undefined = Metric.recall(.ofClass(2))(NDArray([0]), NDArray([0]))
    #expect(undefined.output == .text("undefined: class 2 never occurs among the targets"))
    #expect(Metric.accuracy(NDArray([0]), NDArray([0])).output == .text("1"))
  }
}

@Suite struct RecipeProblemTests {
  @Test func misuseEndsWithASentence() async {
    func says(_ result: ExitTest.Result?, _ sentence: String) -> Bool {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).contains(sentence)
    }
    let names = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Chart.roc(curves: [ROCCurve(NDArray([0, 1]), NDArray([0, 1]))], names: ["a", "b"])
    }
    #expect(says(names, "names: expects a name for each of 1 curves; got 2."))
    let metric = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let examples = Examples(inputs: NDArray([[0], [1]]), targets: NDArray([0, 1]))
      _ = baselineTable(training: examples, validation: examples, metric: .rocAUC)
    }
    #expect(says(metric, "expects a metric of labels or of numbers; got ROC AUC, which takes scores"))
    let heads = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Chart.attention(NDArray.zeros([2, 5, 5]))
    }
    #expect(says(heads, "expects weights [queries, keys]; got [2, 5, 5]: choose an example and a head."))
    let labels = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Chart.attention(NDArray.zeros([2, 5]), asking: ["a", "b"], lookedAt: ["a", "b"])
    }
    #expect(says(labels, "expects 5 labels for lookedAt, one each; got 2."))
  }
}

@Suite struct AttentionRecipeTests {
  private func map(_ chart: Chart) throws -> HeatMap {
    let maps = chart.marks.compactMap { if case .heatMap(let map) = $0 { map } else { nil } }
    return try #require(maps.first)
  }

  @Test func rowsAskAndColumnsAreLookedAt() throws {
    let weights = NDArray([[0.2, 0.8, 0], [0.5, 0.25, 0.25]])
    let chart = Chart.attention(weights, title: "head 1", asking: ["we", "saw"])
    let map = try map(chart)
    #expect((map.rows, map.columns) == (2, 3))
    #expect(zip(map.values, [0.2, 0.8, 0, 0.5, 0.25, 0.25]).allSatisfy { abs($0 - $1) < 1e-7 })
    #expect((map.rowLabels, map.columnLabels) == (["we", "saw"], ["1", "2", "3"]))
    #expect((chart.x.label, chart.y.label) == ("looked at", "asking"))
  }

  @Test func aSequenceThatLooksAtItselfIsNamedOnce() throws {
    let map = try map(.attention(NDArray.zeros([2, 2]), asking: ["we", "saw"]))
    #expect(map.columnLabels == ["we", "saw"])
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
    guard case .chart(let one) = line.output, case .spans(let bars) = one.marks[0] else {
      Issue.record("\(line)")
      return
    }
    // A bar goes from 0 to its weight, in the lane of its column.
    #expect(zip(bars.starts, bars.ends).map { $0 + $1 } == line.weights.doubles && bars.lanes == [0, 1])
    #expect(zip(bars.starts, bars.ends).allSatisfy { min(abs($0), abs($1)) == 0 && $0 <= $1 })
    #expect(one.y.categories == names.columns)
    #expect(one.alternativeText?.contains("\(names.columns[1]) \(format(line.weights[1, 0]))") == true)
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
    #expect(table.columns == ["baseline", "training", "validation"])
    let tested = baselineTable(training: training, validation: validation, part: "test", metric: .accuracy)
    #expect(tested.columns == ["baseline", "training", "test"] && tested.rows == table.rows)
  }
}
