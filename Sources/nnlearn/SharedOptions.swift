import ArgumentParser
import Commands

/// Where the lessons are.
struct FolderOption: ParsableArguments {
  @Option(
    name: .customLong("lessons"), help: "Another folder of lessons; figures stand beside it.", completion: .directory)
  var folder: String?

  var places: Places { .current(lessons: folder) }
}

/// What a lesson is run with.
struct RunOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Overrides a parameter of the lesson; may be repeated.", valueName: "name=value"))
  var settings: [String] = []

  @Option(help: "Overrides the lesson's seed of random numbers.")
  var seed: UInt64?
}
