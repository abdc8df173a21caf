import Autodiff
import Tensors

/// The player of a generative adversarial network that tells real examples from made ones, in two parts, so that what it sees can be
/// used apart from what it says: features f(x), and a head of one logit, or of one for each of K classes. Goodfellow et al. 2014,
/// arXiv:1406.2661; Salimans et al. 2016, arXiv:1606.03498.
///
///     let discriminator = Discriminator(
///       features: Sequential(Flatten(), Dense(196, 64, activation: .leakyRelu)), head: Dense(64, 1))
///
/// x: [n, …] → [n, 1] or [n, K]
public struct Discriminator: Layer {
  public var name: String { didSet { owned.label(under: name) } }
  private let owned: Parts

  /// - Parameters:
  ///   - features: [n, …] → [n, width].
  ///   - head: [n, width] → one logit of "real", [n, 1], or one for each class, [n, K].
  public init(features: any Layer, head: any Layer, name: String = "discriminator") {
    owned = Parts(["features": features, "head": head])
    self.name = name
    owned.label(under: name)
  }

  public var features: any Layer { owned.layers[0] }
  public var head: any Layer { owned.layers[1] }
  public var parts: [any Layer] { owned.layers }
  public var parameters: [Parameter] { owned.parameters }
  public var state: [Parameter] { owned.state }
  public var rowInput: RowInput { features.rowInput }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { answers(x, in: pass).logits }

  /// What it sees and what it says, in one way through it.
  public func answers(_ x: Tensor, in pass: Pass) -> (features: Tensor, logits: Tensor) {
    module(name) {
      let seen = pass.run(features, on: x)
      let logits = pass.run(head, on: seen)
      guard logits.shape.rank == 2, logits.shape[0] == x.shape[0], logits.shape[1] > 0 else {
        stop(shapes: "\(signature) expects a head that answers [n, 1] or [n, classes]; got \(logits.shapeText).")
      }
      return (seen, logits)
    }
  }

  public var description: String { "Discriminator(\(features.signature), head \(head.signature))" }
}
