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
  init(numbering layers: [any Layer]) { self.init(Self.named(layers, Self.labels(of: layers))) }

  /// The layers' names, with numbers where they repeat: "dense 1", "dense 2".
  static func labels(of layers: [any Layer]) -> [String] {
    let names = layers.map { $0.name.isEmpty ? "block" : $0.name }
    var counts: [String: Int] = [:]
    return names.map { name in
      counts[name, default: 0] += 1
      return names.count { $0 == name } > 1 ? "\(name) \(counts[name]!)" : name
    }
  }

  /// Backwards, so that parameters of a layer in several places are named after the first of these.
  private static func named(_ layers: [any Layer], _ names: [String]) -> [any Layer] {
    var layers = layers
    for (number, name) in names.enumerated().reversed() { layers[number].take(name: name) }
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

extension Layer {
  /// Names its parts apart where two parameters would otherwise have one name: "dense 1.w", "dense 2.w".
  package func nameParts() {
    let names = kept.map(\.name)
    if Set(names).count < names.count { nameWithoutItself() }
  }

  /// Gives it a name, and its parameters and states names that begin with it, whether or not it sees to that itself.
  fileprivate mutating func take(name new: String) {
    let probe = "?"
    name = probe
    let namesThem = kept.allSatisfy { $0.name.hasPrefix(probe + ".") }
    name = new
    guard !namesThem else { return }
    nameWithoutItself()
    for parameter in kept { parameter.name = "\(new).\(parameter.name)" }
  }

  /// "dense 1.w" of its parts, and "w" of what it holds itself.
  private func nameWithoutItself() {
    let named = Parts(numbering: parts)
    let inParts = Set((named.parameters + named.state).map(ObjectIdentifier.init))
    for parameter in kept where !inParts.contains(ObjectIdentifier(parameter)) {
      parameter.name = parameter.name.split(separator: ".").last.map(String.init) ?? parameter.name
    }
  }

  /// What files hold of it: parameters and states, each once.
  package var kept: [Parameter] { (parameters + state).distinct }

  /// Its parts, with names that differ.
  var labelledParts: [(label: String, layer: any Layer)] {
    let parts = parts
    return Array(zip(Parts.labels(of: parts), parts))
  }

  /// The same parameters and states; of layers that have none, the same in print.
  func isSame(as other: any Layer) -> Bool {
    kept.elementsEqual(other.kept, by: ===) && signature == other.signature
  }
}
