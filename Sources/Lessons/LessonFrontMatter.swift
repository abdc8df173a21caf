import Display
import Markup
import Yams

extension FrontMatter {
  static let keys = ["title", "goal", "needs", "minutes", "seed", "parameters"]
  static let example = "---\ntitle: …\ngoal: …\nminutes: 20\n---"

  init() { self.init(title: "", goal: "", minutes: 0, seed: 0) }
}

extension LessonReader {
  /// In bytes. Front matter is a few lines; what is larger is a fence in the wrong place.
  private static let largestFrontMatter = 65_536

  /// Returns the line on which the body starts.
  mutating func readFrontMatter(into frontMatter: inout FrontMatter) -> Int {
    guard isMarker(1, "---") else {
      report(
        "front-matter-missing", line: 1, "A lesson starts with front matter between two lines “---”.",
        hint: "Begin the file with:\n\(FrontMatter.example)")
      return 1
    }
    guard let end = (2..<max(2, source.lineCount + 1)).first(where: { isMarker($0, "---") || isMarker($0, "...") })
    else {
      report(
        "front-matter-unclosed", line: 1, "The front matter that starts here is not closed.",
        hint: "Put a line “---” after its last key.")
      return source.lineCount + 1
    }
    let bytes = source.bytes[source.offset(ofLine: 2)..<source.offset(ofLine: end)]
    if bytes.count > Self.largestFrontMatter {
      report(
        "front-matter-too-large", line: 1, "The front matter has \(bytes.count) bytes; at most 65536 are read.",
        hint: "Check that the line “---” which closes it is there, and move data into files of its own.")
    } else {
      readYAML(String(decoding: bytes, as: UTF8.self), into: &frontMatter)
    }
    return end + 1
  }

  private func isMarker(_ line: Int, _ marker: String) -> Bool {
    let bytes = source.line(line)
    return bytes.starts(with: marker.utf8) && bytes.dropFirst(3).allSatisfy(\.isWhitespace)
  }

  private mutating func readYAML(_ yaml: String, into frontMatter: inout FrontMatter) {
    do {
      let root = try Yams.compose(yaml: yaml)
      guard let mapping = root?.mapping else {
        if root != nil {
          report(
            "front-matter-malformed", line: root?.mark.map { $0.line + 1 } ?? 2, "Front matter is “key: value” lines.",
            hint: "Write it like this:\n\(FrontMatter.example)")
        }
        checkRequired(&frontMatter)
        return
      }
      for (key, value) in mapping { read(key, value, into: &frontMatter) }
      checkRequired(&frontMatter)
    } catch {
      reportYAML(error)
    }
  }

  private mutating func read(_ keyNode: Node, _ value: Node, into frontMatter: inout FrontMatter) {
    let key = keyNode.string ?? "?"
    frontMatter.lines[key] = place(keyNode).line
    switch key {
    case "title": frontMatter.title = text(value, key) ?? "?"
    case "goal": frontMatter.goal = text(value, key) ?? "?"
    case "needs": frontMatter.needs = names(value, key)
    case "minutes": frontMatter.minutes = integer(value, key, in: 1...600).map(Int.init) ?? 1
    case "seed": readSeed(value, into: &frontMatter)
    case "parameters": frontMatter.parameters = parameters(value)
    default:
      let (line, column) = place(keyNode)
      report(
        "front-matter-unknown-key", line: line, column: column,
        "Front matter has no key “\(key)”.\(didYouMean(key, among: FrontMatter.keys))",
        hint: "The keys are \(FrontMatter.keys.joined(separator: ", ")).")
    }
  }

  private mutating func checkRequired(_ frontMatter: inout FrontMatter) {
    for key in ["title", "goal", "minutes"] where frontMatter.lines[key] == nil {
      report(
        "front-matter-missing-key", line: 1, "The front matter has no “\(key)”.",
        hint: key == "minutes" ? "Add how long it takes to teach: “minutes: 20”." : "Add a line “\(key): …”.")
    }
  }

  private mutating func text(_ node: Node, _ key: String) -> String? {
    if let text = node.scalar?.string, text.contains(where: { !$0.isWhitespace }) { return text }
    reportType(node, key, wanted: "a line of text")
    return nil
  }

  mutating func integer(_ node: Node, _ key: String, in range: ClosedRange<UInt64>) -> UInt64? {
    if let scalar = node.scalar, scalar.style == .plain, let value = UInt64(scalar.string), range.contains(value) {
      return value
    }
    let upper = range.upperBound == .max ? " or more" : " to \(range.upperBound)"
    reportType(node, key, wanted: "a whole number, \(range.lowerBound)\(upper)")
    return nil
  }

  /// A list of names; a single name stands for a list of one.
  private mutating func names(_ node: Node, _ key: String) -> [String] {
    let nodes = node.sequence.map(Array.init) ?? [node]
    var names: [String] = []
    for node in nodes {
      if let name = node.scalar?.string, !name.isEmpty {
        names.append(name)
      } else {
        reportType(node, key, wanted: "a list of lesson names, such as [forward-propagation]")
      }
    }
    return names
  }

  mutating func reportType(_ node: Node, _ key: String, wanted: String) {
    let (line, column) = place(node)
    report(
      "front-matter-wrong-type", line: line, column: column, "“\(key)” expects \(wanted); got \(described(node)).",
      hint: "Write “\(key): …” with \(wanted).")
  }

  private func described(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "“\(scalar.string.prefix(60))”"
    case .mapping: "keys and values"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }

  /// Of the node in the lesson. Yams counts lines from the one after the opening “---”.
  func place(_ node: Node) -> (line: Int, column: Int) { markPlace(node.mark) }

  private func markPlace(_ mark: Yams.Mark?) -> (line: Int, column: Int) {
    guard let mark else { return (2, 1) }
    let line = mark.line + 1
    let before = String(decoding: source.line(line), as: UTF8.self).unicodeScalars.prefix(max(0, mark.column - 1))
    return (line, String(String.UnicodeScalarView(before)).utf8.count + 1)
  }

  private mutating func reportYAML(_ error: any Error) {
    var (line, column) = (2, 1)
    var problem = ""
    switch error as? YamlError {
    case .scanner(_, let text, let mark, _), .parser(_, let text, let mark, _), .composer(_, let text, let mark, _):
      (line, column) = markPlace(mark)
      problem = text
    case .duplicatedKeysInMapping(let keys, let context): return reportDuplicates(keys, in: context.mark)
    case .reader(let text, let offset, _, let yaml):
      line += yaml.utf8.prefix(offset ?? 0).count { $0 == .newline }
      problem = text
    default: problem = "\(error)"
    }
    report(
      "front-matter-malformed", line: min(line, source.lineCount), column: column,
      "The front matter is not valid YAML here.",
      hint: "Check quotes, brackets and indentation; text with a colon in it needs quotes.", details: problem)
  }

  private mutating func reportDuplicates(_ keys: [String], in mapping: Yams.Mark) {
    for key in keys.sorted() {
      let isKey = { [source] (line: Int) in source.line(line).drop(while: \.isWhitespace).starts(with: "\(key):".utf8) }
      let lines = (markPlace(mapping).line...source.lineCount).lazy.filter(isKey).prefix(2)
      report(
        "front-matter-duplicate-key", line: Array(lines).last ?? markPlace(mapping).line,
        "“\(key)” is given twice in the front matter.", hint: "Keep one of the two.")
    }
  }
}
