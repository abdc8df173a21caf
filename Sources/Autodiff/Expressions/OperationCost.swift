import Tensors

/// What one operation of a graph, or one step of a plan, costs: exact counts, from shapes alone.
///
///     let costs = Graph(of: [model(x)]).costs
///     costs.reduce(0) { $0 + $1.multiplyAccumulates }
public struct OperationCost: Sendable, Equatable {
  /// "convolution", or what a step of a plan joins.
  public let label: String
  /// The layer, from the outside in: ["stage 1", "block 2", "convolution 1"].
  public let module: [String]
  /// Multiplications each followed by an addition: see `Operation.multiplyAccumulates`.
  public let multiplyAccumulates: Int
  /// All other multiplications, additions and function values.
  public let otherOperations: Int
  /// Numbers of parameters and constants that are read, each once.
  public let weightsRead: Int
  /// Numbers of inputs and results that are read, each once.
  public let activationsRead: Int
  public let activationsWritten: Int

  package init(
    label: String, module: [String], multiplyAccumulates: Int, otherOperations: Int, weightsRead: Int,
    activationsRead: Int, activationsWritten: Int
  ) {
    self.label = label
    self.module = module
    self.multiplyAccumulates = multiplyAccumulates
    self.otherOperations = otherOperations
    self.weightsRead = weightsRead
    self.activationsRead = activationsRead
    self.activationsWritten = activationsWritten
  }

  public var operations: Int { 2 * multiplyAccumulates + otherOperations }
}

extension OperationCost {
  /// Counted together, under a name.
  public static func sum(_ costs: some Sequence<OperationCost>, label: String, module: [String] = []) -> OperationCost {
    func total(_ count: KeyPath<OperationCost, Int>) -> Int { costs.reduce(0) { $0 + $1[keyPath: count] } }
    return OperationCost(
      label: label, module: module, multiplyAccumulates: total(\.multiplyAccumulates),
      otherOperations: total(\.otherOperations), weightsRead: total(\.weightsRead),
      activationsRead: total(\.activationsRead), activationsWritten: total(\.activationsWritten))
  }
}

extension Graph {
  /// Of every operation that computes, as if each read its operands from memory and wrote its result there.
  /// Rearrangements that only look at numbers in another way, such as a reshape, cost nothing.
  public var costs: [OperationCost] {
    var isWeight = [Bool](repeating: false, count: count)
    return operations.compactMap { operation in
      let operands = operands(of: operation.id)
      let primitive = operation.primitive
      guard !operation.isLeaf else {
        isWeight[operation.id] = primitive === Primitive.parameter || primitive === Primitive.constant
        return nil
      }
      isWeight[operation.id] = operands.allSatisfy { isWeight[$0] }
      guard !primitive.onlyLooks else { return nil }
      let read = Set(operands)
      func numbers(_ ids: some Sequence<Int>) -> Int { ids.reduce(0) { $0 + distinctNumbers(of: $1) } }
      let products = operation.multiplyAccumulates
      return OperationCost(
        label: primitive.name, module: operation.module, multiplyAccumulates: products,
        otherOperations: operation.flops - 2 * products,
        weightsRead: numbers(read.filter { isWeight[$0] }), activationsRead: numbers(read.filter { !isWeight[$0] }),
        activationsWritten: operation.shape.count)
    }
  }

  /// How many numbers lie behind an operand: fewer than it has where they are repeated.
  private func distinctNumbers(of id: Int) -> Int {
    var tensor = operations[id].tensor
    var count = tensor.shape.count
    while tensor.primitive.onlyLooks, let next = tensor.operands.first {
      tensor = next
      count = min(count, tensor.shape.count)
    }
    return count
  }
}

extension Primitive {
  /// Does it show the same numbers in another shape or order, or repeated, without a copy?
  fileprivate var onlyLooks: Bool {
    [Primitive.reshape, .transpose, .broadcast, .detach].contains { $0 === self }
  }
}
