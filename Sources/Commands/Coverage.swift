import Display
import Foundation
import Lessons

/// Where each statement of the source is taught, shown live and measured: `lessons/coverage.txt`, read and checked against the
/// lessons and demonstrations that there are.
public struct Coverage: Sendable {
  /// A place that a statement refers to.
  public enum Reference: Sendable, Equatable {
    /// "4#The race"
    case section(lesson: Int, heading: String)
    /// "4:race"
    case cell(lesson: Int, label: String)
    /// "step 3:step": a cell that shows a stepper.
    case stepper(lesson: Int, label: String)
    /// "demo optimizers"
    case demo(String)
    /// "claim T2"
    case claim(String)
  }

  /// What is there for a statement, in one respect.
  public enum Answer: Sendable, Equatable {
    case places([Reference])
    /// Nothing is planned.
    case none
    case notYet
  }

  /// A statement, a row of a table or a question, in our own words.
  public struct Entry: Sendable, Equatable {
    public var id: String
    public var statement: String
    public var section: String
    public var taught: Answer = .none
    public var live: Answer = .none
    public var measured: Answer = .none
    /// The line of the file on which it begins.
    public var line: Int
  }

  public let file: String
  public let entries: [Entry]
  private let places: Places

  public init(places: Places) throws {
    self.places = places
    let url = places.lessons.appending(path: "coverage.txt")
    file = "\(places.lessons.lastPathComponent)/coverage.txt"
    guard let text = try? String(contentsOf: url, encoding: .utf8) else {
      throw Diagnostic(
        "coverage-unreadable", at: .init(file: file), "The list of the source’s statements cannot be read.",
        hint: "It stands beside the lessons, as \(file).")
    }
    entries = try CoverageReader(file: file).entries(in: text)
  }
}

extension Coverage {
  /// Every reference that leads nowhere, and every id that is given twice.
  public func problems() throws -> [Diagnostic] {
    let index = try CoverageIndex(places: places)
    var seen: Set<String> = []
    return entries.flatMap { entry -> [Diagnostic] in
      let isNew = seen.insert(entry.id).inserted
      let twice =
        isNew ? [] : [problem("coverage-id", entry, "The id \(entry.id) is given twice.", "Give it a new number.")]
      let answers = [("taught", entry.taught), ("live", entry.live), ("measured", entry.measured)]
      return twice
        + answers.flatMap { key, answer -> [Diagnostic] in
          guard case .places(let references) = answer else { return [] }
          return references.compactMap { reference in
            index.flaw(of: reference, as: key).map {
              problem(
                "coverage-reference", entry, "\(entry.id), \(key): \($0)", "Correct it in \(file), or write “not yet”.")
            }
          }
        }
    }
  }

  private func problem(_ id: String, _ entry: Entry, _ summary: String, _ hint: String) -> Diagnostic {
    Diagnostic(id, at: .init(file: file, line: entry.line), summary, hint: hint)
  }

  /// How many statements have something in a respect, of how many.
  func count(_ answer: KeyPath<Entry, Answer>) -> Int {
    entries.count { if case .places = $0[keyPath: answer] { true } else { false } }
  }
}

/// What there is to refer to.
struct CoverageIndex {
  private var headings: [Int: Set<String>] = [:]
  private var cells: [Int: Set<String>] = [:]
  private var steppers: [Int: Set<String>] = [:]
  private var claims: Set<String> = []
  private var demos: Set<String> = []

  init(places: Places) throws {
    for lesson in try LessonLibrary(folder: places.lessons).entries.compactMap({ try? $0.read() }) {
      guard let number = lesson.number else { continue }
      headings[number] = Set(
        lesson.pieces.flatMap { piece -> [String] in
          guard case .prose(let blocks) = piece else { return [] }
          return blocks.compactMap { if case .heading(_, let title) = $0.kind { title.words } else { nil } }
        })
      cells[number] = Set(lesson.cells.map(\.label))
      for cell in lesson.cells {
        claims.formUnion(cell.code.matches(of: /Claim\(\s*"([^"]+)"/).map { String($0.output.1) })
        if cell.code.contains("Stepper(") { steppers[number, default: []].insert(cell.label) }
      }
    }
    demos = Set(try DemoLibrary(places: places).entries.map(\.name))
  }

  /// What is wrong with a reference; nil where it leads somewhere.
  func flaw(of reference: Coverage.Reference, as key: String) -> String? {
    switch reference {
    case .section(let lesson, let heading):
      guard let known = headings[lesson] else { return "there is no lesson \(lesson)." }
      return known.contains(heading)
        ? nil : "lesson \(lesson) has no section “\(heading)”.\(didYouMean(heading, among: known.sorted()))"
    case .cell(let lesson, let label):
      guard let known = cells[lesson] else { return "there is no lesson \(lesson)." }
      return known.contains(label)
        ? nil : "lesson \(lesson) has no cell “\(label)”.\(didYouMean(label, among: known.sorted()))"
    case .stepper(let lesson, let label):
      return steppers[lesson]?.contains(label) == true ? nil : "lesson \(lesson) has no cell “\(label)” with a stepper."
    case .demo(let name):
      return demos.contains(name) ? nil : "there is no demonstration “\(name)”."
    case .claim(let id):
      return claims.contains(id) ? nil : "no lesson tests a claim “\(id)”."
    }
  }
}
