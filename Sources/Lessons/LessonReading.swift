import Display
import Foundation
import Markup

extension Lesson {
  /// A lesson file. `file` is how the reader and the compiler see its name; nil: the path as given.
  ///
  /// Throws every problem of the file at once, each with its place and what to do.
  public static func read(contentsOf url: URL, file: String? = nil) throws(Diagnostics) -> Lesson {
    let file = file ?? url.relativePath
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw Diagnostics([
        Diagnostic(
          "lesson-unreadable", at: .init(file: file), "The lesson “\(file)” cannot be read.",
          hint: "Check that the file exists and that you may read it.", details: error.localizedDescription)
      ])
    }
    var lesson = try Lesson(text: text(of: data, file: file), file: file)
    lesson.folder = url.standardizedFileURL.deletingLastPathComponent().resolvingSymlinksInPath().path
    return lesson
  }

  /// A lesson's text, read. Throws every problem at once.
  public init(text: String, file: String) throws(Diagnostics) {
    var reader = LessonReader(text: text, file: file)
    let lesson = reader.read()
    if !reader.problems.isEmpty { throw Diagnostics(reader.problems.sorted(by: LessonReader.isBefore)) }
    self = lesson
  }

  private static func text(of data: Data, file: String) throws(Diagnostics) -> String {
    if let text = String(validating: data, as: UTF8.self) { return text }
    let valid = lengthOfValidUTF8(data)
    let before = data.prefix(valid)
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let column = valid - (before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 - data.startIndex } ?? 0) + 1
    let byte = String(data[data.startIndex + valid], radix: 16, uppercase: true)
    throw Diagnostics([
      Diagnostic(
        "lesson-not-utf8", at: .init(file: file, line: line, column: column),
        "A lesson is UTF-8 text, but byte \(valid) of this file (0x\(byte)) is not.",
        hint: "Save the file as UTF-8 in your editor, or convert it: iconv -f WINDOWS-1252 -t UTF-8.")
    ])
  }

  private static func lengthOfValidUTF8(_ data: Data) -> Int {
    var decoder = UTF8()
    var bytes = data.makeIterator()
    var length = 0
    while case .scalarValue(let scalar) = decoder.decode(&bytes) { length += UTF8.width(scalar) }
    return length
  }
}

/// Reads one lesson and collects its problems.
struct LessonReader {
  /// Quotes inside quotes, more than which no page can show.
  static let deepestQuote = 100
  /// In bytes; cmark counts in 32 bits.
  static let largest = 100_000_000

  let file: String
  let text: String
  let source: SourceText
  var problems: [Diagnostic] = []

  init(text: String, file: String) {
    self.file = file
    let isMarked = text.unicodeScalars.first == "\u{FEFF}"
    self.text = Markdown.normalized(isMarked ? String(text.unicodeScalars.dropFirst()) : text)
    source = SourceText(self.text)
  }

  mutating func read() -> Lesson {
    let (number, name) = Lesson.numberAndName(ofFile: file)
    var lesson = Lesson(number: number, name: name, file: file, frontMatter: FrontMatter(), pieces: [])
    guard !source.bytes.allSatisfy(\.isWhitespace) else {
      report(
        "lesson-empty", line: 1, "The lesson is empty.",
        hint: "“nnlearn new NAME” writes a template to start from.")
      return lesson
    }
    guard isReadable() else { return lesson }
    let bodyLine = readFrontMatter(into: &lesson.frontMatter)
    let body = String(decoding: source.bytes[source.offset(ofLine: bodyLine)...], as: UTF8.self)
    lesson.pieces = pieces(of: Markdown.blocks(in: body, firstLine: bodyLine))
    return lesson
  }

  /// Whether the text can be given to the Markdown parser without costing more than a page should.
  private mutating func isReadable() -> Bool {
    if source.bytes.count > Self.largest {
      report(
        "lesson-too-large", line: 1, "The lesson has \(source.bytes.count / 1_000_000) MB; at most 100 can be read.",
        hint: "Move data into files of its own, and load them in a cell.")
      return false
    }
    for line in 1...source.lineCount {
      let marks = source.line(line).prefix { $0 == UInt8(ascii: ">") || $0.isWhitespace }
        .count { $0 == UInt8(ascii: ">") }
      if marks > Self.deepestQuote {
        report(
          "quote-too-deep", line: line, "This line stands in \(marks) quotes inside each other.",
          hint: "Use at most \(Self.deepestQuote) “>” at the start of a line.")
        return false
      }
    }
    return true
  }

  mutating func report(_ id: String, line: Int, column: Int = 1, _ summary: String, hint: String, details: String = "")
  {
    let place = Diagnostic.Place(file: file, line: line, column: column)
    problems.append(Diagnostic(id, at: place, summary, hint: hint, details: details))
  }

  static func isBefore(_ a: Diagnostic, _ b: Diagnostic) -> Bool {
    (a.place?.line ?? 0, a.place?.column ?? 0) < (b.place?.line ?? 0, b.place?.column ?? 0)
  }
}

extension Lesson {
  /// 3 and "backward-propagation" of "lessons/03-backward-propagation.md".
  static func numberAndName(ofFile file: String) -> (number: Int?, name: String) {
    let base = file.split(separator: "/").last ?? ""
    let stem = base.hasSuffix(".md") ? base.dropLast(3) : base
    let digits = stem.prefix { $0.isASCII && $0.isNumber }
    let rest = stem.dropFirst(digits.count)
    guard let number = Int(digits), rest.hasPrefix("-"), rest.count > 1 else { return (nil, String(stem)) }
    return (number, String(rest.dropFirst()))
  }
}
