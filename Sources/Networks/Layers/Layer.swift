import Autodiff
import Tensors

/// A part of a network: parameters, and a function of one tensor that uses them.
///
/// To add one: a struct in a file of its own, its paper and shapes above it, its operations inside `labelled`, its `kind`
/// below it and in `LayerKind.all`, and a case in the fixtures.
///
///     var random = RandomSource(seed: 1)
///     let hidden = Dense(4, 16, activation: .tanh, using: &random)
///     let h = hidden(x)        // x: [n, 4] → [n, 16]
///
/// A layer made of others only holds them and says what it computes; parts, parameters and state are found:
///
///     struct Block: Layer {
///       var name = "block"
///       let first, second: Dense
///       func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { pass.run(second, on: tanh(pass.run(first, on: x))) }
///     }
public protocol Layer: CustomStringConvertible {
  /// Labels the layer's operations and parameters: "dense". Among the parts of another, layers of one name are numbered.
  var name: String { get set }
  /// What training changes, in a fixed order. A parameter that is listed twice, as that of an inner layer in two places,
  /// counts as one. Left out: those that the layer's properties hold, then those of its parts.
  var parameters: [Parameter] { get }
  /// What training passes change beside the parameters, in a fixed order: running statistics, counters of draws. Left out:
  /// that of its parts.
  var state: [Parameter] { get }
  /// The layers that it is made of, where a summary shows them one by one. Left out: those that its properties hold, also in
  /// arrays and optionals, in the order of their declaration. An `Activation` is none.
  var parts: [any Layer] { get }
  /// What the layer says of examples that are one row of numbers each.
  var rowInput: RowInput { get }
  /// The layer in one line, for sentences and inside of others: "Dense(4 → 2)".
  var signature: String { get }
  /// Builds the layer's operations on x. What it is made of is called by `Pass.run`.
  func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor
}

extension Layer {
  public var parts: [any Layer] { HeldByProperties(of: self).layers }
  public var state: [Parameter] { parts.flatMap(\.state).distinct }
  public var parameters: [Parameter] {
    let unlike = Set(state.map(ObjectIdentifier.init))
    return (HeldByProperties(of: self).parameters + parts.flatMap(\.parameters)).distinct
      .filter { !unlike.contains(ObjectIdentifier($0)) }
  }
  public var rowInput: RowInput { .unknown }
  public var signature: String { description }
  public var description: String {
    parts.isEmpty ? "\(Self.self)" : "\(Self.self)(" + parts.map(\.signature).joined(separator: ", ") + ")"
  }

  /// As the network is used, not trained. While a training step is built, layers with a state refuse it: whoever forgets the
  /// pass would train without it.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    if Pass.isTrainingStep, !state.isEmpty {
      stop(
        "\(signature) was called without a pass while a training step is built, so that it would work as in use. Write "
          + "(x, in: pass) to train it, or (x, in: Pass(.evaluation)) if that is meant.")
    }
    let output = self(x, in: Pass(.evaluation))
    if output !== x, !state.isEmpty { CallRecords.note(output, ofLayerInUse: self) }
    return output
  }

  /// Builds operations labelled as the layer's.
  func labelled(_ body: () -> Tensor) -> Tensor { module(name, body) }

  /// Refuses x unless its shape fits. `wanted` says what would: "[n, …, 4]".
  func check(_ x: Tensor, _ fits: (Shape) -> Bool, wanted: String) {
    if !fits(x.shape) { stop(shapes: "\(signature) expects \(wanted); got \(x.shapeText)." + trail(of: [x])) }
  }

  /// Names parameters after the layer: "dense.w".
  func label(_ parameters: KeyValuePairs<String, Parameter?>) {
    for (role, parameter) in parameters { parameter?.name = "\(name).\(role)" }
  }
}

/// Refuses sizes below 1.
func checkSizes(_ layer: String, _ sizes: KeyValuePairs<String, Int>) {
  for (name, size) in sizes where size < 1 { stop("\(layer) expects \(name) of 1 or more; got \(size).") }
}
