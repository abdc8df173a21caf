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
    self.init(
      layers.map { role, layer in
        var layer = layer
        layer.name = role
        return layer
      })
  }

  /// Layers whose names repeat are numbered; a nested `Sequential` needs a name to be told apart by.
  init(numbering layers: [any Layer]) {
    let names = layers.map { $0.name.isEmpty ? "block" : $0.name }
    var counts: [String: Int] = [:]
    self.init(
      zip(layers, names).map { layer, name in
        var layer = layer
        let repeats = names.count { $0 == name } > 1
        counts[name, default: 0] += 1
        let label = repeats ? "\(name) \(counts[name]!)" : name
        if layer.name != label { layer.name = label }
        return layer
      })
  }

  var parameters: [Parameter] { layers.flatMap(\.parameters) }
  var state: [Parameter] { layers.flatMap(\.state) }

  /// Puts the name of the whole before the parameters' own.
  func label(under name: String) {
    for (parameter, own) in zip(layers.flatMap { $0.parameters + $0.state }, ownNames) {
      parameter.name = name.isEmpty ? own : "\(name).\(own)"
    }
  }
}
