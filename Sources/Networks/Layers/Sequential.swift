import Autodiff
import Tensors

/// Layers one after another: each takes what the one before it gives.
///
///     let network = Sequential(
///       Convolution2D(1, 16, window: (3, 3), activation: .relu, using: &random), MaxPool2D(), Flatten(),
///       Dense(16 * 14 * 14, 10, using: &random), input: [28, 28, 1])
///     print(network)        // a table: layers, shapes, parameters, FLOPs
///
/// Layers of one name are numbered, their parameters likewise: "dense 1.w", "dense 2.w". One inside another is a module
/// of its own: "block 2.dense 1.w".
public struct Sequential: Layer {
  /// The shape of one example, if it was given.
  public let input: Shape?
  /// "" for the outermost: it labels nothing.
  public var name: String { didSet { owned.label(under: name) } }
  private let owned: Parts

  public init(_ layers: any Layer..., input: Shape? = nil, name: String = "") {
    self.init(layers, input: input, name: name)
  }

  /// - Parameter input: the shape of one example, for the table that `print` shows; for a sequence that begins with a
  ///   dense layer it is known.
  public init(_ layers: [any Layer], input: Shape? = nil, name: String = "") {
    owned = Parts(numbering: layers)
    self.input = input
    self.name = name
    owned.label(under: name)
  }

  public var layers: [any Layer] { owned.layers }
  public var parts: [any Layer] { layers }
  public var parameters: [Parameter] { owned.parameters }
  public var state: [Parameter] { owned.state }

  public var rowInput: RowInput {
    let inputs = layers.map(\.rowInput)
    return inputs.contains(.unknown) ? .unknown : inputs.first { $0 != .anySize } ?? .anySize
  }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    let run = { layers.reduce(x) { pass.run($1, on: $0) } }
    return name.isEmpty ? run() : labelled(run)
  }

  public var signature: String { "Sequential(" + layers.map(\.signature).joined(separator: ", ") + ")" }

  /// A table of the layers.
  public var description: String { ModelSummary(of: self).description }
}

extension Sequential {
  public static let kind = LayerKind(
    Sequential.self, formula: "z = fₖ(… f₂(f₁(x)))", source: "Rumelhart, Hinton & Williams 1986, doi:10.1038/323533a0",
    explanation: "Layers one after another: each takes what the one before it gives.",
    samples: [
      LayerSample([3, 4]) { type, random in
        Sequential(
          Dense(4, 3, activation: .tanh, type: type, using: &random), BatchNormalization(3, type: type),
          Sequential(Dropout(0.3, type: type, using: &random), Dense(3, 2, type: type, using: &random)))
      }
    ])
}
