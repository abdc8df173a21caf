import Tensors

/// A function of one example, on all of them at once: it is built once, for the first example, and its operations are then
/// built again for the whole batch. So `x.matmul(w)` of rows [k] becomes one product of matrices.
///
///     let norms = vmap(x) { row in sqrt(sum(pow(row, 2))) }      // [n, k] → [n]
///     let slopes = vmap(x) { row in gradient(of: energy(row), with: row) }
///
/// What the function uses in addition to its example is shared by all of them. Random numbers that it draws are not: each
/// example has its own, in a `Dropout` too. It may hold gradients and other `vmap`s. It must not look at numbers (`.value`):
/// it sees those of the first example only.
///
/// - Parameters:
///   - x: [n, …], at least one example.
///   - function: from one example, […], to any tensor.
/// - Returns: [n, …]: the function's result for each example.
public func vmap(_ x: Tensor, _ function: (_ example: Tensor) -> Tensor) -> Tensor {
  vmap([x]) { [function($0[0])] }[0]
}

/// The same for a function of two tensors, example by example: inputs and targets, say.
public func vmap(_ x: Tensor, _ y: Tensor, _ function: (_ example: Tensor, _ other: Tensor) -> Tensor) -> Tensor {
  vmap([x, y]) { [function($0[0], $0[1])] }[0]
}

/// The same for any number of tensors, and of results.
public func vmap(_ arrays: [Tensor], _ function: (_ example: [Tensor]) -> [Tensor]) -> [Tensor] {
  guard let first = arrays.first else { stop("vmap expects at least one tensor [n, …]; got none.") }
  for array in arrays where array.rank < 1 || array.shape[0] == 0 || array.shape[0] != first.shape[0] {
    stop(
      shapes: "vmap expects tensors [n, …] with one and the same n, at least 1; got "
        + arrays.map(\.shapeText).joined(separator: " and ") + ".")
  }
  let examples = arrays.map { $0.slice(0..<1).reshaped(Array($0.shape.sizes.dropFirst())) }
  // A whole of one row is not reshaped from a slice, but the tensor itself: it needs one of its own.
  let own = zip(examples, arrays).map { example, array in example === array ? Primitive.passOn(example) : example }
  let results = function(own)
  var batched = BatchedGraph(Graph(of: results + own), count: first.shape[0], start: own[0].serial)
  for (example, array) in zip(own, arrays) { batched.replace(example, by: array) }
  return batched.built(results)
}

/// A graph's operations for one example, built again for `count` of them.
private struct BatchedGraph {
  let graph: Graph
  let count: Int
  /// For each operation that differs from example to example, the same for all of them: [count, …].
  private var batched: [Tensor?]
  /// What was built before the function began is shared, random numbers too.
  private let start: UInt64

  init(_ graph: Graph, count: Int, start: UInt64) {
    self.graph = graph
    self.count = count
    self.start = start
    batched = [Tensor?](repeating: nil, count: graph.count)
  }

  mutating func replace(_ example: Tensor, by batch: Tensor) { batched[graph.id(of: example)!] = batch }

  mutating func built(_ results: [Tensor]) -> [Tensor] {
    for operation in graph.operations where batched[operation.id] == nil && !operation.isLeaf {
      let ids = graph.operands(of: operation.id)
      let isOwnDraw = operation.tensor.primitive === Primitive.uniform && operation.tensor.serial > start
      guard isOwnDraw || ids.contains(where: { batched[$0] != nil }) else { continue }
      let operands = ids.map { BatchedOperand(tensor: graph[$0].tensor, batch: batched[$0], count: count) }
      batched[operation.id] = phase(operation.phase) {
        inModules(operation.tensor.module[...]) {
          let result = operation.tensor.batched(operands, count: count)
          return operation.tensor.givenName.isEmpty ? result : result.named(operation.tensor.givenName)
        }
      }
    }
    return results.map { result in
      batched[graph.id(of: result)!] ?? result.broadcast(to: Shape([count] + result.shape.sizes))
    }
  }

  private func inModules(_ path: ArraySlice<String>, _ body: () -> Tensor) -> Tensor {
    // The path is absolute; what surrounds the map is a part of it.
    let outer = Scope.current
    return Scope(module: Array(path), phase: outer.phase, origin: outer.origin).run(body)
  }
}

/// What an operation reads: for each example something else, or for all the same.
struct BatchedOperand {
  /// For one example.
  let tensor: Tensor
  /// For all, [count, …]; nil: all read `tensor`.
  let batch: Tensor?
  let count: Int

  /// [count, …], also of what all read.
  var whole: Tensor { batch ?? tensor.broadcast(to: Shape([count] + tensor.shape.sizes)) }

  /// The same with axes of size 1 behind the first one, until an example has this rank.
  func whole(rank: Int) -> Tensor {
    let ones = [Int](repeating: 1, count: Swift.max(0, rank - tensor.rank))
    guard let batch else { return tensor }
    return batch.reshaped([count] + ones + tensor.shape.sizes)
  }

  func example(_ number: Int) -> Tensor {
    batch?.slice(number..<number + 1).reshaped(tensor.shape.sizes) ?? tensor
  }
}
