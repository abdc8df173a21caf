import ArgumentParser
import Commands
import Display
import Figures
import Foundation

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Runs every cell and compares with what the lessons declare.")

  @Argument(help: "The lessons; without any, all of them.")
  var lessons: [String] = []

  @Option(help: ArgumentHelp("Also write the results as JUnit XML.", valueName: "file"), completion: .file())
  var junit: String?

  @Flag(name: .customLong("demos"), help: "Check demonstrations in place of lessons.")
  var demonstrations = false

  @Flag(help: "Check each lesson also with every setting and seed that it declares to be tried.")
  var settings = false

  @Flag(help: "Compile a lesson's cells from its first slow one on, and run none of them.")
  var quick = false

  @Flag(help: "Print only what fails.")
  var quiet = false

  @OptionGroup var folder: FolderOption

  func run() throws {
    let check = try LessonCheck(
      places: folder.places, demonstrations: demonstrations, triesSettings: settings,
      leavesOutSlow: quick)
    let reports = try check.run(lessons) { file, result in
      if result.problems.isEmpty {
        if !quiet { print("✓ \(file): \(result.name)") }
      } else {
        print("✗ \(file): \(result.name)")
        result.problems.forEach { print($0.report) }
      }
    }
    if let junit { try AtomicFile.write(Data(JUnit.document(reports).utf8), to: junit) }
    let failures = reports.reduce(0) { $0 + $1.failures.count }
    let cases = reports.reduce(0) { $0 + $1.cases.count }
    print("\(reports.count) \(demonstrations ? "demonstrations" : "lessons"), \(cases) checks, \(failures) failed")
    if failures > 0 { throw Ending.failure }
  }
}
