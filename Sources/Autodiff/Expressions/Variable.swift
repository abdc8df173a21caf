import CCallSite
import Tensors

/// A leaf whose numbers can be replaced; its shape and element type stay.
public class Variable: Tensor {
  /// How often its numbers have been replaced.
  public private(set) var version = 0

  /// What its entries are called; see `NDArray.naming`. Numbers without names that replace named ones keep theirs.
  public fileprivate(set) var entryNames: [[String]?] = []

  /// Replaces the numbers.
  public func set(_ newContents: NDArray) {
    guard newContents.shape == shape, newContents.elementType == elementType else {
      stop(
        "'\(name)' expects \(elementType) \(shape); got \(newContents.elementType) \(newContents.shape). "
          + "Reshape or convert the new numbers first.")
    }
    contents = newContents
    if !newContents.entryNames.isEmpty { entryNames = newContents.entryNames }
    version += 1
    Epoch.advance()
  }

  /// Replaces the number of a scalar.
  public func set(_ value: Double) { set(NDArray(scalar: value, type: elementType)) }
  /// Replaces the numbers of a vector.
  public func set(_ values: [Double]) { set(NDArray(values, type: elementType)) }
  /// Replaces the numbers of a matrix, row by row.
  public func set(_ rows: [[Double]]) { set(NDArray(rows, type: elementType)) }

  /// Has new numbers, which a compiled training step keeps: they are read when they are first asked for. After changing
  /// several variables, call `Variable.noteChanges()` once.
  package func renew(_ read: @escaping () -> NDArray) {
    keep(read)
    version += 1
  }

  /// Values that were computed from variables before are computed again.
  package static func noteChanges() { Epoch.advance() }

  func restore(_ contents: NDArray, version: Int) {
    self.contents = contents
    self.version = version
    Epoch.advance()
  }
}

/// A weight, a bias, or an optimizer's memory: numbers that change from training step to training step.
public final class Parameter: Variable {
  public init(_ name: String, _ contents: NDArray) {
    super.init(
      leaf: .parameter, contents.shape, contents.elementType, .leaf(contents), name: name, phase: .data)
    entryNames = contents.entryNames
  }

  /// A weight whose numbers are made when they are first asked for: a large network is built, printed and counted at no cost.
  /// - Parameter make: gives an array of this shape and type.
  public init(_ name: String, _ shape: Shape, type: ElementType = .float32, _ make: @escaping () -> NDArray) {
    if let problem = shape.problem { stop(problem) }
    let checked = {
      let numbers = make()
      guard numbers.shape == shape, numbers.elementType == type else {
        stop("'\(name)' is to hold \(type) \(shape); got \(numbers.elementType) \(numbers.shape).")
      }
      return numbers
    }
    super.init(leaf: .parameter, shape, type, .kept(checked), name: name, phase: .data)
  }
}

/// A place for data: a batch of examples is set into it, another one at the next training step.
public final class Input: Variable {
  /// - Parameter contents: the batch it holds until it is given another.
  public init(_ name: String, _ contents: NDArray) {
    super.init(leaf: .input, contents.shape, contents.elementType, .leaf(contents), name: name, phase: .data)
    entryNames = contents.entryNames
  }
}

// MARK: - Written as Swift literals

extension Tensor {
  /// A scalar: `Tensor(2)`.
  public convenience init(_ value: Double, name: String = "", type: ElementType = .float32) {
    self.init(NDArray(scalar: value, type: type), name: name)
  }
  /// A vector, [n]: `Tensor([1, 2, 3])`.
  public convenience init(_ values: [Double], name: String = "", type: ElementType = .float32) {
    self.init(NDArray(values, type: type), name: name)
  }
  /// A matrix, [rows, columns], row by row: `Tensor([[1, 2], [3, 4]])`.
  public convenience init(_ rows: [[Double]], name: String = "", type: ElementType = .float32) {
    self.init(NDArray(rows, type: type), name: name)
  }
  /// Matrices one behind the other, [n, rows, columns]: `Tensor([[[1], [2]], [[3], [4]]])`.
  public convenience init(_ matrices: [[[Double]]], name: String = "", type: ElementType = .float32) {
    self.init(NDArray(matrices, type: type), name: name)
  }

  /// A vector of whole numbers, [n]: labels, places.
  @_disfavoredOverload
  public convenience init(_ values: [Int], name: String = "", type: ElementType = .float32) {
    self.init(NDArray(values, type: type), name: name)
  }

  /// A scalar constant of another tensor's element type.
  convenience init(_ value: Double, like other: Tensor) {
    self.init(NDArray(scalar: value, type: other.elementType))
  }
}

/// A leaf with a name and numbers of its own: what `Parameter` and `Input` can be written as.
public protocol NamedLeaf {
  init(_ name: String, _ contents: NDArray)
}

extension Parameter: NamedLeaf {}
extension Input: NamedLeaf {}

extension NamedLeaf {
  /// A scalar: `Parameter("w", 2)`.
  public init(_ name: String, _ value: Double, type: ElementType = .float32) {
    self.init(name, NDArray(scalar: value, type: type))
  }
  /// A vector, [n]: `Parameter("w", [1, 2, 3])`.
  public init(_ name: String, _ values: [Double], type: ElementType = .float32) {
    self.init(name, NDArray(values, type: type))
  }
  /// A matrix, [rows, columns], row by row: `Parameter("w", [[1, 2], [3, 4]])`.
  public init(_ name: String, _ rows: [[Double]], type: ElementType = .float32) {
    self.init(name, NDArray(rows, type: type))
  }
  /// Matrices one behind the other, [n, rows, columns].
  public init(_ name: String, _ matrices: [[[Double]]], type: ElementType = .float32) {
    self.init(name, NDArray(matrices, type: type))
  }
  /// A vector of whole numbers, [n]: labels, places.
  @_disfavoredOverload
  public init(_ name: String, _ values: [Int], type: ElementType = .float32) {
    self.init(name, NDArray(values, type: type))
  }
}

/// Counts changes of parameters and inputs; a cached value is good for one epoch.
enum Epoch {
  static var current: UInt64 { nn_epoch() }
  static func advance() { nn_advance_epoch() }
}
