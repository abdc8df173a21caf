import Display
import Foundation
import Lessons

/// One cell, generated and run in the kernel: how the lesson side asks the maths side something.
///
/// Answers are kept in the cache like those of any cell, so that asking again starts nothing.
struct Question {
  private let lesson: Lesson
  var options: Session.Options

  /// - Parameter file: what problems in the code are said to be in.
  init(_ code: String, file: String, places: Places) throws {
    let text = """
      ---
      title: Question
      goal: Asks the library something.
      minutes: 1
      ---

      ```swift
      \(code)
      ```

      """
    lesson = try Lesson(text: text, file: file)
    options = try Session.Options(settings: [], places: places)
  }

  /// The outputs, with the session that gave them: it is alive and can step.
  func ask(poll: () -> Bool = { true }) throws -> (outputs: [Output], session: Session) {
    let session = try Session(lesson: lesson, options: options)
    let result = session.run(cell: 0, poll: poll)
    guard result.status == .passed else {
      session.close()
      // What follows the first is about the cell around the question.
      throw Diagnostics(result.diagnostics.filter { $0.severity == .error }.prefix(1).map(placeless))
    }
    return (result.outputs, session)
  }

  /// Lines of the generated cell mean nothing to a reader.
  private func placeless(_ problem: Diagnostic) -> Diagnostic {
    var problem = problem
    problem.place?.line = 0
    problem.place?.column = 0
    problem.notes = []
    return problem
  }

  /// The one table that the cell shows.
  func table() throws -> Table {
    let (outputs, session) = try ask()
    session.close()
    for case .table(let table) in outputs { return table }
    throw Diagnostic("no-answer", "The library gave no table.", hint: "“nnlearn doctor” looks for what is missing.")
  }
}
