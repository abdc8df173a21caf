import Display
import Foundation

extension Session {
  /// Runs a cell that the compiler has seen, or says why that cannot be.
  func runCompiled(_ index: Int, onOutput: (Output) -> Void, poll: () -> Bool) throws -> CellResult {
    guard let cell = compiled.first(where: { $0.cell.index == index }) else { return CellResult(status: .notRun) }
    let warnings = compilerDiagnostics(of: cell)
    guard cell.isSuccess else { return CellResult(status: .compileError, diagnostics: warnings) }
    resultKeys[index] = nil
    let plan = plan
    let indices = plan.needed(before: index) + [index]
    var result: CellResult
    var standings = standings(for: indices, plan)
    if options.replays, let standing = standings[index], let known = replay(standing) {
      result = known
      result.outputs.forEach(onOutput)
    } else {
      if let problem = try makeState(for: index, plan, poll: poll) { return problem }
      result = try load(cell, plan, onOutput: onOutput, poll: poll)
      standings = self.standings(for: indices, plan)
      if result.status == .passed, let standing = standings[index], standing.isLasting, standing.isKnown {
        keep(result, standing.key)
      }
    }
    resultKeys[index] = standings[index]?.key
    if options.replays, result.status == .passed,
      let conflict = versionConflict(of: index, indices, standings)
    {
      let other = lesson.cells.indices.contains(conflict.cell) ? lesson.cells[conflict.cell].label : ""
      return CellResult(
        status: .notRun,
        diagnostics: [inputChanged(conflict.name, cell.cell, "after the cell `\(other)` had read it")])
    }
    result.diagnostics = warnings + absentReads(of: cell.cell) + result.diagnostics
    return result
  }

  private func inputChanged(_ name: String, _ cell: Cell, _ when: String) -> Diagnostic {
    Diagnostic(
      "input-changed", at: Diagnostic.Place(file: lesson.file, line: cell.line, column: 1),
      "`\(name)` changed \(when): what is shown would mix two versions of it.",
      hint: "Run the lesson again when nothing writes to `\(name)` any more.")
  }

  /// Paths of the option `reads` that lead nowhere.
  private func absentReads(of cell: Cell) -> [Diagnostic] {
    cell.options.reads.compactMap { path in
      guard surroundings.matches(of: path).isEmpty else { return nil }
      let line = cell.optionLines["reads"] ?? cell.line
      return Diagnostic(
        "reads-absent", severity: .warning, at: Diagnostic.Place(file: lesson.file, line: line, column: 1),
        "`reads` names `\(path)`, and there is nothing of that name in the lesson's folder.",
        hint: "Check the spelling. When it appears, the cell is run again.")
    }
  }

  func compilerDiagnostics(of cell: CompiledCell) -> [Diagnostic] {
    let found = Diagnose.compilerOutput(withoutModules(cell.errorText), cell: cell.cell, lesson: lesson)
    if cell.awaitsAtTopLevel { return [Diagnose.topLevelAwait(in: cell.cell, lesson: lesson)] + found }
    let all = found + (cell.isSuccess ? Diagnose.warnings(cell: cell.cell, lesson: lesson) : [])
    return cell.cell.options.warning ? all : all.filter { $0.severity == .error }
  }

  /// The compiler's words with cells in place of the modules that are made of them.
  private func withoutModules(_ text: String) -> String {
    compiled.reduce(text) { text, cell in
      let name = "the cell '\(cell.cell.label)'"
      let plain = text.replacing("module '\(cell.module)'", with: name).replacing("'\(cell.module)'", with: name)
      return cell.module.hasPrefix("Cell_") ? plain.replacing("\(cell.module).", with: "") : plain
    }
  }

