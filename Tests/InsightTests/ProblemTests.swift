import Datasets
import Insight
import Tensors
import Testing

/// What baselines refuse, and the sentence they end with.
@Suite struct ProblemTests {
  struct Misuse: Sendable {
    let sentence: String
    let action: @Sendable () -> Void

    init(_ sentence: String, action: @escaping @Sendable () -> Void) {
      self.sentence = sentence
      self.action = action
    }
  }

  private static let kinds = Baselines.all.indices

  /// Every baseline, with examples that none can learn from or answer.
  private static let ofAll: [Misuse] = kinds.flatMap { index -> [Misuse] in
    let baseline = Baselines.all[index]
    let kind = type(of: baseline).name
    let isClassifier = baseline.task == .classification
    let ten = NDArray(repeating: 1, shape: [10])
    let inputs = NDArray(repeating: 1, shape: [10, 2])
    return [
      Misuse("\(kind) expects examples to learn from; got none.") {
        _ = baseline.fit(Examples(inputs: NDArray([], shape: [0, 2]), targets: NDArray([], shape: [0])))
      },
      Misuse("\(kind) expects inputs with 1 columns; got [10, 0].") {
        _ = baseline.fit(Examples(inputs: NDArray([], shape: [10, 0]), targets: ten))
      },
      Misuse("\(kind) expects finite numbers; input 1, column 0 is nan. Drop such rows first.") {
        _ = baseline.fit(
          Examples(inputs: NDArray([1, 2, .nan] + [Double](repeating: 0, count: 17), shape: [10, 2]), targets: ten))
      },
      Misuse(isClassifier ? "\(kind) expects labels" : "\(kind) expects finite targets; number 0 is nan.") {
        _ = baseline.fit(Examples(inputs: inputs, targets: NDArray([.nan] + [Double](repeating: 0, count: 9))))
      },
      Misuse(isClassifier ? "\(kind) expects labels [n]; got targets [10, 1, 1]" : "targets [n] or [n, outputs]") {
        _ = baseline.fit(Examples(inputs: inputs, targets: ten.reshaped([10, 1, 1])))
      },
      Misuse("\(kind) expects inputs with 2 columns; got [1, 3].") {
        _ = baseline.fit(Examples(inputs: inputs, targets: ten)).predict(NDArray([[1, 2, 3]]))
      },
      Misuse("ExampleNames(columns:) expects a name for each of 2 columns; got 1.") {
        _ = baseline.fit(Examples(inputs: inputs, targets: ten), names: ExampleNames(columns: ["a"]))
      },
    ]
  }

  private static let ofSettings: [Misuse] = [
    Misuse("ridge (λ) must be at least 0 and finite; got -1.0.") { _ = LinearRegression(ridge: -1) },
    Misuse("l2 (λ) must be at least 0 and finite; got nan.") { _ = LogisticRegression(l2: .nan) },
    Misuse("stepLimit must be at least 1; got 0.") { _ = LogisticRegression(stepLimit: 0) },
    Misuse("depth must be at least 0; got -1.") { _ = DecisionTree(depth: -1) },
    Misuse("minimumLeaf must be at least 1 example; got 0.") { _ = DecisionTree(minimumLeaf: 0) },
    Misuse("NearestNeighbours expects at least 1 neighbour; got 0.") { _ = NearestNeighbours(0, for: .regression) },
    Misuse("NearestNeighbours(3) expects at least 3 examples to learn from; got 2.") {
      _ = NearestNeighbours(3, for: .regression).fit(Examples(inputs: NDArray([[1], [2]]), targets: NDArray([1, 2])))
    },
    Misuse("; target 1 is -1.0.") {
      _ = DecisionTree().fit(Examples(inputs: NDArray([[1], [2]]), targets: NDArray([1, -1])))
    },
    Misuse("ExampleNames(classes:) expects a name for each of 3 classes; got 2.") {
      _ = DecisionTree().fit(
        Examples(inputs: NDArray([[1], [2]]), targets: NDArray([1, 2])), names: ExampleNames(classes: ["a", "b"]))
    },
  ]

  static let all = ofAll + ofSettings

  @Test(arguments: all.indices) func endsWithASentence(_ index: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [index] in
      Self.all[index].action()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(Self.all[index].sentence), "\(text)")
  }
}
