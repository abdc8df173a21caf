import Autodiff
import Networks
import Tensors
import Testing

/// A sample of a kind of layer, to run a test on.
struct LayerCase: Sendable, CustomTestStringConvertible {
  let kind: LayerKind
  let number: Int
  var sample: LayerSample { kind.samples[number] }
  var testDescription: String { "\(kind.name), sample \(number)" }

  static let all = LayerKind.all.flatMap { kind in kind.samples.indices.map { LayerCase(kind: kind, number: $0) } }

  /// The same every time.
  func layer(_ type: ElementType = .float64) -> any Layer {
    var random = RandomSource(seed: 4)
    return sample.layer(type, using: &random)
  }
}

/// What every kind of layer in the catalogue keeps to.
@Suite struct LayerKindTests {
  @Test func theCatalogueIsComplete() {
    #expect(Set(LayerKind.all.map(\.name)).count == LayerKind.all.count)
    for kind in LayerKind.all {
      #expect(!kind.formula.isEmpty && kind.explanation.hasSuffix(".") && !kind.samples.isEmpty)
      #expect(kind.explanation.count < 250, "\(kind.name)")
    }
  }

  @Test(arguments: LayerCase.all) func keepsTheContract(_ item: LayerCase) {
    checkLayer({ item.layer($0) }, input: item.sample.numbers(.float64, using: &Self.random), item.sample.wholeBelow)
    let layer = item.layer()
    #expect(layer.kind?.name == item.kind.name)
    #expect(layer.signature.hasPrefix(item.kind.name))
  }

  private static var random: RandomSource {
    get { RandomSource(seed: 9) }
    set {}
  }

  /// One of its own: what a user writes is held to the same contract.
  private struct Scaled: Layer {
    var name = "scaled" { didSet { inner.name = name } }
    var inner: Dense
    var parameters: [Parameter] { inner.parameters }
    func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { module(name) { 2 * inner(x, in: pass) } }
    var description: String { "Scaled" }
  }

  @Test func aLayerOfOnesOwn() {
    let make: (ElementType) -> any Layer = { type in
      var random = RandomSource(seed: 1)
      return Scaled(inner: Dense(3, 2, type: type, using: &random))
    }
    checkLayer(make, input: NDArray([[1, 2, 3], [0, -1, 1]], type: .float64))
    #expect(make(.float32).kind == nil)
  }
}

/// The whole contract of layers: shapes, gradients, names, order of parameters, printing, and both kinds of passes.
///
/// - Parameters:
///   - make: gives the same layer every time.
///   - input: a batch of float64 numbers that the layer takes.
///   - wholeBelow: not nil where the input is whole numbers, which no gradient reaches.
func checkLayer(
  _ make: (ElementType) -> any Layer, input: NDArray, _ wholeBelow: Int? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  var layer = make(.float64)
  let kept = layer.parameters + layer.state
  let again = make(.float64)
  for (one, other) in zip(kept, again.parameters + again.state) {
    #expect(one.name == other.name && one.value.hasSameBits(as: other.value), sourceLocation: sourceLocation)
  }
  layer.name = "mine"
  #expect(zip(layer.parameters + layer.state, kept).allSatisfy { $0 === $1 })
  #expect(kept.allSatisfy { $0.name.hasPrefix("mine.") } && Set(kept.map(\.name)).count == kept.count)
  #expect(!layer.signature.isEmpty && !layer.signature.contains("\n"))
  for mode in [Pass.Mode.training, .evaluation] {
    let x = Parameter("x", input)
    let pass = Pass(mode)
    let z = layer(x, in: pass)
    #expect(z.shape[0] == input.shape[0] && z.elementType == .float64, sourceLocation: sourceLocation)
    #expect(pass.updates.allSatisfy { update in layer.state.contains { $0 === update.parameter } })
    #expect(mode == .training || pass.updates.isEmpty, sourceLocation: sourceLocation)
    for operation in Graph(of: [z]).operations where !operation.isLeaf {
      #expect(operation.module.first == "mine", "\(operation.primitive.name)", sourceLocation: sourceLocation)
    }
    let weights = NDArray((0..<z.shape.count).map { 1.3 - 0.17 * Double($0) }, shape: z.shape, type: .float64)
    let targets = (wholeBelow == nil ? [x] : []) + layer.parameters
    for row in gradientCheck(of: sum(z * Tensor(weights)), with: targets) {
      #expect(row.relativeError < 1e-7, "\(mode): \(row)", sourceLocation: sourceLocation)
    }
    if mode == .evaluation { checkSummary(of: layer, input: input.shape, output: z, sourceLocation) }
  }
}

/// Its shapes, parameters and FLOPs are those of the layer and of its graph.
private func checkSummary(of layer: any Layer, input: Shape, output: Tensor, _ sourceLocation: SourceLocation) {
  let summary = summary(of: layer, input: Shape(Array(input.sizes.dropFirst())))
  #expect(summary.total.output?.sizes == Array(output.shape.sizes.dropFirst()), sourceLocation: sourceLocation)
  #expect(summary.total.parameters == layer.parameters.reduce(0) { $0 + $1.shape.count })
  #expect(summary.total.notTrained == layer.state.reduce(0) { $0 + $1.shape.count })
  let one = Input("x", NDArray(repeating: 0, shape: Shape([1] + input.sizes.dropFirst()), type: .float64))
  #expect(summary.total.flops == Graph(of: [layer(one)]).flops, sourceLocation: sourceLocation)
  #expect(summary.rows.allSatisfy { $0.output != nil && $0.flops != nil }, sourceLocation: sourceLocation)
}
