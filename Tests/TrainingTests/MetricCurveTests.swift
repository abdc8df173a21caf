import Tensors
import Testing
import Training

@Suite struct MetricCurveTests {
  @Test(arguments: MetricCase.of(.classes)) func confusionMatricesAndReports(_ item: MetricCase) throws {
    let (answers, targets) = item.arrays()
    let matrix = ConfusionMatrix(answers, targets)
    #expect(matrix.counts == item.confusion)
    #expect(matrix.counts.reduce(0, +) == targets.count)
    let report = ClassificationReport(answers, targets)
    let rows = try #require(item.report)
    #expect(report.classes.count == rows.count)
    for (row, expected) in zip(report.classes, rows) {
      for (value, number) in zip([row.precision, row.recall, row.f1], expected) {
        #expect(agree(value.number, number), "\(row)")
      }
      #expect(Double(row.support) == expected[3])
    }
    let names = ["precision", "recall", "F1"]
    for (row, average) in zip(report.averages, ["macro", "weighted"]) {
      for (value, name) in zip([row.precision, row.recall, row.f1], names) {
        #expect(agree(value.number, item.expected("\(name) (\(average))")!), "\(name) (\(average))")
      }
    }
    #expect(agree(report.accuracy, item.values["accuracy"]!))
  }

  @Test(arguments: MetricCase.of(.scores)) func curves(_ item: MetricCase) {
    let (scores, targets) = item.arrays()
    let roc = ROCCurve(scores, targets)
    let expected = item.roc ?? []
    #expect(roc.points.count == expected.count)
    for (point, numbers) in zip(roc.points, expected) {
      #expect(agree(point.falsePositiveRate, numbers[0]) && agree(point.truePositiveRate, numbers[1]))
    }
    let curve = PrecisionRecallCurve(scores, targets)
    if let expected = item.precisionRecall {
      // scikit-learn gives the thresholds until all are found.
      #expect(curve.points.count >= expected.count)
      for (point, numbers) in zip(curve.points, expected) {
        #expect(agree(point.threshold, numbers[0]) && agree(point.recall, numbers[1]))
        #expect(agree(point.precision, numbers[2]))
      }
    }
    #expect(agree(curve.averagePrecision.number, item.values["average precision"]!))
  }

  /// The area is the share of pairs in the right order.
  @Test(arguments: MetricCase.of(.scores)) func theAreaIsAShareOfPairs(_ item: MetricCase) {
    let (scores, targets) = item.arrays()
    var (sum, pairs) = (0.0, 0.0)
    for i in 0..<targets.count where targets[at: i] == 1 {
      for j in 0..<targets.count where targets[at: j] == 0 {
        pairs += 1
        sum += scores[at: i] > scores[at: j] ? 1 : scores[at: i] == scores[at: j] ? 0.5 : 0
      }
    }
    #expect(agree(ROCCurve(scores, targets).area.number, pairs > 0 ? sum / pairs : nil))
  }

  @Test(arguments: MetricCase.of(.probabilities) + MetricCase.of(.classProbabilities))
  func calibrations(_ item: MetricCase) throws {
    let (probabilities, targets) = item.arrays()
    let calibration = Calibration(probabilities, targets)
    let rows = try #require(item.bins)
    #expect(calibration.bins.count == rows.count)
    for (bin, expected) in zip(calibration.bins, rows) {
      #expect(Double(bin.count) == expected[0])
      #expect(agree(bin.meanProbability, expected[1]) && agree(bin.shareTrue, expected[2]), "\(bin)")
    }
  }

  @Test func anyNumberOfBinsHoldsEveryCase() {
    let edges = (0...60).map { Double($0) / 60 }
    let targets = NDArray(edges.map { $0 > 0.4 ? 1 : 0 }, type: .float64)
    for count in [1, 2, 3, 7, 10, 15, 60, 1000] {
      let bins = Calibration(NDArray(edges, type: .float64), targets, bins: count).bins
      #expect(bins.reduce(0) { $0 + $1.count } == 61)
      for bin in bins where bin.count > 0 {
        let inside = edges.filter { $0 > bin.lower && $0 <= bin.upper || $0 == 0 && bin.lower == 0 }
        #expect(bin.count == inside.count, "\(bin)")
      }
    }
  }

  @Test func printing() {
    let (predicted, targets) = (NDArray([0, 1, 1, 0]), NDArray([0, 1, 0, 2]))
    let names = ["Adelie", "Chinstrap", "Gentoo"]
    #expect(
      ConfusionMatrix(predicted, targets, names: names).description == """
        target \\ answer  Adelie  Chinstrap  Gentoo
        Adelie                1          1       0
        Chinstrap             0          1       0
        Gentoo                1          0       0
        """)
    #expect(
      ClassificationReport(predicted, targets, names: names).description == """
        class      precision  recall      F1  support
        Adelie           0.5     0.5     0.5        2
        Chinstrap        0.5       1  0.6667        1
        Gentoo             –       0       0        1
        macro              –     0.5  0.3889        4
        weighted           –     0.5  0.4167        4
        accuracy 0.5
        precision of Gentoo is undefined: class 2 is never predicted
        precision of macro is undefined: class 2 is never predicted
        precision of weighted is undefined: class 2 is never predicted
        """)
    #expect(
      Calibration(NDArray([0.1, 0.9, 0.8]), NDArray([0, 1, 0]), bins: 2).description == """
        probability  cases  mean  came true
        0 … 0.5          1   0.1          0
        0.5 … 1          2  0.85        0.5
        expected calibration error 0.2667
        """)
    #expect(ROCCurve(NDArray([0.1, 0.9]), NDArray([0, 1])).description == "ROC curve of 3 points, area 1")
    #expect(
      PrecisionRecallCurve(NDArray([0.1, 0.9]), NDArray([0, 0])).description
        == "precision–recall curve of 0 points, average precision undefined: class 1 never occurs among the targets")
  }

  @Test func aMatrixIsReadByTargetAndAnswer() {
    let matrix = ConfusionMatrix(NDArray([0, 2]), NDArray([1, 1]), classes: 4)
    #expect(matrix.classCount == 4 && matrix[1, 2] == 1 && matrix[1, 0] == 1 && matrix[2, 1] == 0)
    #expect(matrix.names == ["0", "1", "2", "3"])
  }
}
