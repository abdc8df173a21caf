import Autodiff
import CKernels
import Tensors

extension Plan {
  /// What each step of one run costs. Chains of elementwise operations are one step, whose values in between are in
  /// no memory: they are neither read nor written.
  public var costs: [OperationCost] {
    let isWeight = made(of: { $0 === Primitive.parameter || $0 === Primitive.constant })
    let isConstant = made(of: { $0 === Primitive.constant })
    return steps.indices.map { index in
      let cost = cost(index)
      let module = steps[index].members.first.map { program.graph[nodes[$0].source].module } ?? []
      let products = steps[index].members.reduce(0) { total, id in
        switch nodes[id].kind {
        case .product where !isConstant[nodes[id].operands[1].node]:
          total + nodes[id].count * (nodes[id].operands[0].shape.last ?? 1)
        case .convolution: total + program.graph[nodes[id].source].multiplyAccumulates
        default: total
        }
      }
      return OperationCost(
        label: label(index), module: module, multiplyAccumulates: products,
        otherOperations: Int(cost.flops) - 2 * products,
        weightsRead: numbers(cost.read.filter { isWeight[$0.node] }),
        activationsRead: numbers(cost.read.filter { !isWeight[$0.node] }), activationsWritten: cost.written)
    }
  }

  /// Of each node: is it made of such leaves alone?
  private func made(of isWanted: (Primitive) -> Bool) -> [Bool] {
    nodes.reduce(into: []) { result, node in
      if case .leaf(let id) = node.kind {
        result.append(isWanted(program.graph[id].primitive))
      } else {
        result.append(node.operands.allSatisfy { $0.node < result.count && result[$0.node] })
      }
    }
  }

  /// How many numbers the values have that are read, those that are repeated counted once.
  func numbers(_ read: some Sequence<Value>) -> Int {
    read.reduce(0) { $0 + Swift.min($1.view.count, nodes[$1.node].count) }
  }

  func cost(_ index: Int) -> (flops: Double, read: Set<Value>, written: Int) {
    guard index < steps.count else { return (0, [], 0) }
    let members = Set(steps[index].members)
    var (flops, read, written) = (0.0, Set<Value>(), 0)
    for id in steps[index].members {
      let node = nodes[id]
      switch node.kind {
      case .product: flops += 2 * Double(node.count) * Double(node.operands[0].shape.last ?? 1)
      case .fold: flops += Double(node.operands[0].view.count)
      case .elementwise(NN_COPY, _), .concatenation, .rows: break
      case .elementwise: flops += Double(node.count)
      default: flops += Double(program.graph[node.source].flops)
      }
      for operand in node.operands where !members.contains(operand.node) { read.insert(operand) }
      if storage.isStored(id) { written += node.count }
    }
    return (flops, read, written)
  }
}
