import Autodiff
import Tensors

/// The largest number under a window that moves along time, feature by feature. Collobert et al. 2011,
/// jmlr.org/papers/v12/collobert11a.html, section 3.3.2.
///
/// x: [n, time, features] → [n, steps, features]
public struct MaxPool1D: Layer {
  public let window: Int
  public let stride: Int
  public let padding: Convolution1D.Padding
  /// Is there a last position for steps that do not fill a window? Otherwise they are left out.
  public let roundsUp: Bool
  public var name: String

  /// - Parameter stride: the window's own size unless told otherwise.
  public init(
    _ window: Int = 2, stride: Int? = nil, padding: Convolution1D.Padding = .valid, roundsUp: Bool = false,
    name: String = "max pool"
  ) {
    checkSizes("MaxPool1D", ["window": window, "stride": stride ?? window])
    self.window = window
    self.stride = stride ?? window
    self.padding = padding
    self.roundsUp = roundsUp
    self.name = name
  }

  public var parameters: [Parameter] { [] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank == 3 }, wanted: "[n, time, features]")
    return labelled {
      alongTime(x) {
        maxPool(
          $0, window: (1, window), strides: (1, stride), padding: padding.ofImages(window: window), roundsUp: roundsUp)
      }
    }
  }

  public var description: String { "MaxPool1D(\(window))" }
}

/// The mean under a window that moves along time, feature by feature. Waibel et al. 1989, doi:10.1109/29.21701.
///
/// x: [n, time, features] → [n, steps, features]
public struct AveragePool1D: Layer {
  public let window: Int
  public let stride: Int
  public let padding: Convolution1D.Padding
  /// Is there a last position for steps that do not fill a window? Otherwise they are left out.
  public let roundsUp: Bool
  /// Is padding counted, as zeros?
  public let countsPadding: Bool
  public var name: String

  /// - Parameter stride: the window's own size unless told otherwise.
  public init(
    _ window: Int = 2, stride: Int? = nil, padding: Convolution1D.Padding = .valid, roundsUp: Bool = false,
    countsPadding: Bool = false, name: String = "average pool"
  ) {
    checkSizes("AveragePool1D", ["window": window, "stride": stride ?? window])
    self.window = window
    self.stride = stride ?? window
    self.padding = padding
    self.roundsUp = roundsUp
    self.countsPadding = countsPadding
    self.name = name
  }

  public var parameters: [Parameter] { [] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank == 3 }, wanted: "[n, time, features]")
    return labelled {
      alongTime(x) {
        averagePool(
          $0, window: (1, window), strides: (1, stride), padding: padding.ofImages(window: window), roundsUp: roundsUp,
          countsPadding: countsPadding)
      }
    }
  }

  public var description: String { "AveragePool1D(\(window))" }
}

extension MaxPool1D {
  public static let kind = LayerKind(
    MaxPool1D.self, formula: "z = max of x under the window",
    source: "Collobert et al. 2011, jmlr.org/papers/v12/collobert11a.html",
    explanation:
      "The largest number under a window that moves along time: shorter sequences that still say what came up.",
    samples: [
      LayerSample([2, 6, 2]) { _, _ in MaxPool1D(2) },
      LayerSample([2, 6, 2]) { _, _ in MaxPool1D(3, stride: 2, padding: 1, roundsUp: true) },
    ])
}

extension AveragePool1D {
  public static let kind = LayerKind(
    AveragePool1D.self, formula: "z = mean of x under the window", source: "Waibel et al. 1989, doi:10.1109/29.21701",
    explanation: "The mean of the numbers under a window that moves along time: shorter, smoother sequences.",
    samples: [
      LayerSample([2, 6, 2]) { _, _ in AveragePool1D(2) },
      LayerSample([2, 6, 2]) { _, _ in
        AveragePool1D(3, stride: 2, padding: 1, roundsUp: true, countsPadding: true)
      },
    ])
}
