/// A network cut into stages, each on a rank of its own, through which the parts of a batch go one after another: how long that
/// takes, and how long ranks wait. Times are in seconds for one part, a micro-batch.
///
///     let pipeline = Pipeline(stages: 4, forward: 1, backward: 2)
///     pipeline.timeline(microBatches: 8)
public struct Pipeline: Sendable, Equatable {
  /// Of each stage.
  public var forward: [Double]
  public var backward: [Double]
  /// From a stage to the next.
  public var transfer: Double
  public var order: Order

  public enum Order: Sendable, CaseIterable {
    /// All parts forward, then all backward (GPipe; Huang et al. 2019, NeurIPS).
    case allForwardFirst
    /// A part goes backward as soon as it can, so that fewer wait (PipeDream's 1F1B; Narayanan et al. 2019,
    /// doi:10.1145/3341301.3359646).
    case oneForwardOneBackward
  }

  public init(
    forward: [Double], backward: [Double], transfer: Double = 0, order: Order = .allForwardFirst
  ) throws {
    guard !forward.isEmpty, forward.count == backward.count, (forward + backward + [transfer]).allSatisfy({ $0 >= 0 })
    else {
      throw ParallelProblem(
        "A pipeline expects the seconds forward and backward of each of its stages, 0 or more; got \(forward.count) and "
          + "\(backward.count).")
    }
    (self.forward, self.backward, self.transfer, self.order) = (forward, backward, transfer, order)
  }

  /// Stages that take equally long.
  public init(
    stages: Int, forward: Double = 1, backward: Double = 2, transfer: Double = 0, order: Order = .allForwardFirst
  ) throws {
    try self.init(
      forward: Array(repeating: forward, count: max(0, stages)),
      backward: Array(repeating: backward, count: max(0, stages)), transfer: transfer, order: order)
  }

  public var stages: Int { forward.count }

  /// When each stage does what, for one batch of so many parts.
  public func timeline(microBatches: Int) throws -> Timeline {
    guard microBatches > 0 else {
      throw ParallelProblem("A pipeline expects 1 micro-batch or more; got \(microBatches).")
    }
    var work = (0..<stages).map { tasks(of: $0, microBatches)[...] }
    var ends: [Task: Double] = [:]
    var free = [Double](repeating: 0, count: stages)
    var timeline = Timeline(ranks: stages)
    while work.contains(where: { !$0.isEmpty }) {
      for stage in 0..<stages {
        while let task = work[stage].first, let ready = ready(task, ends) {
          let start = max(free[stage], ready)
          let end = start + (task.isForward ? forward : backward)[stage]
          timeline.spans.append(
            Timeline.Span(
              rank: stage, start: start, end: end, activity: task.isForward ? "forward" : "backward",
              label: "\(task.part)"))
          (ends[task], free[stage]) = (end, end)
          work[stage].removeFirst()
        }
      }
    }
    return timeline
  }

  /// The part of all ranks' time in which they wait.
  public func bubble(microBatches: Int) throws -> Double {
    try timeline(microBatches: microBatches).idleFraction(except: ["forward", "backward"])
  }

  /// The most parts that a stage keeps the activations of at one time.
  public func mostKept(by stage: Int, microBatches: Int) -> Int {
    var (kept, most) = (0, 0)
    for task in tasks(of: stage, microBatches) {
      kept += task.isForward ? 1 : -1
      most = max(most, kept)
    }
    return most
  }

  private struct Task: Hashable {
    let stage: Int
    let part: Int
    let isForward: Bool
  }

  /// What a stage does, in order.
  private func tasks(of stage: Int, _ parts: Int) -> [Task] {
    let ahead = order == .allForwardFirst ? parts : min(parts, stages - stage)
    var tasks = (0..<ahead).map { Task(stage: stage, part: $0, isForward: true) }
    for part in 0..<parts {
      tasks.append(Task(stage: stage, part: part, isForward: false))
      if ahead + part < parts { tasks.append(Task(stage: stage, part: ahead + part, isForward: true)) }
    }
    return tasks
  }

  /// When what a task needs is there; nil: not known yet.
  private func ready(_ task: Task, _ ends: [Task: Double]) -> Double? {
    func end(_ stage: Int, _ isForward: Bool) -> Double? {
      ends[Task(stage: stage, part: task.part, isForward: isForward)]
    }
    if task.isForward { return task.stage == 0 ? 0 : end(task.stage - 1, true).map { $0 + transfer } }
    if task.stage == stages - 1 { return end(task.stage, true) }
    return end(task.stage + 1, false).map { $0 + transfer }
  }
}
