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
      Misuse("\(kind) wants examples to learn from, but there are none.") {
        _ = baseline.fit(Examples(inputs: NDArray([], shape: [0, 2]), targets: NDArray([], shape: [0])))
      },
      Misuse("\(kind) wants inputs with 1 columns, but [10, 0] came.") {
        _ = baseline.fit(Examples(inputs: NDArray([], shape: [10, 0]), targets: ten))
      },
      Misuse("\(kind) wants finite numbers, but input 1, column 0 is nan. Drop such rows first.") {
        _ = baseline.fit(
          Examples(inputs: NDArray([1, 2, .nan] + [Double](repeating: 0, count: 17), shape: [10, 2]), targets: ten))
      },
      Misuse(isClassifier ? "\(kind) wants labels" : "\(kind) wants finite targets, but number 0 is nan.") {
        _ = baseline.fit(Examples(inputs: inputs, targets: NDArray([.nan] + [Double](repeating: 0, count: 9))))
      },
      Misuse(isClassifier ? "\(kind) wants labels [n], but targets [10, 1, 1]" : "targets [n] or [n, outputs]") {
        _ = baseline.fit(Examples(inputs: inputs, targets: ten.reshaped([10, 1, 1])))
      },
      Misuse("\(kind) wants inputs with 2 columns, but [1, 3] came.") {
        _ = baseline.fit(Examples(inputs: inputs, targets: ten)).predict(NDArray([[1, 2, 3]]))
      },
      Misuse("a name for each of 2 columns was wanted, but 1 came.") {
        _ = baseline.fit(Examples(inputs: inputs, targets: ten), names: ExampleNames(columns: ["a"]))
      },
    ]
  }

  private static let ofSettings: [Misuse] = [
    Misuse("a ridge of at least 0") { _ = LinearRegression(ridge: -1) },
    Misuse("an L2 of at least 0") { _ = LogisticRegression(l2: .nan) },
    Misuse("at least 1 step") { _ = LogisticRegression(stepLimit: 0) },
    Misuse("a depth of at least 0") { _ = DecisionTree(depth: -1) },
    Misuse("leaves of at least 1 example") { _ = DecisionTree(minimumLeaf: 0) },
    Misuse("at least 1 neighbour") { _ = NearestNeighbours(0, for: .regression) },
    Misuse("3 neighbours were wanted, but there are only 2 examples.") {
      _ = NearestNeighbours(3, for: .regression).fit(Examples(inputs: NDArray([[1], [2]]), targets: NDArray([1, 2])))
    },
    Misuse("but target 1 is -1.0.") {
      _ = DecisionTree().fit(Examples(inputs: NDArray([[1], [2]]), targets: NDArray([1, -1])))
    },
    Misuse("a name for each of 3 classes") {
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
