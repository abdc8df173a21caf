import Numerals
import Tensors

/// A cursor on a program: one operation at a time, forward and back, over training steps; every value it has passed
/// can be looked at, and nothing it has not reached yet is known.
///
///     let stepper = Stepper(program)
///     stepper.forward()
///     stepper.current.primitive.name, stepper.value(stepper.event)
///
/// An event is one operation at one training step. Events are numbered within their step as in the graph; `sequence`
/// counts them over all steps.
public final class Stepper {
  /// How many training steps there are; the cursor does not go beyond.
  public let stepLimit: Int
  public private(set) var trainingStep = 0
  /// The operation under the cursor: the last one computed.
  public private(set) var event = 0
  /// Events of every step at which `toBreakpoint` halts.
  public var breakpoints: Set<Int> = []
  /// The element that explanations are about; clamped to each value's shape.
  public var element: [Int] = []

  /// What a reader of the stepper keeps with it.
  package var memory: AnyObject?

  public internal(set) var branches: [Branch]
  public internal(set) var branchIndex = 0
  /// Which is which among the values that follow from numbers set by hand; see `settings(behind:)`.
  var ancestry: Ancestry?

  /// One course of the run: the program as written, or with numbers set by hand.
  public struct Branch {
    public let name: String
    public let run: Run
    /// The event at which it leaves its parent.
    public let start: Position?
    let parent: Int?
    /// What is set by hand in it, in the order in which it was set.
    public let settings: [Setting]
  }

  /// One event: the training step, counted from 0, and the operation's id.
  public struct Position: Hashable, Comparable, Sendable {
    public var trainingStep: Int
    public var event: Int

    public init(trainingStep: Int, event: Int) {
      self.trainingStep = trainingStep
      self.event = event
    }
    public static func < (a: Position, b: Position) -> Bool {
      (a.trainingStep, a.event) < (b.trainingStep, b.event)
    }
  }

  /// - Parameters:
  ///   - steps: how many training steps there are to go through; a program without updates has one.
  ///   - feed: what the inputs hold at each step; without it, what they hold now.
  public convenience init(_ program: Program, steps: Int = 1000, feed: @escaping Feed = { _ in [] }) {
    self.init(Run(program, feed: feed), steps: program.repeats ? steps : 1)
  }

  /// - Parameter run: nobody else moves in it.
  package init(_ run: Run, steps: Int, at trainingStep: Int = 0) {
    stepLimit = Swift.max(steps, 1)
    self.trainingStep = Swift.min(Swift.max(trainingStep, 0), stepLimit - 1)
    branches = [Branch(name: "main", run: run, start: nil, parent: nil, settings: [])]
    settle()
  }

  /// Steps through the computation of a value.
  public convenience init(_ value: Tensor) { self.init(Program(value)) }

  /// The program of the training step under the cursor: a smaller last batch has one of its own.
  public var program: Program { run.program }
  public var graph: Graph { program.graph }
  /// How many events a training step has.
  public var eventCount: Int { graph.count }
  /// The number of the current event over all training steps, from 0.
  public var sequence: Int { trainingStep * eventCount + event }
  /// The operation under the cursor.
  public var current: Operation { graph[event] }
  public var position: Position { Position(trainingStep: trainingStep, event: event) }
  public var branch: Branch { branches[branchIndex] }
  var run: Run { branch.run }

  /// The loss of each training step that this branch has finished.
  public var losses: [Double] { run.losses }

  // MARK: - Values

  /// Has the cursor reached this operation in the present training step?
  public func isComputed(_ id: Int) -> Bool { id <= event }

  /// What an operation computed at this training step; nil when the cursor has not reached it.
  public func value(_ id: Int) -> NDArray? { id <= event ? run.execution.value(id) : nil }

  /// The same by tensor.
  public func value(of tensor: Tensor) -> NDArray? { graph.id(of: tensor).flatMap { value($0) } }

  /// The value of an operation at any training step, wherever the cursor is; the cursor stays.
  public func value(_ id: Int, atTrainingStep step: Int) -> NDArray {
    defer { settle() }
    run.load(step: step)
    run.run(through: id)
    return run.execution.value(id)
  }

  /// What is wrong with a value, if anything; nil when the cursor has not reached it.
  public func health(_ id: Int) -> Health? { value(id).map { Health(of: $0, from: graph[id].primitive) } }

  /// One number of a value that the cursor has reached, by its row-major position.
  package func number(_ id: Int, at offset: Int) -> Double? { id <= event ? run.execution.number(id, at: offset) : nil }

  // MARK: - Moving

  /// Puts the cursor on an event, computing or re-executing what is needed.
  public func move(to position: Position) {
    trainingStep = Swift.min(Swift.max(position.trainingStep, 0), stepLimit - 1)
    run.load(step: trainingStep)
    event = Swift.min(Swift.max(position.event, 0), eventCount - 1)
    settle()
  }

  func settle() {
    run.load(step: trainingStep)
    run.run(through: event)
  }

  // MARK: - Branches

  /// Looks at the same event in another branch. Answers false when there is no branch of this name.
  @discardableResult
  public func switchBranch(to name: String) -> Bool {
    guard let index = branches.firstIndex(where: { $0.name == name }) else { return false }
    branchIndex = index
    settle()
    return true
  }

  /// The first event at which this branch's bits differ from its parent's; nil when they never do. Both are run on
  /// from where they part, up to `limit` training steps further.
  public func firstDifference(limit: Int = 100) -> Position? {
    guard let parent = branch.parent, let start = branch.start else { return nil }
    defer { settle() }
    let other = branches[parent].run
    for step in start.trainingStep..<Swift.min(start.trainingStep + limit, stepLimit) {
      for run in [run, other] {
        run.load(step: step)
        run.finishStep()
      }
      for id in 0..<eventCount where step > start.trainingStep || id >= start.event {
        let isSame = run.execution.withValue(id) { mine in
          other.execution.withValue(id) { theirs in mine.elementsEqual(theirs) }
        }
        if !isSame { return Position(trainingStep: step, event: id) }
      }
    }
    return nil
  }

  /// `element` fitted to an operation's shape: the first element along axes it does not name.
  public func clampedElement(of id: Int) -> [Int] {
    graph[id].shape.sizes.enumerated().map { axis, size in
      Swift.min(axis < element.count ? Swift.max(element[axis], 0) : 0, Swift.max(size - 1, 0))
    }
  }
}

extension Stepper: CustomStringConvertible {
  /// "Stepper at step 3 of 1000, event 5 of 42: %5 = matmul"
  public var description: String {
    "Stepper at training step \(trainingStep) of \(stepLimit), event \(event) of \(eventCount): "
      + "%\(event) = \(current.tensor.primitive.name)"
  }
}
