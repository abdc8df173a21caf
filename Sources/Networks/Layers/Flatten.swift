import Autodiff
import Tensors

/// All numbers of an example in one row.
///
/// x: [n, …] → [n, product of the rest]
public struct Flatten: Layer {
  /// Do all numbers of a channel come before those of the next? The weights of a dense layer after it then lie as in
  /// frameworks whose images are [n, channels, height, width].
  public let channelsFirst: Bool
  public var name: String

  public init(channelsFirst: Bool = false, name: String = "flatten") {
    self.channelsFirst = channelsFirst
    self.name = name
  }

  public var parameters: [Parameter] { [] }
  public var rowInput: RowInput { .anySize }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank >= 1 }, wanted: "[n, …]")
    return labelled {
      let moves = channelsFirst && x.rank > 2
      let ordered = moves ? x.transposed([0, x.rank - 1] + Array(1..<x.rank - 1)) : x
      return ordered.reshaped([x.shape[0], x.shape.sizes.dropFirst().reduce(1, *)])
    }
  }

  public var description: String { "Flatten" }
}

extension Flatten {
  public static let kind = LayerKind(
    Flatten.self, formula: "z = x as one row", source: "",
    explanation: "Puts all numbers of an example in one row, as dense layers want them.",
    samples: [
      LayerSample([2, 2, 3, 2]) { _, _ in Flatten() },
      LayerSample([2, 2, 3, 2]) { _, _ in Flatten(channelsFirst: true) },
    ])
}
