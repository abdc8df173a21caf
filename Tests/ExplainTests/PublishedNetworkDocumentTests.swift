import Display
import Explain
import Foundation
import Networks
import Testing

/// Docs/PUBLISHED-NETWORKS.md is the list of published networks, with the counts that tests hold them to.
@Suite struct PublishedNetworkDocumentTests {
  /// With RECORD=1 it is written anew, and fails once.
  @Test func theListIsThatOfTheLibrary() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Docs/PUBLISHED-NETWORKS.md").standardized
    let table = PublishedNetwork.table
    let lines = [table.columns, table.alignments.map { $0 == .trailing ? "--:" : "---" }] + table.rows
    let text = Self.head + lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    guard (try? String(contentsOf: file, encoding: .utf8)) != text else { return }
    if ProcessInfo.processInfo.environment["RECORD"] != nil { try Data(text.utf8).write(to: file) }
    Issue.record("Docs/PUBLISHED-NETWORKS.md is not what the library says now; RECORD=1 writes it anew.")
  }

  private static let head = """
    # The published networks

    Networks for images as papers describe them: `Architecture.resNet50()` and the others, listed in `PublishedNetwork.all`. Every count
    here is held by a test, and their scores are compared with a public framework's. Each takes `classes` and `channels`, and factors
    and sizes that scale it down: `Architecture.resNet18(classes: 10, channels: 1, width: 0.25, size: 32)`.

    Parameters are what training changes; libraries that count the running statistics of batch normalisations come to more.
    Multiply–adds are those of convolutions and dense layers; papers that say "FLOPs" mostly mean these, others twice as many.
    Weights are drawn by the current seed when they are first asked for: building and printing a network takes no memory.


    """

  @Test func aPublishedNetworkIsShownAsATable() throws {
    guard case .table(let table) = Architecture.leNet5().output else {
      Issue.record("not a table")
      return
    }
    #expect(table.rows.last?.contains("61,706") == true)
  }
}
