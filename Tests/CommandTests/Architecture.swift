/// The arrows between targets: those of the manifest, those of the sources, and those that the table allows.
struct Architecture {
  struct Target {
    var name: String
    var isSystemLibrary = false
    /// Targets and products of other packages.
    var dependencies: Set<String> = []
    /// Module → the files that import it.
    var imports: [String: [String]] = [:]
  }

  var targets: [Target]
  /// Target → what its row of the table names.
  var allowed: [String: Set<String>]

  /// Modules of other packages, and the only target that may import each.
  static let outside = ["ArgumentParser": "nnlearn", "Yams": "Lessons"]
  /// For good, directly or through others.
  static let forbidden = [("Figures", "Autodiff"), ("Lessons", "NNLearnKit"), ("Pages", "Autodiff")]

  private var names: Set<String> { Set(targets.map(\.name)) }
  private var systemLibraries: Set<String> { Set(targets.filter(\.isSystemLibrary).map(\.name)) }

  /// One sentence per broken rule.
  func problems() -> [String] {
    table() + arrows() + cycles() + imports() + lonelyLibraries()
  }

  private func table() -> [String] {
    targets.filter { !$0.isSystemLibrary && !isShim($0.name) && allowed[$0.name] == nil }
      .map { "\($0.name) has no row in the table of Docs/ARCHITECTURE.md" }
      + allowed.keys.filter { !names.contains($0) }.sorted().map { "the table names \($0), which is no target" }
  }

  private func arrows() -> [String] {
    var problems: [String] = []
    for target in targets {
      let row = allowed[target.name] ?? []
      for dependency in target.dependencies.intersection(names).subtracting(row).sorted() {
        guard !systemLibraries.contains(dependency), !isShim(dependency) else { continue }
        problems.append("\(target.name) depends on \(dependency), which its row of the table does not allow")
      }
      for dependency in target.dependencies where ["nnlearn", "nnlearn-kernel"].contains(dependency) {
        problems.append("\(target.name) depends on the program \(dependency)")
      }
    }
    for (from, to) in Self.forbidden where reachable(from: from).contains(to) {
      problems.append("\(from) reaches \(to): that arrow is forbidden for good")
    }
    return problems
  }

  private func cycles() -> [String] {
    names.filter { reachable(from: $0).contains($0) }.sorted().map { "\($0) depends on itself" }
  }

  private func imports() -> [String] {
    var problems: [String] = []
    for target in targets {
      for (module, files) in target.imports.sorted(by: { $0.key < $1.key }) {
        let place = "\(files.sorted()[0]) imports \(module)"
        if let owner = Self.outside[module], owner != target.name { problems.append("\(place): only \(owner) may") }
        if names.contains(module), module != target.name, !target.dependencies.contains(module) {
          problems.append("\(place), which \(target.name) does not name in Package.swift")
        }
      }
    }
    return problems
  }

  /// Each C library has one importer, so that one file knows how to speak to it.
  private func lonelyLibraries() -> [String] {
    systemLibraries.sorted().compactMap { library in
      let users = targets.filter { $0.imports[library] != nil }.map(\.name).sorted()
      return users.count > 1 ? "\(library) is imported by \(users.joined(separator: " and "))" : nil
    }
  }

  /// A C target: it imports nothing of ours, and belongs to whoever needs it.
  private func isShim(_ name: String) -> Bool { name.hasPrefix("C") && name.dropFirst().first?.isUppercase == true }

  private func reachable(from name: String) -> Set<String> {
    let arrows = Dictionary(uniqueKeysWithValues: targets.map { ($0.name, $0.dependencies) })
    var reached: Set<String> = []
    var frontier = Array(arrows[name] ?? [])
    while let next = frontier.popLast() {
      if reached.insert(next).inserted { frontier += arrows[next] ?? [] }
    }
    return reached
  }
}
