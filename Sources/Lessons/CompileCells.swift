import Display
import Foundation

/// A cell after the compiler: an object file, an interface for later cells, or errors.
struct CompiledCell: Sendable {
  var cell: Cell
  var text: CellText
  var module: String
  var key: Fingerprint
  /// What `key` was made from, by name.
  var inputs: [String: String]
  /// The cache entry: cell.o, <module>.swiftmodule, errors.txt, source.swift.
  var folder: String
  var isSuccess: Bool
  var errorText: String
  var interface = Fingerprint()
  /// The object file with its line table, and without.
  var object = Fingerprint()
  var behaviour = Fingerprint()
  var defined: Set<String> = []
  var undefined: Set<String> = []
  /// The text and line that were compiled; the present ones may differ in comments and white space.
  var positions: CellPositions

  /// Whether the compiler ran, rather than the cache knew it.
  var isNew = false

  /// Such code would run after the cell has returned, and end the process with it.
  var awaitsAtTopLevel: Bool { undefined.contains("swift_task_asyncMainDrainQueue") }
}

/// Compiles cells, each as a module of its own that sees the earlier ones, unless the cache has it.
struct CellCompiler {
  let toolchain: Toolchain
  let cache: CacheStore
  let file: String
  /// Stands for the compiler and the library.
  let environment: Fingerprint

  init(toolchain: Toolchain, cache: CacheStore, file: String) {
    self.toolchain = toolchain
    self.cache = cache
    self.file = file
    var print = Fingerprint()
    let files = CacheFiles(cache, of: toolchain.library)
    for file in [toolchain.library] + toolchain.dataFiles { print.add(files.contents(of: file).value) }
    files.save()
    let compiler = try? FileManager.default.attributesOfItem(atPath: toolchain.frontend)
    print.add(toolchain.frontend + "\(compiler?[.size] ?? 0) \(compiler?[.modificationDate] ?? 0)")
    print.add(Self.flags.joined(separator: " "))
    environment = print
  }

  /// Swift 5 mode: top-level variables are free to use from functions and closures, as a learner expects.
  private static let flags = [
    "-swift-version", "5", "-Onone", "-enable-testing", "-gline-tables-only", "-file-compilation-dir", ".",
    "-diagnostic-style=llvm", "-no-color-diagnostics",
  ]

  /// Blocks; nil: `poll` asked to stop. Throws a `Diagnostic` when the compiler cannot be run or its work be kept.
  ///
  /// - Parameter beforeCompiling: called when the cache does not have the cell, so that the compiler must work.
  func compile(
    _ cell: Cell, module: String, constants: [String], after earlier: [CompiledCell],
    beforeCompiling: () -> Void = {}, poll: () -> Bool
  ) throws -> CompiledCell? {
    let text = CellText(cell.code)
    let imports = earlier.filter(\.isSuccess)
    let header = self.header(of: text, constants: constants, imports: imports)
    let inputs = [
      "the code": text.fingerprint.description,
      "the compiler or the library": environment.description,
      "parameters and seed": Fingerprint(constants.joined(separator: "\n")).description,
      "the file name": Fingerprint(file, module).description,
      "what later cells see of earlier ones": Fingerprint(
        header + imports.map { "\($0.module) \($0.interface)" }.joined(separator: "\n")
      ).description,
    ]
    var key = Fingerprint()
    for (name, value) in inputs.sorted(by: { $0.key < $1.key }) { key.add(name + value) }
    let folder: String
    let known = cache.entry("compile", key)
    if let known {
      folder = known
    } else {
      beforeCompiling()
      do {
        folder = try cache.make("compile", key) { draft in
          let source =
            "\(header)\n#sourceLocation(file: \"\(file)\", line: \(cell.line))\n\(cell.code)\n" + Self.exports(of: text)
          try write(source, draft + "/\(module).swift")
          try write(cell.code, draft + "/code.txt")
          try write("\(cell.line)", draft + "/line.txt")
          try runCompiler(module: module, imports: imports, in: draft, poll: poll)
        }
      } catch is CancellationError {
        return nil
      }
    }
    var compiled = try read(cell, text, module, key, inputs, folder)
    compiled.isNew = known == nil
    return compiled
  }

