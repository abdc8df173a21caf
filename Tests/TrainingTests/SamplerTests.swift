import Autodiff
import Foundation
import Tensors
import Testing
import Training

@Suite struct SamplerTests {
  /// Tests/Fixtures/sampler.json, which make_table_fixtures.py computes by NumPy.
  private struct Fixture: Decodable {
    struct Case: Decodable {
      let temperature: Double
      let topK: Int?
      let topP: Double?
      let probabilities: [Double]
    }

    let logits: [[Double?]]
    let cases: [Case]
  }

  private static let fixture: Fixture = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../Fixtures/sampler.json")
    do { return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file)) } catch {
      fatalError("\(error)")
    }
  }()

  private static let logits = NDArray(
    fixture.logits.map { $0.map { $0 ?? -.infinity } }, type: .float64)

  @Test(arguments: fixture.cases.indices) func probabilitiesAsNumPy(_ index: Int) {
    let fixture = Self.fixture.cases[index]
    let sample = Sampler(temperature: fixture.temperature, topK: fixture.topK, topP: fixture.topP)
    let probabilities = sample.probabilities(logits: Self.logits)
    #expect(probabilities.shape == Self.logits.shape)
    for (a, b) in zip(probabilities.doubles, fixture.probabilities) { #expect(abs(a - b) < 1e-12) }
  }

  /// As often as their probabilities say, within five standard errors.
  @Test func drawsByTheProbabilities() {
    let sample = Sampler(temperature: 0.9, topP: 0.95)
    let wanted = sample.probabilities(logits: Self.logits)
    var random = RandomSource(seed: 5)
    let count = 20_000
    var counts = [Double](repeating: 0, count: wanted.count)
    for _ in 0..<count {
      let drawn = sample(logits: Self.logits, using: &random)
      for (row, number) in drawn.doubles.enumerated() {
        counts[row * wanted.shape[1] + Int(number)] += 1
      }
    }
    for (drawn, p) in zip(counts, wanted.doubles) {
      #expect(abs(drawn / Double(count) - p) <= 5 * (p * (1 - p) / Double(count)).squareRoot())
    }
  }

  @Test func sameSeedSameClasses() {
    func draws(_ seed: UInt64) -> [Double] {
      var random = RandomSource(seed: seed)
      return (0..<50).flatMap { _ in Sampler()(logits: Self.logits, using: &random).doubles }
    }
    #expect(draws(1) == draws(1) && draws(1) != draws(2))
  }

  @Test func shapesTensorsAndProbabilities() {
    var random = RandomSource(seed: 1)
    let greedy = Sampler(temperature: 0)
    #expect(greedy(logits: NDArray([0, 3, 3]), using: &random) == NDArray(scalar: 1))
    let logits = NDArray([0, 1, 5, 2, 9, -1], shape: [1, 2, 3])
    #expect(greedy(logits: Tensor(logits), using: &random) == NDArray([[2, 1]]))
    #expect(
      greedy(probabilities: NDArray([[0.2, 0.8], [1, 0]]), using: &random) == NDArray([1, 0]))
    let never = (0..<200).map { _ in
      Sampler()(probabilities: NDArray([0.5, 0, 0.5]), using: &random).scalar
    }
    #expect(Set(never) == [0, 2])
  }

  private static let misuses: [(sentence: String, action: @Sendable () -> Void)] = [
    ("temperature must be at least 0 and finite; got -1.0.", { _ = Sampler(temperature: -1) }),
    ("topK must be at least 1; got 0.", { _ = Sampler(topK: 0) }),
    ("topP must be above 0 and at most 1; got 1.5.", { _ = Sampler(topP: 1.5) }),
    ("Sampler expects finite logits", { _ = Sampler().probabilities(logits: NDArray([1, .nan])) }),
    (
      "Sampler expects finite logits",
      { _ = Sampler().probabilities(logits: NDArray([-.infinity, -.infinity])) }
    ),
    (
      "with at least one class; got [].",
      { _ = Sampler().probabilities(logits: NDArray(scalar: 1)) }
    ),
    (
      "Sampler expects probabilities of at least 0 that sum to 1",
      {
        var random = RandomSource(seed: 1)
        _ = Sampler()(probabilities: NDArray([1, 2]), using: &random)
      }
    ),
  ]

  @Test(arguments: misuses.indices) func misuseEndsWithASentence(_ index: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [index] in
      Self.misuses[index].action()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(Self.misuses[index].sentence), "\(text)")
  }
}
