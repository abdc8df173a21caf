import Numerals
import Tensors

/// A run written down: the program, where it started, what was fed to it, and, in the chosen detail, what every
/// operation computed at every recorded training step. It can be saved, reopened, stepped, compared and verified.
public struct Trace {
  /// How much is kept of each value.
  public enum Detail: String, Codable, Sendable, CaseIterable {
    /// Losses only; everything else is executed again when it is asked for.
    case none
    /// What is wrong with it, if anything.
    case health
    /// Least, greatest, mean, spread, share of zeros, histogram.
    case summary
    /// Every number.
    case full
  }

  /// What is kept of one value.
  public enum Record: Sendable {
    case health(Health)
    case summary(Summary)
    case full(NDArray)
  }

  /// One recorded training step.
  public struct Step: Sendable {
    /// nil when the program has no loss.
    public let loss: Double?
    /// In full detail: every operation's numbers in one block.
    let numbers: ValueBlock?
    /// Health or summary of each operation.
    let records: [Record]
  }

  public let program: Program
  public let detail: Detail
  /// The training step of the run that `steps[0]` is.
  public let firstStep: Int
  public let steps: [Step]
  /// The leaves' numbers before the first recorded step, by id.
  let leaves: [Int: NDArray]
  /// What the program's inputs held at a recorded step, counted from 0. Asked of the code that fed the run, so that a trace in less
  /// detail keeps no batches.
  let inputs: (_ step: Int) -> [NDArray]
  /// Where each operation's numbers lie in `Step.numbers`.
  private let layout: ValueLayout

  init(
    program: Program, detail: Detail, firstStep: Int, steps: [Step], leaves: [Int: NDArray], layout: ValueLayout,
    inputs: @escaping (_ step: Int) -> [NDArray]
  ) {
    self.program = program
    self.detail = detail
    self.firstStep = firstStep
    self.steps = steps
    self.leaves = leaves
    self.layout = layout
    self.inputs = inputs
  }

  /// What an operation computed; nil when the trace keeps less than every number.
  public func value(_ id: Int, step: Int = 0) -> NDArray? {
    guard case .full(let numbers)? = record(id, step: step) else { return nil }
    return numbers
  }

  /// What is kept of an operation at a recorded step, counted from 0; nil in detail `none` and out of range.
  public func record(_ id: Int, step: Int = 0) -> Record? {
    guard steps.indices.contains(step), program.graph.operations.indices.contains(id) else { return nil }
    switch detail {
    case .none: return nil
    case .health, .summary: return steps[step].records[id]
    case .full: return .full(numbers(of: id, in: steps[step]))
    }
  }

  private func numbers(of id: Int, in step: Step) -> NDArray {
    withExtendedLifetime(step.numbers) { block in
      layout.numbers(of: id, program.graph[id].shape, in: UnsafeRawPointer(block!.base))
    }
  }

  /// Executes the recorded steps again; what was not kept is there again, bit for bit.
  public func run() -> Run { Run(program, from: leaves, feed: feed) }

  /// Steps through the recorded steps.
  public func stepper() -> Stepper { Stepper(run(), steps: steps.count) }

  private var feed: Feed {
    let (program, range, inputs) = (program, steps.indices, inputs)
    return { step in
      guard range.contains(step) else { return [] }
      return zip(program.inputs, inputs(step)).map { ($0.input, $1) }
    }
  }

  /// The first event at which two traces of the same program differ; nil when they are the same as far as both go.
  /// Differs: other bits, or in less detail another summary.
  public func firstDifference(from other: Trace) -> Stepper.Position? {
    for step in 0..<Swift.min(steps.count, other.steps.count) {
      for id in 0..<Swift.min(program.graph.count, other.program.graph.count) {
        guard let mine = record(id, step: step), let theirs = other.record(id, step: step) else { break }
        if !mine.isSame(as: theirs) { return Stepper.Position(trainingStep: firstStep + step, event: id) }
      }
      if steps[step].loss?.bitPattern != other.steps[step].loss?.bitPattern {
        return Stepper.Position(trainingStep: firstStep + step, event: program.loss ?? 0)
      }
    }
    return nil
  }
}

extension Trace.Record {
  func isSame(as other: Trace.Record) -> Bool {
    switch (self, other) {
    case (.full(let a), .full(let b)): a.hasSameBits(as: b)
    case (.summary(let a), .summary(let b)): a == b
    case (.health(let a), .health(let b)): a == b
    default: false
    }
  }
}

extension Run {
  /// Runs the given training steps and writes them down. What would not fit into memory is refused before anything is
  /// recorded: `bytes(forRecording:detail:)` says what it takes.
  public func record(_ steps: Range<Int>, detail: Trace.Detail = .full) -> Trace {
    guard steps.lowerBound >= 0 else { stop("record expects training steps from 0 on; got \(steps).") }
    checkMemory(forRecording: steps, detail: detail)
    load(step: steps.lowerBound)
    let program = program
    let leafIDs = program.graph.operations.filter(\.isLeaf).map(\.id)
    let leaves = Dictionary(uniqueKeysWithValues: leafIDs.map { ($0, leaf($0)) })
    let layout = execution.layout
    let recorded = steps.map { step in
      if step > trainingStep { loadNext() }
      guard runsOneProgram(steps.lowerBound, step) else {
        stop("a trace holds training steps of one program, but step \(step) runs another. Record the steps before it.")
      }
      finishStep()
      let loss = program.loss.map { execution.number($0, at: 0) }
      let records = records(detail)
      return Trace.Step(
        loss: loss, numbers: detail == .full ? handOverStep() : nil, records: records)
    }
    let (first, inputs) = (steps.lowerBound, inputs)
    return Trace(
      program: program, detail: detail, firstStep: first, steps: recorded, leaves: leaves, layout: layout,
      inputs: { inputs(first + $0) })
  }

  private func records(_ detail: Trace.Detail) -> [Trace.Record] {
    switch detail {
    case .none, .full: []
    case .health:
      program.graph.operations.map { .health(Health(of: execution.value($0.id), from: $0.primitive)) }
    case .summary: program.graph.operations.map { .summary(Summary(of: execution.value($0.id))) }
    }
  }
}

extension Trace: CustomStringConvertible {
  /// "Trace of 5 training steps from step 0 on, 42 operations each, detail full, loss 0.9 → 0.1"
  public var description: String {
    let count = "\(steps.count) training step\(steps.count == 1 ? "" : "s")"
    let losses = steps.compactMap(\.loss)
    let course = losses.first.map { first in
      losses.count == 1
        ? ", loss \(significantText(first))" : ", loss \(significantText(first)) → \(significantText(losses.last!))"
    }
    return
      "Trace of \(count) from step \(firstStep) on, \(program.graph.count) operations each, detail \(detail.rawValue)"
      + (course ?? "")
  }
}
