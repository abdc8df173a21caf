import Autodiff
import Tensors
import Testing

@Suite struct GradientTests {
  /// The published example of micrograd's README.
  @Test func micrograd() {
    let a = Parameter("a", -4, type: .float64)
    let b = Parameter("b", 2, type: .float64)
    var c = a + b
    var d = a * b + pow(b, 3)
    c = c + (c + 1)
    c = c + (1 + c + (-a))
    d = d + (d * 2 + relu(b + a))
    d = d + (3 * d + relu(b - a))
    let e = c - d
    let f = pow(e, 2)
    var g = f / 2
    g = g + 10 / f
    let gradient = gradients(of: g, with: [a, b])
    #expect(abs(g.scalar - 24.704081632653061) < 1e-12)
    #expect(abs(gradient[0].scalar - 138.83381924198252) < 1e-10)
    #expect(abs(gradient[1].scalar - 645.5772594752186) < 1e-10)
    let graph = Graph(of: gradient)
    graph.checkInvariants()
    #expect(GradientLedger(of: gradient[0])!.entries.count == 5)
  }

  @Test(arguments: Primitive.all.flatMap { p in p.samples.indices.map { (p.name, $0) } })
  func catalogue(_ name: String, _ number: Int) throws {
    let primitive = Primitive.named(name)!
    let sample = primitive.samples[number]
    var random = RandomSource(seed: 7)
    let operands = zip(sample.shapes, sample.ranges).enumerated().map { i, pair -> Parameter in
      var array = NDArray.uniform(pair.0, in: pair.1, type: .float64, using: &random)
      if sample.wholeOperands.contains(i) {
        for k in 0..<array.count { array[at: k] = array[at: k].rounded(.down) }
      }
      return Parameter("x\(i)", array)
    }
    let z = try primitive.apply(operands, sample.attributes)
    let weights = Tensor(NDArray.normal(z.shape, type: .float64, using: &random))
    let loss = sum(z * weights)
    let checked = operands.indices.filter { !sample.wholeOperands.contains($0) }.map { operands[$0] }
    let wanted = primitive.localDerivatives.isEmpty ? [] : checked
    for row in gradientCheck(of: loss, with: wanted) {
      #expect(row.relativeError < 1e-7, "\(row)")
    }
  }
}
