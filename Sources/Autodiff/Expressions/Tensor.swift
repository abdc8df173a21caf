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
  // What a walk over a graph reads comes first, so that it lies in one or two cache lines.

  /// The graph that visited this tensor last; see `Graph.init`.
  final var visit: UInt64 = .max
  final var owned: Operands
  /// Grows from tensor to tensor in the order of building, so operands come before what uses them.
  package let serial: UInt64
  /// Its id in the graph that visited it last.
  final var position: Int32 = 0
  public let phase: TrainingPhase
  public let elementType: ElementType
  /// Unowned, because the primitives of the catalogue live as long as the program.
  public unowned(unsafe) let primitive: Primitive
  public let shape: Shape
  final var source: Origin?
  private final var numbers: Numbers
  public let attributes: Attributes
  /// The name that it was given; "" when it has none. `name` also knows what is called after something else.
  final var givenName: String
  /// Is it a whole gradient: the sum of all contributions that one backward pass makes to it?
  public internal(set) final var isWholeGradient = false
  /// From the outside in: ["layer 2", "Dense"].
  public let module: [String]
  /// The address in a lesson cell that built this; 0 when it was built elsewhere.
  public let callSite: UInt

  /// What is known of a tensor's numbers; apart, because most tensors of a large graph are never asked.
  indirect enum Numbers {
    case unknown
    case leaf(NDArray)
    case computed(NDArray, epoch: UInt64)
    /// A leaf's, which are made, or a compiled training step keeps, until they are asked for.
    case kept(() -> NDArray)
  }

  /// In a backward pass: which forward operation this differentiates, and how.
  public package(set) final var origin: Origin? {
    get { source }
    set { source = newValue }
  }

  /// The numbers of a leaf (constant, parameter, input).
  public internal(set) final var contents: NDArray? {
    get {
      switch numbers {
      case .leaf(let contents): return contents
      case .kept(let read):
        let contents = read()
        numbers = .leaf(contents)
        return contents
      case .unknown, .computed: return nil
      }
    }
    set { numbers = newValue.map(Numbers.leaf) ?? .unknown }
  }

  /// - Parameter read: the numbers of a leaf, read when they are first asked for.
  final func keep(_ read: @escaping () -> NDArray) { numbers = .kept(read) }

  /// Numbers written into the program: they never change and have no gradient.
  public convenience init(_ contents: NDArray, name: String = "") {
    self.init(leaf: .constant, contents.shape, contents.elementType, .leaf(contents), name: name)
  }

  init(
    leaf primitive: Primitive, _ shape: Shape, _ type: ElementType, _ numbers: Numbers, name: String,
    phase: TrainingPhase? = nil
  ) {
    unowned(unsafe) let scope = Scope.current
    self.primitive = primitive
    owned = .none
    attributes = .none
    self.shape = shape
    elementType = type
    givenName = name
    self.numbers = numbers
    self.phase = phase ?? scope.phase
    module = scope.module
    source = scope.origin
    serial = nn_next_serial()
    callSite = nn_call_site()
  }

  init(_ primitive: Primitive, _ operands: Operands, attributes: Attributes, shape: Shape, elementType: ElementType) {
    unowned(unsafe) let scope = Scope.current
    self.primitive = primitive
    owned = operands
    self.attributes = attributes
    self.shape = shape
    self.elementType = elementType
    givenName = ""
    numbers = .unknown
    var latest = scope.phase
    operands.forEach { if $0.phase > latest { latest = $0.phase } }
    phase = latest
    module = scope.module
    source = scope.origin
    serial = nn_next_serial()
    callSite = nn_call_site()
  }

  deinit { releaseOperands() }

  /// The numbers, computed when first asked for and again only after a parameter or an input has changed.
  public var value: NDArray {
    let epoch = Epoch.current
    switch numbers {
    case .leaf(let contents): return contents
    case .kept: return contents!
    case .computed(let value, epoch): return value
    case .unknown, .computed:
      let value = Execution(Graph(of: [self])).value(of: self)
      numbers = .computed(value, epoch: epoch)
      return value
    }
  }

  /// Does `value` only look the numbers up?
  final var isKnown: Bool {
    switch numbers {
    case .leaf, .kept: true
    case .computed(_, let epoch): epoch == Epoch.current
    case .unknown: false
    }
  }

  /// The single number of a tensor with one element.
  public var scalar: Double { value.scalar }

  /// Names the tensor where it is built: `let h = tanh(z).named("hidden")`.
  public func named(_ name: String) -> Self {
    self.name = name
    return self
  }
}
