import Display

/// What a student reads above the compiler's or the runtime's own words: a plain sentence, and what to do.
///
/// To add one, write an entry in the list of its kind (`DiagnoseMessages….swift`). Its example is compiled, and the
/// repaired one too, by the tests; Docs/ERRORS.md is made from the entries.
public struct FriendlyMessage: Sendable {
  public enum Stage: String, Sendable, CaseIterable { case compiling, running }

  /// Which of several messages is read first: a missing bracket makes nonsense of everything after it, and some
  /// messages only follow from others.
  public enum Rank: Int, Sendable, Comparable {
    case syntax, mistake, consequence
    public static func < (a: Rank, b: Rank) -> Bool { a.rawValue < b.rawValue }
  }

  /// Kebab-case, unique.
  public var id: String
  public var stage: Stage
  public var rank: Rank
  /// The other program's words, as far as they are recognised by them.
  public var words: [Phrase]
  /// What else must be so.
  public var situation: Situation
  /// May use the holes of every phrase in `words`, and those that `situation` fills.
  public var summary: Phrase
  public var hint: Phrase
  /// A small cell that makes this mistake, and the same repaired.
  public var wrong: String
  public var right: String

  init(
    _ id: String, _ words: [Phrase], when situation: Situation = .always, rank: Rank = .mistake,
    stage: Stage = .compiling, says summary: Phrase, hint: Phrase, wrong: String, right: String
  ) {
    self.id = id
    self.stage = stage
    self.rank = rank
    self.words = words
    self.situation = situation
    self.summary = summary
    self.hint = hint
    self.wrong = wrong
    self.right = right
  }

  /// All of them. Of several that recognise a message, the first is taken: special ones stand before general ones.
  public static let all: [FriendlyMessage] =
    names + types + values + calls + syntax + warnings + running
}

extension FriendlyMessage {
  /// The compiler's messages that help nobody who is learning: the cell runs, and nothing is wrong with it.
  static let unhelpfulWarnings: [Phrase] = [
    "{kind} '{name}' was never used; {rest}", "{kind} '{name}' was never mutated; {rest}",
    "{kind} '{name}' was written to, but never read{rest}", "{kind} of immutable value '{name}' was never used; {rest}",
    "{kind} '{name}' was defined but never used; {rest}", "immutable value '{name}' was never used; {rest}",
    "extension declares a conformance of imported type '{type}' to imported {protocol}; {rest} of the cell '{cell}' {end}",
  ]

  /// The first entry that recognises `words`, with everything that its sentences need.
  static func recognise(
    _ words: String, _ stage: Stage, at place: Display.Diagnostic.Place?, in context: DiagnoseContext
  ) -> (message: FriendlyMessage, values: [String: String])? {
    let words = withoutAliases(words)
    for message in all where message.stage == stage {
      for phrase in message.words {
        guard let found = phrase.match(words) else { continue }
        guard let more = message.situation.values(found, at: place, in: context) else { continue }
        return (message, found.merging(more) { _, new in new })
      }
    }
    return nil
  }

  /// "value of type 'SGD' (aka 'GradientDescent') has …" with the type's own name only.
  private static func withoutAliases(_ words: String) -> String {
    let parts = words.split(separator: "'", omittingEmptySubsequences: false)
    guard let alias = parts.firstIndex(of: " (aka "), alias > 1, parts.count > alias + 2, parts[alias + 2].first == ")"
    else { return words }
    let rest = [parts[alias + 1], parts[alias + 2].dropFirst()] + parts[(alias + 3)...]
    return withoutAliases((parts[..<(alias - 1)] + rest).joined(separator: "'"))
  }
}
