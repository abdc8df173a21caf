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

  public func close() { session.close() }

  /// Every event of the first `trainingSteps` training steps, in order.
  public func views(trainingSteps: Int = 1) throws -> [StepView] {
    var views = [try perform(.start)]
    while let last = views.last {
      let next = try perform(.forward)
      guard next.sequence > last.sequence, next.trainingStep < trainingSteps else { break }
      views.append(next)
    }
    return views
  }

  /// One numbered picture per event.
  public func writeFrames(to folder: String, as format: FigureFormat, trainingSteps: Int) throws -> [String] {
    try Frames(of: views(trainingSteps: trainingSteps)).write(to: folder, as: format)
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
