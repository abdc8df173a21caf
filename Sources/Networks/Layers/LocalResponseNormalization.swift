import Autodiff
import Tensors

/// Each number divided by a power of what its neighbouring channels hold at the same place: strong responses subdue
/// their neighbours. Krizhevsky, Sutskever & Hinton 2012, "ImageNet classification with deep convolutional neural
/// networks", section 3.3; batch normalisation has replaced it.
///
///     z = x / (k + α/size · Σ x²)^β        over `size` channels around it; beyond the outermost there are zeros
///
/// (The paper's α is this one divided by the size; PyTorch's is this one.)
///
/// x: [n, …, channels] → the same shape
public struct LocalResponseNormalization: Layer {
  public let size: Int
  public let alpha, beta, k: Double
  public var name: String

  public init(
    _ size: Int = 5, alpha: Double = 1e-4, beta: Double = 0.75, k: Double = 1, name: String = "local response norm"
  ) {
    checkSizes("LocalResponseNormalization", ["size": size])
    guard k > 0, alpha >= 0, [k, alpha, beta].allSatisfy(\.isFinite) else {
      stop(
        "LocalResponseNormalization expects k above 0, α of 0 or more and a finite β; got \(k), \(alpha) and \(beta).")
    }
    self.size = size
    self.alpha = alpha
    self.beta = beta
    self.k = k
    self.name = name
  }

  public var parameters: [Parameter] { [] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank >= 2 }, wanted: "[n, …, channels]")
    return labelled {
      let sums = (x * x).matmul(Self.band(x.shape.sizes.last!, size, x.elementType))
      return x / pow(k + (alpha / Double(size)) * sums, beta)
    }
  }

  /// [channels, channels]: column c has a 1 for each channel around c, one more of those before it where `size` is
  /// even.
  private static func band(_ channels: Int, _ size: Int, _ type: ElementType) -> Tensor {
    var ones = NDArray(repeating: 0, shape: [channels, channels], type: type)
    for c in 0..<channels {
      for neighbour in max(c - size / 2, 0)..<min(c - size / 2 + size, channels) { ones[neighbour, c] = 1 }
    }
    return Tensor(ones, name: "neighbours")
  }

  public var description: String { "LocalResponseNormalization(\(size))" }
}

extension LocalResponseNormalization {
  public static let kind = LayerKind(
    LocalResponseNormalization.self, formula: "z = x / (k + α/size · Σ x²)^β",
    source: "Krizhevsky, Sutskever & Hinton 2012, ImageNet classification with deep convolutional neural networks",
    explanation:
      "Divides each number by what neighbouring channels hold at the same place: strong ones subdue the others.",
    samples: [LayerSample([2, 2, 3, 6]) { _, _ in LocalResponseNormalization(3, alpha: 0.7) }])
}
