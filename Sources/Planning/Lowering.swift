import Autodiff
import CKernels
import Glibc
import Tensors

/// Reads a graph into nodes: constants folded, equal computations made once, means turned into sums, and reshaping,
/// transposing, slicing and repeating into views.
struct Lowering {
  let graph: Graph
  var nodes: [Node] = []
  /// Where each operation's result is found.
  var values: [Value] = []
  private var known: [Key: Int] = [:]
  /// For each operation the only one that uses it; nil when there are several, or when the result is asked for.
  let onlyUser: [Int?]
  private let sharesEqual: Bool

  private struct Key: Hashable {
    let kind: Node.Kind
    let operands: [Value]
    let shape: [Int]
  }

  init(_ graph: Graph, keeping kept: Set<Int>, by techniques: PlanTechniques = .all) {
    self.graph = graph
    sharesEqual = techniques.contains(.sharing)
    var users = [[Int]](repeating: [], count: graph.count)
    for id in 0..<graph.count { for operand in graph.operands(of: id) { users[operand].append(id) } }
    onlyUser = users.enumerated().map { id, users in users.count == 1 && !kept.contains(id) ? users[0] : nil }
    values.reserveCapacity(graph.count)
    for id in 0..<graph.count { values.append(described(lower(id), for: id)) }
  }

  // MARK: - Making nodes

  mutating func add(_ kind: Node.Kind, _ operands: [Value], _ shape: [Int], for source: Int) -> Value {
    let key = Key(kind: kind, operands: operands, shape: shape)
    if sharesEqual || operands.isEmpty, kind != .reference, let node = known[key] {
      return Value(node: node, view: View(contiguous: shape))
    }
    nodes.append(Node(kind: kind, operands: operands, shape: shape, source: source))
    known[key] = nodes.count - 1
    return Value(node: nodes.count - 1, view: View(contiguous: shape))
  }

  /// Rounded to the graph's element type.
  mutating func number(_ number: Double, _ shape: [Int], for source: Int) -> Value {
    let node = add(.number(bits: graph.elementType.rounded(number).bitPattern), [], [], for: source).node
    return Value(node: node, view: View(contiguous: []).broadcast(to: shape))
  }

  func number(_ value: Value) -> Double? {
    if case .number(let bits) = nodes[value.node].kind { Double(bitPattern: bits) } else { nil }
  }

  /// The same numbers, one after another in memory.
  mutating func contiguous(_ value: Value, for source: Int) -> Value {
    if value.view.count == 0 { return value }
    if value.view.isContiguous, value.view.offset == 0, value.view.count == nodes[value.node].count,
      number(value) == nil
    {
      return value
    }
    return add(.elementwise(NN_COPY, 0), [value], value.shape, for: source)
  }

  mutating func reshaped(_ value: Value, to shape: [Int], for source: Int) -> Value {
    if value.shape == shape { return value }
    if let view = value.view.reshaped(shape) { return Value(node: value.node, view: view) }
    let copy = contiguous(value, for: source)
    return Value(node: copy.node, view: View(contiguous: shape))
  }

  /// Computed at the smallest shape that has all operands' numbers, then repeated.
  mutating func elementwise(
    _ operation: Elementwise, _ operands: [Value], number attribute: Double = 0, for source: Int
  ) -> Value {
    let shape = operands.map(\.shape).max { $0.count < $1.count }!
    let operands = operands.map { $0.shape == shape ? $0 : Value(node: $0.node, view: $0.view.broadcast(to: shape)) }
    if let folded = folded(operation, operands.map(number)) { return number(folded, shape, for: source) }
    let repeats = shape.indices.map { axis in
      shape[axis] != 1 && operands.allSatisfy { $0.view.strides[axis] == 0 }
    }
    guard repeats.contains(true) else {
      return addElementwise(operation, attribute, operands, shape, for: source)
    }
    let small = shape.indices.map { repeats[$0] ? 1 : shape[$0] }
    let cut = operands.map { operand in
      Value(
        node: operand.node, view: View(shape: small, strides: operand.view.strides, offset: operand.view.offset))
    }
    let result = addElementwise(operation, attribute, cut, small, for: source)
    return Value(node: result.node, view: result.view.broadcast(to: shape))
  }

  /// From copies, where the operands' axes cross so often that no common ones describe them.
  private mutating func addElementwise(
    _ operation: Elementwise, _ attribute: Double, _ operands: [Value], _ shape: [Int], for source: Int
  ) -> Value {
    let kind = Node.Kind.elementwise(operation, attribute)
    if FusedGroup.canCompute(Node(kind: kind, operands: operands, shape: shape, source: source)) {
      return add(kind, operands, shape, for: source)
    }
    return add(kind, operands.map { contiguous($0, for: source) }, shape, for: source)
  }

