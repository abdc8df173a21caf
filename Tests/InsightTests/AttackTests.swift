import Autodiff
import Datasets
import Insight
import Networks
import Tensors
import Testing
import Training

@Suite struct AttackTests {
  @Test func thereAreCases() { #expect(AttackFixtures.all.count >= 16) }

  /// Every number beside PyTorch's: by the reference kernels in Float64, on a plan in Float32.
  @Test(arguments: AttackFixtures.all, [ElementType.float64, .float32])
  func findsWhatAPublicFrameworkFinds(_ item: AttackFixtures.Case, _ type: ElementType) {
    let tolerance = type == .float64 ? 1e-12 : 2e-5
    let (model, examples) = (item.network.model(type), item.examples(type))
    expectClose(predict(model, examples.inputs).doubles, item.logits.values, tolerance, "logits")
    let found = item.attack.examples(
      for: model, loss: softmaxCrossEntropy(logits:labels:), on: examples,
      toward: item.targets.map { NDArray($0, type: type) })
    #expect(found.inputs.shape == examples.inputs.shape && found.inputs.elementType == type)
    #expect(found.targets == examples.targets)
    expectClose(found.inputs.doubles, item.result.values, tolerance, "examples")
    expectClose(predict(model, found.inputs).doubles, item.logitsAfter.values, 10 * tolerance, "logits after")
  }

  private static func network(_ type: ElementType = .float32, seed: UInt64 = 4) -> Sequential {
    var random = RandomSource(seed: seed)
    return Sequential(
      Dense(6, 10, activation: .tanh, type: type, using: &random), Dense(10, 3, type: type, using: &random))
  }

  private static func examples(_ count: Int = 23, _ type: ElementType = .float32, seed: UInt64 = 9) -> Examples {
    var random = RandomSource(seed: seed)
    return Examples(
      inputs: .uniform([count, 6], in: 0..<1, type: type, using: &random),
      targets: NDArray((0..<count).map { _ in Double(random.integer(below: 3)) }, type: type))
  }

  /// The sign of every slope, by trying each number of each input a little larger and smaller.
  @Test func fgsmGoesUphill() {
    let (model, examples) = (Self.network(.float64), Self.examples(7, .float64))
    func loss(_ inputs: NDArray) -> Double {
      evaluate(
        model, on: Examples(inputs: inputs, targets: examples.targets), loss: softmaxCrossEntropy(logits:labels:))
    }
    let attack = FastGradientSign(epsilon: 0.25, range: nil)
    let found = attack.examples(for: model, loss: softmaxCrossEntropy(logits:labels:), on: examples)
    for position in 0..<examples.inputs.count {
      var (more, less) = (examples.inputs, examples.inputs)
      more[at: position] += 1e-5
      less[at: position] -= 1e-5
      let slope = (loss(more) - loss(less)) / 2e-5
      let change = found.inputs[at: position] - examples.inputs[at: position]
      #expect(abs(slope) > 1e-7 && abs(change - (slope > 0 ? 0.25 : -0.25)) < 1e-12, "number \(position)")
    }
  }

  /// For a linear model, z falls by ε · Σ |w| where the truth is yes, and rises by it where it is no; nothing within ε does
  /// more. Goodfellow, Shlens & Szegedy 2015, section 4.
  @Test func ofALinearModelTheWorstIsKnown() {
    let w = [0.5, -2, 0.25, 3, -0.125, 1]
    let model = Dense(
      weights: NDArray(w, shape: [6, 1], type: .float64), bias: NDArray([0.3], type: .float64))
    let inputs = Self.examples(8, .float64).inputs
    let examples = Examples(inputs: inputs, targets: NDArray((0..<8).map { [Double($0 % 2)] }, type: .float64))
    let before = predict(model, inputs).doubles
    let most = 0.1 * w.reduce(0) { $0 + abs($1) }
    let expected = before.enumerated().map { $1 + ($0 % 2 == 1 ? -most : most) }
    for attack: any Attack in [
      FastGradientSign(epsilon: 0.1, range: nil),
      ProjectedGradientDescent(epsilon: 0.1, stepSize: 0.04, steps: 6, range: nil),
      ProjectedGradientDescent(epsilon: 0.1, stepSize: 0.04, steps: 6, seed: 2, range: nil),
    ] {
      let found = attack.examples(for: model, loss: binaryCrossEntropy(logits:_:), on: examples)
      expectClose(predict(model, found.inputs).doubles, expected, 1e-12, "\(attack)")
    }
  }

  /// Never further than ε, never outside of the range, the same every time, and however many at once.
  @Test(arguments: Attacks.all.indices, [ElementType.float64, .float32])
  func staysInsideAndRepeats(_ index: Int, _ type: ElementType) {
    let (attack, model, examples) = (Attacks.all[index], Self.network(type), Self.examples(23, type))
    func found(batchSize: Int = 1024) -> NDArray {
      attack.examples(
        for: model, loss: softmaxCrossEntropy(logits:labels:), on: examples, batchSize: batchSize
      ).inputs
    }
    let whole = found()
    let rounding = type == .float64 ? 1e-15 : 1e-7
    for (x, original) in zip(whole.doubles, examples.inputs.doubles) {
      #expect(abs(x - original) <= attack.epsilon + rounding && (0...1).contains(x))
    }
    #expect(whole != examples.inputs && found().hasSameBits(as: whole))
    for size in [1, 5, 22, 23] {
      expectClose(found(batchSize: size).doubles, whole.doubles, 10 * rounding, "batches of \(size)")
    }
  }

  /// Inputs at the ends of the range have only one way to go.
  @Test(arguments: Attacks.all.indices) func theEndsOfTheRangeHold(_ index: Int) {
    let attack = Attacks.all[index]
    var ends = Self.examples(4)
    ends = ends.mapInputs { NDArray($0.doubles.map { $0 < 0.5 ? 0 : 1 }, shape: $0.shape) }
    let found = attack.examples(for: Self.network(), loss: softmaxCrossEntropy(logits:labels:), on: ends)
    #expect(found.inputs.doubles.allSatisfy { (0...1).contains($0) })
  }

  @Test func oneStepOfPGDIsFGSM() {
    let (model, examples) = (Self.network(), Self.examples())
    let loss = softmaxCrossEntropy(logits:labels:)
    let one = ProjectedGradientDescent(epsilon: 0.1, stepSize: 0.1, steps: 1)
    let fgsm = FastGradientSign(epsilon: 0.1)
    #expect(
      one.examples(for: model, loss: loss, on: examples).inputs
        == fgsm.examples(for: model, loss: loss, on: examples).inputs)
  }

