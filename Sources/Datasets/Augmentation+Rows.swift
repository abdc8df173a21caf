import Glibc
import Tensors

extension Augmentation {
  /// Independent normal noise on every input.
  ///
  /// - Parameter standardDeviation: in units of the inputs.
  public static func noise(_ standardDeviation: Double) -> Augmentation {
    guard standardDeviation >= 0, standardDeviation.isFinite else {
      stop("noise expects a standard deviation of 0 or more; got \(standardDeviation).")
    }
    return Augmentation(
      "noise", "\(standardDeviation)", .numbers,
      .change { batch, random in
        batch.mapInputs { inputs in
          let values = inputs.doubles.map { $0 + standardDeviation * random.normal() }
          return NDArray(values, shape: inputs.shape, type: inputs.elementType)
        }
      })
  }

  /// Each example is mixed with another of the batch, inputs and targets alike: λ a + (1 − λ) b, with λ drawn from the
  /// beta distribution (α, α). Zhang, Cisse, Dauphin & Lopez-Paz 2018, arXiv:1710.09412.
  ///
  /// Targets are one-hot classes or measurements, [n, k]: the number of a class cannot be mixed.
  public static func mixup(alpha: Double) -> Augmentation {
    guard alpha > 0, alpha.isFinite else { stop("mixup expects an alpha (α) above 0; got \(alpha).") }
    return Augmentation(
      "mixup", "alpha: \(alpha)", .numbers,
      .change { batch, random in
        guard batch.targets.shape.rank >= 2 else {
          stop(
            shapes:
              "mixup expects targets [n, k]; got \(batch.targets.shape). Make classes one-hot first: oneHot(classes:)."
          )
        }
        let partners = random.permutation(batch.count)
        let parts = (0..<batch.count).map { _ in random.symmetricBeta(alpha) }
        return Examples(
          inputs: mixed(batch.inputs, partners, parts), targets: mixed(batch.targets, partners, parts))
      })
  }

  private static func mixed(_ array: NDArray, _ partners: [Int], _ parts: [Double]) -> NDArray {
    let (values, width) = (array.doubles, array.count / Swift.max(array.rowCount, 1))
    var result = values
    for row in partners.indices {
      for column in 0..<width {
        let (own, other) = (values[row * width + column], values[partners[row] * width + column])
        result[row * width + column] = parts[row] * own + (1 - parts[row]) * other
      }
    }
    return NDArray(result, shape: array.shape, type: array.elementType)
  }

  /// Some tokens become unknown (1), so that no single word decides. Padding (0) stays. Iyyer et al. 2015,
  /// doi:10.3115/v1/P15-1162.
  public static func wordDropout(probability: Double) -> Augmentation {
    check("word dropout", probability)
    return tokens("wordDropout", probability) { row, random in
      for i in row.indices where row[i] != Double(Vocabulary.padding) && random.uniform() < probability {
        row[i] = Double(Vocabulary.unknown)
      }
    }
  }

  /// Some tokens change places with the next one. Wei & Zou 2019, arXiv:1901.11196, swap any two.
  public static func wordSwap(probability: Double) -> Augmentation {
    check("word swap", probability)
    return tokens("wordSwap", probability) { row, random in
      var i = 0
      while i + 1 < row.count, row[i + 1] != Double(Vocabulary.padding) {
        let isSwapped = random.uniform() < probability
        if isSwapped { row.swapAt(i, i + 1) }
        i += isSwapped ? 2 : 1
      }
    }
  }

  private static func tokens(
    _ name: String, _ probability: Double,
    change: @escaping @Sendable (inout [Double], inout RandomSource) -> Void
  ) -> Augmentation {
    Augmentation(
      name, "probability: \(probability)", .tokens,
      .change { batch, random in
        guard batch.inputs.shape.rank == 2 else {
          stop(shapes: "\(name) expects token numbers [n, length]; got \(batch.inputs.shape).")
        }
        let (values, width) = (batch.inputs.doubles, batch.inputs.shape[1])
        let changed = (0..<batch.count).flatMap { row in
          var tokens = Array(values[row * width..<(row + 1) * width])
          change(&tokens, &random)
          return tokens
        }
        return batch.mapInputs { NDArray(changed, shape: $0.shape, type: $0.elementType) }
      })
  }
}

extension RandomSource {
  /// From the beta distribution (α, α): a / (a + b) of two gamma numbers, by their logarithms, which cannot underflow.
  mutating func symmetricBeta(_ alpha: Double) -> Double {
    let (a, b) = (logarithmOfGamma(alpha), logarithmOfGamma(alpha))
    return 1 / (1 + exp(b - a))
  }

  /// Marsaglia & Tsang 2000, doi:10.1145/358407.358414; below 1 with their boost.
  private mutating func logarithmOfGamma(_ shape: Double) -> Double {
    if shape < 1 { return logarithmOfGamma(shape + 1) + log(1 - uniform()) / shape }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
      if v > 0, log(1 - uniform()) < x * x / 2 + d - d * v + d * log(v) { return log(d * v) }
    }
  }
}
