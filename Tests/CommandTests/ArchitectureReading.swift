import Foundation

extension Architecture {
  /// Reads `swift package dump-package`, the `import` lines of Sources and the table of Docs/ARCHITECTURE.md.
  static func ofThisPackage() throws -> Architecture {
    let scratch = FileManager.default.temporaryDirectory.appending(path: "nnlearn-dump-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    let dump = try Repository.run(
      "swift", "package", "--package-path", Repository.root.path, "--scratch-path", scratch.path, "dump-package")
    guard dump.status == 0 else { throw Repository.Failure(summary: "swift package dump-package: \(dump.errors)") }
    var targets = try targets(manifest: dump.output)
    for index in targets.indices { targets[index].imports = try imports(of: targets[index].name) }
    return Architecture(targets: targets, allowed: table(in: try Repository.text(of: "Docs/ARCHITECTURE.md")))
  }

  static func targets(manifest json: String) throws -> [Target] {
    try JSONDecoder().decode(Manifest.self, from: Data(json.utf8)).targets.filter { $0.type != "test" }.map {
      Target(
        name: $0.name, isSystemLibrary: $0.type == "system", dependencies: Set($0.dependencies.compactMap(\.name)))
    }
  }

  private struct Manifest: Decodable {
    struct Target: Decodable {
      var name: String
      var type: String
      var dependencies: [Dependency]
    }

    /// `{"byName": ["Tensors", null]}` or `{"product": ["ArgumentParser", "swift-argument-parser", …]}`.
    struct Dependency: Decodable {
      var name: String?

      init(from decoder: any Decoder) throws {
        let fields = try decoder.singleValueContainer().decode([String: [Name]].self)
        name = fields.values.first?.first?.text
      }

      struct Name: Decodable {
        var text: String?
        init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
      }
    }

    var targets: [Target]
  }

  private static func imports(of target: String) throws -> [String: [String]] {
    var imports: [String: [String]] = [:]
    for file in try Repository.files() where file.hasPrefix("Sources/\(target)/") && file.hasSuffix(".swift") {
      for module in importedModules(in: try Repository.text(of: file)) { imports[module, default: []].append(file) }
    }
    return imports
  }

  static func importedModules(in source: String) -> [String] {
    let line =
      /^\s*(?:@\w+(?:\([^)]*\))?\s+|(?:public|package|internal|fileprivate|private)\s+)*import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias|actor)\s+)?(\w+)/
    return source.split(whereSeparator: \.isNewline).compactMap { $0.firstMatch(of: line).map { String($0.1) } }
  }

  /// Rows `| `name` | room | may import |` → name and what it may import.
  static func table(in document: String) -> [String: Set<String>] {
    var rows: [String: Set<String>] = [:]
    for line in document.split(separator: "\n") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 3, cells[0].hasPrefix("`"), cells[0].hasSuffix("`") else { continue }
      let names = cells[2].split(separator: ",").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
      rows[cells[0].trimmingCharacters(in: ["`"])] = Set(names).subtracting(["–"])
    }
    return rows
  }
}
