import Display
import Foundation
import Lessons
import Markup

/// What can be looked up: the rows of the tables in Docs that have a column of calls or commands, the lessons and the
/// demonstrations. What is said of something is said there; this only finds it.
public struct Reference: Sendable {
  public struct Entry: Codable, Sendable, Equatable {
    /// "sum of all numbers, or along axes".
    public var name: String
    /// What to write: "sum(x, axis: 0)", "nnlearn lesson 3".
    public var call: String
    /// What it is called elsewhere: "torch.sum, np.sum".
    public var otherNames: String
    /// "Docs/TENSORS.md".
    public var page: String
    /// All that is said of it here, for words that are only spoken of.
    var words: String
    /// Of a table that sets another library's names beside ours.
    var isTranslation: Bool
  }

  public let entries: [Entry]
  /// For each numbered lesson, the names in its cells.
  private let namesInLessons: [(number: Int, names: Set<Substring>)]

  /// Titles of the columns whose cells can be typed.
  private static let calls: Set<String> = ["call", "command", "here"]

  public init(places: Places) throws {
    let folder = places.root.appending(path: "Docs")
    let pages = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") }.sorted()
    // One that cannot be read is told of by `lessons` and `demo`.
    let lessons = try LessonLibrary(folder: places.lessons).entries.compactMap { try? $0.read() }
    namesInLessons = lessons.compactMap { lesson in
      let names = lesson.cells.flatMap { $0.code.matches(of: /[A-Za-z_][A-Za-z0-9_]*/).map(\.0) }
      return lesson.number.map { ($0, Set(names)) }
    }
    let demos = try DemoLibrary(places: places).entries.compactMap { try? $0.read() }
    entries =
      try pages.flatMap { page in
        Self.entries(
          in: try String(contentsOf: folder.appending(path: page), encoding: .utf8), page: "Docs/\(page)")
      } + lessons.map { Self.entry(of: $0, command: "lesson \($0.number.map(String.init) ?? $0.name)") }
      + demos.map { Self.entry(of: $0, command: "demo \($0.name)") }
  }

  private static func entry(of lesson: Lesson, command: String) -> Entry {
    let headings = lesson.pieces.flatMap { piece -> [String] in
      guard case .prose(let blocks) = piece else { return [] }
      return blocks.compactMap { if case .heading(_, let title) = $0.kind { title.words } else { nil } }
    }
    return Entry(
      name: lesson.frontMatter.title, call: "nnlearn \(command)", otherNames: "", page: lesson.file,
      words: ([lesson.frontMatter.title, lesson.frontMatter.goal] + headings).joined(separator: " "),
      isTranslation: false)
  }

  /// - Parameter page: the Markdown file's name.
  package static func entries(in text: String, page: String) -> [Entry] {
    var heading = ""
    return Markdown.blocks(in: text).flatMap { block -> [Entry] in
      switch block.kind {
      case .heading(_, let title):
        heading = title.words
        return []
      case .table(_, let header, let rows):
        let titles = header.map(\.words)
        guard let call = titles.firstIndex(where: calls.contains) else { return [] }
        let name = titles.firstIndex { ["what", "name", "does"].contains($0) }
        let others = titles.firstIndex { ["also called", "there"].contains($0) }
        return rows.map { cells in
          Entry(
            name: name.map { cells[$0].words } ?? heading, call: cells[call].words,
            otherNames: others.map { cells[$0].words } ?? "", page: page,
            words: heading + " " + cells.map(\.words).joined(separator: " "), isTranslation: titles.contains("there"))
        }
      default: return []
      }
    }
  }

  // MARK: - Finding

  /// The entries that a word or several mean, best first: those of that name here or elsewhere; then those with these words in
  /// their names; where there are hardly any, those with a word that begins so, and those that speak of it. An option, "--seed",
  /// means the commands that take it.
  public func entries(for word: String) -> [Entry] {
    if word.hasPrefix("--"), word.count > 2 { return entries.filter { $0.words.contains(word) } }
    let wanted = Self.normalized(word)
    guard !wanted.isEmpty else { return [] }
    let words = Self.words(word)
    let ranked = Dictionary(grouping: entries) { rank($0, wanted, words) }
    let few = 3
    let found = (1...4).reversed().reduce(into: [Entry]()) { found, rank in
      if found.count < few { found += ranked[rank] ?? [] }
    }
    // A row that only translates a name says nothing beside one that explains what it leads to.
    let explained = Set(found.filter { !$0.isTranslation }.map { Self.name($0.call) })
    return found.filter { !$0.isTranslation || !explained.contains(Self.name($0.call)) }
  }