  /// Has the kernel in the state that cell `target` is to see; otherwise the result of not being able to.
  func makeState(for target: Int, _ plan: SessionPlan, poll: () -> Bool) throws -> CellResult? {
    let indices = plan.needed(before: target) + [target]
    // Each cell once, and again if what it read has changed by then.
    for _ in 0..<(3 * indices.count + 1) {
      let standings = self.standings(for: indices, plan)
      if let broken = standings[target]?.brokenUse, let cell = compiled.first(where: { $0.cell.index == broken }) {
        return CellResult(status: .notRun, diagnostics: [needs(cell.cell, results[broken])])
      }
      let needed = standings.filter { $0.key != target && isUsable($0.value) }.mapValues(\.key)
      try startKernel()
      try rollBack(toCount: plan.countToKeep(of: loaded, for: target, keys: needed))
      let missing = needed.filter { entry in !loaded.contains { $0.index == entry.key && $0.key == entry.value } }
      guard let index = missing.keys.min(), let cell = compiled.first(where: { $0.cell.index == index }) else {
        return nil
      }
      let result = try load(cell, plan, onOutput: { _ in }, poll: poll)
      switch result.status {
      case .passed: continue
      case .interrupted:
        failed.subtract(standing(of: index).map { [$0.key] } ?? [])
        return CellResult(status: .interrupted)
      // It was not its fault: it may run next time.
      case .notRun: return CellResult(status: .notRun, diagnostics: result.diagnostics)
      // The next round leaves out it and what uses it, or says that the target does.
      default: results[index] = result
      }
    }
    let place = lesson.cells.indices.contains(target) ? lesson.cells[target] : nil
    return CellResult(
      status: .notRun,
      diagnostics: [
        Diagnostic(
          "inputs-restless", at: place.map { Diagnostic.Place(file: lesson.file, line: $0.line, column: 1) },
          "What the cells above read keeps changing.", hint: "Run the cell again when nothing writes to these files.")
      ])
  }

  private func needs(_ cell: Cell, _ result: CellResult?) -> Diagnostic {
    Diagnostic(
      "earlier-cell-failed", at: Diagnostic.Place(file: lesson.file, line: cell.line, column: 1),
      "This cell needs the cell `\(cell.label)`, which did not run to its end.",
      hint: result?.status == .interrupted ? "Run that cell again to its end." : "Fix that cell first.",
      notes: result?.diagnostics ?? [])
  }

  /// Starts the kernel when none is there.
  @discardableResult
  func startKernel() throws -> KernelProcess {
    if let kernel { return kernel }
    let kernel = try KernelProcess(
      toolchain: workshop().toolchain, memoryLimit: memoryLimit, folder: surroundings.folder)
    self.kernel = kernel
    loaded = []
    return kernel
  }

  /// Undoes all but the first `count` cells that the kernel has run; starts it anew when it kept no snapshot.
  func rollBack(toCount count: Int) throws {
    guard count < loaded.count else { return }
    let depth = loaded[count].depth - 1
    guard depth >= 0, let kernel else {
      close()
      try startKernel()
      return
    }
    loaded.removeAll { $0.depth > depth }
    kernel.send(.rollBack(depth: depth))
    let deadline = ContinuousClock.now + .seconds(5)
    while ContinuousClock.now < deadline {
      for event in kernel.events(within: 20) {
        switch event {
        case .reply(.ready(let reached)) where reached == depth: return
        case .ended:
          close()
          try startKernel()
          return
        default: continue
        }
      }
    }
    close()
    try startKernel()
  }

  /// Links, loads and runs a cell on top of what the kernel has run.
  func load(
    _ cell: CompiledCell, _ plan: SessionPlan, onOutput: (Output) -> Void, poll: () -> Bool
  ) throws -> CellResult {
    hasAdded = true
    let workshop = try workshop()
    let index = cell.cell.index
    let uses = (plan.effects[index]?.uses ?? []).sorted()
    let libraries = uses.compactMap { used in loaded.last { $0.index == used }?.library }
    guard let library = try workshop.linker.link(cell, uses: libraries, poll: poll) else {
      return CellResult(status: .interrupted)
    }
    let indices = plan.needed(before: index) + [index]
    let base = standings(for: indices, plan)[index]?.base ?? Fingerprint()
    let declared = cell.cell.options.reads.map { path in
      let input = CellInput(kind: .declared, name: path)
      return RunRecord.Reading(input: input, value: surroundings.value(of: input))
    }
    let kernel = try startKernel()
    var run = CellRun(kernel: kernel, cell: cell.cell, limits: limits(of: cell.cell))
    let end = run.toEnd(
      library: library.path, entry: cell.module + "_main", seed: cell.cell.options.seed ?? constants.seed,
      onOutput: onOutput, poll: poll)
    let record = RunRecord(
      kernel.observations, declared: declared, readsEnvironment: cell.readsEnvironment, surroundings)
    let count = loaded.count
    let result = finish(run, end, cell, library, plan)
    if let name = record.unsteady.first {
      try rollBack(toCount: count)
      return CellResult(status: .notRun, diagnostics: [inputChanged(name, cell.cell, "while this cell ran")])
    }
    runCount += 1
    runs[base] = Run(record: record, number: runCount)
    if let standing = standings(for: indices, plan)[index] { note(result, record, of: cell.cell, standing) }
    return result
  }

