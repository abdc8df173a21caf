extension FriendlyMessage {
  /// Docs/ERRORS.md: every message with its example.
  public static var reference: String {
    var text = """
      # What went wrong

      When a cell does not compile, or stops while it runs, you read a sentence of this list, at the line of the lesson
      where it happened; below it stand the compiler's own words. This page is made from the catalogue in
      `Sources/Lessons/DiagnoseMessages*.swift`, and the tests compile and run every example: the first of each pair
      makes the mistake, the second does not.

      """
    for stage in Stage.allCases {
      text += stage == .compiling ? "\n## Before the cell runs\n" : "\n## While the cell runs\n"
      for message in all where message.stage == stage { text += message.section }
    }
    return text
  }

  private var section: String {
    var text = "\n### \(id)\n\n\(plain(summary))\n\(plain(hint))\n"
    if !wrong.isEmpty { text += "\n```text\n\(wrong)\n```\n\n```text\n\(right)\n```\n" }
    text += "\nSaid when:\n\n" + words.map { "- `` \(plain($0)) ``\n" }.joined()
    return text
  }

  /// Holes as an ellipsis.
  private func plain(_ phrase: Phrase) -> String {
    let values = Dictionary(uniqueKeysWithValues: Set(phrase.names).map { ($0, $0 == "rest" ? "" : "…") })
    return phrase.filled(with: values)
  }
}
