import Autodiff
import Tensors

/// Two networks in a row: the encoder makes a short code of an example, the decoder the example of its code. Trained to answer
/// with what it was given, it needs no labels. Rumelhart, Hinton & Williams 1986, doi:10.1038/323533a0; Hinton & Salakhutdinov
/// 2006, doi:10.1126/science.1127647.
///
///     let model = Autoencoder(
///       encoder: Sequential(Dense(196, 64, activation: .relu), Dense(64, 2)),
///       decoder: Sequential(Dense(2, 64, activation: .relu), Dense(64, 196, activation: .sigmoid)))
///     train(model, on: pictures.inputsAsTargets, epochs: 20, loss: .meanSquaredError, by: Adam())
///     let codes = predict(model.encoder, pictures.inputs)
///
/// Its kinds differ in one layer:
///
/// | kind | layer |
/// |---|---|
/// | denoising | `GaussianNoise(0.3)` or `Dropout(0.3)` first in the encoder |
/// | sparse | `SparseCode(weight: 0.01)` last in the encoder |
/// | variational | `Dense(64, 2 * k)`, `GaussianCode()` last in the encoder |
/// | convolutional | `Convolution2D(…, stride: 2)` in the encoder, `TransposedConvolution2D(…, stride: 2)` in the decoder |
///
/// x: [n, …] → the same shape
public struct Autoencoder: Layer {
  public var name: String { didSet { owned.label(under: name) } }
  private let owned: Parts

  /// - Parameters:
  ///   - encoder: [n, …] → codes [n, …].
  ///   - decoder: codes → the encoder's inputs, or logits of them.
  public init(encoder: any Layer, decoder: any Layer, name: String = "autoencoder") {
    owned = Parts(["encoder": encoder, "decoder": decoder])
    self.name = name
    owned.label(under: name)
  }

  public var encoder: any Layer { owned.layers[0] }
  public var decoder: any Layer { owned.layers[1] }
  public var parts: [any Layer] { owned.layers }
  public var parameters: [Parameter] { owned.parameters }
  public var state: [Parameter] { owned.state }
  public var rowInput: RowInput { encoder.rowInput }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    labelled {
      let answer = pass.run(decoder, on: pass.run(encoder, on: x))
      guard answer.shape == x.shape else {
        stop(
          shapes: "\(signature) expects a decoder that answers with the shape of its inputs, \(x.shape); got "
            + "\(answer.shape).")
      }
      return answer
    }
  }

  public var description: String { "Autoencoder(\(encoder.signature), \(decoder.signature))" }
}
