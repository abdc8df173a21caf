import Display
import Foundation
import Markup

/// One option of a cell, `//| name: value`: its name, what it expects, and where its value goes.
struct CellOption: Sendable {
  let name: String
  let wanted: String
  /// False when the value is not what is expected.
  let apply: @Sendable (inout CellHeader, String) -> Bool

  /// Quarto's names where Quarto has them.
  static let all: [CellOption] = [
    text("label", "a name such as “fit-the-line”") { $0.label = $1 },
    flag("echo", \.echo), flag("eval", \.eval), flag("output", \.output), flag("warning", \.warning),
    flag("include", \.include), flag("code-fold", \.foldsCode),
    text("fig-cap", "a sentence") { $0.options.figureCaption = $1 },
    text("fig-alt", "a sentence for readers who cannot see the figure") { $0.options.figureAlternativeText = $1 },
    pixels("fig-width", \.figureWidth), pixels("fig-height", \.figureHeight),
    CellOption(name: "expect", wanted: CellOptions.Expectation.allCases.map(\.rawValue).joined(separator: ", ")) {
      guard let value = CellOptions.Expectation(rawValue: $1) else { return false }
      $0.options.expect = value
      return true
    },
    CellOption(name: "timeout", wanted: "seconds, more than 0 and at most 3600") {
      guard let seconds = Double($1), seconds > 0, seconds <= 3600 else { return false }
      $0.options.timeout = seconds
      return true
    },
    CellOption(name: "seed", wanted: "a whole number, 0 or more") {
      guard let seed = UInt64($1) else { return false }
      $0.options.seed = seed
      return true
    },
    flag("slow", \.isSlow), flag("cache", \.cache),
    CellOption(
      name: "reads", wanted: "paths of files or folders, or patterns such as “data/*.csv”, with commas between"
    ) {
      let paths = $1.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard paths.allSatisfy({ !$0.isEmpty && !$0.contains("\0") }) else { return false }
      $0.options.reads = paths
      return true
    },
  ]

  private static func flag(_ name: String, _ path: WritableKeyPath<CellOptions, Bool> & Sendable) -> CellOption {
    CellOption(name: name, wanted: "true or false") {
      guard let value = Bool($1) else { return false }
      $0.options[keyPath: path] = value
      return true
    }
  }

  private static func pixels(_ name: String, _ path: WritableKeyPath<CellOptions, Int?> & Sendable) -> CellOption {
    CellOption(name: name, wanted: "a whole number of pixels from 16 to 10000") {
      guard let value = Int($1), (16...10_000).contains(value) else { return false }
      $0.options[keyPath: path] = value
      return true
    }
  }

  private static func text(
    _ name: String, _ wanted: String, _ assign: @escaping @Sendable (inout CellHeader, String) -> Void
  ) -> CellOption {
    CellOption(name: name, wanted: wanted) {
      guard !$1.isEmpty else { return false }
      assign(&$0, $1)
      return true
    }
  }
}

/// What the option lines of one cell say.
struct CellHeader {
  var label: String?
  var options = CellOptions()
  var lines: [String: Int] = [:]
  var lineCount = 0
}

extension LessonReader {
  private static let mark = "//|"

  /// The options at the top of a cell, whose code runs from line `first` through `last`.
  mutating func optionLines(from first: Int, through last: Int) -> CellHeader {
    var header = CellHeader()
    var isAtTop = true
    for number in first..<max(first, last + 1) {
      let line = source.line(number)
      let isOption = line.drop(while: \.isWhitespace).starts(with: Self.mark.utf8)
      isAtTop = isAtTop && isOption
      if isAtTop {
        header.lineCount += 1
        readOption(Substring(decoding: line, as: UTF8.self), line: number, into: &header)
      } else if isOption {
        report(
          "option-misplaced", line: number, "This option stands below the first line of code.",
          hint: "Options are the first lines of a cell: move it to the top.")
      }
    }
    return header
  }

  private mutating func readOption(_ text: Substring, line: Int, into header: inout CellHeader) {
    let afterMark = text.drop { $0 == " " || $0 == "\t" }.dropFirst(Self.mark.count)
    let start = afterMark.drop { $0 == " " || $0 == "\t" }
    func column(_ part: Substring) -> Int { text.utf8.distance(from: text.startIndex, to: part.startIndex) + 1 }
    guard let colon = start.firstIndex(of: ":") else {
      report(
        "option-malformed", line: line, column: column(start), "An option is written “//| key: value”.",
        hint: "Put a colon after the key, or write “//” for a comment.")
      return
    }
    let name = String(start[..<colon].reversed().drop { $0 == " " }.reversed())
    let rest = start[start.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
    guard let option = CellOption.all.first(where: { $0.name == name }) else {
      let names = CellOption.all.map(\.name)
      report(
        "option-unknown", line: line, column: column(start),
        "A cell has no option “\(name)”.\(didYouMean(name, among: names))",
        hint: "The options are \(names.joined(separator: ", ")).")
      return
    }
    if let earlier = header.lines[name] {
      report(
        "option-duplicate", line: line, column: column(start), "“\(name)” is already set on line \(earlier).",
        hint: "Keep one of the two.")
    }
    header.lines[name] = line
    guard let value = OptionValue.read(rest), option.apply(&header, value) else {
      let given = rest.isEmpty ? "nothing" : "“\(rest)”"
      report(
        "option-value", line: line, column: column(rest), "“\(name)” expects \(option.wanted); got \(given).",
        hint: "Write “//| \(name): …” with \(option.wanted).")
      return
    }
  }
}

/// A value in YAML's spelling, on one line: plain, 'single quoted' or "double quoted", and maybe a # comment.
enum OptionValue {
  /// nil when a quote is not closed or something follows it.
  static func read(_ text: Substring) -> String? {
    guard let quote = text.first, quote == "\"" || quote == "'" else {
      let plain = text.firstRange(of: " #").map { text[..<$0.lowerBound] } ?? text
      return String(plain.reversed().drop(while: \.isWhitespace).reversed())
    }
    var value = ""
    var rest = text.dropFirst()
    while let character = rest.popFirst() {
      if character == quote {
        guard quote == "'", rest.first == "'" else { return isEnd(rest) ? value : nil }
        rest.removeFirst()
        value.append("'")
      } else if character == "\\", quote == "\"", let escaped = rest.popFirst() {
        value.append(escaped == "n" ? "\n" : escaped == "t" ? "\t" : escaped)
      } else {
        value.append(character)
      }
    }
    return nil
  }

  private static func isEnd(_ rest: Substring) -> Bool {
    let rest = rest.drop(while: \.isWhitespace)
    return rest.isEmpty || rest.hasPrefix("#")
  }
}
