import Display

/// Turns what other programs say about a cell (the compiler's text, a dead process's last words) into diagnostics at
/// the lesson's own lines, with a sentence for a learner first and the other program's words kept below it.
public enum Diagnose {
  /// The diagnostics in the compiler's text, those to be read first standing first.
  ///
  /// - Parameters:
  ///   - text: what `swift-frontend -diagnostic-style=llvm` wrote to its standard error, for source whose lines are
  ///     named after the lesson by `#sourceLocation`. Other places (generated code, modules) become the nearest place
  ///     in the cell.
  ///   - libraryNames: public names that cells have without an import, for suggestions.
  public static func compilerOutput(
    _ text: String, cell: Cell, lesson: Lesson, libraryNames: [String] = []
  ) -> [Diagnostic] {
    let context = DiagnoseContext(lesson: lesson, cell: cell, libraryNames: libraryNames)
    let messages = CompilerMessage.all(in: text) { file, line in
      context.isLesson(file) ? context.text(ofLine: line) : nil
    }
    var found = messages.filter { !isUnhelpful($0) && !$0.asksForDecoder(among: messages) }.map {
      diagnose($0, in: context)
    }
    if text.contains("Stack dump:") || (messages.isEmpty && !text.allSatisfy(\.isWhitespace)) {
      found.append((compilerFailure(text, context), .consequence))
    }
    return inReadingOrder(found)
  }

  /// What the compiler accepts and a learner hardly means.
  public static func warnings(cell: Cell, lesson: Lesson) -> [Diagnostic] {
    let context = DiagnoseContext(lesson: lesson, cell: cell)
    return (context.lossyDivisions + context.usesBeforeDefinition).sorted {
      ($0.place?.line ?? 0, $0.place?.column ?? 0) < ($1.place?.line ?? 0, $1.place?.column ?? 0)
    }
  }

  /// A cell that waits outside of any function. The compiler takes it; the kernel cannot.
  static func topLevelAwait(in cell: Cell, lesson: Lesson) -> Diagnostic {
    DiagnoseContext(lesson: lesson, cell: cell).topLevelAwait
  }

  private static func isUnhelpful(_ message: CompilerMessage) -> Bool {
    message.kind == .warning && FriendlyMessage.unhelpfulWarnings.contains { $0.match(message.words) != nil }
  }

  private static func diagnose(
    _ message: CompilerMessage, in context: DiagnoseContext
  ) -> (Diagnostic, FriendlyMessage.Rank) {
    let own = context.place(file: message.file, line: message.line, column: message.column)
    let noted = message.notes.lazy.compactMap { context.place(file: $0.file, line: $0.line, column: $0.column) }.first
    let place = own ?? noted ?? context.endOfCell
    var diagnostic = Diagnostic(
      "compiler-\(message.kind.rawValue)", severity: message.kind == .error ? .error : .warning, at: place,
      sentence(message.words), details: details(of: message))
    diagnostic.notes = message.notes.map { note in
      Diagnostic(
        "note", severity: .note, at: context.place(file: note.file, line: note.line, column: note.column),
        sentence(note.words))
    }
    guard let (friendly, values) = FriendlyMessage.recognise(message.words, .compiling, at: place, in: context) else {
      return (diagnostic, .mistake)
    }
    diagnostic.id = friendly.id
    diagnostic.summary = friendly.summary.filled(with: values)
    diagnostic.hint = friendly.hint.filled(with: values)
    return (diagnostic, friendly.rank)
  }

  /// "cannot find 'x' in scope" as a sentence.
  private static func sentence(_ words: String) -> String {
    let text = words.prefix(1).uppercased() + words.dropFirst()
    return text.hasSuffix(".") || text.hasSuffix("?") ? text : text + "."
  }

  private static func details(of message: CompilerMessage) -> String {
    var lines = ["\(message.kind.rawValue): \(message.words)"] + message.rest.filter { !$0.allSatisfy(\.isWhitespace) }
    if !message.fix.isEmpty { lines.append("fix-it: \(message.fix)") }
    for note in message.notes {
      lines.append("note: \(note.words)")
      if !note.fix.isEmpty { lines.append("fix-it: \(note.fix)") }
    }
    return lines.joined(separator: "\n")
  }

  private static func compilerFailure(_ text: String, _ context: DiagnoseContext) -> Diagnostic {
    Diagnostic(
      "compiler-failed", at: context.startOfLine(context.cell.line),
      "The compiler itself failed on this cell; that is not your mistake.",
      hint: "Simplify what was changed last and run the cell again. `nnlearn doctor` checks the installation.",
      details: text)
  }

  private typealias Ranked = (diagnostic: Diagnostic, rank: FriendlyMessage.Rank)

  /// Errors before warnings, causes before what follows from them, otherwise as the compiler found them.
  private static func inReadingOrder(_ found: [Ranked]) -> [Diagnostic] {
    saidOnce(found).enumerated().sorted { a, b in
      let keys = [a, b].map { ($0.element.diagnostic.severity == .error ? 0 : 1, $0.element.rank, $0.offset) }
      return keys[0] < keys[1]
    }.map(\.element.diagnostic)
  }

  /// What is said twice becomes a note of the one that stands first in the lesson; and so does what is said of a line
  /// whose signs the compiler could not make out, because most of it is nonsense then.
  private static func saidOnce(_ found: [Ranked]) -> [Ranked] {
    let unread = found.filter { $0.rank == .syntax && $0.diagnostic.severity == .error }
    var kept: [Ranked] = []
    for (diagnostic, rank) in found {
      let cause = unread.first { $0.diagnostic.place?.line == diagnostic.place?.line }?.diagnostic
      let index = kept.firstIndex { earlier in
        earlier.diagnostic.severity == diagnostic.severity && earlier.diagnostic.details == diagnostic.details
          && earlier.diagnostic.hint == diagnostic.hint
          || earlier.diagnostic == cause
      }
      if let index {
        kept[index].diagnostic.take(in: diagnostic)
      } else if cause == nil || cause == diagnostic {
        kept.append((diagnostic, rank))
      }
    }
    return kept
  }
}

extension CompilerMessage {
  /// Of what can be read from a file, the compiler offers `init(from: Decoder)` to everything that fits no other initialiser,
  /// and then says that it does not fit either: the second says it all.
  fileprivate func asksForDecoder(among messages: [CompilerMessage]) -> Bool {
    words.contains("argument label") && words.contains("'from:'")
      && messages.contains { $0.line == line && $0.words.hasSuffix("does not conform to expected type 'Decoder'") }
  }
}

extension Diagnostic {
  /// Makes a note of `other`; if it is the same, and stands earlier, the two change places.
  fileprivate mutating func take(in other: Diagnostic) {
    var other = other
    if other.details == details, other.hint == hint {
      if other.place == place { return }
      if let mine = place, let its = other.place, (its.line, its.column) < (mine.line, mine.column) {
        swap(&place, &other.place)
      }
      notes.append(Diagnostic("note", severity: .note, at: other.place, "The same here."))
    } else {
      notes.append(Diagnostic("note", severity: .note, at: other.place, other.summary, details: other.details))
    }
  }
}