  private func rank(_ entry: Entry, _ wanted: String, _ words: [String]) -> Int {
    // Of a translation, what is called; not all that stands in the call.
    let names =
      entry.isTranslation
      ? [Self.name(entry.call), Self.name(entry.otherNames)]
      : [Self.name(entry.call), entry.name, entry.call] + Self.otherNames(entry)
    if names.contains(where: { Self.normalized($0) == wanted }) { return 4 }
    let parts = Set(names.flatMap(Self.parts))
    guard !words.isEmpty else { return entry.call.contains(wanted) ? 3 : 0 }
    if words.allSatisfy(parts.contains) { return 3 }
    if wanted.count > 2, parts.contains(where: { $0.hasPrefix(wanted) }) { return 2 }
    return words.allSatisfy(Set(Self.parts(entry.words)).contains) ? 1 : 0
  }

  /// What a call is a call of: "matmul" of "x.matmul(w)", "oneHot" of "NDArray([1]).oneHot(classes: 2)", what is shown of
  /// "show(…)"; "shape" of "x.shape"; all of it where nothing is called, as in "x .> y".
  static func name(_ call: String) -> String {
    var last = call
    var (depth, name) = (0, "")
    for letter in call.replacing(/^(try |show\(|print\()+/, with: "") + " " {
      let isInside = depth > 0
      if "([{".contains(letter) { depth += 1 }
      if ")]}".contains(letter) { depth -= 1 }
      guard !isInside else { continue }
      if letter.isLetter || letter.isNumber {
        name.append(letter)
      } else {
        if letter == "(" || letter == "{", !name.isEmpty { last = name }
        name = ""
      }
      if depth < 0 { break }
    }
    if last == call, let property = call.firstMatch(of: /^[A-Za-z.]+\.([A-Za-z]+)$/) { return String(property.1) }
    return last
  }

  private static func otherNames(_ entry: Entry) -> [String] {
    entry.otherNames.split(separator: ",").flatMap { name -> [String] in
      let name = name.trimmingCharacters(in: .whitespaces)
      return [name] + (name.split(separator: ".").last.map { [String($0)] } ?? [])
    }
  }

  private static func words(_ text: String) -> [String] {
    text.split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() }
  }

  /// "maxPool2D" as "max", "pool2d", and as a whole.
  private static func parts(_ text: String) -> [String] {
    words(text) + text.matches(of: /[A-Z]?[a-z0-9]+|[A-Z]+/).map { $0.0.lowercased() }
  }

  private static func normalized(_ name: String) -> String {
    let letters = name.lowercased().filter { $0.isLetter || $0.isNumber }
    return letters.isEmpty ? name.filter { !$0.isWhitespace } : letters
  }

  // MARK: - Answers

  /// What a word means: for each entry what it is, what to write, and where it is explained and taught.
  ///
  /// - Throws: a `Diagnostic` when nothing is meant by it.
  public func answer(to word: String, most: Int = 12) throws -> String {
    let found = try meant(by: word)
    let shown = found.prefix(most).map { entry in
      let places = [entry.page] + [taught(entry)].filter { !$0.isEmpty }
      let others = entry.otherNames.isEmpty ? [] : ["  also called \(entry.otherNames)"]
      let lines = [entry.name, "  \(entry.call)"] + others + ["  \(places.joined(separator: " · "))"]
      return lines.joined(separator: "\n")
    }
    let rest = found.count > most ? ["… and \(found.count - most) more. A longer word says which."] : []
    return (shown + rest).joined(separator: "\n\n") + "\n"
  }

  public func json(for word: String) throws -> String {
    String(decoding: try Wire.encode(try meant(by: word)), as: UTF8.self) + "\n"
  }

  private func meant(by word: String) throws -> [Entry] {
    let found = entries(for: word)
    guard found.isEmpty else { return found }
    let names = Set(entries.flatMap { [Self.name($0.call)] + Self.otherNames($0) })
    throw Diagnostic(
      "word-unknown", "Nothing here is called “\(word.prefix(60))”.\(didYouMean(word, among: names.sorted()))",
      hint: "The pages in Docs list what there is: TENSORS.md, LAYERS.md, TRAINING.md, DATA.md and others.")
  }

  /// The lessons whose cells use a name of the call: "lessons 3, 5 and 2 more".
  private func taught(_ entry: Entry) -> String {
    let name = Self.name(entry.call)[...]
    let numbers = namesInLessons.filter { $0.names.contains(name) }.map { "\($0.number)" }
    guard !numbers.isEmpty, entry.page.hasPrefix("Docs/"), entry.page != "Docs/COMMANDS.md" else { return "" }
    let more = numbers.count > 4 ? " and \(numbers.count - 4) more" : ""
    return (numbers.count == 1 ? "lesson " : "lessons ") + numbers.prefix(4).joined(separator: ", ") + more
  }
}

extension [Inline] {
  /// The words, without emphasis and links.
  var words: String {
    map { inline in
      switch inline {
      case .text(let text), .code(let text), .math(let text), .html(let text): text
      case .emphasis(let parts), .strong(let parts), .strikethrough(let parts), .link(_, _, let parts),
        .superscript(let parts), .subscript(let parts):
        parts.words
      case .image(_, _, let text): text
      case .value(let expression, _, _): "{\(expression)}"
      case .footnoteReference: ""
      case .softBreak, .lineBreak: " "
      }
    }.joined()
  }
}
