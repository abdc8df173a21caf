import Datasets
import Insight
import Tensors
import Testing
import Training

/// What each baseline promises of itself: ties, structure, notices, printing.
@Suite struct RuleTests {
  private func iris(_ columns: [String]) throws -> (examples: Examples, names: ExampleNames) {
    let frame = try Dataset.iris.frame()
    return (
      Examples(inputs: frame.array(columns), targets: frame.codes("class")),
      ExampleNames(columns: columns, classes: frame["class"].categories!)
    )
  }

  @Test func aTreePrintsAsRules() throws {
    let (examples, names) = try iris(["petal_length_cm", "petal_width_cm"])
    let tree = DecisionTree(depth: 2).fit(examples, names: names)
    #expect(
      tree.description == """
        petal_length_cm ≤ 2.45: setosa (50 of 50)
        petal_length_cm > 2.45:
          petal_width_cm ≤ 1.75: versicolor (49 of 54)
          petal_width_cm > 1.75: virginica (45 of 46)
        """)
    #expect(tree.nodes.map(\.counts) == [[50, 50, 50], [50, 0, 0], [0, 50, 50], [0, 49, 5], [0, 1, 45]])
    #expect(tree.nodes.map(\.depth) == [0, 1, 1, 2, 2] && tree.depth == 2 && tree.leafCount == 3)
    #expect(abs(tree.nodes[0].impurity - 2 / 3.0) < 1e-15 && tree.nodes[1].impurity == 0)
    #expect(tree.nodes[0].split?.column == 0 && tree.nodes[0].split?.below == 1 && tree.nodes[0].split?.above == 2)
    #expect(DecisionTree(depth: 0).fit(examples, names: names).description == "always setosa (50 of 150)")
    #expect(DecisionTree(depth: 0).fit(examples).importances == nil)
    #expect("\(DecisionTree(depth: 2, minimumLeaf: 5))" == "decision tree, depth 2, leaves of 5 or more")
  }

  /// Parents stand before their children, children hold what their parent holds, and each example is where its answers lead.
  @Test func aTreeIsConsistent() throws {
    let (examples, names) = try iris(["sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm"])
    let tree = DecisionTree().fit(examples, names: names)
    #expect(Metric.accuracy(tree.predict(examples.inputs), examples.targets).number == 1)
    for (place, node) in tree.nodes.enumerated() {
      guard let split = node.split else { continue }
      let (below, above) = (tree.nodes[split.below], tree.nodes[split.above])
      #expect(split.below > place && split.above > place && below.depth == node.depth + 1)
      #expect(zip(below.counts, above.counts).map(+) == node.counts && below.count > 0 && above.count > 0)
    }
  }

  @Test func ofEquallyGoodSplitsTheFirstIsTaken() {
    let twice = Examples(inputs: NDArray([[0, 0], [1, 1], [2, 2], [3, 3]]), targets: NDArray([0, 1, 1, 0]))
    let tree = DecisionTree(depth: 1).fit(twice)
    #expect(tree.nodes[0].split?.column == 0 && tree.nodes[0].split?.threshold == 0.5)
    // Numbers so near to each other that nothing lies between.
    let near = Examples(
      inputs: NDArray([1, 1.0.nextUp], shape: [2, 1], type: .float64), targets: NDArray([0, 1], type: .float64))
    #expect(DecisionTree().fit(near).predict(near.inputs).doubles == [0, 1])
  }

  /// As deep as there are examples: nothing recurses.
  @Test func aTreeMayBeDeep() {
    let count = 1500
    let inputs = NDArray((0..<count).map(Double.init), shape: [count, 1])
    let targets = NDArray((0..<count).map { Double($0 % 2) })
    let tree = DecisionTree().fit(Examples(inputs: inputs, targets: targets))
    #expect(tree.leafCount == count && tree.predict(inputs) == targets)
    #expect(tree.description.split(separator: "\n").count == 2 * count - 2)
  }

  @Test func ofEquallyFarNeighboursTheEarlierCounts() {
    let line = Examples(inputs: NDArray([[-1], [1], [2], [-2]]), targets: NDArray([2, 1, 1, 0]))
    let origin = NDArray([[0]])
    func answer(_ k: Int) -> Double { NearestNeighbours(k, for: .classification).fit(line).predict(origin).scalar }
    #expect(answer(1) == 2)
    // One vote each: the lowest class.
    #expect(answer(2) == 1)
    #expect(answer(3) == 1 && answer(4) == 1)
    let near = NearestNeighbours(3, for: .regression).fit(line).neighbours(origin)[0]
    #expect(near.map(\.example) == [0, 1, 2] && near.map(\.distance) == [1, 1, 2])
    #expect(NearestNeighbours(3, for: .regression).fit(line).description == "3 neighbours of 4 examples")
  }

  @Test func majorityAndMean() {
    let examples = Examples(inputs: NDArray([[0], [0], [0], [0]]), targets: NDArray([2, 1, 1, 2]))
    let majority = MajorityClass().fit(examples, names: ExampleNames(classes: ["a", "b", "c"]))
    #expect(majority.label == 1 && majority.share == 0.5 && "\(majority)" == "always b, as 0.5 of the examples")
    let mean = MeanTarget().fit(
      Examples(inputs: examples.inputs, targets: NDArray([[1, 0], [2, 0], [3, 0], [4, 1]])))
    #expect(mean.means == [2.5, 0.25] && "\(mean)" == "always 2.5, 0.25")
    #expect(mean.predict(NDArray([[7]])) == NDArray([[2.5, 0.25]]))
  }

  @Test func dependentColumnsAreNamed() {
    // The third column is the sum of the others.
    let rows = [[1.0, 2], [2, 0], [4, 1], [0, 5], [3, 3]]
    for type in [ElementType.float32, .float64] {
      let inputs = NDArray(rows.map { $0 + [$0[0] + $0[1]] }, type: type)
      let targets = NDArray(rows.map { 2 * $0[0] - $0[1] + 7 }, type: type)
      let fitted = LinearRegression().fit(
        Examples(inputs: inputs, targets: targets), names: ExampleNames(columns: ["a", "b", "a + b"]))
      #expect(fitted.rank == 2 && fitted.dependentColumns.count == 1)
      expectClose(fitted.predict(inputs).doubles, targets.doubles, 1e-5)
      #expect(fitted.notice?.contains("The 3 columns are linearly dependent, of rank 2") == true)
      let column = fitted.columnNames[fitted.dependentColumns[0]]
      #expect(fitted.description.contains("that are 0 for \(column). A ridge"))
    }
  }

  @Test func linearModelsPrintTheirWeights() {
    let examples = Examples(inputs: NDArray([[0], [1], [2]]), targets: NDArray([1, 3, 5]))
    let fitted = LinearRegression().fit(examples, names: ExampleNames(columns: ["x"]))
    #expect(
      fitted.description == """
        weight of  output
        x               2
        intercept       1
        """)
    #expect(fitted.outputNames == ["output"])
    let labels = Examples(inputs: examples.inputs, targets: NDArray([0, 1, 0]))
    #expect(LogisticRegression().fit(labels).outputNames == ["class 1"])
    #expect("\(LinearRegression(ridge: 2))" == "linear regression, ridge 2.0")
  }

  @Test func aSearchWithoutEndSaysSo() {
    let separable = Examples(inputs: NDArray([[0], [1], [2], [3]]), targets: NDArray([0, 0, 1, 1]))
    let fitted = LogisticRegression(l2: 0).fit(separable)
    #expect(fitted.notice?.contains("separated without error") == true)
    #expect(fitted.predict(separable.inputs) == separable.targets)
    let hasty = LogisticRegression(l2: 0.01, stepLimit: 1).fit(separable)
    #expect(!hasty.isConverged && hasty.notice?.contains("after 1 steps") == true)
  }

  /// At the minimum Σ (p − y) x + λ w is 0, also for tables whose width is no multiple of 8.
  @Test(arguments: [1, 7, 8, 19]) func theGradientVanishes(width: Int) {
    var random = RandomSource(seed: 5)
    let inputs = NDArray.normal([60, width], type: .float64, using: &random)
    let labels = (0..<60).map { $0 % 3 }
    let fitted = LogisticRegression(l2: 0.5).fit(
      Examples(inputs: inputs, targets: NDArray(labels.map(Double.init), shape: [60], type: .float64)))
    let (x, p, w) = (inputs.doubles, fitted.probabilities(inputs).doubles, fitted.weights.doubles)
    for j in 0..<width {
      for k in 0..<3 {
        let sum = labels.indices.reduce(0.5 * w[j * 3 + k]) { sum, i in
          sum + (p[i * 3 + k] - (labels[i] == k ? 1 : 0)) * x[i * width + j]
        }
        #expect(abs(sum) < 1e-6)
      }
    }
    #expect(fitted.isConverged)
  }

  /// A class that occurs in no example is unlikely, and never answered.
  @Test func aClassWithoutExamples() {
    let examples = Examples(inputs: NDArray([[0], [1], [2], [3]]), targets: NDArray([0, 0, 3, 3]))
    let fitted = LogisticRegression().fit(examples)
    #expect(fitted.classCount == 4)
    #expect(fitted.predict(examples.inputs) == examples.targets)
    let chances = fitted.probabilities(examples.inputs)
    for i in 0..<4 { #expect(chances[i, 1] < 1e-4 && chances[i, 2] < 1e-4) }
  }
}
