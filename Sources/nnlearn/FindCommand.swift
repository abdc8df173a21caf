import ArgumentParser
import Commands

struct FindCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find",
    abstract: "Finds operations, layers, losses, options and lessons by a word.",
    discussion: "The word may be another library's: “nnlearn find Linear”. “nnlearn help Linear” does the same.")

  @Argument(help: "A name or another word.")
  var word: [String]

  @Flag(help: "Write JSON.")
  var json = false

  @OptionGroup var folder: FolderOption

  func run() throws {
    let reference = try Reference(places: folder.places)
    let word = word.joined(separator: " ")
    print(json ? try reference.json(for: word) : try reference.answer(to: word), terminator: "")
  }
}
