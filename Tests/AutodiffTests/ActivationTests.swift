import Autodiff
import Networks
import Tensors
import Testing

/// Every activation: against a public framework, against finite differences, far from 0, and in its own words.
@Suite struct ActivationTests {
  private static let variants: [String: Activation] = Dictionary(
    uniqueKeysWithValues: Activation.all.map { ($0.name, $0) } + [
      ("leakyRelu slope 0.2", .leakyRelu(slope: 0.2)), ("elu alpha 0.5", .elu(alpha: 0.5)),
    ])

  @Test(arguments: variants.keys.sorted()) func framework(_ name: String) throws {
    let fixture = try #require(try fixture("activations", as: [String: FixtureCase].self)[name])
    let x = Parameter("x", fixture.operands["x"]!.array)
    let z = Self.variants[name]!(x)
    #expect(relativeError(z.value, fixture.result.array) < 1e-12)
    let slope = gradient(of: sum(z * Tensor(fixture.weights.array)), with: x).value
    #expect(relativeError(slope, fixture.gradients["x"]!.array) < 1e-12)
  }

  @Test func everyFixtureIsUsed() throws {
    #expect(try fixture("activations", as: [String: FixtureCase].self).keys.sorted() == Self.variants.keys.sorted())
  }

  @Test(arguments: variants.keys.sorted()) func derivatives(_ name: String) {
    var random = RandomSource(seed: 3)
    let x = Parameter("x", .uniform([3, 4], in: -3..<3, type: .float64, using: &random))
    let z = Self.variants[name]!(x)
    for row in gradientCheck(of: sum(z * z * 0.7 + z), with: [x]) { #expect(row.relativeError < 1e-8, "\(row)") }
    let slope = gradient(of: sum(z * z), with: x)
    for row in gradientCheck(of: sum(slope * slope), with: [x]) { #expect(row.relativeError < 1e-6, "\(row)") }
  }

  /// No NaN and no infinity on the way, neither forward nor backward.
  @Test(arguments: Activation.all, ElementType.allCases) func farFromZero(_ activation: Activation, _ type: ElementType)
  {
    let x = Parameter("x", [[-1000, 0, 1000], [-1000, -1000, -1000], [1000, 1000, 1000]], type: type)
    let z = activation(x)
    for operation in Graph(of: [z, gradient(of: sum(z), with: x)]).operations {
      let isFinite = operation.tensor.value.doubles.allSatisfy { $0.isFinite }
      #expect(isFinite, "\(operation.primitive.name)")
    }
  }

  /// The steps of a composed one are labelled with its name.
  @Test(arguments: Activation.all) func whatIsComposedIsLabelled(_ activation: Activation) {
    let built = Graph(of: [activation(Parameter("x", [[1, 2]]))]).operations.filter { !$0.isLeaf }
    #expect(built.count == 1 || Set(built.map { $0.module.first }).count == 1)
    #expect(!activation.formula.isEmpty && !activation.source.isEmpty && activation.parameters.isEmpty)
  }

  @Test func namesAreUnique() {
    #expect(Set(Activation.all.map(\.name)).count == Activation.all.count)
    #expect(Activation.all.allSatisfy { "\($0)" == $0.name })
  }
}
