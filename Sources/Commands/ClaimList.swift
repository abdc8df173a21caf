import Display
import Foundation
import Lessons

/// The claims that lessons put to the test: what their cells show as a `Claim`, measured when they run.
public struct ClaimList {
  public struct Entry: Sendable, Equatable {
    public var claim: Claim
    /// "lessons/06-activations.md"
    public var file: String
    /// "6 Activations and the size of layers"
    public var lesson: String
    public var cell: String
  }

  private let places: Places

  public init(places: Places) { self.places = places }

  /// The claims of the lessons asked for (all, when none is named), in the lessons' order. Cells that make no claim run
  /// only where such a cell needs them.
  /// - Throws: `Diagnostics` when a cell that makes a claim does not run.
  public func entries(_ queries: [String] = []) throws -> [Entry] {
    try LessonLibrary(folder: places.lessons).entries(queries).flatMap { try entries(of: OpenedLesson($0, in: places)) }
  }

  private func entries(of opened: OpenedLesson) throws -> [Entry] {
    let lesson = opened.lesson
    let cells = lesson.cells.filter { $0.options.eval && $0.code.contains("Claim(") }
    guard !cells.isEmpty else { return [] }
    let session = try opened.makeSession()
    defer { session.close() }
    return try cells.flatMap { cell in
      let result = session.run(cell: cell.index)
      guard result.status == .passed else {
        throw Diagnostics(
          result.problems(of: cell, in: lesson, "claim-cell-failed", "makes a claim, but it did not come to its end"))
      }
      return result.outputs.compactMap { output -> Entry? in
        guard case .claim(let claim) = output else { return nil }
        return Entry(
          claim: claim, file: lesson.file,
          lesson: [lesson.number.map(String.init), lesson.frontMatter.title].compactMap(\.self).joined(separator: " "),
          cell: cell.label)
      }
    }
  }
}

extension [ClaimList.Entry] {
  /// Claim, the source's number, what was measured, whether it holds, lesson, and every test that this was found by.
  public func text() -> String {
    map { entry in
      "\(entry.claim.table.title)\n\(entry.claim.table.plainText())\(entry.claim.verdict) Lesson \(entry.lesson).\n"
        + entry.claim.tests.plainText()
    }.joined(separator: "\n")
  }

  /// Docs/CLAIMS.md: the claims and whether they hold at a glance, then each with its numbers.
  public func page() -> String {
    """
    # Claims, measured

    What a widely read introduction says about training, in our own words, and what the lessons measured, on real data. The
    source names neither data nor machine for its numbers: order, ratios and trends are compared, not the numbers
    themselves. Written by `nnlearn claims --page Docs/CLAIMS.md`; the tests run the lessons and compare.
    `Tests/Fixtures/check_claims.py` computes every number and verdict below once more, by SciPy, from what each seed measured.

    | kind of claim | what is tested | it holds when |
    | --- | --- | --- |
    | order | whether the means of two rows differ, by a two-sided t test | every pair stands as claimed |
    | ratio | whether a ratio to the first row is the source’s within a stated factor, by two one-sided tests | every ratio is |
    | equivalence | whether two means differ by less than a stated margin, by two one-sided tests | every pair does |
    | existence (“can”, “may”, “in some cases”) | the same, of every pair | one pair shows it; if none does, it was not seen here |

    Runs that share their seeds are compared as pairs (Student’s paired t, n − 1 degrees of freedom), others by Welch’s t.
    The p of every pair is corrected by Holm’s rule over the pairs of its claim: where nothing differs, at most 5 % of claims
    tell any pair apart. ± is one standard deviation over seeds and describes single runs; the standard error in the tables of
    tests is that of the difference and supports the verdict. What does not vary between the seeds is not part of either.

    \(summary())
    \(sections())
    """
  }

  public func summary() -> String {
    let rows = map { entry in
      [
        "[\(entry.claim.id)](#\(entry.claim.id.lowercased()))", entry.claim.statement, entry.claim.kind.name,
        entry.claim.verdict.outcome.words, entry.lesson,
      ]
    }
    return Table(columns: ["claim", "what it says", "kind", "does it hold", "lesson"], rows: rows).markdown()
  }

  public func sections() -> String {
    map { entry in
      """
      ## \(entry.claim.id)

      \(entry.claim.statement.prefix(1).uppercased() + entry.claim.statement.dropFirst()).

      \(entry.claim.table.markdown())
      \(entry.claim.verdict) Lesson [\(entry.lesson)](../\(entry.file)).

      \(entry.claim.tests.markdown())
      \(entry.claim.perSeed.markdown())

      """
    }.joined(separator: "\n")
  }

  public func json() throws -> String {
    let objects = map { entry in
      Object(
        id: entry.claim.id, statement: entry.claim.statement, kind: entry.claim.kind.name,
        quantity: entry.claim.quantity, lesson: entry.file, cell: entry.cell,
        outcome: entry.claim.verdict.outcome.rawValue, verdict: entry.claim.verdict.description,
        varying: entry.claim.varying, level: entry.claim.level, tests: entry.claim.findings,
        rows: entry.claim.rows.map {
          Object.Row(name: $0.name, source: $0.source, measured: $0.measured, text: formatSpread(of: $0.measured))
        })
    }
    return String(decoding: try Wire.encode(objects), as: UTF8.self) + "\n"
  }
}

/// A claim as other programs read it.
private struct Object: Encodable {
  struct Row: Encodable {
    var name: String
    var source: Double?
    var measured: [Double]
    var text: String
  }

  var id, statement, kind, quantity, lesson, cell, outcome, verdict: String
  var varying: Claim.Variation
  var level: Double
  var tests: [Claim.Finding]
  var rows: [Row]
}
