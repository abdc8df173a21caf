import Autodiff
import Tensors
import Testing

@Suite struct LargeGraphTests {
  /// One million operations in a chain: built, evaluated, differentiated and released, all without recursion.
  @Test func aMillionOperations() {
    let clock = ContinuousClock()
    let start = clock.now
    let times = 1_000_000
    let x = Parameter("x", 0.5, type: .float64)
    var z: Tensor = x
    for i in 0..<times { z = i % 2 == 0 ? z + x : z - x }
    let built = clock.now
    #expect(z.scalar == 0.5)
    let evaluated = clock.now
    let gradient = gradient(of: z, with: x)
    #expect(gradient.scalar == 1)
    let differentiated = clock.now
    print(
      "\(times) operations: built in \(built - start), evaluated in \(evaluated - built), "
        + "differentiated in \(differentiated - evaluated)")
  }

  /// Every tensor of a chain is gone when its last owner is.
  @Test func released() {
    weak var first: Tensor?
    weak var forward: Tensor?
    weak var backward: Tensor?
    do {
      let x = Parameter("x", 1)
      var z: Tensor = tanh(x)
      first = z
      for _ in 0..<100_000 { z = -z }
      forward = z
      backward = gradient(of: z, with: x)
      #expect(backward != nil || first != nil)
    }
    #expect(first == nil && forward == nil && backward == nil)
  }

  /// A value used a hundred thousand times: as many contributions, as many entries in its ledger.
  @Test func aWideGraph() {
    let x = Parameter("x", 2, type: .float64)
    var terms: Tensor = Tensor(0, type: .float64)
    for _ in 0..<100_000 { terms = terms + x }
    let gradient = gradient(of: terms, with: x)
    #expect(gradient.scalar == 100_000)
    #expect(GradientLedger(of: gradient)?.entries.count == 100_000)
  }
}
