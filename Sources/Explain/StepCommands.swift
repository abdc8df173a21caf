import Autodiff
import Display

// What a reader asks of a stepper, carried out.

extension Stepper: Steppable {
  public var title: String {
    "\(eventCount) operations" + (stepLimit > 1 ? ", \(stepLimit) training steps" : "")
  }

  /// Moves, and answers with what the cursor sees then. A move that is not possible leaves the cursor where it is and says why
  /// in the notes; a name or branch that does not exist is thrown.
  public func perform(_ command: StepCommand, showing extent: StepExtent) throws -> StepView {
    try view(notes: carryOut(command), showing: extent)
  }

  private func carryOut(_ command: StepCommand) throws -> [String] {
    let atEnd = ["the last event there is"]
    let atStart = ["the first event there is"]
    switch command {
    case .show: return arrivalNotes
    case .forward: return forward() ? arrivalNotes : atEnd
    case .back: return back() ? arrivalNotes : atStart
    case .over: return over() ? arrivalNotes : atEnd
    case .overBack: return overBack() ? arrivalNotes : atStart
    case .nextPhase: return nextPhase() ? arrivalNotes : atEnd
    case .previousPhase: return previousPhase() ? arrivalNotes : atStart
    case .nextTrainingStep: return nextTrainingStep() ? arrivalNotes : ["the last training step there is"]
    case .previousTrainingStep: return previousTrainingStep() ? arrivalNotes : ["the first training step"]
    case .start: return start() ? arrivalNotes : atStart
    case .end: return endOfStep() ? arrivalNotes : ["the last event of this training step"]
    case .toEvent(let id):
      move(to: Position(trainingStep: trainingStep, event: id))
      return arrivalNotes
    case .toTrainingStep(let step):
      move(to: Position(trainingStep: step, event: event))
      return arrivalNotes
    case .toName(let name): return try moveOrThrow(to: name)
    case .toFirstNonFinite:
      return toFirstNonFinite() ? ["first value that is not finite"] : ["every value from here on is finite"]
    case .toggleBreakpoint:
      toggleBreakpoint()
      return [breakpoints.contains(event) ? "breakpoint set" : "breakpoint removed"]
    case .toBreakpoint: return toBreakpoint() ? ["breakpoint"] : ["no breakpoint lies ahead"]
    case .selectElement(let index):
      element = index
      return []
    case .whatIf(let number): return ["branch '\(whatIf(number))': what follows from it is marked ⎇"]
    case .undo(let number):
      guard settings.indices.contains(number) else { return ["nothing is set by hand in branch '\(branch.name)'"] }
      let setting = settings[number]
      let name = undo(number)
      return ["\(setting.label) is computed again: branch '\(name)'"]
    case .switchBranch(let name):
      guard switchBranch(to: name) else {
        throw Diagnostic(
          "no-such-branch", "There is no branch '\(name)'; there are \(branches.map(\.name).joined(separator: ", ")).")
      }
      return ["branch '\(name)'"]
    case .toFirstDifference:
      guard let position = firstDifference() else { return ["this branch does not differ from the one it left"] }
      move(to: position)
      return ["branch '\(branch.name)' first differs here"]
    }
  }

  private func moveOrThrow(to name: String) throws -> [String] {
    if move(toName: name) { return arrivalNotes }
    let wanted = typed(name)
    if let id = graph.operations.indices.first(where: { typed(graph.label($0)) == wanted }) {
      move(to: Position(trainingStep: trainingStep, event: id))
      return arrivalNotes
    }
    let names = graph.operations.indices.map { typed(graph.name(of: $0)) }
    throw Diagnostic(
      "no-such-value", "No value is named '\(name)'." + didYouMean(wanted, among: names),
      hint: "Names are those in the graph, typed plainly: W1, eta, dL/dw, x*w; an event has a number too.")
  }

  private var arrivalNotes: [String] {
    (breakpoints.contains(event) ? ["breakpoint"] : []) + (note(event)?.flags ?? [])
  }
}
