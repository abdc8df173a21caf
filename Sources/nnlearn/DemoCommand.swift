import ArgumentParser
import Commands
import Foundation
import Pages

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Shows a demonstration that grows while it trains; without a name, lists them.",
    discussion: """
      For example: nnlearn demo overfitting --compare hidden=2,64
      Without a terminal, prints the key numbers and what the last figure shows.
      """)

  @Argument(help: "The name, in one word or several: learning-rate, misconception 2; or a Markdown file.")
  var name: [String] = []

  @Option(
    name: .customLong("compare"),
    help: ArgumentHelp("Runs two ways side by side; may be repeated.", valueName: "name=value,value"))
  var comparison: [String] = []

  @Flag(help: "Print the key numbers, without colours and without waiting.")
  var plain = false

  @Option(
    name: .customLong("frames"), help: "Write one numbered picture per moment to this folder.", completion: .directory)
  var frames: String?

  @Option(
    name: .customLong("format"),
    help: ArgumentHelp(
      "svg, png, pdf: numbered pictures; webp: one animated file; or several with commas.", valueName: "formats"))
  var formats = List([Film.Format.svg])

  @Flag(help: "List the demonstrations as JSON.")
  var json = false

  @Option(name: .customLong("demos"), help: "Another folder of demonstrations.", completion: .directory)
  var folder: String?

  @OptionGroup var overrides: RunOptions

  func run() throws {
    var places = Places.current()
    if let folder { places.demos = URL(filePath: folder) }
    guard !name.isEmpty, !json else {
      let library = try DemoLibrary(places: places)
      return print(json ? try library.json() : try library.text(), terminator: "")
    }
    let demonstration = try Demonstration(
      name, settings: overrides.settings, comparing: comparison, seed: overrides.seed, places: places)
    defer { demonstration.close() }
    do {
      try run(demonstration)
    } catch let failure as Demonstration.Failure {
      tell(failure.problems.map(\.report).joined(separator: "\n"))
      throw Ending(ofCells: failure.problems)
    }
  }

  private func run(_ demonstration: Demonstration) throws {
    let environment = TerminalEnvironment(ProcessInfo.processInfo.environment)
    if let frames {
      for path in try demonstration.film().write(to: frames, as: formats.values) { print(path) }
    } else if !plain, let terminal = Terminal(environment: environment) {
      try demonstration.show(in: terminal)
    } else {
      print(try demonstration.film().text, terminator: "")
    }
  }
}
