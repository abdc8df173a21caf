import Autodiff
import Tensors

/// In training, each number becomes 0 with the given probability, and the others grow so that the expected sum stays; a
/// new draw at every training step. In evaluation, nothing. Srivastava et al. 2014, jmlr.org/papers/v15/srivastava14a.html,
/// scaled while training as in section 10.
///
///     z = x · m / (1 − p)        m is 0 with probability p, otherwise 1
///
/// Of images, neighbouring pixels are alike: whole channels are dropped (Tompson et al. 2015, arXiv:1411.4280). Of what a
/// residual block adds, whole examples (Huang et al. 2016, arXiv:1603.09382).
///
/// x: any shape → the same shape
public struct Dropout: Layer {
  /// What is dropped as one.
  public enum Unit: String, Sendable, CaseIterable { case numbers, channels, examples }

  /// p: from 0 to below 1.
  public let probability: Double
  public let unit: Unit
  public let seed: UInt64
  /// How often it has drawn.
  public let draws: Parameter
  public var name: String { didSet { label(["draws": draws]) } }

  public init(
    _ probability: Double, of unit: Unit = .numbers, type: ElementType = .float32, name: String = "dropout",
    using random: inout RandomSource
  ) {
    guard (0..<1).contains(probability) else {
      stop("Dropout expects a probability from 0 to below 1; got \(probability). 0.5 is usual in dense layers.")
    }
    self.probability = probability
    self.unit = unit
    self.name = name
    seed = random.next()
    draws = Parameter("draws", 0, type: type)
    label(["draws": draws])
  }

  public var parameters: [Parameter] { [] }
  public var state: [Parameter] { [draws] }
  public var rowInput: RowInput { .anySize }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    guard pass.isTraining, probability > 0 else { return x }
    if unit != .numbers { check(x, { $0.rank >= 2 }, wanted: "[n, …, channels]") }
    return labelled {
      let drawn = pass.drawing(draws) { uniform(drawnShape(x.shape), seed: seed, counter: $0) }
      let kept = drawn .> Tensor(probability, name: "p", type: x.elementType)
      return x * kept.named("kept") * (1 / (1 - probability))
    }
  }

  /// One number for each unit: axes of size 1 are repeated.
  private func drawnShape(_ x: Shape) -> Shape {
    if unit == .numbers { return x }
    var sizes = [Int](repeating: 1, count: x.rank)
    sizes[0] = x[0]
    if unit == .channels { sizes[x.rank - 1] = x[x.rank - 1] }
    return Shape(sizes)
  }

  public var description: String { "Dropout(\(probability)\(unit == .numbers ? "" : ", \(unit.rawValue)"))" }
}

extension Dropout {
  public static let kind = LayerKind(
    Dropout.self, formula: "z = x · m / (1 − p), m = 0 with probability p, otherwise 1",
    source: "Srivastava et al. 2014, jmlr.org/papers/v15/srivastava14a.html",
    explanation: """
      While training, some numbers are replaced by 0, others at every step, so that no unit can rely on a particular \
      other one. In use it does nothing.
      """,
    samples: Unit.allCases.map { unit in
      LayerSample([3, 2, 4]) { type, random in Dropout(0.4, of: unit, type: type, using: &random) }
    })
}
