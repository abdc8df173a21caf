import Autodiff
import Tensors

/// All numbers of an example in one row.
///
/// x: [n, …] → [n, product of the rest]
public struct Flatten: Layer {
  public var name: String

  public init(name: String = "flatten") { self.name = name }

  public var parameters: [Parameter] { [] }
  public var rowInput: RowInput { .anySize }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank >= 1 }, wanted: "[n, …]")
    return labelled { x.reshaped([x.shape[0], x.shape.sizes.dropFirst().reduce(1, *)]) }
  }

  public var description: String { "Flatten" }
}

extension Flatten {
  public static let kind = LayerKind(
    Flatten.self, formula: "z = x as one row", source: "",
    explanation: "Puts all numbers of an example in one row, as dense layers want them.",
    samples: [LayerSample([2, 2, 3, 2]) { _, _ in Flatten() }])
}
