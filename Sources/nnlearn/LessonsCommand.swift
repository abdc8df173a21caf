import ArgumentParser
import Commands
import Display
import Lessons

struct LessonsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lessons", abstract: "Lists the lessons, with their minutes and how far you got.")

  @Flag(help: "Write JSON.")
  var json = false

  @OptionGroup var folder: FolderOption

  func run() throws {
    let list = try LessonList(places: folder.places)
    print(json ? try list.json() : list.text(), terminator: "")
    list.problems.forEach { tell($0.report) }
    if !list.problems.isEmpty { throw Ending.badInput }
  }
}
