import ArgumentParser
import Commands
import Lessons

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Writes the template of a new lesson.")

  @Argument(help: "In small letters with hyphens: vanishing-gradients.")
  var name: String

  @Option(help: "Its number; otherwise the next free one.")
  var number: Int?

  @OptionGroup var folder: FolderOption

  func run() throws {
    let library = try LessonLibrary(folder: folder.places.lessons)
    let entry = try LessonScaffold.write(name: name, number: number, in: library)
    print("Wrote \(entry.file). Try: nnlearn lesson \(name), nnlearn check \(name)")
  }
}
