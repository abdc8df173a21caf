import Autodiff

/// The layers that another one is made of, whose parameters bear its name: "block 2.dense 1.w".
struct Parts {
  let layers: [any Layer]
  /// The names of their parameters and states, layer by layer, without that of the whole.
  private let ownNames: [String]

  init(_ layers: [any Layer]) {
    self.layers = layers
    ownNames = layers.flatMap { ($0.parameters + $0.state).map(\.name) }
  }

  /// Each named for the part that it plays.
  init(_ layers: KeyValuePairs<String, any Layer>) {
    self.init(Self.named(layers.map(\.value), layers.map(\.key)))
  }

  /// Layers whose names repeat are numbered; a nested `Sequential` needs a name to be told apart by.
  init(numbering layers: [any Layer]) {
    let names = layers.map { $0.name.isEmpty ? "block" : $0.name }
    var counts: [String: Int] = [:]
    let labels = names.map { name in
      counts[name, default: 0] += 1
      return names.count { $0 == name } > 1 ? "\(name) \(counts[name]!)" : name
    }
    self.init(Self.named(layers, labels))
  }

  /// Backwards, so that parameters of a layer in several places are named after the first of these.
  private static func named(_ layers: [any Layer], _ names: [String]) -> [any Layer] {
    var layers = layers
    for (number, name) in names.enumerated().reversed() where layers[number].name != name {
      layers[number].name = name
    }
    return layers
  }

  var parameters: [Parameter] { layers.flatMap(\.parameters).distinct }
  var state: [Parameter] { layers.flatMap(\.state).distinct }

  /// Puts the name of the whole before the parameters' own.
  func label(under name: String) {
    for (parameter, own) in zip(layers.flatMap { $0.parameters + $0.state }, ownNames) {
      parameter.name = name.isEmpty ? own : "\(name).\(own)"
    }
  }
}
