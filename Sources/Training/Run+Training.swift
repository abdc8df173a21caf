import Autodiff
import Tensors

extension Run {
  /// As if the steps before had been made here.
  func resume(_ training: TrainingState) {
    keepState(training.first, before: 0, pinned: true)
    keepState(training.parameters, before: training.losses.count, pinned: true)
    for loss in training.losses { append(loss: loss) }
  }
}

/// The first operation of the finished step whose result is not finite; looked for only when the loss or a new
/// parameter is not.
func firstNonFinite(in run: Run) -> NonFinite? {
  let (execution, graph) = (run.execution, run.program.graph)
  func place(_ id: Int) -> Int? {
    (0..<graph[id].shape.count).first { !execution.number(id, at: $0).isFinite }
  }
  let watched = [run.program.loss].compactMap { $0 } + run.program.assignments.map(\.after)
  guard watched.contains(where: { place($0) != nil }) else { return nil }
  for id in 0..<graph.count {
    guard let element = place(id) else { continue }
    return NonFinite(
      trainingStep: run.trainingStep, event: id, operation: graph.line(for: id), element: element,
      number: execution.number(id, at: element))
  }
  return nil
}