  /// The operation of numbers of the program; rounded to Float32 afterwards, it has the bits of the Float32 operation, because
  /// Double has more than twice its digits. nil where the kernels compute it.
  private func folded(_ operation: Elementwise, _ numbers: [Double?]) -> Double? {
    guard numbers.allSatisfy({ $0 != nil }) else { return nil }
    let x = numbers[0]!
    let y = numbers.count > 1 ? numbers[1]! : 0
    switch operation {
    case NN_COPY: return x
    case NN_NEGATE: return -x
    case NN_RECIPROCAL: return 1 / x
    case NN_SQRT: return x.squareRoot()
    case NN_SQUARE: return x * x
    case NN_ADD: return x + y
    case NN_SUBTRACT: return x - y
    case NN_MULTIPLY: return x * y
    case NN_DIVIDE: return x / y
    default: return nil
    }
  }

  // MARK: - Operations

  /// The kernels have so many axes; what takes more to describe is copied by the reference kernel.
  private mutating func described(_ value: Value, for id: Int) -> Value {
    guard View.collapsed(value.shape, value.view.strides).count > RowAxes.most else { return value }
    return reference(id)
  }

  mutating func reference(_ id: Int) -> Value {
    let operands = graph.operands(of: id).map { contiguous(values[$0], for: id) }
    return add(.reference, operands, graph[id].shape.sizes, for: id)
  }

  private mutating func lower(_ id: Int) -> Value {
    let operation = graph[id]
    let operands = graph.operands(of: id).map { values[$0] }
    let shape = operation.shape.sizes
    if !operation.isLeaf, operands.contains(where: { $0.view.count == 0 }) || shape.contains(0) {
      return reference(id)
    }
    switch operation.primitive.computation {
    case .leaf: return leaf(operation, shape)
    case .same(let operand): return reshaped(operands[operand], to: shape, for: id)
    case .elementwise(let function): return elementwise(function, operands, of: operation)
    case .view(let part):
      return Value(node: operands[0].node, view: operands[0].view.rearranged(part, operation.attributes))
    case .fold(let reduction):
      return fold(operands[0], reduction, operation.attributes.folded.axes, shape, for: id)
    case .product:
      return product(operands[0], operands[1], for: id)
    case .pad:
      guard case .range(let axis, let start, _) = operation.attributes, shape.count <= 5 else { return reference(id) }
      return add(.concatenation(axis: axis, starts: [start]), operands, shape, for: id)
    case .concatenate:
      guard case .axis(let axis) = operation.attributes else { return reference(id) }
      let operands = shape.count > 4 ? operands.map { contiguous($0, for: id) } : operands
      var end = 0
      let starts = operands.map { operand in
        defer { end += operand.shape[axis] }
        return end
      }
      return add(.concatenation(axis: axis, starts: starts), operands, shape, for: id)
    case .gatherRows: return fromCopies(.rows, operands, shape, for: id)
    case .scatterRows: return fromCopies(.scatterAdd, operands, shape, for: id)
    case .draw:
      guard case .draw(_, let seed) = operation.attributes else { return reference(id) }
      return add(.draw(seed: seed), operands, shape, for: id)
    case .convolution(let part):
      return fromCopies(.convolution(part, operation.attributes.convolution!), operands, shape, for: id)
    case .pool(let part):
      return fromCopies(.pool(part, operation.attributes.window!), operands, shape, for: id)
    case .loop: return reference(id)
    }
  }

  private mutating func leaf(_ operation: Operation, _ shape: [Int]) -> Value {
    operation.primitive === Primitive.constant
      ? constant(operation.tensor.contents!, for: operation.id) : add(.leaf(operation.id), [], shape, for: operation.id)
  }

  private mutating func elementwise(_ function: nn_op, _ operands: [Value], of operation: Operation) -> Value {
    let id = operation.id
    switch function {
    case NN_MULTIPLY:
      // One times x is x: gradients begin with ∂L/∂L = 1.
      for (i, operand) in operands.enumerated() where number(operand) == 1 {
        return Value(
          node: operands[1 - i].node, view: operands[1 - i].view.broadcast(to: operation.shape.sizes))
      }
    case NN_ADD: if let joined = joinedPads(operands, for: id) { return joined }
    case NN_POWER: return power(operands[0], operation.attributes.number, for: id)
    default: break
    }
    return elementwise(function, operands, number: operation.attributes.number, for: id)
  }

  private mutating func fromCopies(_ kind: Node.Kind, _ operands: [Value], _ shape: [Int], for id: Int) -> Value {
    add(kind, operands.map { contiguous($0, for: id) }, shape, for: id)
  }

  private mutating func constant(_ contents: NDArray, for id: Int) -> Value {
    let shape = contents.shape.sizes
    guard contents.count > 0, contents.isUniform else { return add(.leaf(id), [], shape, for: id) }
    return number(contents[at: 0], shape, for: id)
  }

  private mutating func power(_ x: Value, _ exponent: Double, for id: Int) -> Value {
    switch exponent {
    case 1: x
    case 2: elementwise(NN_SQUARE, [x], for: id)
    case -1: elementwise(NN_RECIPROCAL, [x], for: id)
    default: elementwise(NN_POWER, [x], number: exponent, for: id)
    }
  }
}

extension NDArray {
  /// Has every element the same bits?
  fileprivate var isUniform: Bool {
    withUnsafeBytes { bytes in
      // Compared with themselves one element further on.
      let size = elementType.byteCount
      return bytes.count <= size || memcmp(bytes.baseAddress!, bytes.baseAddress! + size, bytes.count - size) == 0
    }
  }
}
