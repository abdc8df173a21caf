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
      throw Diagnostics(result.diagnostics.filter { $0.severity == .error }.map(placeless))
    }
    return (result.outputs, session)
  }

  /// Lines of the generated cell mean nothing to a reader.
  private func placeless(_ problem: Diagnostic) -> Diagnostic {
    var problem = problem
    problem.place?.line = 0
    problem.place?.column = 0
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

/// Lists that the library keeps, asked of the library itself.
public enum Catalogue: String, Sendable, CaseIterable {
  case operations, data

  public func table(in places: Places) throws -> Table {
    try Question(code, file: rawValue, places: places).table()
  }

  private var code: String {
    switch self {
    case .operations:
      """
      show(Table(
        columns: ["name", "symbol", "formula", "derivative"],
        rows: Primitive.all.map { [$0.name, $0.symbol, $0.formula, $0.localDerivatives.joined(separator: ", ")] }))
      """
    case .data:
      """
      show(Table(
        columns: ["name", "rows", "about", "licence", "source"],
        rows: Dataset.all.map { [$0.name, String($0.count), $0.summary, $0.licence, $0.source] }))
      """
    }
  }
}

extension Table {
  /// As text columns, for terminals and pipes.
  public func plainText() -> String {
    textTable(
      [columns] + rows,
      numbers: Set(alignments.indices.filter { alignments[$0] == .trailing }))
  }

  /// One object per row, keyed by the columns.
  public func json() throws -> String {
    let objects = rows.map { Dictionary(zip(columns, $0)) { first, _ in first } }
    return String(decoding: try Wire.encode(objects), as: UTF8.self) + "\n"
  }
}
