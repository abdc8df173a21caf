import Autodiff
import Tensors

/// A part of a network: parameters, and a function of one tensor that uses them.
///
/// To add one: a struct in a file of its own, its paper and shapes above it, its operations inside `labelled`, and a case
/// in the fixtures.
///
///     var random = RandomSource(seed: 1)
///     let hidden = Dense(4, 16, activation: .tanh, using: &random)
///     let h = hidden(x)        // x: [n, 4] → [n, 16]
public protocol Layer: CustomStringConvertible {
  /// Labels the layer's operations and parameters: "dense". `Sequential` numbers layers of one name.
  var name: String { get set }
  /// What training changes, in a fixed order.
  var parameters: [Parameter] { get }
  /// What training passes change beside the parameters, in a fixed order: running statistics, counters of draws.
  var state: [Parameter] { get }
  /// Builds the layer's operations on x.
  func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor
}

extension Layer {
  public var state: [Parameter] { [] }

  /// As the network is used, not trained.
  public func callAsFunction(_ x: Tensor) -> Tensor { self(x, in: Pass(.evaluation)) }

  /// Builds operations labelled as the layer's.
  func labelled(_ body: () -> Tensor) -> Tensor { module(name, body) }

  /// Refuses x unless its shape fits. `wanted` says what would: "[n, …, 4]".
  func check(_ x: Tensor, _ fits: (Shape) -> Bool, wanted: String) {
    if !fits(x.shape) { stop("\(self) wants \(wanted), but \(x.shapeText) came.") }
  }

  /// Names parameters after the layer: "dense.w".
  func label(_ parameters: KeyValuePairs<String, Parameter?>) {
    for (role, parameter) in parameters { parameter?.name = "\(name).\(role)" }
  }
}

/// Refuses sizes below 1.
func checkSizes(_ layer: String, _ sizes: KeyValuePairs<String, Int>) {
  for (name, size) in sizes where size < 1 { stop("\(layer) wants \(name) of 1 or more, but \(size) came.") }
}

/// What follows a layer's sums, element by element: a layer itself, without parameters.
public struct Activation: Layer, Sendable {
  public var name: String
  public let description: String
  private let function: @Sendable (Tensor) -> Tensor

  public init(_ name: String, _ function: @escaping @Sendable (Tensor) -> Tensor) {
    self.name = name
    description = name
    self.function = function
  }

  public static let relu = Activation("relu") { Autodiff.relu($0) }
  public static let tanh = Activation("tanh") { Autodiff.tanh($0) }
  public static let sigmoid = Activation("sigmoid") { Autodiff.sigmoid($0) }

  public var parameters: [Parameter] { [] }
  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { function(x) }
}

extension Optional where Wrapped == Activation {
  /// x itself when there is no activation.
  func applied(to x: Tensor) -> Tensor { self.map { $0(x) } ?? x }
  /// ", relu"
  var suffix: String { self.map { ", \($0)" } ?? "" }
}
