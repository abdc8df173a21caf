import Commands
import Display
import Foundation
import Testing

@Suite struct DocumentTests {
  private static let generated: [(file: String, catalogue: Catalogue, head: String)] = [
    (
      "Docs/OPERATIONS.md", .operations,
      "# The operations\n\nEvery computation in nnlearn is made of these. `nnlearn ops` prints the same list.\n\n"
    ),
    (
      "Docs/DATA.md", .data,
      "# The data sets\n\nThey come with nnlearn under licences of their own. `nnlearn data` prints the same list.\n\n"
    ),
  ]

  /// With RECORD=1 it is written anew, and fails once.
  @Test(arguments: generated.indices)
  func theListsAreThoseOfTheLibrary(index: Int) throws {
    let (file, catalogue, head) = Self.generated[index]
    let work = try Workplace()
    let text = head + (try catalogue.table(in: work.places).markdown())
    guard (try? Repository.text(of: file)) != text else { return }
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      try Data(text.utf8).write(to: Repository.root.appending(path: file))
    }
    Issue.record("\(file) is not what the library says now; RECORD=1 writes it anew.")
  }

  @Test func everyCommandAndExitCodeIsDocumented() throws {
    let page = try Repository.text(of: "Docs/commands.md")
    let help = try Workplace().run(["--help"]).output
    let commands = help.matches(of: /\n  ([a-z]+)   +[A-Z]/).map { String($0.1) }
    #expect(commands.count == 10)
    for command in commands { #expect(page.contains("| `\(command)"), "\(command) is not in Docs/commands.md") }
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
