import Autodiff
import Datasets
import Networks
import Optimizers
import Planning
import Tensors
import Training

/// What a training by a parameter server was like.
public struct ServerHistory {
  /// One update of the parameters, in the order in which they were made.
  public struct Update: Sendable, Equatable {
    /// From 1; rank 0 is the server.
    public let worker: Int
    /// Of the worker's batch, by the parameters that it had.
    public let loss: Double
    /// How many updates by others the parameters had seen since this worker was given them.
    public let staleness: Int
  }

  public let updates: [Update]
  public let timeline: Timeline
  /// By the virtual clock.
  public let seconds: Double

  public var losses: [Double] { updates.map(\.loss) }
  public var meanStaleness: Double {
    updates.isEmpty ? 0 : Double(updates.reduce(0) { $0 + $1.staleness }) / Double(updates.count)
  }
}

/// Trains a model by workers that do not wait for each other, in a simulation: a server holds the parameters; a worker asks for
/// them, computes the gradient of a batch, and sends it; the server updates at once, by a gradient that may be of older parameters
/// (Dean et al. 2012, NeurIPS). Afterwards the model's parameters hold what was learnt.
///
/// Of one worker it is plain training. The server is rank 0 of the cluster, the workers are 1, 2, …; `slowness` says which of them
/// are slow.
///
/// - Parameters:
///   - steps: how many updates.
///   - batchSize: of each worker.
@discardableResult
public func trainByServer(
  _ model: any Layer, on examples: Examples, workers: Int, on cluster: Cluster = Cluster(), batchSize: Int = 32,
  steps: Int,
  loss: @escaping Loss, by rule: any UpdateRule, seed: UInt64 = RandomSource.currentSeed
) throws -> ServerHistory {
  guard (1..<64).contains(workers), steps >= 0, batchSize > 0, batchSize <= examples.count else {
    throw ParallelProblem(
      "trainByServer expects 1 to 63 workers, 0 steps or more, and batches of 1 to \(examples.count) examples; got "
        + "\(workers) workers, \(steps) steps, batches of \(batchSize).")
  }
  guard model.state.isEmpty else {
    throw ParallelProblem(
      "trainByServer expects a model without a state, because every worker would have one of its own; got "
        + "\(model.signature).")
  }
  model.nameParts()
  let batches = Batches(examples, size: batchSize, seed: seed)
  var updates: [ServerHistory.Update] = []
  let result = try inParallel(ranks: workers + 1, on: .simulated(cluster)) { ranks in
    guard let ranks = ranks as? SimulatedCommunicator else { return [] }
    if ranks.rank == 0 {
      return try serve(model, rule, steps, ranks) { updates.append($0) }
    }
    try work(model, batches, loss, ranks)
    return []
  }
  if let bad = updates.firstIndex(where: { !$0.loss.isFinite }) {
    throw ParallelProblem(
      "The loss of update \(bad) is NaN or infinite. The model is as it was before training; a smaller learning rate may "
        + "help.", ranks: [updates[bad].worker], step: bad)
  }
  for (parameter, array) in zip(model.parameters, result.answers[0]) { parameter.set(array) }
  return ServerHistory(updates: updates, timeline: result.timeline, seconds: result.seconds)
}

/// The server: gives the parameters out, and takes gradients in as they come.
private func serve(
  _ model: any Layer, _ rule: any UpdateRule, _ steps: Int, _ ranks: SimulatedCommunicator,
  _ note: (ServerHistory.Update) -> Void
) throws -> [NDArray] {
  let parameters = model.parameters
  let slopes = parameters.map { Input("gradient of \($0.name)", NDArray.zeros($0.shape, type: $0.elementType)) }
  let updates = TrainingLength.$current.withValue(steps) {
    rule.updates(of: parameters, with: slopes, memory: OptimizerMemory())
  }
  let plan = try Plan(Program(updates.map(\.value), updates: updates), threads: 1)
  func held() -> [NDArray] {
    parameters.map { w in NDArray(copying: plan.bytes(of: w).baseAddress!, shape: w.shape, type: w.elementType) }
  }
  var (given, versions) = (0, [Int](repeating: 0, count: ranks.count))
  /// Parameters for one more batch; nothing when there are enough.
  func give(to worker: Int, version: Int) {
    guard given < steps else { return ranks.send(NDArray([Double](), type: .float64), to: worker) }
    ranks.send(Flat.joined(Double(given), held()), to: worker)
    (given, versions[worker]) = (given + 1, version)
  }
  for worker in 1..<ranks.count { give(to: worker, version: 0) }
  for step in 0..<steps {
    ranks.begin(step: step)
    let (worker, message) = ranks.receiveFromAny()
    let (loss, gradients) = Flat.parted(message, like: parameters)
    note(ServerHistory.Update(worker: worker, loss: loss, staleness: step - versions[worker]))
    ranks.compute("update", examples: 0) {
      for (slope, gradient) in zip(slopes, gradients) { plan.set(slope, gradient) }
      plan.run()
    }
    give(to: worker, version: step + 1)
  }
  return held()
}

/// A worker: one batch after another, until the server has none.
private func work(
  _ model: any Layer, _ batches: Batches, _ loss: Loss, _ ranks: SimulatedCommunicator
) throws {
  let (x, y) = (Input("x", batches[0].inputs), Input("y", batches[0].targets))
  let parameters = model.parameters
  let (own, slopes) = Pass.$isTrainingStep.withValue(true) {
    let own = model.trainingLoss(loss, x, y, Pass(.training))
    checkComparisons(in: Graph(of: [own]), inputs: x, targets: y)
    return (own, gradients(of: own, with: parameters))
  }
  let plan = try Plan(Program([own] + slopes), threads: 1)
  while true {
    let message = ranks.receive(from: 0)
    if message.count == 0 { return }
    let (number, numbers) = Flat.parted(message, like: parameters)
    ranks.begin(step: Int(number))
    let batch = batches[Int(number)]
    let answer = ranks.compute("computing", examples: batch.count) {
      for (parameter, array) in zip(parameters, numbers) where plan.program.graph.id(of: parameter) != nil {
        plan.set(parameter, array)
      }
      plan.set(x, batch.inputs)
      plan.set(y, batch.targets)
      plan.run()
      return Flat.joined(plan.value(of: own).scalar, slopes.map { plan.value(of: $0) })
    }
    ranks.send(answer, to: 0)
  }
}

/// A number and arrays in one array, as one message. Exact: a Double holds every Float.
private enum Flat {
  static func joined(_ number: Double, _ arrays: [NDArray]) -> NDArray {
    NDArray([number] + arrays.flatMap(\.doubles), type: .float64)
  }

  static func parted(_ message: NDArray, like parameters: [Parameter]) -> (Double, [NDArray]) {
    let numbers = message.doubles
    var start = 1
    let arrays = parameters.map { parameter in
      defer { start += parameter.shape.count }
      return NDArray(
        Array(numbers[start..<start + parameter.shape.count]), shape: parameter.shape, type: parameter.elementType)
    }
    return (numbers[0], arrays)
  }
}
