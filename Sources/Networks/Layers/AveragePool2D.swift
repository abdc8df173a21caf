import Autodiff
import Tensors

/// The mean of the numbers under a window, channel by channel. LeCun et al. 1998,
/// doi:10.1109/5.726791.
///
/// x: [n, height, width, channels] → [n, rows, columns, channels]
public struct AveragePool2D: Layer {
  /// (height, width)
  public let window: (Int, Int)
  /// How far the window moves: (down, to the right).
  public let strides: (Int, Int)
  public let padding: Padding
  /// Is there a last position for pixels that do not fill a window? Otherwise they are left out.
  public let roundsUp: Bool
  /// Is padding counted, as zeros?
  public let countsPadding: Bool
  public var name: String

  /// - Parameter strides: the window's own size unless told otherwise, so that windows lie side by side; pixels that
  ///   do not fill a window are left out.
  public init(
    _ window: (Int, Int) = (2, 2), strides: (Int, Int)? = nil, padding: Padding = .valid, roundsUp: Bool = false,
    countsPadding: Bool = false,
    name: String = "average pool"
  ) {
    let strides = strides ?? window
    checkSizes("AveragePool2D", ["window": min(window.0, window.1), "strides": min(strides.0, strides.1)])
    self.window = window
    self.strides = strides
    self.padding = padding
    self.roundsUp = roundsUp
    self.countsPadding = countsPadding
    self.name = name
  }

  public var parameters: [Parameter] { [] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank == 4 }, wanted: "images [n, height, width, channels]")
    return labelled {
      averagePool(
        x, window: window, strides: strides, padding: padding, roundsUp: roundsUp, countsPadding: countsPadding)
    }
  }

  public var description: String { "AveragePool2D(\(window.0)×\(window.1))" }
}

extension AveragePool2D {
  public static let kind = LayerKind(
    AveragePool2D.self, formula: "z = mean of x under the window", source: "LeCun et al. 1998, doi:10.1109/5.726791",
    explanation: "The mean of the numbers under a window, channel by channel: smaller, smoother images.",
    samples: [
      LayerSample([2, 4, 5, 2]) { _, _ in AveragePool2D() },
      LayerSample([1, 4, 5, 3]) { _, _ in AveragePool2D((3, 3), strides: (1, 2), padding: .all(1)) },
      LayerSample([1, 4, 6, 1]) { _, _ in
        AveragePool2D((3, 3), strides: (2, 2), padding: .all(1), roundsUp: true, countsPadding: true)
      },
    ])
}
