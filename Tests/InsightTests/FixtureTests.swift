import Datasets
import Insight
import Tensors
import Testing

/// Every number beside scikit-learn's.
@Suite struct FixtureTests {
  @Test func thereAreCases() {
    let all = BaselineFixtures.all
    #expect(all.linear.count >= 11 && all.logistic.count >= 7 && all.tree.count >= 12 && all.neighbours.count >= 8)
  }

  @Test(arguments: BaselineFixtures.all.linear) func linearRegression(_ item: BaselineFixtures.Linear) throws {
    let examples = try item.examples.examples()
    let fitted = LinearRegression(ridge: item.ridge).fit(examples)
    let predictions = fitted.predict(examples.inputs)
    #expect(predictions.shape == examples.targets.shape)
    expectClose(predictions.doubles, item.predictions.values, 1e-8, "predictions")
    if let weights = item.weights, let intercepts = item.intercepts {
      #expect(fitted.weights.shape == Shape(weights.shape) && fitted.notice == nil)
      expectClose(fitted.weights.doubles, weights.values, 1e-8, "weights")
      expectClose(fitted.intercepts, intercepts, 1e-8, "intercepts")
    } else {
      let columns = examples.inputs.shape[1]
      #expect(fitted.rank == item.rank && fitted.dependentColumns.count == columns - fitted.rank)
      #expect(fitted.dependentColumns.allSatisfy { fitted.weights[$0, 0] == 0 } && fitted.notice != nil)
    }
  }

  @Test(arguments: BaselineFixtures.all.logistic) func logisticRegression(_ item: BaselineFixtures.Logistic) throws {
    let examples = try item.examples.examples()
    let fitted = LogisticRegression(l2: item.l2).fit(examples)
    #expect(fitted.isConverged && fitted.notice == nil && fitted.steps < 30)
    #expect(fitted.weights.shape == Shape(item.weights.shape))
    expectClose(fitted.weights.doubles, item.weights.values, 1e-5, "weights")
    expectClose(fitted.intercepts, item.intercepts, 1e-5, "intercepts")
    let probabilities = fitted.probabilities(examples.inputs)
    #expect(probabilities.shape == Shape(item.probabilities.shape))
    expectClose(probabilities.doubles, item.probabilities.values, 1e-6, "probabilities")
    let predictions = fitted.predict(examples.inputs)
    for i in 0..<examples.count {
      let row = (0..<fitted.classCount).map { probabilities[i, $0] }
      #expect(row[Int(predictions[i])] == row.max())
    }
  }

  @Test(arguments: BaselineFixtures.all.tree) func decisionTree(_ item: BaselineFixtures.Tree) throws {
    let examples = try item.examples.examples()
    let fitted = DecisionTree(depth: item.depth, minimumLeaf: item.leaf).fit(examples)
    let predictions = fitted.predict(item.asked?.array ?? examples.inputs)
    #expect(predictions.shape == [item.predictions.count])
    for (i, expected) in item.predictions.enumerated() where expected != nil {
      #expect(predictions[i] == Double(expected!), "input \(i)")
    }
    #expect(fitted.depth <= item.depth ?? .max)
    #expect(fitted.nodes.allSatisfy { $0.split != nil || $0.count >= item.leaf })
    guard let importances = item.importances else { return }
    expectClose(try #require(fitted.importances), importances, 1e-10, "importances")
    #expect(fitted.nodes.count == item.nodeCount)
    // scikit-learn rounds the columns to Float32 before it splits them.
    expectClose(fitted.nodes.compactMap { $0.split?.threshold }.sorted(), item.thresholds ?? [], 1e-7, "thresholds")
  }

  @Test(arguments: BaselineFixtures.all.neighbours) func nearestNeighbours(_ item: BaselineFixtures.Neighbours) throws {
    let examples = try item.examples.examples()
    let task = try #require(BaselineTask(rawValue: item.task))
    let fitted = NearestNeighbours(item.count, for: task).fit(examples)
    let predictions = fitted.predict(item.asked?.array ?? examples.inputs)
    let outputs = predictions.count / item.predictions.count
    #expect(predictions.rowCount == item.predictions.count)
    for (i, expected) in item.predictions.enumerated() {
      guard let expected else { continue }
      expectClose((0..<outputs).map { predictions[at: i * outputs + $0] }, expected, 1e-10, "input \(i)")
    }
  }
}
