// How a tensor keeps its operands, and how walks over millions of tensors read them without counting references.

extension Tensor {
  public var operands: [Tensor] { withExtendedLifetime(self) { owned.array } }

  /// Traps when there is no such operand.
  func operand(_ index: Int) -> Tensor { withOperand(index) { $0 } }

  @inline(__always)
  func withOperand<Result>(_ index: Int, _ body: (Tensor) -> Result) -> Result {
    let operands = owned
    return withExtendedLifetime(self) { operands.with(index, body) }
  }

  @inline(__always)
  func forEachOperand(_ body: (Tensor) -> Void) {
    let operands = owned
    withExtendedLifetime(self) { operands.forEach(body) }
  }

  /// Its place in any graph: by phase, then by serial number.
  var order: UInt64 { UInt64(phase.rawValue) << 56 | serial }

  /// So that an elementwise operation repeats none of them.
  var hasOperandsOfItsShape: Bool {
    var isSame = true
    forEachOperand { if $0.shape != shape { isSame = false } }
    return isSame
  }

  /// A chain of a million tensors is released here in a loop: releasing operand by operand would recurse.
  func releaseOperands() {
    var pending: [Tensor] = []
    giveUpOperands(to: &pending)
    while var tensor = pending.popLast() {
      if isKnownUniquelyReferenced(&tensor) { tensor.giveUpOperands(to: &pending) }
    }
  }

  private func giveUpOperands(to pending: inout [Tensor]) {
    let operands = owned
    owned = .none
    operands.release { if !$0.owned.isEmpty { pending.append($0) } }
  }
}

/// The operands that a tensor keeps alive. Nearly all operations have one or two; these need no list of their own.
///
/// Copies count no references, because walks over millions of tensors make them. So only the owner handles one: it
/// takes the operands with `init`, gives them up with `release`, and lives on while they are looked at.
enum Operands {
  case none
  case one(Unmanaged<Tensor>)
  case two(Unmanaged<Tensor>, Unmanaged<Tensor>)
  case many(Unmanaged<List>)

  final class List {
    let tensors: [Tensor]
    init(_ tensors: [Tensor]) { self.tensors = tensors }
  }

  init(_ x: Tensor) { self = .one(.passRetained(x)) }
  init(_ x: Tensor, _ y: Tensor) { self = .two(.passRetained(x), .passRetained(y)) }
  init(_ tensors: [Tensor]) {
    switch tensors.count {
    case 0: self = .none
    case 1: self.init(tensors[0])
    case 2: self.init(tensors[0], tensors[1])
    default: self = .many(.passRetained(List(tensors)))
    }
  }

  var isEmpty: Bool { if case .none = self { true } else { false } }

  var array: [Tensor] {
    switch self {
    case .none: []
    case .one(let x): [x.takeUnretainedValue()]
    case .two(let x, let y): [x.takeUnretainedValue(), y.takeUnretainedValue()]
    case .many(let list): list.takeUnretainedValue().tensors
    }
  }

  /// Traps when there is no such operand.
  @inline(__always)
  func with<Result>(_ index: Int, _ body: (Tensor) -> Result) -> Result {
    switch (self, index) {
    case (.one(let x), 0), (.two(let x, _), 0), (.two(_, let x), 1): x.borrow(body)
    default: body(array[index])
    }
  }

  @inline(__always)
  func forEach(_ body: (Tensor) -> Void) {
    switch self {
    case .none: break
    case .one(let x): x.borrow(body)
    case .two(let x, let y):
      x.borrow(body)
      y.borrow(body)
    case .many(let list): list.borrow { for tensor in $0.tensors { body(tensor) } }
    }
  }

  /// Ends the ownership; `body` may take it over.
  func release(_ body: (consuming Tensor) -> Void) {
    switch self {
    case .none: break
    case .one(let x): body(x.takeRetainedValue())
    case .two(let x, let y):
      body(x.takeRetainedValue())
      body(y.takeRetainedValue())
    case .many(let list): for tensor in list.takeRetainedValue().tensors { body(tensor) }
    }
  }
}

extension Unmanaged {
  /// Looks at the object, which somebody else keeps, without counting a reference: a walk over a million operations takes 1.7
  /// times as long with `takeUnretainedValue()`. The only use of an underscored function of Swift's.
  @inline(__always)
  package func borrow<Result>(_ body: (Instance) throws -> Result) rethrows -> Result {
    try _withUnsafeGuaranteedRef(body)
  }
}
