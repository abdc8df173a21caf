import ArgumentParser
import Commands

@main struct NNLearn: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nnlearn",
    abstract: "Teaches how neural networks are trained, one operation at a time.",
    subcommands: [LessonCommand.self])
}

struct LessonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "lesson", abstract: "Opens a lesson.")
  @Argument var lesson: String
  func run() throws { print(Places.current().lessons.path) }
}
