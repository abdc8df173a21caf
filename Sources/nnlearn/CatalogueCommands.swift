import ArgumentParser
import Commands

struct OpsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ops", abstract: "Lists every operation, with its formula and derivative.")

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let table = try Catalogue.operations.table(in: .current())
    print(json ? try table.json() : table.plainText(), terminator: "")
  }
}

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Lists the data sets shipped with nnlearn, with their licences.")

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let table = try Catalogue.data.table(in: .current())
    print(json ? try table.json() : table.paragraphs(), terminator: "")
  }
}
