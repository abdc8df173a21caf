import Autodiff
import Networks
import Tensors

extension Layer {
  /// The loss of a training pass, with what its layers add to it, and a layer that lists what it trains.
  package func trainingLoss(_ loss: Loss, _ x: Input, _ y: Input, _ pass: Pass) -> Tensor {
    let answers = pass.run(self, on: x)
    checkListed(answers, pass)
    return pass.addingPenalties(to: loss(answers, y))
  }
}

/// Refuses a loss, also one of one's own, whose answers and targets do not pair up: `mean(pow(p - y, 2))` of answers [n, 1] and
/// targets [n] repeats both to [n, n], and trains towards the mean; of targets [n, 3] it compares one answer with three.
///
/// - Parameters:
///   - graph: of a loss or a training step.
///   - inputs: [n, …], what answers are computed from.
///   - targets: [n, …].
package func checkComparisons(in graph: Graph, inputs: Input, targets: Input) {
  let comparisons = Comparisons(
    in: graph, isFromAnswers: { $0 === inputs }, isFromTargets: { $0 === targets }, needsData: false)
  comparisons.check { lower, higher, result in higher != result || lower == targets.shape }
}

/// The same where nobody has said which inputs are the targets: answers depend on what the program changes and on data, targets do
/// not depend on what it changes.
package func checkComparisons(in program: Program) {
  if program.inputs.count == 2 {
    checkComparisons(in: program.graph, inputs: program.inputs[0].input, targets: program.inputs[1].input)
  }
  let changed = Set(program.assignments.map { ObjectIdentifier($0.parameter) })
  let comparisons = Comparisons(
    in: program.graph, isFromAnswers: { changed.contains(ObjectIdentifier($0)) },
    isFromTargets: { $0.operands.isEmpty && !changed.contains(ObjectIdentifier($0)) }, needsData: true)
  comparisons.check { _, higher, result in higher != result }
}

/// Where a graph computes with an answer and a target, number by number.
private struct Comparisons {
  private var found: [(operation: Operation, answer: Tensor, target: Tensor)] = []

  /// - Parameter needsData: an answer depends on data too, not on parameters alone.
  init(
    in graph: Graph, isFromAnswers: (Tensor) -> Bool, isFromTargets: (Tensor) -> Bool, needsData: Bool
  ) {
    var (fromAnswers, fromTargets) = (Set<Int>(), Set<Int>())
    for operation in graph.operations where operation.phase <= .loss {
      let operands = graph.operands(of: operation.id)
      if isFromAnswers(operation.tensor) || operands.contains(where: fromAnswers.contains) {
        fromAnswers.insert(operation.id)
      }
      if isFromTargets(operation.tensor) || operands.contains(where: fromTargets.contains) {
        fromTargets.insert(operation.id)
      }
      guard operation.primitive.isElementwise, operands.count > 1 else { continue }
      let sources = operands.map { graph.beforeRepeating($0) }
      for answer in sources where fromAnswers.contains(answer) && fromTargets.contains(answer) == needsData {
        for target in sources where fromTargets.contains(target) && !fromAnswers.contains(target) {
          found.append((operation, graph[answer].tensor, graph[target].tensor))
        }
      }
    }
  }

  /// - Parameter isEveryPair: of the shapes of fewer and of more axes, and of the result.
  func check(_ isEveryPair: (Shape, Shape, Shape) -> Bool) {
    for (operation, answer, target) in found {
      let (lower, higher) = answer.rank < target.rank ? (answer, target) : (target, answer)
      guard lower.rank >= 1, let examples = lower.shape.sizes.first, examples > 1 else { continue }
      if lower.rank < higher.rank, isEveryPair(lower.shape, higher.shape, operation.shape),
        lower.shape[0] == higher.shape[0] || higher.shape == operation.shape
      {
        stop(
          "the loss compares answers \(answer.shape) with targets \(target.shape), each answer with every target. Reshape one of "
            + "them to the other's shape: answers.reshaped(\(target.shape)). If every pair is meant, give both as many axes."
        )
      }
      if operation.primitive === Primitive.subtract, answer.rank == target.rank, answer.shape != target.shape,
        answer.shape[0] == target.shape[0]
      {
        stop(
          "the loss subtracts answers \(answer.shape) and targets \(target.shape), so that one number is compared with several. "
            + "A network needs as many outputs as there are targets. If this is meant, repeat the smaller by hand first: "
            + "multiply it by ones.")
      }
    }
  }
}

extension Graph {
  /// What an operand was before it was repeated to the shape of another.
  fileprivate func beforeRepeating(_ id: Int) -> Int {
    self[id].primitive === Primitive.broadcast ? operands(of: id).first! : id
  }
}
