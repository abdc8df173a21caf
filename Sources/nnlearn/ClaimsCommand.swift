import ArgumentParser
import Commands
import Figures
import Foundation

struct ClaimsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claims", abstract: "Measures the claims that the lessons put to the test.",
    discussion:
      "A claim's numbers, what was measured over several seeds, and whether it holds. Uses what is kept of earlier runs."
  )

  @Argument(help: "The lessons; without any, all of them.")
  var lessons: [String] = []

  @Flag(help: "Write JSON.")
  var json = false

  @Option(
    help: ArgumentHelp("Write the page of all claims, as Docs/CLAIMS.md is.", valueName: "file"), completion: .file())
  var page: String?

  @OptionGroup var folder: FolderOption

  func run() throws {
    let claims = try ClaimList(places: folder.places).entries(lessons)
    if let page { try AtomicFile.write(Data(claims.page().utf8), to: page) }
    print(json ? try claims.json() : claims.text(), terminator: "")
  }
}
