import Autodiff
import Tensors

/// Each example's numbers in another shape, in the same order: the way back from a row to images.
///
/// x: [n, …] → [n, sizes]
public struct Reshape: Layer {
  /// Of one example.
  public let sizes: [Int]
  public var name: String

  public init(_ sizes: [Int], name: String = "reshape") {
    if let least = sizes.min() { checkSizes("Reshape", ["sizes": least]) }
    self.sizes = sizes
    self.name = name
  }

  public var parameters: [Parameter] { [] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    let count = sizes.reduce(1, *)
    check(
      x, { $0.rank >= 1 && $0.sizes.dropFirst().reduce(1, *) == count }, wanted: "examples of \(count) numbers, [n, …]")
    return labelled { x.reshaped([x.shape[0]] + sizes) }
  }

  public var description: String { "Reshape(\(Shape(sizes)))" }
}

extension Reshape {
  public static let kind = LayerKind(
    Reshape.self, formula: "z = x in another shape", source: "",
    explanation: "Gives each example's numbers, in the same order, another shape: a row becomes an image.",
    samples: [LayerSample([2, 12]) { _, _ in Reshape([2, 3, 2]) }])
}
