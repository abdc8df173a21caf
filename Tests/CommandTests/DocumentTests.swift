import Commands
import Display
import Foundation
import Testing

@Suite struct DocumentTests {
  private static let head = """
    # The operations

    Every computation in nnlearn is made of these. `nnlearn ops` prints the same list;
    [TENSORS.md](TENSORS.md) says how a cell writes them.


    """

  /// With RECORD=1 it is written anew, and fails once.
  @Test func theListOfOperationsIsThatOfTheLibrary() throws {
    let file = "Docs/OPERATIONS.md"
    let work = try Workplace()
    let text = Self.head + (try Catalogue.operations.table(in: work.places).markdown())
    guard (try? Repository.text(of: file)) != text else { return }
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      try Data(text.utf8).write(to: Repository.root.appending(path: file))
    }
    Issue.record("\(file) is not what the library says now; RECORD=1 writes it anew.")
  }

  @Test func everyDataSetHasALicence() throws {
    let rows = try Catalogue.data.table(in: Workplace().places)
    let page = try Repository.text(of: "Docs/DATA.md")
    #expect(rows.rows.count >= 3)
    for row in rows.rows {
      #expect(row.allSatisfy { !$0.isEmpty })
      #expect(page.contains(row[3]), "Docs/DATA.md does not name the licence of \(row[0])")
    }
  }

  @Test func everyCommandAndExitCodeIsDocumented() throws {
    let page = try Repository.text(of: "Docs/COMMANDS.md")
    let help = try Workplace().run(["--help"]).output
    let commands = help.matches(of: /\n  ([a-z]+)   +[A-Z]/).map { String($0.1) }
    #expect(commands.count >= 12)
    for command in commands { #expect(page.contains("| `\(command)"), "\(command) is not in Docs/COMMANDS.md") }
    for ending in Ending.allCases { #expect(page.contains("| \(ending.rawValue) |")) }
  }

  @Test func everyPackageIsExplained() throws {
    let page = try Repository.text(of: "Docs/DEPENDENCIES.md")
    let packages = try Repository.run("sh", "nnlearn", "packages").output.split(separator: "\n")
    #expect(packages.count > 10)
    for package in packages { #expect(page.contains("`\(package)`"), "\(package) is not explained") }
  }

  /// What it is for, what it may import, where to begin to read.
  @Test func everyModuleIntroducesItself() throws {
    let modules = Architecture.table(in: try Repository.text(of: "Docs/ARCHITECTURE.md")).keys
    for module in modules where !module.hasPrefix("C") || module == "Commands" {
      let page = try Repository.text(of: "Sources/\(module)/README.md")
      #expect(page.hasPrefix("# \(module)\n"))
      #expect(page.contains("mport") && page.split(separator: "\n").count < 25)
    }
  }

  /// Relative links and pictures of the documents lead somewhere.
  @Test func everyLinkLeadsSomewhere() throws {
    let documents = try Repository.files().filter { $0 == "README.md" || $0.hasPrefix("Docs/") && $0.hasSuffix(".md") }
    #expect(documents.count >= 6)
    for document in documents {
      let folder = Repository.root.appending(path: document).deletingLastPathComponent()
      for link in try Repository.text(of: document).matches(of: /\]\(([^)#:\s]+)(?:#[^)]*)?\)/) {
        let target = folder.appending(path: String(link.1))
        #expect(FileManager.default.fileExists(atPath: target.path), "\(document) links to \(link.1)")
      }
    }
  }
}
