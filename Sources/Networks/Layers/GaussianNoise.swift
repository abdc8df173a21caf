import Autodiff
import Tensors

/// In training, adds independent normal noise, drawn anew at every step; in evaluation, nothing. As the first layer of an
/// encoder it makes a denoising autoencoder. Vincent et al. 2008, doi:10.1145/1390156.1390294; Bishop 1995,
/// doi:10.1162/neco.1995.7.1.108.
///
///     z = x + σ · ε        ε normal, mean 0, standard deviation 1
///
/// x: any shape → the same shape
public struct GaussianNoise: Layer {
  /// σ, in units of x.
  public let standardDeviation: Double
  public let seed: UInt64
  /// How often it has drawn.
  public let draws: Parameter
  public var name: String { didSet { label(["draws": draws]) } }

  public init(
    _ standardDeviation: Double, type: ElementType = .float32, name: String = "noise", using random: inout RandomSource
  ) {
    guard standardDeviation >= 0, standardDeviation.isFinite else {
      stop("GaussianNoise expects a standard deviation of 0 or more, in units of its inputs; got \(standardDeviation).")
    }
    self.standardDeviation = standardDeviation
    self.name = name
    seed = random.next()
    draws = Parameter("draws", 0, type: type)
    label(["draws": draws])
  }

  public var parameters: [Parameter] { [] }
  public var state: [Parameter] { [draws] }
  public var rowInput: RowInput { .anySize }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    guard pass.isTraining, standardDeviation > 0 else { return x }
    return labelled {
      x + standardDeviation * pass.drawing(draws) { standardNormal(x.shape, seed: seed, counter: $0) }.named("ε")
    }
  }

  public var description: String { "GaussianNoise(\(standardDeviation))" }
}

extension GaussianNoise {
  public static let kind = LayerKind(
    GaussianNoise.self, formula: "z = x + σ · ε, ε normal", source: "Vincent et al. 2008, doi:10.1145/1390156.1390294",
    explanation: """
      While training, every number is disturbed, differently at every step, so that the layers behind it cannot rely on exact \
      values. In use it does nothing.
      """,
    samples: [LayerSample([3, 2, 4]) { type, random in GaussianNoise(0.3, type: type, using: &random) }])
}
