import CCallSite
import Tensors

/// Extends the graph with the backward pass: ∂loss/∂t for each of `targets`, by the chain rule in reverse order
/// (reverse-mode automatic differentiation; Linnainmaa 1970, Baydin et al. 2018, arXiv:1502.05767).
///
/// Every operation of the backward pass knows the forward operation it differentiates. Where a value is used
/// several times, each use contributes separately, last use first, and explicit accumulations sum the contributions: the
/// ledger of a gradient can be read off the graph. A target that the loss does not depend on gets zeros.
///
/// - Parameter loss: a scalar.
/// - Returns: tensors of the targets' shapes, in their order.
public func gradients(of loss: Tensor, with targets: [Tensor]) -> [Tensor] {
  guard loss.shape.count == 1 else {
    stop(
      shapes:
        "gradients expects a loss of one number; got \(loss.shapeText). Reduce it first, for example with mean(…).")
  }
  return phase(.backward) {
    var pass = BackwardPass(loss, targets)
    return pass.run()
  }
}

/// ∂loss/∂target for one target.
public func gradient(of loss: Tensor, with target: Tensor) -> Tensor { gradients(of: loss, with: [target])[0] }

private struct BackwardPass {
  let targets: [Tensor]
  let graph: Graph
  let lossID: Int
  /// Which operations some target flows into: only these need gradients.
  var needsGradient: [Bool]
  /// The sum of the contributions so far.
  var sums: [Tensor?]
  /// Where the operations of the pass are built; one for all that follow each other in a module.
  var scope = Scope(module: [], phase: .backward, origin: nil)

  init(_ loss: Tensor, _ targets: [Tensor]) {
    self.targets = targets
    graph = Graph(of: [loss])
    lossID = graph.outputs[0]
    needsGradient = [Bool](repeating: false, count: graph.count)
    sums = [Tensor?](repeating: nil, count: graph.count)
    for target in targets { if let id = graph.id(of: target) { needsGradient[id] = true } }
    for id in 0..<graph.count where !needsGradient[id] && graph[id].primitive.passesGradients {
      needsGradient[id] = graph.operands(of: id).contains { needsGradient[$0] }
    }
  }

  mutating func run() -> [Tensor] {
    let loss = graph[lossID].tensor
    let seed = Tensor(NDArray(repeating: 1, shape: loss.shape, type: loss.elementType))
    seed.origin = .seed(loss: loss)
    sums[lossID] = seed
    for id in stride(from: graph.count - 1, through: 0, by: -1) {
      guard needsGradient[id], let upstream = sums[id], !graph[id].isLeaf else { continue }
      upstream.isWholeGradient = true
      contribute(from: id, upstream)
    }
    return targets.map { target in
      guard let id = graph.id(of: target), let gradient = sums[id] else {
        return zero(for: target)
      }
      gradient.isWholeGradient = true
      return gradient
    }
  }

  private mutating func contribute(from id: Int, _ upstream: Tensor) {
    let operation = graph[id].tensor
    if scope.module != operation.module { scope = Scope(module: operation.module, phase: .backward, origin: nil) }
    scope.origin = .working(for: operation)
    scope.run {
      let operandIDs = graph.operands(of: id)
      let first = nn_next_serial()
      let contributions = operation.primitive.derivative(
        Differentiation(
          result: operation, upstream: upstream,
          wanted: Differentiation.Wanted(operandIDs: operandIDs, needsGradient: needsGradient)))
      for (operand, target) in zip(contributions.indices, operandIDs) where needsGradient[target] {
        guard var contribution = contributions[operand] else { continue }
        // A gradient handed on as it is, and one used for two operands, still gets an event for each.
        let isNew = contribution.serial > first && contribution.origin?.isWorking == true
        if !isNew { contribution = Primitive.passOn(contribution) }
        contribution.origin = .contribution(by: operation, operand: operand)
        add(contribution, to: target)
      }
    }
  }

  private mutating func add(_ contribution: Tensor, to target: Int) {
    guard let sum = sums[target] else {
      sums[target] = contribution
      return
    }
    let accumulated = Primitive.accumulate(sum, contribution)
    accumulated.origin = .accumulation(of: graph[target].tensor)
    sums[target] = accumulated
  }

  private func zero(for target: Tensor) -> Tensor {
    let zero = Tensor.zeros(like: target)
    zero.origin = .zero(for: target)
    zero.isWholeGradient = true
    return zero
  }
}

extension Origin {
  fileprivate var isWorking: Bool { if case .working = self { true } else { false } }

  /// Whose gradient the value is, or adds to; nil for a step on the way.
  public var target: Tensor? {
    switch self {
    case .seed(let loss): loss
    case .contribution(let consumer, let operand): consumer.operand(operand)
    case .accumulation(let target), .zero(let target): target
    case .working: nil
    }
  }

  /// The forward operation that a backward operation differentiates.
  public var forward: Tensor? {
    switch self {
    case .seed(let tensor), .working(let tensor), .contribution(let tensor, _), .accumulation(let tensor),
      .zero(let tensor):
      tensor
    }
  }
}

/// What contributed to one gradient: read off the graph.
public struct GradientLedger {
  /// One use of the value, and what it adds to the gradient.
  public struct Entry {
    /// Which operation's derivative this is, and with respect to which of its operands.
    public let operation: Tensor
    public let operand: Int
    public let contribution: Tensor
    /// The sum of this contribution and those before it.
    public let runningSum: Tensor
  }

  public let entries: [Entry]

  /// The ledger behind a gradient that `gradients(of:with:)` returned, or behind any of its running sums; nil when
  /// the tensor is no gradient.
  public init?(of gradient: Tensor) {
    var entries: [Entry] = []
    var sum = gradient
    while case .accumulation = sum.origin {
      guard let entry = Self.entry(sum.operand(1), runningSum: sum) else { return nil }
      entries.append(entry)
      sum = sum.operand(0)
    }
    if let entry = Self.entry(sum, runningSum: sum) { entries.append(entry) }
    guard !entries.isEmpty else { return nil }
    self.entries = entries.reversed()
  }

  private static func entry(_ contribution: Tensor, runningSum: Tensor) -> Entry? {
    guard case .contribution(let operation, let operand) = contribution.origin else { return nil }
    return Entry(operation: operation, operand: operand, contribution: contribution, runningSum: runningSum)
  }
}
