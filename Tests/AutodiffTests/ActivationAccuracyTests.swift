import Autodiff
import Foundation
import Networks
import Tensors
import Testing

/// How many digits of an activation and its derivative are right, over the catalogue, in Float32 against Float64: also where
/// the results are tiny, as in a tail on the left.
@Suite struct ActivationAccuracyTests {
  /// A function in Float64, and its derivative as a sum of terms, which may cancel.
  private struct Oracle {
    let value: @Sendable (Double) -> Double
    let slope: @Sendable (Double) -> [Double]
    /// Beyond |x| the derivative, which is made of the result, has as many digits as 1 − result has.
    var slopeEnd = Double.infinity

    init(
      _ value: @escaping @Sendable (Double) -> Double, _ slope: @escaping @Sendable (Double) -> [Double],
      slopeEnd: Double = .infinity
    ) {
      (self.value, self.slope, self.slopeEnd) = (value, slope, slopeEnd)
    }
  }

  private static func share(_ x: Double) -> Double {
    x < 0 ? Foundation.exp(x) / (1 + Foundation.exp(x)) : 1 / (1 + Foundation.exp(-x))
  }
  private static func below(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }
  private static func density(_ x: Double) -> Double { Foundation.exp(-x * x / 2) / (2 * Double.pi).squareRoot() }
  private static func plus(_ x: Double) -> Double { Foundation.log1p(Foundation.exp(-Swift.abs(x))) + Swift.max(x, 0) }
  /// 1 − tanh²
  private static func tanhSlope(_ x: Double) -> Double {
    let e = Foundation.exp(-2 * Swift.abs(x))
    return 4 * e / ((1 + e) * (1 + e))
  }
  private static func ramp(_ x: Double) -> Double { Swift.min(Swift.max(x + 3, 0), 6) / 6 }
  private static let (c, d) = ((8 / Double.pi).squareRoot(), 0.044715)

  private static let oracles: [String: Oracle] = [
    "sigmoid": Oracle({ share($0) }, { [share($0) * share(-$0)] }, slopeEnd: 5),
    "tanh": Oracle({ Foundation.tanh($0) }, { [tanhSlope($0)] }, slopeEnd: 2),
    "softplus": Oracle({ plus($0) }, { [share($0)] }),
    "relu": Oracle({ Swift.max($0, 0) }, { [$0 > 0 ? 1 : 0] }),
    "relu6": Oracle({ Swift.min(Swift.max($0, 0), 6) }, { [$0 > 0 && $0 < 6 ? 1 : 0] }),
    "leakyRelu": Oracle({ $0 > 0 ? $0 : 0.01 * $0 }, { [$0 > 0 ? 1 : 0.01] }),
    "elu": Oracle({ $0 > 0 ? $0 : Foundation.expm1($0) }, { [$0 > 0 ? 1 : Foundation.exp($0)] }),
    "hardSigmoid": Oracle({ ramp($0) }, { [$0 > -3 && $0 < 3 ? 1.0 / 6 : 0] }),
    "hardSwish": Oracle({ $0 * ramp($0) }, { [ramp($0), $0 > -3 && $0 < 3 ? $0 / 6 : 0] }),
    "gelu": Oracle({ $0 * below($0) }, { [below($0), $0 * density($0)] }),
    "geluTanh": Oracle(
      { $0 * share($0 * (c + c * d * $0 * $0)) },
      { x in
        let u = x * (c + c * d * x * x)
        return [share(u), x * share(u) * share(-u) * (c + 3 * c * d * x * x)]
      }),
    "silu": Oracle({ $0 * share($0) }, { [share($0), $0 * share($0) * share(-$0)] }),
    "mish": Oracle(
      { $0 * Foundation.tanh(plus($0)) }, { [Foundation.tanh(plus($0)), $0 * tanhSlope(plus($0)) * share($0)] }),
  ]

  @Test func everyActivationHasAnOracle() {
    let names = Activation.all.map(\.name).filter { !["softmax", "logSoftmax"].contains($0) }
    #expect(Set(names) == Set(Self.oracles.keys))
  }

  @Test(arguments: oracles.keys.sorted(), [true, false])
  func digits(_ name: String, naive: Bool) throws {
    let oracle = try #require(Self.oracles[name])
    let activation = try #require(Activation.all.first { $0.name == name })
    let numbers = stride(from: -80.0, through: 80, by: 0.0371).map { Double(Float($0)) }
    let x = Parameter("x", NDArray(numbers))
    let z = activation(x)
    let slope = gradient(of: sum(z), with: x)
    let graph = Graph(of: [z, slope])
    let all = naive ? graph.naiveValues() : []
    let values = naive ? graph.outputs.map { all[$0] } : [z.value, slope.value]
    // The exponent of the tanh form is a polynomial, whose rounding counts as often as it is large.
    let most = name == "geluTanh" ? 2e-5 : 1e-5
    for (k, number) in numbers.enumerated() {
      let wanted = [oracle.value(number), oracle.slope(number).reduce(0, +)]
      let terms = oracle.slope(number).reduce(0) { $0 + Swift.abs($1) }
      for (place, (array, value)) in zip(values, wanted).enumerated() {
        guard Swift.abs(value) >= Double(Float.leastNormalMagnitude) else { continue }
        var allowed = most * Swift.abs(value)
        // Where the terms of a derivative cancel, each is right.
        if place == 1 { allowed = Swift.max(allowed, 4e-7 * terms) }
        if place == 1, Swift.abs(number) > oracle.slopeEnd { allowed = Swift.max(allowed, 3e-7) }
        let problem = Swift.abs(array[at: k] - value) > allowed
        #expect(!problem, "\(name)\(place == 1 ? "′" : "")(\(number)) is \(array[at: k]), not \(value)")
      }
    }
  }

  /// What used to be 0.
  @Test func smallResultsAreThere() {
    func gelu(_ x: Double, _ type: ElementType) -> Double { Autodiff.gelu(Tensor(x, type: type)).scalar }
    for type in ElementType.allCases {
      #expect(abs(gelu(-6, type) / -5.9195e-9 - 1) < 1e-4)
      #expect(abs(Autodiff.geluTanh(Tensor(-6, type: type)).scalar) > 1e-12)
    }
    #expect(abs(gelu(-30, .float64) / (-30 * Self.below(-30)) - 1) < 1e-12)
  }
}
