import Autodiff
import Tensors

/// Layers one after another: each takes what the one before it gives.
///
///     let network = Sequential(
///       Convolution2D(1, 16, window: (3, 3), activation: .relu, using: &random), MaxPool2D(), Flatten(),
///       Dense(16 * 14 * 14, 10, using: &random))
///
/// Layers of one name are numbered, their parameters likewise: "dense 1.w", "dense 2.w". One inside another is a module
/// of its own: "block 2.dense 1.w".
public struct Sequential: Layer {
  public let layers: [any Layer]
  /// "" for the outermost: it labels nothing.
  public var name: String { didSet { relabel() } }
  /// The names of the layers' parameters and states, layer by layer, without this layer's.
  private let ownNames: [String]

  public init(_ layers: any Layer..., name: String = "") { self.init(layers, name: name) }

  public init(_ layers: [any Layer], name: String = "") {
    self.layers = numbered(layers)
    self.name = name
    ownNames = self.layers.flatMap { ($0.parameters + $0.state).map(\.name) }
    relabel()
  }

  public var parameters: [Parameter] { layers.flatMap(\.parameters) }
  public var state: [Parameter] { layers.flatMap(\.state) }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    let run = { layers.reduce(x) { $1($0, in: pass) } }
    return name.isEmpty ? run() : labelled(run)
  }

  private func relabel() {
    for (parameter, own) in zip(layers.flatMap { $0.parameters + $0.state }, ownNames) {
      parameter.name = name.isEmpty ? own : "\(name).\(own)"
    }
  }

  public var description: String { "Sequential(" + layers.map(\.description).joined(separator: ", ") + ")" }
}

/// Layers whose names repeat get numbers; a nested `Sequential` needs a name to be told apart by.
private func numbered(_ layers: [any Layer]) -> [any Layer] {
  let names = layers.map { $0.name.isEmpty ? "block" : $0.name }
  var counts: [String: Int] = [:]
  return zip(layers, names).map { layer, name in
    var layer = layer
    let repeats = names.count { $0 == name } > 1
    counts[name, default: 0] += 1
    let label = repeats ? "\(name) \(counts[name]!)" : name
    if layer.name != label { layer.name = label }
    return layer
  }
}
