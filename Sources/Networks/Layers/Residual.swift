import Autodiff
import Tensors

/// A body that only has to learn what is to be added to its input: deep networks of such blocks can still be trained,
/// because gradients have a way around every body. He et al. 2016, arXiv:1512.03385, equation 1.
///
///     z = body(x) + shortcut(x), then the activation        without a shortcut: body(x) + x
///
/// x: any shape → what the body gives
///
///     Residual(
///       Sequential(Dense(8, 8, activation: .relu, using: &random), Dense(8, 8, using: &random)), activation: .relu)
public struct Residual: Layer {
  /// Applied to the sum.
  public let activation: Activation?
  public var name: String { didSet { owned.label(under: name) } }
  private let owned: Parts

  /// - Parameter shortcut: brings x to the shape of what the body gives, where that is another one.
  public init(
    _ body: any Layer, shortcut: (any Layer)? = nil, activation: Activation? = nil, name: String = "residual"
  ) {
    owned = if let shortcut { Parts(["body": body, "shortcut": shortcut]) } else { Parts(["body": body]) }
    self.activation = activation
    self.name = name
    owned.label(under: name)
  }

  public var body: any Layer { owned.layers[0] }
  /// nil: x itself.
  public var shortcut: (any Layer)? { owned.layers.dropFirst().first }
  public var parts: [any Layer] { owned.layers }
  public var parameters: [Parameter] { owned.parameters }
  public var state: [Parameter] { owned.state }
  public var rowInput: RowInput { shortcut?.rowInput == .unknown ? .unknown : body.rowInput }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    labelled {
      let added = pass.run(body, on: x)
      let kept = shortcut.map { pass.run($0, on: x) } ?? x
      guard added.shape == kept.shape else {
        stop(
          shapes:
            "\(signature) expects a body and a shortcut of one shape; got \(added.shapeText) and \(kept.shapeText). "
            + "A shortcut, say a convolution with a 1×1 window, would bring x to the body's shape.")
      }
      return activation.applied(to: added + kept)
    }
  }

  public var description: String {
    "Residual(\(body.signature)\(shortcut.map { ", shortcut \($0.signature)" } ?? "")\(activation.suffix))"
  }
}

extension Residual {
  public static let kind = LayerKind(
    Residual.self, formula: "z = body(x) + shortcut(x)", source: "He et al. 2016, arXiv:1512.03385",
    explanation: """
      The body only has to learn what is to be added to its input, which goes around it by a shortcut. So do gradients, \
      which is why networks of many such blocks can still be trained.
      """,
    samples: [
      LayerSample([3, 4]) { type, random in
        Residual(Dense(4, 4, activation: .tanh, type: type, using: &random), activation: .tanh)
      },
      LayerSample([2, 4, 4, 2]) { type, random in
        Residual(
          Sequential(
            Convolution2D(2, 3, window: (3, 3), strides: (2, 2), type: type, using: &random),
            BatchNormalization(3, type: type)),
          shortcut: Convolution2D(2, 3, window: (1, 1), strides: (2, 2), type: type, using: &random))
      },
    ])
}
