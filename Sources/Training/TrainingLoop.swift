import Autodiff
import Datasets
import Planning
import Tensors

/// The loop over training steps.
struct TrainingLoop {
  let steps: Int
  var threads: Int?
  /// After every so many steps an epoch ends: the parameters are given what was learnt so far, and measured.
  var stepsPerEpoch: Int?
  var measurement: Measurement?
  var earlyStopping: EarlyStopping?
  var checkpoint: Checkpoint?
  /// Is it the whole training of schedules that begin with it?
  var isWhole = false
  /// What makes a checkpoint one of this training.
  var identity: [(name: String, value: String)] = []
  var reporting = Reporting()
  var observe: (TrainingEvent) -> Void = { _ in }
  /// Looks at what a step that went well computed.
  var afterStep: (_ step: Int, _ made: PlannedSteps) -> Void = { _, _ in }

  init(steps: Int) {
    guard steps >= 0 else { stop("train(…, steps:) expects 0 or more; got \(steps).") }
    self.steps = steps
  }

  func train(_ course: Course) -> History {
    for program in course.programs { checkSchedules(of: program) }
    let interrupts = InterruptHandler()
    defer { interrupts.end() }
    let made = steps(of: course)
    var pass = LoopPass(self, course, made)
    pass.resume()
    observe(.began(step: made.run.losses.count, of: steps))
    let ending = pass.run()
    pass.finish()
    observe(.ended(ending))
    return History(
      losses: made.run.losses, ending: ending, run: made.run, stepsPerEpoch: stepsPerEpoch, epochs: pass.epochs,
      metricNames: measurement?.metrics.map(\.name) ?? [],
      restoredEpoch: earlyStopping == nil ? nil : pass.best?.epoch, resumedStep: pass.resumedStep,
      lastState: made.state,
      notice: pass.notices.isEmpty ? nil : pass.notices.joined(separator: "\n"))
  }

  /// Refuses schedules that would end before the training, or the training before them.
  private func checkSchedules(of program: Program) {
    for schedule in program.schedules where steps > 0 {
      let wanted = schedule.steps - Int(schedule.counter.value.scalar)
      let steps = self.steps / schedule.interval
      guard wanted < steps || (isWhole && wanted > steps) else { continue }
      let epochs =
        schedule.interval > 1
        ? ", one for \(schedule.interval) batches" : stepsPerEpoch.map { ", \(steps / $0) epochs of \($0)" } ?? ""
      stop(
        "training was not begun: \(schedule.text) \(wanted == schedule.steps ? "is made for" : "has left") \(max(0, wanted)) "
          + "steps, but this training has \(steps)\(epochs). Make the schedule for \(steps) steps in all.")
    }
  }

  private func steps(of course: Course) -> PlannedSteps {
    do {
      return try PlannedSteps(course, threads: threads)
    } catch {
      stop("training was not begun: \(error)")
    }
  }
}

/// One way through the loop.
private struct LoopPass {
  let loop: TrainingLoop
  let course: Course
  let layout: StateLayout
  let made: PlannedSteps
  let file: CheckpointFile?
  private(set) var epochs: [EpochSummary] = []
  private(set) var best: BestEpoch?
  private(set) var resumedStep: Int?
  private(set) var notices: [String] = []
  private let weights: StepWeights
  private var meter: Meter
  private var savedStep: Int?

  init(_ loop: TrainingLoop, _ course: Course, _ made: PlannedSteps) {
    self.loop = loop
    self.course = course
    let layout = StateLayout(course.programs[0])
    self.layout = layout
    self.made = made
    weights = StepWeights(course)
    meter = Meter(stepsTotal: loop.steps, interval: loop.reporting.interval)
    file = loop.checkpoint.map {
      CheckpointFile(
        checkpoint: $0, layout: layout, metricNames: loop.measurement?.metrics.map(\.name) ?? [],
        hasValidation: loop.measurement != nil, identity: loop.identity)
    }
  }

  // MARK: - The steps

