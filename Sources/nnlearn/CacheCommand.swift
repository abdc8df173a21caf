import ArgumentParser
import Commands

struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache", abstract: "Shows and clears what is kept of earlier runs.",
    subcommands: [ListCommand.self, ClearCommand.self], defaultSubcommand: ListCommand.self)

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
}