  /// Imports and constants that stand before the cell's own text.
  private func header(of text: CellText, constants: [String], imports: [CompiledCell]) -> String {
    let words = text.words
    // A scoped import hides what other modules, the library among them, call the same. Overloads of a function
    // are not hidden unless one has the same parameters or is no function.
    var newest: [String: (index: Int, kind: String)] = [:]
    var owners: [CellText.Declaration: Set<Int>] = [:]
    var hiding: Set<String> = []
    for (index, earlier) in imports.enumerated() {
      for declaration in earlier.text.declarations where words.contains(declaration.name) {
        let isNew = newest[declaration.name]?.index != index
        if declaration.kind != "func" || isNew && newest[declaration.name]?.kind ?? "func" != "func" {
          hiding.insert(declaration.name)
        }
        owners[declaration, default: []].insert(index)
        if owners[declaration, default: []].count > 1 { hiding.insert(declaration.name) }
        newest[declaration.name] = (index, declaration.kind)
      }
    }
    let hidden = newest.filter { hiding.contains($0.key) }
    let scoped = hidden.filter { $1.kind != "guard" }.map { name, newest in
      "@testable import \(newest.kind) \(imports[newest.index].module).\(name)"
    }
    let own = Set(text.declarations.map(\.name))
    let bound = hidden.filter { $1.kind == "guard" && !own.contains($0) }.map { name, newest in
      "fileprivate let \(name) = \(imports[newest.index].module).\(Self.export(of: name))"
    }
    let wanted = constants.filter { words.contains(String($0.split(separator: " ")[2].prefix { $0 != ":" })) }
    let inherited = Set(imports.flatMap(\.text.imports)).sorted()
    return
      (["import NNLearnKit"] + inherited + imports.map { "@testable import \($0.module)" } + scoped.sorted() + wanted
      + bound.sorted())
      .joined(separator: "\n")
  }

  /// What a guard at top level binds is not seen from outside of a module: a constant of another name is.
  private static func exports(of text: CellText) -> String {
    text.declarations.filter { $0.kind == "guard" }.map { "let \(export(of: $0.name)) = \($0.name)\n" }.joined()
  }

  private static func export(of name: String) -> String { "bound_by_guard_" + name }

  private func runCompiler(module: String, imports: [CompiledCell], in draft: String, poll: () -> Bool) throws {
    let modules = cache.folder + "/modules"
    func attempt() throws -> Tool.Ending {
      // The compiler writes the folder it runs in into the interface. (Mapping the folder's name away by an option
      // would make it build the C modules anew for every cell.)
      try Tool.run(
        toolchain.frontend, arguments(module: module, imports: imports, modules: modules, in: draft), in: "/",
        messages: draft + "/stderr.txt", poll: poll)
    }
    var ending = try attempt()
    if ending.isAboutFiles(in: modules) {
      cache.remove(modules)
      ending = try attempt()
    }
    guard let status = ending.status else { throw CancellationError() }
    guard status & 0x7F == 0 else {
      throw Diagnostic(
        "compiler-crashed", "The Swift compiler crashed on this cell.",
        hint: "Simplify the cell step by step to find what it cannot take.", details: ending.errorText)
    }
    if status != 0 { cache.remove(draft + "/cell.o") }
  }

  private func arguments(
    module: String, imports: [CompiledCell], modules: String, in draft: String
  ) -> [String] {
    var arguments = ["-frontend", "-c", "\(draft)/\(module).swift", "-module-name", module, "-o", draft + "/cell.o"]
    arguments += ["-emit-module-path", "\(draft)/\(module).swiftmodule"]
    arguments += ["-entry-point-function-name", module + "_main"]
    arguments += Self.flags + ["-module-cache-path", modules, "-I", toolchain.modules]
    arguments += toolchain.moduleMaps.flatMap { ["-Xcc", "-fmodule-map-file=" + $0] }
    arguments += imports.flatMap { ["-I", $0.folder] }
    return arguments
  }

  private func read(
    _ cell: Cell, _ text: CellText, _ module: String, _ key: Fingerprint, _ inputs: [String: String],
    _ folder: String
  ) throws -> CompiledCell {
    let object = try? Data(contentsOf: URL(fileURLWithPath: folder + "/cell.o"))
    let line = Int(try String(contentsOfFile: folder + "/line.txt", encoding: .utf8)) ?? cell.line
    let code = try String(contentsOfFile: folder + "/code.txt", encoding: .utf8)
    let errors = try Data(contentsOf: URL(fileURLWithPath: folder + "/stderr.txt"))
    let positions = CellPositions(compiled: code, at: line, now: text, at: cell.line)
    var compiled = CompiledCell(
      cell: cell, text: text, module: module, key: key, inputs: inputs, folder: folder, isSuccess: object != nil,
      errorText: positions.updating(String(decoding: errors, as: UTF8.self), file: file), positions: positions)
    if let object {
      let interface = try Data(contentsOf: URL(fileURLWithPath: folder + "/\(module).swiftmodule"))
      compiled.interface = Fingerprint(interface)
      compiled.object = Fingerprint(object)
      if let object = ELF(object) {
        (compiled.defined, compiled.undefined) = object.symbols
        compiled.behaviour = object.behaviour
      }
      if compiled.awaitsAtTopLevel { compiled.isSuccess = false }
    }
    return compiled
  }

  private func write(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }
}

extension Tool.Ending {
  /// Whether the compiler fell over a file of its own module cache, or without a word: a damaged one may be why.
  fileprivate func isAboutFiles(in modules: String) -> Bool {
    guard let status, status != 0 else { return false }
    return status & 0x7F != 0 || errorText.contains(modules + "/")
  }
}