  /// The more the attacker knows and tries, the larger the loss.
  @Test func theCatalogueIsInOrder() {
    let (model, examples) = (Self.network(), Self.examples(200))
    let loss = softmaxCrossEntropy(logits:labels:)
    let losses = Attacks.all.prefix(3).map {
      evaluate(model, on: $0.examples(for: model, loss: loss, on: examples), loss: loss)
    }
    #expect(losses[0] < losses[1] && losses[1] <= losses[2] + 1e-6, "\(losses)")
    #expect(losses[1] > evaluate(model, on: examples, loss: loss))
    #expect(Set(Attacks.all.map { "\($0)" }).count == Attacks.all.count)
  }

  /// Another seed begins elsewhere; the control knows nothing of the model.
  @Test func seedsDecide() {
    let inputs = Self.examples().inputs
    let starts = (1...2).map {
      ProjectedGradientDescent(epsilon: 0.1, stepSize: 0.03, steps: 3, seed: $0).start(inputs)
    }
    #expect(starts[0] != starts[1] && starts[0] != inputs)
    let signs = (1...2).map { RandomSign(epsilon: 0.1, seed: $0, range: nil) }
    let loss = softmaxCrossEntropy(logits:labels:)
    let found = signs.map { $0.examples(for: Self.network(), loss: loss, on: Self.examples()).inputs }
    #expect(found[0] != found[1])
    #expect(found[0] == signs[0].examples(for: Self.network(seed: 5), loss: loss, on: Self.examples()).inputs)
    for (x, original) in zip(found[0].doubles, inputs.doubles) { #expect(abs(abs(x - original) - 0.1) < 1e-6) }
  }
}
