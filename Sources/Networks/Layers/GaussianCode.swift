import Autodiff
import Tensors

/// The code of a variational autoencoder: an encoder's 2k numbers say where the code of an example lies, by the means and the
/// log-variances of k independent normal distributions. Kingma & Welling 2013, arXiv:1312.6114.
///
///     z = μ + σ · ε        ε normal, mean 0, standard deviation 1;   σ = exp(½ l),   x = [μ, l]
///     loss + β · (1/n) Σ ½ (μ² + σ² − 1 − l)
///
/// In training z is drawn, anew at every step. Drawn as above (the reparameterisation of section 2.4), z has a gradient with
/// respect to μ and l. What is added to the loss is the Kullback–Leibler divergence of these distributions from the standard
/// normal one, `gaussianDivergence`: it keeps codes near 0 and close together, so that what is drawn from a standard normal
/// distribution can be decoded. In evaluation z is μ, and nothing is drawn.
///
///     Autoencoder(
///       encoder: Sequential(Dense(196, 64, activation: .relu), Dense(64, 2 * 2), GaussianCode()),
///       decoder: Sequential(Dense(2, 64, activation: .relu), Dense(64, 196)))
///
/// The divergence is summed over a code's numbers, so the reconstruction has to be summed over an example's: `reconstructionLoss`.
///
/// x: [n, 2k] → [n, k]
public struct GaussianCode: Layer {
  /// β: 1 is the variational bound; more, Higgins et al. 2017 (β-VAE), openreview.net/forum?id=Sy2fzU9gl.
  public let weight: Double
  public let seed: UInt64
  /// How often it has drawn.
  public let draws: Parameter
  public var name: String { didSet { label(["draws": draws]) } }

  public init(
    weight: Double = 1, type: ElementType = .float32, name: String = "code", using random: inout RandomSource
  ) {
    checkWeight("GaussianCode", "(β)", weight)
    self.weight = weight
    self.name = name
    seed = random.next()
    draws = Parameter("draws", 0, type: type)
    label(["draws": draws])
  }

  public var parameters: [Parameter] { [] }
  public var state: [Parameter] { [draws] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    let width = x.shape.rank == 2 ? x.shape[1] : 0
    check(x, { _ in width > 0 && width % 2 == 0 }, wanted: "means and log-variances side by side, [n, 2k]")
    let (mean, logVariance) = labelled(x, width)
    guard pass.isTraining else { return mean }
    if weight > 0 {
      let divergence = gaussianDivergence(mean: mean, logVariance: logVariance)
      pass.add(penalty: phase(.loss) { (weight * divergence).named("β KL") })
    }
    return labelled {
      let noise = pass.drawing(draws) { standardNormal(mean.shape, seed: seed, counter: $0) }.named("ε")
      return mean + exp(0.5 * logVariance).named("σ") * noise
    }
  }

  private func labelled(_ x: Tensor, _ width: Int) -> (mean: Tensor, logVariance: Tensor) {
    module(name) {
      (x.slice(0..<width / 2, axis: 1).named("μ"), x.slice(width / 2..<width, axis: 1).named("log σ²"))
    }
  }

  public var description: String { "GaussianCode(β \(weight))" }
}

extension GaussianCode {
  public static let kind = LayerKind(
    GaussianCode.self,
    formula: "z = μ + exp(½ l) · ε, x = [μ, l]; the loss grows by β · (1/n) Σ ½ (μ² + exp(l) − 1 − l)",
    source: "Kingma & Welling 2013, arXiv:1312.6114",
    explanation: """
      Half of the numbers say where an example's code lies, the others how blurred it is. While training the code is drawn from \
      there, and codes that lie far out or are too sharp cost something. In use the code is the middle.
      """,
    samples: [LayerSample([3, 8]) { type, random in GaussianCode(type: type, using: &random) }])
}
