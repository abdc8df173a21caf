import ArgumentParser
import Commands
import Display
import Foundation

/// The command line. Problems are thrown by the libraries, told here, and end as the exit codes of `Ending`.
@main struct NNLearn: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nnlearn",
    abstract: "Teaches how neural networks are trained, one operation at a time.",
    discussion: "Start with “nnlearn lesson 1”. Exit codes and every option: Docs/COMMANDS.md.",
    groupedSubcommands: [
      CommandGroup(
        name: "Reading",
        subcommands: [LessonCommand.self, LessonsCommand.self, StepsCommand.self, DemoCommand.self]),
      CommandGroup(
        name: "Writing",
        subcommands: [
          NewCommand.self, CheckCommand.self, FiguresCommand.self, ClaimsCommand.self, CoverageCommand.self,
          CacheCommand.self,
        ]),
      CommandGroup(
        name: "Looking up",
        subcommands: [FindCommand.self, OpsCommand.self, DataCommand.self, DoctorCommand.self]),
    ])

  static func main() {
    prepareProcess()
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
      try flushOutput()
    } catch let ending as Ending {
      Foundation.exit(ending.rawValue)
    } catch  where isOurs(error) {
      let problems = problems(in: error)
      tell(problems.map(\.report).joined(separator: "\n"))
      Foundation.exit(Ending(of: problems).rawValue)
    } catch {
      exit(withError: error)
    }
  }

  /// `help` of a word that is no command finds it.
  private static var arguments: [String] {
    let words = Array(CommandLine.arguments.dropFirst())
    let commands = configuration.subcommands.compactMap { $0.configuration.commandName }
    let isOfCommand = words.count < 2 || (commands + ["help", "-h", "--help"]).contains(words[1])
    guard words.first == "help", !isOfCommand else { return words }
    return ["find", "--"] + words.dropFirst()
  }

  private static func isOurs(_ error: any Error) -> Bool { error is Diagnostic || error is Diagnostics }
}

extension Ending: Error {}

/// To standard error.
func tell(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
