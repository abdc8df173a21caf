import Autodiff
import Tensors

/// Lets numbers through, and in training adds to the loss how large they are: behind an encoder it makes codes of which most
/// numbers are near 0. Ng 2011, "Sparse autoencoder", CS294A lecture notes; the L1 norm as in Olshausen & Field 1996,
/// doi:10.1038/381607a0.
///
///     loss + λ · (1/n) Σ |h|
///
/// h: [n, …] → the same
public struct SparseCode: Layer {
  /// λ, at least 0.
  public let weight: Double
  public var name: String

  public init(weight: Double, name: String = "code") {
    checkWeight("SparseCode", "(λ)", weight)
    self.weight = weight
    self.name = name
  }

  public var parameters: [Parameter] { [] }
  public var rowInput: RowInput { .anySize }

  public func callAsFunction(_ h: Tensor, in pass: Pass) -> Tensor {
    guard pass.isTraining, weight > 0 else { return h }
    check(h, { $0.rank >= 1 && $0[0] > 0 }, wanted: "codes [n, …]")
    let size = module(name) { phase(.loss) { sum(abs(h)) * (1 / Double(h.shape[0])) } }
    pass.add(penalty: phase(.loss) { (weight * size).named("λ Σ|h|") })
    return h
  }

  public var description: String { "SparseCode(\(weight))" }
}

/// Refuses what cannot weigh a penalty.
func checkWeight(_ layer: String, _ symbol: String, _ weight: Double) {
  if !(weight >= 0 && weight.isFinite) {
    stop("\(layer) expects a weight \(symbol) of 0 or more; got \(weight).")
  }
}

extension SparseCode {
  public static let kind = LayerKind(
    SparseCode.self, formula: "z = h; the loss grows by λ · (1/n) Σ |h|",
    source: "Ng 2011, \"Sparse autoencoder\", CS294A lecture notes",
    explanation: """
      Changes nothing of what goes through, but makes large numbers cost something while training: most of a code's numbers are then \
      near 0.
      """,
    samples: [LayerSample([3, 4]) { _, _ in SparseCode(weight: 0.1) }])
}
