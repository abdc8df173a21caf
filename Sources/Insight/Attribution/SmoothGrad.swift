import Tensors

/// The gradient averaged over copies of the input with noise: m = mean of ∂s/∂x (x + σ ε), ε normal. Smilkov et al. 2017,
/// arXiv:1706.03825.
///
/// σ is a share of the range of each input's numbers. All inputs get the same draws, so that a map does not depend on what else
/// is asked.
public struct SmoothGrad: Attribution {
  public static let name = "SmoothGrad"
  public static let formula = "m = mean of ∂s/∂x over x + noise"
  public static let source = "Smilkov et al. 2017, arXiv:1706.03825"
  public static let explanation = """
    The gradient averaged over noisy copies of the input: what changes from copy to copy cancels out. The map looks calmer; \
    whether it is truer is another question.
    """

  public let samples: Int
  /// σ as a share of the greatest minus the least number of each input.
  public let noise: Double
  public let seed: UInt64

  public init(samples: Int = 50, noise: Double = 0.15, seed: UInt64 = 0) {
    guard samples >= 1 else { stop("SmoothGrad expects at least 1 sample; got \(samples).") }
    guard noise >= 0, noise.isFinite else { stop("SmoothGrad expects noise of 0 or more; got \(noise).") }
    self.samples = samples
    self.noise = noise
    self.seed = seed
  }

  public var description: String { "\(Self.name), \(samples) sample\(samples == 1 ? "" : "s")" }

  public func maps(_ question: AttributionQuestion) -> AttributionMaps {
    let inputs = question.inputs
    let (numbers, count, size) = (inputs.doubles, inputs.rowCount, inputs.count / inputs.rowCount)
    let deviations = (0..<count).map { i -> Double in
      let own = numbers[i * size..<(i + 1) * size]
      return noise * (own.max()! - own.min()!)
    }
    let ask = question.differentiating()
    var sums = [Double](repeating: 0, count: numbers.count)
    var random = RandomSource(seed: seed)
    for _ in 0..<samples {
      let draws = (0..<size).map { _ in random.normal() }
      let noisy = numbers.enumerated().map { $1 + deviations[$0 / size] * draws[$0 % size] }
      let gradients = ask(NDArray(noisy, shape: inputs.shape, type: inputs.elementType), question.labels)[1]
      for (i, slope) in gradients.doubles.enumerated() { sums[i] += slope }
    }
    return AttributionMaps(
      self, question,
      values: NDArray(sums.map { $0 / Double(samples) }, shape: inputs.shape, type: inputs.elementType),
      scores: ask(inputs, question.labels)[0].doubles)
  }
}