  mutating func run() -> History.Ending {
    var ending = History.Ending.completed
    if isExhausted { return .stoppedEarly }
    for step in made.run.losses.count..<max(loop.steps, made.run.losses.count) {
      if Cancellation.isRequested {
        ending = .cancelled
        break
      }
      if let problem = made.make(step) { return .diverged(problem) }
      loop.afterStep(step, made)
      loop.observe(.step(step, loss: made.run.losses[step]))
      endEpoch(after: step)
      if let problem = save(after: step, isLast: false) { return .diverged(problem) }
      if meter.isDue() { report() }
      if isExhausted {
        ending = .stoppedEarly
        break
      }
    }
    if let problem = made.lateProblem() ?? save(after: made.run.losses.count - 1, isLast: true) {
      return .diverged(problem)
    }
    return ending
  }

  private var isExhausted: Bool {
    guard let earlyStopping = loop.earlyStopping, let last = epochs.last else { return false }
    return earlyStopping.isExhausted(at: last.epoch, best: best)
  }

  private mutating func endEpoch(after step: Int) {
    guard let perEpoch = loop.stepsPerEpoch, (step + 1) % perEpoch == 0 else { return }
    made.storeParameters()
    let measured = loop.measurement?.measure()
    let isBest = measured.map { isImproved($0.loss) } ?? false
    if let loss = measured?.loss, isBest {
      best = BestEpoch(epoch: epochs.count, loss: loss, state: loop.earlyStopping == nil ? [] : made.state)
    }
    let summary = EpochSummary(
      epoch: epochs.count, trainingLoss: epochLoss(of: step + 1 - perEpoch...step), validationLoss: measured?.loss,
      metrics: measured?.metrics ?? [], isBest: isBest)
    epochs.append(summary)
    loop.observe(.epoch(summary))
  }

  /// Over the examples of some steps, each of which counts alike.
  private func epochLoss(of steps: ClosedRange<Int>) -> Double {
    var losses = BatchLosses()
    for step in steps { losses.add(made.run.losses[step], weight: weights.weight(of: step, in: course)) }
    return losses.value(isSum: weights.areSums)
  }

  private func isImproved(_ loss: Double) -> Bool {
    (loop.earlyStopping ?? EarlyStopping(patience: 1)).isImproved(loss, after: best)
  }

  /// At the end: what was learnt, or of early stopping the best of it.
  mutating func finish() {
    made.storeParameters()
    if loop.earlyStopping != nil, let best { layout.store(best.state) }
    report()
  }

  private func report() { loop.reporting.report(meter.progress(of: made.run)) }

  // MARK: - Checkpoints

  mutating func resume() {
    guard let file else { return }
    do {
      try file.check()
      guard let state = try file.read() else { return }
      made.resume(state)
      (epochs, best, resumedStep) = (state.epochs, state.best, state.losses.count)
      savedStep = state.losses.count - 1
      notices.append("Went on from step \(state.losses.count), as \(file.checkpoint.file) has it.")
    } catch {
      stop("training was not begun: \(error)")
    }
  }

  /// A training that cannot be kept on disk goes on all the same, and says so. Answers what was wrong with the numbers.
  private mutating func save(after step: Int, isLast: Bool) -> NonFinite? {
    guard let file, savedStep != step, step >= 0,
      isLast || file.checkpoint.isDue(after: step, stepsPerEpoch: loop.stepsPerEpoch)
    else { return nil }
    if let problem = made.lateProblem() { return problem }
    let state = TrainingState(
      losses: made.run.losses, epochs: epochs, best: best, first: made.run.nearestState(before: 0).state,
      parameters: made.state)
    do {
      try file.write(state)
      savedStep = step
      loop.observe(.saved(checkpoint: file.checkpoint.file, step: step))
    } catch {
      let notice = "The training goes on, but is not kept: \(error)"
      if !notices.contains(notice) { notices.append(notice) }
    }
    return nil
  }
}

/// When to report, and how fast it goes.
private struct Meter {
  let stepsTotal: Int
  let interval: Duration
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now

  init(stepsTotal: Int, interval: Duration) {
    self.stepsTotal = stepsTotal
    self.interval = interval
  }

  mutating func isDue() -> Bool {
    let now = ContinuousClock.now
    guard now - last >= interval else { return false }
    last = now
    return true
  }

  func progress(of run: Run) -> TrainingProgress {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return TrainingProgress(
      stepsDone: run.losses.count, stepsTotal: stepsTotal, losses: run.losses,
      stepsPerSecond: seconds > 0 ? Double(run.losses.count) / seconds : 0, seconds: seconds)
  }
}
