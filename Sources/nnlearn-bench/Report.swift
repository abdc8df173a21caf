import Foundation

/// All measurements as a table: for the terminal, and as Markdown.
struct Report {
  enum Row {
    case measured(Measurement)
    case missing(name: String, reason: String)

    /// Name, median, aim, verdict, note.
    var cells: [String] {
      switch self {
      case .missing(let name, let reason): return [name, "–", "", "", reason]
      case .measured(let row):
        let sign = row.unit == .perSecond ? "≥ " : "≤ "
        return [
          row.name, Measurement.text(row.median, in: row.unit),
          row.aim.map { sign + Measurement.text($0, in: row.unit) } ?? "",
          row.meetsAim.map { $0 ? "yes" : "no" } ?? "", row.note,
        ]
      }
    }
  }

  struct Section {
    let title: String
    let rows: [Row]
  }

  /// As it was before anything was measured.
  let machine: Machine
  let sections: [Section]

  static let heading = ["what", "median", "aim", "met", "compared with, notes"]

  var text: String {
    let rows = sections.map { $0.rows.map(\.cells) }
    let widths = Self.heading.indices.map { column in
      ([Self.heading] + rows.flatMap { $0 }).map { $0[column].count }.max()!
    }
    func line(_ cells: [String]) -> String {
      let padded = zip(cells, widths).enumerated().map { column, cell in
        let space = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 1 || column == 2 ? space + cell.0 : cell.0 + space
      }
      return padded.joined(separator: "  ").trimmingSuffix(" ")
    }
    var lines = [machine.description, "", line(Self.heading)]
    for (section, rows) in zip(sections, rows) { lines += ["", section.title] + rows.map(line) }
    return lines.joined(separator: "\n") + "\n"
  }

  var markdown: String {
    func line(_ cells: [String]) -> String {
      "| " + cells.map { $0.replacingOccurrences(of: "|", with: "\\|") }.joined(separator: " | ") + " |"
    }
    var lines = [
      "Measured by `./nnlearn bench --write` on: \(machine).",
      "Every number is the median of at least five.", "",
    ]
    for section in sections {
      lines += ["### \(section.title)", "", line(Self.heading), "|---|--:|--:|---|---|"]
      lines += section.rows.map { line($0.cells) } + [""]
    }
    return lines.joined(separator: "\n")
  }
}

/// What a reader must know of the machine to make sense of the numbers.
struct Machine: CustomStringConvertible {
  let processor: String
  let cores: Int
  /// How many processes wanted a core, on average over the minute before: more than `cores`, and all times are too long.
  let load: Double

  static var current: Machine {
    let facts = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model = facts.split(separator: "\n").first { $0.hasPrefix("model name") }?.split(separator: ":").last
    var load = 0.0
    getloadavg(&load, 1)
    return Machine(
      processor: model.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown processor",
      cores: ProcessInfo.processInfo.activeProcessorCount, load: load)
  }

  var description: String {
    let busy = load > Double(cores) / 2 ? ", busy with other work (load \(String(format: "%.1f", load)))" : ""
    return "\(processor), \(cores) \(cores == 1 ? "core" : "cores")\(busy)"
  }
}

extension String {
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var text = self[...]
    while text.last == character { text.removeLast() }
    return String(text)
  }
}