  /// The key of a run is known when it has ended: then it is known what the cell read.
  private func note(_ result: CellResult, _ record: RunRecord, of cell: Cell, _ standing: Standing) {
    guard result.status == .passed else {
      if result.status != .notRun { failed.insert(standing.key) }
      return
    }
    failed.remove(standing.key)
    if loaded.last?.index == cell.index { loaded[loaded.count - 1].key = standing.key }
    if standing.isLasting, standing.isKnown { keep(record, standing.base) }
    if lesson.cells.indices.contains(cell.index), lesson.cells[cell.index] == cell { leaveTrail(of: cell.index) }
  }

  private func limits(of cell: Cell) -> CellRun.Limits {
    let seconds = cell.options.timeout ?? options.timeLimit * (cell.options.isSlow ? 10 : 1)
    return CellRun.Limits(seconds: seconds, bytes: options.outputLimit, memory: Int(memoryLimit))
  }

  private func finish(
    _ run: CellRun, _ end: CellRun.End, _ cell: CompiledCell, _ library: LinkedCell, _ plan: SessionPlan
  ) -> CellResult {
    var result = CellResult(status: .passed, outputs: run.outputs, seconds: run.seconds)
    switch end {
    case .finished(let depth):
      let touches = plan.effects[cell.cell.index]?.touches ?? []
      loaded.append(
        SessionPlan.Loaded(index: cell.cell.index, key: cell.key, touches: touches, depth: depth, library: library))
    case .died(let ending, let depth):
      loaded.removeAll { $0.depth > depth }
      result.status = ending.status
      result.diagnostics = [diagnose(ending, run, libraries: loaded.map(\.library.path) + [library.path])]
    case .lost:
      close()
      result.status = .trapped
      result.diagnostics = [
        Diagnostic(
          "kernel-lost", at: Diagnostic.Place(file: lesson.file, line: run.cell.line, column: 1),
          "The process that runs the cells was ended from outside.", hint: "Run the cell again: a new one is started.")
      ]
    case .notLoaded(let reason):
      result.status = .notRun
      result.diagnostics = [
        Diagnostic(
          "not-loaded", at: Diagnostic.Place(file: lesson.file, line: run.cell.line, column: 1),
          "The compiled cell could not be loaded.", hint: "`nnlearn cache clear` makes a fresh start.", details: reason)
      ]
    }
    return result
  }

  /// Finds lines in compiled cells, where they lie in the lesson now.
  func symbolizer() -> Symbolizer {
    let positions = Dictionary(
      compiled.filter(\.isSuccess).map { ($0.module, $0.positions) }, uniquingKeysWith: { $1 })
    // A library's file is named after its module.
    @Sendable func placeNow(_ library: String, _ line: Int, _ column: Int) -> (line: Int, column: Int) {
      let module = library.split(separator: "/").last?.split(separator: "-").first ?? ""
      return positions[String(module)]?.current(line: line, column: column) ?? (line, column)
    }
    return Symbolizer(path: (try? workshop().toolchain.symbolizer) ?? "", placeNow: placeNow)
  }

  private func diagnose(_ ending: Ending, _ run: CellRun, libraries: [String]) -> Diagnostic {
    let own = compiled.first { $0.cell.index == run.cell.index }?.positions
    let remains = Diagnose.Remains(
      report: String(decoding: run.kernel.crashReport, as: UTF8.self),
      standardError: own?.updating(run.errorText, file: lesson.file) ?? run.errorText, libraries: libraries)
    return Diagnose.ending(ending, remains: remains, cell: run.cell, lesson: lesson, symbolizer: symbolizer())
  }

  private func replay(_ standing: Standing) -> CellResult? {
    guard standing.isKnown, standing.isLasting, let folder = cache.entry("run", standing.key),
      let bytes = try? Data(contentsOf: URL(fileURLWithPath: folder + "/result.json")),
      var result = try? Wire.decode(CellResult.self, from: bytes)
    else { return nil }
    result.isFromCache = true
    return result
  }

  private func keep(_ result: CellResult, _ key: Fingerprint) {
    _ = try? cache.make("run", key) { draft in
      try Wire.encode(result).write(to: URL(fileURLWithPath: draft + "/result.json"))
    }
  }
}

extension Ending {
  fileprivate var status: CellResult.Status {
    switch self {
    case .signal, .forked: .trapped
    case .exited: .exited
    case .timedOut: .timedOut
    case .interrupted: .interrupted
    case .outputLimit: .outputLimit
    case .memoryLimit: .memoryLimit
    }
  }
}
