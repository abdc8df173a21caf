import Autodiff
import Networks
import Tensors

extension Layer {
  /// The loss of a training pass, and a layer that lists what it trains.
  func trainingLoss(_ loss: Loss, _ x: Input, _ y: Input, _ pass: Pass) -> Tensor {
    let answers = pass.run(self, on: x)
    checkListed(answers, pass)
    return loss(answers, y)
  }
}

/// Refuses a loss, also one of one's own, that compares every answer with every target: `mean(pow(p - y, 2))` of answers
/// [n, 1] and targets [n] repeats both to [n, n], and trains towards the mean.
///
/// - Parameters:
///   - graph: of a loss or a training step.
///   - inputs: [n, …], what answers are computed from.
///   - targets: [n, …].
func checkComparisons(in graph: Graph, inputs: Input, targets: Input) {
  let examples = targets.shape.sizes.first ?? 1
  guard examples > 1 else { return }
  var (fromInputs, fromTargets) = (Set<Int>(), Set<Int>())
  for operation in graph.operations where operation.phase <= .loss {
    let operands = graph.operands(of: operation.id)
    func depends(on variable: Input, _ known: Set<Int>) -> Bool {
      operation.tensor === variable || operands.contains(where: known.contains)
    }
    if depends(on: inputs, fromInputs) { fromInputs.insert(operation.id) }
    if depends(on: targets, fromTargets) { fromTargets.insert(operation.id) }
    guard operation.primitive.isElementwise, operands.count > 1 else { continue }
    let sources = operands.map { graph.beforeRepeating($0) }
    for answer in sources where fromInputs.contains(answer) && !fromTargets.contains(answer) {
      for target in sources where fromTargets.contains(target) && !fromInputs.contains(target) {
        checkRanks(graph[answer].tensor, graph[target].tensor, result: operation.shape, targets, examples)
      }
    }
  }
}

private func checkRanks(_ answer: Tensor, _ target: Tensor, result: Shape, _ targets: Input, _ examples: Int) {
  let (lower, higher) = answer.rank < target.rank ? (answer, target) : (target, answer)
  guard lower.rank >= 1, lower.rank < higher.rank, lower.shape[0] == examples,
    higher.shape != result || lower.shape == targets.shape
  else { return }
  stop(
    "the loss compares answers \(answer.shape) with targets \(target.shape), each answer with every target. Reshape one of "
      + "them to the other's shape: answers.reshaped(\(target.shape)). If every pair is meant, give both as many axes.")
}

extension Graph {
  /// What an operand was before it was repeated to the shape of another.
  fileprivate func beforeRepeating(_ id: Int) -> Int {
    self[id].primitive === Primitive.broadcast ? operands(of: id).first! : id
  }
}
