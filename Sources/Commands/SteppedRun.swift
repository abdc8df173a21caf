import Display
import Figures
import Foundation
import Lessons

/// A living stepper, from a cell of a lesson or from an expression.
public final class SteppedRun {
  public let title: String
  public let first: StepView
  private let id: Int
  private let session: Session

  /// - Parameters:
  ///   - target: "LESSON:LABEL", or an expression; nil: a neuron.
  ///   - settings: parameters of the lesson, or numbers for the names of the expression.
  public convenience init(_ target: String?, settings: [String], seed: UInt64?, places: Places) throws {
    if let cell = target.flatMap(CellTarget.init) {
      let opened = try OpenedLesson(cell.lesson, in: places, settings: settings, seed: seed)
      try self.init(cell: cell.label, of: opened)
    } else {
      try self.init(target.map { try SteppedExpression($0, settings: settings) } ?? .neuron, places: places)
    }
  }

  private convenience init(_ expression: SteppedExpression, places: Places) throws {
    let (outputs, session) = try Question(expression.code, file: "expression", places: places).ask()
    try self.init(outputs, of: session, missing: Diagnostic("no-stepper", "The expression cannot be stepped through."))
  }

  private convenience init(cell label: String, of opened: OpenedLesson) throws {
    let index = try opened.lesson.cell(labelled: label)
    let session = try opened.makeSession()
    let result = session.run(cell: index)
    let errors = result.diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else { throw Diagnostics(errors) }
    let place = Diagnostic.Place(file: opened.lesson.file, line: opened.lesson.cells[index].line)
    try self.init(
      result.outputs, of: session,
      missing: Diagnostic(
        "no-stepper", at: place, "The cell “\(label)” shows nothing that can be stepped through.",
        hint: "A cell does so with show(Stepper(…))."))
  }

  private init(_ outputs: [Output], of session: Session, missing: Diagnostic) throws {
    for case .steps(let steps) in outputs {
      (title, first, id) = (steps.title, steps.view, steps.id)
      self.session = session
      return
    }
    session.close()
    throw missing
  }

  public func perform(_ command: StepCommand) throws -> StepView { try session.step(id, command) }

  private func perform(_ command: StepCommand, showing extent: StepExtent) throws -> StepView {
    try session.step(id, command, showing: extent)
  }

  public func close() { session.close() }

  /// Goes through the first training steps, event by event.
  ///
  /// - Parameter body: sees each event as it comes, with its number from 0; answers whether to go on.
  public func forEachEvent(
    trainingSteps: Int = 1, showing extent: StepExtent, _ body: (Int, StepView) throws -> Bool
  ) throws {
    var view = try perform(.start, showing: extent)
    var count = 0
    while try body(count, view) {
      let next = try perform(.forward, showing: extent)
      guard next.sequence > view.sequence, next.trainingStep < trainingSteps else { break }
      view = next
      count += 1
    }
  }

  /// One numbered picture per event, each written as it comes.
  ///
  /// - Parameter wrote: is given each path.
  public func writeFrames(
    to folder: String, as format: FigureFormat, trainingSteps: Int, wrote: (String) throws -> Void
  ) throws {
    let writer = FrameWriter(folder: folder, format: format)
    // In the end all values are there, and with them what takes most room.
    writer.makeRoom(for: try perform(.end, showing: .picture))
    try forEachEvent(trainingSteps: trainingSteps, showing: .picture) { _, view in
      try wrote(writer.write(view))
      return true
    }
    let outgrown = writer.outgrown
    guard !outgrown.isEmpty else { return }
    try forEachEvent(trainingSteps: trainingSteps, showing: .picture) { index, view in
      try writer.rewrite(index, view)
      return index + 1 < outgrown.upperBound
    }
  }
}

extension StepView {
  /// The position as lines of text: the operation, its formula with the numbers, the gradient's ledger.
  public var plainText: String {
    var lines = ["\(sequence)  \(phase.rawValue)  \(headline)"]
    lines += ([formula] + working + [localDerivative]).filter { !$0.isEmpty }.map { "    \($0)" }
    if let ledger {
      lines.append("    \(ledger.title)")
      lines += ledger.entries.map { entry in
        "      \(entry.source): " + (entry.isComputed ? "\(entry.contribution), sum \(entry.runningSum)" : "–")
      }
    }
    return lines.joined(separator: "\n")
  }
}
