import ArgumentParser
import Commands
import Display
import Figures
import Foundation

struct CoverageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage", abstract: "Says which statements of the source are taught, shown live and measured.",
    discussion: """
      Every statement, table row and question has an entry in lessons/coverage.txt. Fails when an entry refers to a section,
      cell, demonstration or claim that there is not.
      """)

  @Flag(help: "Write JSON.")
  var json = false

  @Option(
    help: ArgumentHelp("Write the page of all statements, as Docs/COVERAGE.md is.", valueName: "file"),
    completion: .file())
  var page: String?

  @OptionGroup var folder: FolderOption

  func run() throws {
    let coverage = try Coverage(places: folder.places)
    let problems = try coverage.problems()
    if let page { try AtomicFile.write(Data(coverage.page().utf8), to: page) }
    print(json ? try coverage.json() : coverage.text(), terminator: "")
    if !problems.isEmpty { throw Diagnostics(problems) }
  }
}
