import Autodiff
import Tensors

/// Holds a layer to what training, files and tables rely on; ends with a sentence that says what to write where it does
/// not: for a test or a cell beside a layer of one's own.
///
///     checkLayer(Block(first: Dense(4, 4, using: &random), second: Dense(4, 2, using: &random)), input: [3, 4])
///
/// Everything that its answers depend on is listed, and everything listed is used; parameters have names of their own; what
/// is inside of it is given the pass; evaluation changes nothing; there is an answer for each example.
///
/// - Parameter input: the shape of a batch that the layer takes, [n, …]; it is filled with ones.
public func checkLayer(_ layer: any Layer, input: Shape) {
  let type = layer.kept.first?.elementType ?? .float32
  checkLayer(layer, on: NDArray(repeating: 1, shape: input, type: type))
}

/// The same on numbers of one's own.
public func checkLayer(_ layer: any Layer, on numbers: NDArray) {
  layer.nameParts()
  layer.checkNames()
  let x = Input("x", numbers)
  let pass = Pass(.training)
  let answers = pass.run(layer, on: x)
  layer.checkListed(answers, pass)
  let used = Set(Graph(of: [answers]).operations.map { ObjectIdentifier($0.tensor) })
  if let idle = layer.parameters.first(where: { !used.contains(ObjectIdentifier($0)) }) {
    stop(
      "\(layer.signature) lists the parameter '\(idle.name)', but its answers do not depend on it. Use it in "
        + "callAsFunction(_:in:), or leave it out.")
  }
  let use = Pass(.evaluation)
  let answer = use.run(layer, on: x)
  guard use.updates.isEmpty else {
    stop("\(layer.signature) changes states in use. Only change them if pass.isTraining.")
  }
  for shape in [answers.shape, answer.shape] where shape.rank < 1 || shape[0] != numbers.shape[0] {
    stop(shapes: "\(layer.signature) expects an answer for each of \(numbers.shape[0]) examples; got \(shape).")
  }
  guard !layer.signature.isEmpty, !layer.signature.contains(where: \.isNewline) else {
    stop("\(type(of: layer)) expects a description in one line. Leave `description` out, or shorten it.")
  }
}

extension Layer {
  /// Refuses answers of a training pass that depend on a parameter which training would not change and files would not
  /// hold, and changes of a state that they would not hold.
  package func checkListed(_ answers: Tensor, _ pass: Pass) {
    let (own, kept) = (parameters, state)
    let known = Set((own + kept).map(ObjectIdentifier.init))
    for operation in Graph(of: [answers]).operations where !known.contains(ObjectIdentifier(operation.tensor)) {
      guard let parameter = operation.tensor as? Parameter else { continue }
      stop(
        "\(signature) uses the parameter '\(parameter.name)', but does not list it: it would not be trained. Hold it, or its "
          + "layer, in a property and leave `parameters` out; or write var parts: [any Layer] { [a, b] } with every "
          + "layer. To train only some: train(…, updating: head.parameters).")
    }
    let states = Set(kept.map(ObjectIdentifier.init))
    if let other = pass.updates.first(where: { !states.contains(ObjectIdentifier($0.parameter)) })?.parameter {
      stop(
        "\(signature) changes '\(other.name)' in training, but does not list it: files would not hold it. Leave `state` "
          + "out; or write var parts: [any Layer] { [a, b] } with every layer.")
    }
    if let both = own.first(where: { states.contains(ObjectIdentifier($0)) }) {
      stop("\(signature) lists '\(both.name)' both as a parameter and as state. Leave it out of one.")
    }
  }

  /// Refuses two parameters of one name, which files cannot tell apart.
  fileprivate func checkNames() {
    let names = kept.map(\.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      stop("\(signature) has two parameters called '\(twice)'. Give each a name of its own: Parameter(\"w\", …).")
    }
  }
}
