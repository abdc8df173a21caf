import ArgumentParser
import Commands
import Lessons

struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache", abstract: "Shows and clears what is kept of earlier runs.",
    subcommands: [ListCommand.self, ClearCommand.self, WhyCommand.self], defaultSubcommand: ListCommand.self)

  struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "How much is kept, and where.")

    @Flag(help: "Write JSON.")
    var json = false

    func run() throws {
      let cache = CacheFolder(places: .current())
      print(json ? try cache.json() : cache.text(), terminator: "")
    }
  }

  struct ClearCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "clear", abstract: "Removes all of it.")

    func run() throws { print("Removed \(try CacheFolder(places: .current()).clear()) from the cache.") }
  }

  struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "why", abstract: "Says which input of a cell has changed since it last ran.")

    @Argument(help: "LESSON:LABEL, or the lesson.")
    var lesson: String

    @Argument(help: "The cell's label, where it does not follow the lesson.")
    var label: String?

    @OptionGroup var overrides: RunOptions
    @OptionGroup var folder: FolderOption

    func run() throws {
      let target = try CellTarget(lesson, label: label)
      let opened = try OpenedLesson(
        target.lesson, in: folder.places, settings: overrides.settings, seed: overrides.seed)
      let session = try opened.makeSession()
      defer { session.close() }
      let reasons = try session.why(cell: opened.lesson.cell(labelled: target.label))
      print(reasons.isEmpty ? "Nothing has changed: it is shown from the cache." : reasons.joined(separator: "\n"))
    }
  }
}
