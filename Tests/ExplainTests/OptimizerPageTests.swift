import Display
import Explain
import Foundation
import Optimizers
import Testing

@Suite struct OptimizerPageTests {
  /// With RECORD=1 the tables are written anew, and the test fails once.
  @Test func thePageHasTheCataloguesOfTheLibrary() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Docs/OPTIMIZERS.md")
    let page = try String(contentsOf: file, encoding: .utf8)
    let wanted = [UpdateRules.table, LearningRates.table].reduce(page) { replaced(tableOf: $1, in: $0) }
    guard page != wanted else { return }
    if ProcessInfo.processInfo.environment["RECORD"] != nil { try Data(wanted.utf8).write(to: file) }
    Issue.record("Docs/OPTIMIZERS.md is not what the library says now; RECORD=1 writes it anew.")
  }

  /// Everything from the table's first line to the next empty one.
  private func replaced(tableOf table: Table, in page: String) -> String {
    let lines = page.components(separatedBy: "\n")
    guard let start = lines.firstIndex(where: { $0.hasPrefix("| \(table.columns[0]) |") }),
      let end = lines[start...].firstIndex(of: "")
    else {
      Issue.record("Docs/OPTIMIZERS.md has no table that begins with “| \(table.columns[0]) |”")
      return page
    }
    let rows = [table.columns, table.columns.map { _ in "---" }] + table.rows
    let text = rows.map { "| " + $0.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |" }
    return (lines[..<start] + text + lines[end...]).joined(separator: "\n")
  }
}
