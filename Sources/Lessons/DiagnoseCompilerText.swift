/// One message in the compiler's text (`-diagnostic-style=llvm`), and what it says of it in notes.
///
///     lessons/03-x.md:42:17: error: cannot convert value of type 'Int' to specified type 'Double'
///     let b: Double = a
///                     ^
///                     Double( )
struct CompilerMessage: Equatable {
  enum Kind: String { case error, warning, note, remark }

  var kind: Kind
  /// "" when the compiler names none.
  var file: String
  /// From 1; 0 is unknown.
  var line: Int
  var column: Int
  var words: String
  /// The line below the marks: what the compiler would write instead.
  var fix = ""
  /// Lines that belong to neither: the rest of a message of several lines.
  var rest: [String] = []
  var notes: [CompilerMessage] = []

  /// `sourceLine` gives the text of a line of a file, if it is known: then a line that only repeats it is passed over,
  /// even if it looks like a message.
  static func all(in text: String, sourceLine: (_ file: String, _ line: Int) -> String?) -> [CompilerMessage] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var messages: [CompilerMessage] = []
    var index = 0
    while index < lines.count {
      guard var message = CompilerMessage(header: lines[index]) else {
        messages[last: messages.count - 1]?.rest.append(lines[index])
        index += 1
        continue
      }
      index += 1
      message.readExcerpt(lines, &index, source: sourceLine(message.file, message.line))
      if message.kind == .note && !messages.isEmpty {
        messages[messages.count - 1].notes.append(message)
      } else if message.kind != .remark {
        messages.append(message)
      }
    }
    return messages
  }

  /// nil when the line is no "file:line:column: kind: words" (file and numbers may be missing).
  init?(header: String) {
    for kind in [Kind.error, .warning, .note, .remark] {
      let marker = kind.rawValue + ": "
      if header.hasPrefix(marker) {
        self.init(kind: kind, file: "", line: 0, column: 0, words: Self.withoutGroup(header.dropFirst(marker.count)))
        return
      }
    }
    // The first ": kind: " that follows a number is the header's own; the words may contain others.
    var colon = header.startIndex
    while let next = header[colon...].dropFirst().firstIndex(of: ":") {
      colon = next
      let tail = header[colon...]
      guard let kind = [Kind.error, .warning, .note, .remark].first(where: { tail.hasPrefix(": \($0.rawValue): ") })
      else { continue }
      var parts = header[..<colon].split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count >= 2, let last = Int(parts.removeLast()) else { continue }
      let line = parts.count >= 2 ? Int(parts[parts.count - 1]) : nil
      if line != nil { parts.removeLast() }
      self.init(
        kind: kind, file: parts.joined(separator: ":"), line: line ?? last, column: line == nil ? 0 : last,
        words: Self.withoutGroup(tail.dropFirst(kind.rawValue.count + 4)))
      return
    }
    return nil
  }

  private init(kind: Kind, file: String, line: Int, column: Int, words: String) {
    self.kind = kind
    self.file = file
    self.line = line
    self.column = column
    self.words = words
  }

  /// Newer compilers name a warning's group at its end: "… is unused [#no-usage]".
  private static func withoutGroup(_ words: Substring) -> String {
    var words = words
    if words.hasSuffix("]"), let open = words.lastIndex(of: "["), words[open...].hasPrefix("[#") {
      words = words[..<open]
    }
    while words.last == " " { words.removeLast() }
    return String(words)
  }

  /// The repeated source line, the line of marks, and the suggestion under it.
  private mutating func readExcerpt(_ lines: [String], _ index: inout Int, source: String?) {
    guard index < lines.count, line > 0 else { return }
    if lines[index] == source || CompilerMessage(header: lines[index]) == nil { index += 1 } else { return }
    guard index < lines.count, Self.isMarks(lines[index]) else { return }
    index += 1
    guard index < lines.count, lines[index].hasPrefix(" "), CompilerMessage(header: lines[index]) == nil else { return }
    fix = lines[index].split(separator: " ").joined(separator: " ")
    index += 1
  }

  private static func isMarks(_ line: String) -> Bool {
    line.contains("^") && line.allSatisfy { " \t^~".contains($0) }
  }
}

extension Array {
  /// The element to change in place, or nil outside the bounds.
  fileprivate subscript(last index: Int) -> Element? {
    get { indices.contains(index) ? self[index] : nil }
    set { if let newValue, indices.contains(index) { self[index] = newValue } }
  }
}
