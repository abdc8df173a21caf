import Autodiff
import Tensors

/// The largest number under a window, channel by channel: smaller images that still say what was found nearby.
/// Ranzato et al. 2007, doi:10.1109/CVPR.2007.383157.
///
/// x: [n, height, width, channels] → [n, rows, columns, channels]
public struct MaxPool2D: Layer {
  /// (height, width)
  public let window: (Int, Int)
  /// How far the window moves: (down, to the right).
  public let strides: (Int, Int)
  public let padding: Padding
  /// Is there a last position for pixels that do not fill a window? Otherwise they are left out.
  public let roundsUp: Bool
  public var name: String

  /// - Parameter strides: the window's own size unless told otherwise, so that windows lie side by side; pixels that
  ///   do not fill a window are left out.
  public init(
    _ window: (Int, Int) = (2, 2), strides: (Int, Int)? = nil, padding: Padding = .valid, roundsUp: Bool = false,
    name: String = "max pool"
  ) {
    let strides = strides ?? window
    checkSizes("MaxPool2D", ["window": min(window.0, window.1), "strides": min(strides.0, strides.1)])
    self.window = window
    self.strides = strides
    self.padding = padding
    self.roundsUp = roundsUp
    self.name = name
  }

  public var parameters: [Parameter] { [] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank == 4 }, wanted: "images [n, height, width, channels]")
    return labelled { maxPool(x, window: window, strides: strides, padding: padding, roundsUp: roundsUp) }
  }

  public var description: String { "MaxPool2D(\(window.0)×\(window.1))" }
}

extension MaxPool2D {
  public static let kind = LayerKind(
    MaxPool2D.self, formula: "z = max of x under the window",
    source: "Ranzato et al. 2007, doi:10.1109/CVPR.2007.383157",
    explanation:
      "The largest number under a window, channel by channel: smaller images that still say what was found nearby.",
    samples: [
      LayerSample([2, 4, 4, 2]) { _, _ in MaxPool2D() },
      LayerSample([1, 5, 6, 2]) { _, _ in MaxPool2D((3, 3), strides: (2, 2), padding: .all(1)) },
      LayerSample([1, 4, 6, 1]) { _, _ in
        MaxPool2D((3, 3), strides: (2, 2), padding: .all(1), roundsUp: true)
      },
    ])
}
