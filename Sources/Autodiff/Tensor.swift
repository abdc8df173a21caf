import CCallSite
import Tensors

/// An expression: one operation on other tensors, not computed until its value is asked for.
///
///     let w = Parameter("w", [0.5, -1])
///     let x = Tensor([2, 3])
///     let y = tanh(sum(w * x))
///     y.value        // computed now
///
/// Building the same expression twice makes two tensors; using one tensor twice makes two edges to it.
public class Tensor {
  public let primitive: Primitive
  public final private(set) var operands: [Tensor]
  public let attributes: Attributes
  public let shape: Shape
  public let elementType: ElementType
  /// For graphs and steppers: "w", "hidden"; "" when it has none.
  public var name: String
  public let phase: TrainingPhase
  /// From the outside in: ["layer 2", "Dense"].
  public let module: [String]
  /// In a backward pass: which forward operation this differentiates, and how.
  public package(set) var origin: Origin?
  /// The address in a lesson cell that built this; 0 when it was built elsewhere.
  public let callSite: UInt
  /// Grows from tensor to tensor in the order of building, so operands come before what uses them.
  package let serial: UInt64
  /// Its place in any graph: by phase, then by serial number.
  final var order: UInt64 { UInt64(phase.rawValue) << 56 | serial }
  /// The graph that visited this tensor last; see `Graph.init`.
  final var visit: UInt64 = .max
  /// Its id in that graph.
  final var position = 0
  /// The numbers of a leaf (constant, parameter, input).
  public internal(set) var contents: NDArray?
  private var cached: (epoch: UInt64, value: NDArray)?

  /// Numbers written into the program: they never change and have no gradient.
  public convenience init(_ contents: NDArray, name: String = "") {
    self.init(leaf: .constant, contents, name: name)
  }

  init(leaf primitive: Primitive, _ contents: NDArray, name: String, phase: TrainingPhase? = nil) {
    self.primitive = primitive
    operands = []
    attributes = .none
    shape = contents.shape
    elementType = contents.elementType
    self.name = name
    self.contents = contents
    let scope = Scope.current
    self.phase = phase ?? scope.phase
    module = scope.module
    origin = scope.origin
    serial = nn_next_serial()
    callSite = nn_call_site()
  }

  init(_ primitive: Primitive, operands: [Tensor], attributes: Attributes, shape: Shape, elementType: ElementType) {
    let scope = Scope.current
    self.primitive = primitive
    self.operands = operands
    self.attributes = attributes
    self.shape = shape
    self.elementType = elementType
    name = ""
    var latest = scope.phase
    for operand in operands where operand.phase > latest { latest = operand.phase }
    self.phase = latest
    module = scope.module
    origin = scope.origin
    serial = nn_next_serial()
    callSite = nn_call_site()
  }

  // A chain of a million tensors is released here in a loop: releasing operand by operand would recurse.
  deinit {
    guard !operands.isEmpty else { return }
    var pending = operands
    operands = []
    while !pending.isEmpty {
      var tensor = pending.removeLast()
      if isKnownUniquelyReferenced(&tensor), !tensor.operands.isEmpty {
        pending.append(contentsOf: tensor.operands)
        tensor.operands = []
      }
    }
  }

  /// The numbers, computed when first asked for and again only after a parameter or an input has changed.
  public var value: NDArray {
    if let contents { return contents }
    let epoch = Epoch.current
    if let cached, cached.epoch == epoch { return cached.value }
    let value = Execution(Graph(of: [self])).value(of: self)
    cached = (epoch, value)
    return value
  }

  /// The single number of a tensor with one element.
  public var scalar: Double { value.scalar }

  /// Names the tensor where it is built: `let h = tanh(z).named("hidden")`.
  public func named(_ name: String) -> Self {
    self.name = name
    return self
  }
}

/// How an operation of the backward pass came about.
public enum Origin {
  /// ∂L/∂L = 1, where the backward pass starts.
  case seed(loss: Tensor)
  /// A step on the way to differentiating `operation`.
  case working(for: Tensor)
  /// What `operation` contributes to the gradient of its operand number `operand`.
  case contribution(by: Tensor, operand: Int)
  /// The running sum of several contributions to the gradient of `target`.
  case accumulation(of: Tensor)
}

/// Counts changes of parameters and inputs; a cached value is good for one epoch.
enum Epoch {
  static var current: UInt64 { nn_epoch() }
  static func advance() { nn_advance_epoch() }
}
