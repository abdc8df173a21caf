import Display
import Foundation

extension Coverage {
  /// What is covered, in numbers, then what is not: for the terminal.
  public func text() -> String {
    let lines = [
      "Of \(entries.count) statements, rows and questions, \(count(\.taught)) are taught, \(count(\.live)) shown live and "
        + "\(count(\.measured)) measured.",
      "",
    ]
    let open = Table(
      columns: ["", "not taught", "not live", "not measured", "what it says"],
      rows: entries.filter { !$0.isCovered }.map { entry in
        [entry.id] + [entry.taught, entry.live, entry.measured].map(\.gap) + [entry.statement]
      })
    return lines.joined(separator: "\n") + open.plainText()
  }

  /// Docs/COVERAGE.md.
  public func page() -> String {
    """
    # Coverage

    What a widely read introduction to training says, statement by statement in our own words, and where the course teaches it,
    shows it live and measures it. `lessons/coverage.txt` is the list; `nnlearn coverage` says what is missing, and
    `nnlearn coverage --page Docs/COVERAGE.md` writes this page. The tests hold every reference to a section, a demonstration, a cell or a
    claim that there is. “–”: there is nothing. “not yet”: a lesson is still to be written.

    Of \(entries.count) statements, rows and questions, \(count(\.taught)) are taught, \(count(\.live)) shown live and \
    \(count(\.measured)) measured.

    \(sections())
    """
  }

  private func sections() -> String {
    var names: [String] = []
    for entry in entries where names.last != entry.section { names.append(entry.section) }
    return names.map { name in
      let rows = entries.filter { $0.section == name }.map { entry in
        [entry.id, entry.statement] + [entry.taught, entry.live, entry.measured].map { markdown($0) }
      }
      let table = Table(columns: ["", "what it says", "taught", "live", "measured"], rows: rows)
      return "## \(name)\n\n\(table.markdown())"
    }.joined(separator: "\n")
  }

  private func markdown(_ answer: Answer) -> String {
    switch answer {
    case .none: "–"
    case .notYet: "not yet"
    case .places(let places): places.map(\.words).joined(separator: "; ")
    }
  }

  public func json() throws -> String {
    let objects = entries.map { entry in
      Object(
        id: entry.id, section: entry.section, statement: entry.statement, taught: markdown(entry.taught),
        live: markdown(entry.live), measured: markdown(entry.measured))
    }
    return String(decoding: try Wire.encode(objects), as: UTF8.self) + "\n"
  }
}

private struct Object: Encodable {
  var id, section, statement, taught, live, measured: String
}

extension Coverage.Entry {
  var isCovered: Bool { [taught, live, measured].allSatisfy { if case .places = $0 { true } else { false } } }
}

extension Coverage.Answer {
  fileprivate var gap: String {
    switch self {
    case .places: ""
    case .none: "–"
    case .notYet: "not yet"
    }
  }
}

extension Coverage.Reference {
  /// "lesson 4, The race"
  var words: String {
    switch self {
    case .section(let lesson, let heading): "lesson \(lesson), \(heading)"
    case .cell(let lesson, let label): "lesson \(lesson), cell `\(label)`"
    case .stepper(let lesson, let label): "`nnlearn step \(lesson):\(label)`"
    case .demo(let name): "`nnlearn demo \(name)`"
    case .claim(let id): "claim [\(id)](CLAIMS.md#\(id.lowercased()))"
    }
  }
}
