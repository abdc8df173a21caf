import Autodiff
import Tensors

/// The mean over all positions, channel by channel: one row of numbers for an image or a sequence of any size. Lin, Chen
/// & Yan 2014, arXiv:1312.4400, section 3.2.
///
/// x: [n, …, channels] → [n, channels]
public struct GlobalAveragePool: Layer {
  public var name: String

  public init(name: String = "global average pool") { self.name = name }

  public var parameters: [Parameter] { [] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank >= 3 }, wanted: "[n, …, channels]")
    return labelled { mean(x, axes: Array(1..<x.rank - 1)) }
  }

  public var description: String { "GlobalAveragePool" }
}

/// The largest number of all positions, channel by channel: was it found anywhere? Oquab et al. 2015,
/// doi:10.1109/CVPR.2015.7298668.
///
/// x: [n, …, channels] → [n, channels]
public struct GlobalMaxPool: Layer {
  public var name: String

  public init(name: String = "global max pool") { self.name = name }

  public var parameters: [Parameter] { [] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank >= 3 && $0.sizes[1..<$0.rank - 1].allSatisfy { $0 > 0 } }, wanted: "[n, …, channels]")
    return labelled { max(x, axes: Array(1..<x.rank - 1)) }
  }

  public var description: String { "GlobalMaxPool" }
}

extension GlobalAveragePool {
  public static let kind = LayerKind(
    GlobalAveragePool.self, formula: "z = mean of x over all positions",
    source: "Lin, Chen & Yan 2014, arXiv:1312.4400",
    explanation: "The mean of each channel over the whole image or sequence: one row of numbers, whatever the size.",
    samples: [
      LayerSample([2, 3, 4, 2]) { _, _ in GlobalAveragePool() },
      LayerSample([2, 5, 3]) { _, _ in GlobalAveragePool() },
    ])
}

extension GlobalMaxPool {
  public static let kind = LayerKind(
    GlobalMaxPool.self, formula: "z = max of x over all positions",
    source: "Oquab et al. 2015, doi:10.1109/CVPR.2015.7298668",
    explanation:
      "The largest number of each channel in the whole image or sequence: whether it was found anywhere.",
    samples: [
      LayerSample([2, 3, 4, 2]) { _, _ in GlobalMaxPool() }, LayerSample([2, 5, 3]) { _, _ in GlobalMaxPool() },
    ])
}
