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
      CommandGroup(name: "Reading", subcommands: [LessonCommand.self, LessonsCommand.self, StepsCommand.self]),
      CommandGroup(
        name: "Writing",
        subcommands: [NewCommand.self, CheckCommand.self, FiguresCommand.self, ClaimsCommand.self, CacheCommand.self]),
      CommandGroup(name: "Looking up", subcommands: [OpsCommand.self, DataCommand.self, DoctorCommand.self]),
    ])

  static func main() {
    prepareProcess()
    do {
      var command = try parseAsRoot()
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

  private static func isOurs(_ error: any Error) -> Bool { error is Diagnostic || error is Diagnostics }
}

extension Ending: Error {}

/// To standard error.
func tell(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
