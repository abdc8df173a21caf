import Datasets
import Insight
import Tensors
import Testing
import Training

/// What holds for every baseline.
@Suite struct BaselineTests {
  private static func examples(for task: BaselineTask, _ type: ElementType = .float64) throws -> Examples {
    let frame = try Dataset.penguins.frame().droppingMissing()
    let columns = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm"]
    return Examples(
      inputs: frame.array(columns, type: type),
      targets: task == .classification
        ? frame.codes("species", type: type)
        : frame.array(["body_mass_g"], type: type).reshaped([frame.rowCount]))
  }

  private static let names = Baselines.all.map(\.description)

  private static func named(_ name: String) -> any Baseline { Baselines.all.first { $0.description == name }! }

  @Test func namesAreUnique() {
    #expect(Set(Self.names).count == Self.names.count)
    for task in BaselineTask.allCases { #expect(Baselines.all(for: task).count >= 3) }
  }

  /// Learns at least what the majority class, or the mean, says; and says the same every time.
  @Test(arguments: names) func learns(_ name: String) throws {
    let baseline = Self.named(name)
    let (training, validation) = try Self.examples(for: baseline.task).split(training: 0.7, seed: 3)
    let fitted = baseline.fit(training)
    let answers = fitted.predict(validation.inputs)
    #expect(answers.shape == validation.targets.shape && answers.elementType == .float64)
    let (metric, floor): (Metric, any Baseline) =
      baseline.task == .classification ? (.accuracy, MajorityClass()) : (.rSquared, MeanTarget())
    func measured(_ answers: NDArray) throws -> Double { try #require(metric(answers, validation.targets).number) }
    let least = try measured(floor.fit(training).predict(validation.inputs))
    let reached = try measured(answers)
    #expect(floor.description == name ? reached == least : reached > least + 0.3)
    #expect(baseline.fit(training).predict(validation.inputs).hasSameBits(as: answers))
    #expect(!fitted.description.isEmpty && fitted.notice == nil)
  }

  /// The same numbers in either element type lead to the same answers.
  @Test(arguments: names) func eitherElementType(_ name: String) throws {
    let baseline = Self.named(name)
    let single = try Self.examples(for: baseline.task, .float32)
    let double = Examples(
      inputs: single.inputs.converted(to: .float64), targets: single.targets.converted(to: .float64))
    let answers = baseline.fit(single).predict(single.inputs)
    #expect(answers.elementType == .float32 && answers.shape == single.targets.shape)
    expectClose(answers.doubles, baseline.fit(double).predict(double.inputs).doubles, 1e-6, name)
  }

  /// Images are taken as rows of their pixels, and no inputs have no answers.
  @Test(arguments: names) func inputsOfAnyShape(_ name: String) throws {
    let baseline = Self.named(name)
    var random = RandomSource(seed: 2)
    let images = NDArray.normal([12, 2, 3], using: &random)
    let targets = NDArray((0..<12).map { Double($0 % 3) })
    let fitted = baseline.fit(Examples(inputs: images, targets: targets))
    let flat = baseline.fit(Examples(inputs: images.reshaped([12, 6]), targets: targets))
    let rows = images.reshaped([12, 6])
    #expect(fitted.predict(images).hasSameBits(as: flat.predict(rows)))
    #expect(fitted.predict(rows).shape == [12])
    #expect(fitted.predict(NDArray([], shape: [0, 6])).shape == [0])
  }

  @Test(arguments: names) func oneExampleAndConstantColumns(_ name: String) {
    let baseline = Self.named(name)
    guard !(baseline is NearestNeighbours) else { return }
    let one = Examples(inputs: NDArray([[1, 2]]), targets: NDArray([1]))
    #expect(abs(baseline.fit(one).predict(NDArray([[1, 2]])).scalar - 1) < 1e-6)
    let constant = Examples(inputs: NDArray(repeating: 3, shape: [4, 2]), targets: NDArray([1, 1, 1, 0]))
    let answer = baseline.fit(constant).predict(NDArray([[3, 3]])).scalar
    #expect(abs(answer - (baseline.task == .classification ? 1 : 0.75)) < 1e-6, "\(answer)")
  }

  /// Digits have 64 columns, three of them constant, and 10 classes.
  @Test func digitsAreLearntByEachThatMay() throws {
    let digits = try Dataset.digits.examples()
    let (training, validation) = digits.split(training: 0.7, seed: 1)
    func accuracy(_ baseline: any Baseline) -> Double {
      Metric.accuracy(baseline.fit(training).predict(validation.inputs), validation.targets).number!
    }
    #expect(accuracy(NearestNeighbours(3, for: .classification)) > 0.97)
    #expect(accuracy(LogisticRegression()) > 0.93)
    #expect(accuracy(DecisionTree(depth: 10)) > 0.8)
  }

  /// Fitted to the training part, chosen on the validation part, whatever the test part holds.
  @Test func theBestOfSeveralIsChosenOnTheValidationPart() throws {
    let examples = Examples.moons(count: 240, noise: 0.3, seed: 4)
    let parts = examples.threeParts(training: 0.5, validation: 0.25, seed: 1)
    let trees = [0, 1, 2, 3, 5, 9].map { DecisionTree(depth: $0) }
    let scores = trees.map { percentCorrect($0.fit(parts.training), on: parts.validation) }
    let chosen = trees[try #require(scores.firstIndex(of: scores.max()!))]
    let found = bestBaseline(of: trees, on: parts)
    #expect(found.description == chosen.fit(parts.training).description)
    let spoilt = ThreeParts(training: parts.training, validation: parts.validation, test: parts.training)
    #expect(bestBaseline(of: trees, on: spoilt).description == found.description)
    let value = try #require(Metric.accuracy(found.predict(parts.test.inputs), parts.test.targets).number)
    #expect(percentCorrect(found, on: parts.test) == 100 * value)
  }
}
