import ArgumentParser
import Commands

struct OpsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ops", abstract: "Lists every operation, with its formula and derivative.")

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws { try printCatalogue(.operations, json: json) }
}

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Lists the data sets shipped with nnlearn, with their licences.")

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws { try printCatalogue(.data, json: json) }
}

private func printCatalogue(_ catalogue: Catalogue, json: Bool) throws {
  let table = try catalogue.table(in: .current())
  print(json ? try table.json() : table.plainText(), terminator: "")
}
