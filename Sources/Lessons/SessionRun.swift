import Display
import Foundation

extension Session {
  /// Runs a cell that the compiler has seen, or says why that cannot be.
  func runCompiled(_ index: Int, onOutput: (Output) -> Void, poll: () -> Bool) throws -> CellResult {
    guard let cell = compiled.first(where: { $0.cell.index == index }) else { return CellResult(status: .notRun) }
    let warnings = compilerDiagnostics(of: cell)
    guard cell.isSuccess else { return CellResult(status: .compileError, diagnostics: warnings) }
    let plan = plan
    let needed = plan.needed(before: index)
    let keys = runKeys(for: needed + [index], plan)
    let key = keys[index] ?? Fingerprint()
    resultKeys[index] = key
    if options.replays, cell.cell.options.cache, var known = replay(key) {
      known.diagnostics = warnings + known.diagnostics
      known.outputs.forEach(onOutput)
      return known
    }
    if let problem = try makeState(for: index, plan, keys, poll: poll) { return problem }
    var result = try load(cell, key: key, plan, onOutput: onOutput, poll: poll)
    if result.status == .passed {
      failed.remove(key)
      if cell.cell.options.cache, lesson.cells.indices.contains(index), lesson.cells[index] == cell.cell {
        leaveTrail(of: index)
      }
      if cell.cell.options.cache { keep(result, key) }
    } else {
      failed.insert(key)
    }
    result.diagnostics = warnings + result.diagnostics
    return result
  }

  private func compilerDiagnostics(of cell: CompiledCell) -> [Diagnostic] {
    let found = Diagnose.compilerOutput(cell.errorText, cell: cell.cell, lesson: lesson)
    if cell.awaitsAtTopLevel { return [Diagnose.topLevelAwait(in: cell.cell, lesson: lesson)] + found }
    let all = found + (cell.isSuccess ? Diagnose.warnings(cell: cell.cell, lesson: lesson) : [])
    return cell.cell.options.warning ? all : all.filter { $0.severity == .error }
  }

  /// Has the kernel in the state that cell `target` is to see; otherwise the result of not being able to.
  func makeState(
    for target: Int, _ plan: SessionPlan, _ keys: [Int: Fingerprint], poll: () -> Bool
  ) throws -> CellResult? {
    if let broken = brokenCell(usedBy: target, plan, keys),
      let cell = compiled.first(where: { $0.cell.index == broken })
    {
      return CellResult(status: .notRun, diagnostics: [needs(cell.cell, results[broken])])
    }
    let needed = keys.filter { $0.key != target && !failed.contains($0.value) }
    try startKernel()
    try rollBack(toCount: plan.countToKeep(of: loaded, for: target, keys: needed))
    let missing = needed.filter { entry in !loaded.contains { $0.index == entry.key && $0.key == entry.value } }
    for (index, key) in missing.sorted(by: { $0.key < $1.key }) {
      guard let cell = compiled.first(where: { $0.cell.index == index }) else { continue }
      let result = try load(cell, key: key, plan, onOutput: { _ in }, poll: poll)
      switch result.status {
      case .passed: continue
      case .interrupted: return CellResult(status: .interrupted)
      default:
        failed.insert(key)
        results[index] = result
        // Without a cell that it only shares variables with, it can do: a cell that dies changes nothing.
        guard let compiledTarget = plan.effects[target], compiledTarget.uses.contains(index) else {
          return try makeState(for: target, plan, keys, poll: poll)
        }
        return CellResult(status: .notRun, diagnostics: [needs(cell.cell, result)])
      }
    }
    return nil
  }

  /// A cell that a cell uses, itself or through others, and that has not run to its end.
  private func brokenCell(usedBy index: Int, _ plan: SessionPlan, _ keys: [Int: Fingerprint]) -> Int? {
    for used in (plan.effects[index]?.uses ?? []).sorted() {
      if let key = keys[used], failed.contains(key) { return used }
      if let broken = brokenCell(usedBy: used, plan, keys) { return broken }
    }
    return nil
  }

  private func needs(_ cell: Cell, _ result: CellResult?) -> Diagnostic {
    Diagnostic(
      "earlier-cell-failed", at: Diagnostic.Place(file: lesson.file, line: cell.line, column: 1),
      "This cell needs the cell `\(cell.label)`, which did not run to its end.",
      hint: result?.status == .interrupted ? "Run that cell again, to its end." : "Mend that cell first.",
      notes: result?.diagnostics ?? [])
  }

  /// Starts the kernel when none is there.
  @discardableResult
  func startKernel() throws -> KernelProcess {
    if let kernel { return kernel }
    let kernel = try KernelProcess(toolchain: workshop().toolchain, memoryLimit: memoryLimit)
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
    _ cell: CompiledCell, key: Fingerprint, _ plan: SessionPlan, onOutput: (Output) -> Void, poll: () -> Bool
  ) throws -> CellResult {
    hasAdded = true
    let workshop = try workshop()
    let uses = (plan.effects[cell.cell.index]?.uses ?? []).sorted()
    let libraries = uses.compactMap { used in loaded.last { $0.index == used }?.library }
    guard let library = try workshop.linker.link(cell, uses: libraries, poll: poll) else {
      return CellResult(status: .interrupted)
    }
    let entry = SessionPlan.Loaded(
      index: cell.cell.index, key: key, touches: plan.effects[cell.cell.index]?.touches ?? [], depth: 0,
      library: library)
    var run = CellRun(kernel: try startKernel(), cell: cell.cell, limits: limits(of: cell.cell))
    let end = run.toEnd(
      library: library.path, entry: cell.module + "_main", seed: cell.cell.options.seed ?? constants.seed,
      onOutput: onOutput, poll: poll)
    return finish(run, end, entry)
  }

  private func limits(of cell: Cell) -> CellRun.Limits {
    let seconds = cell.options.timeout ?? options.timeLimit * (cell.options.isSlow ? 10 : 1)
    return CellRun.Limits(seconds: seconds, bytes: options.outputLimit, memory: Int(memoryLimit))
  }

  private func finish(_ run: CellRun, _ end: CellRun.End, _ entry: SessionPlan.Loaded) -> CellResult {
    var result = CellResult(status: .passed, outputs: run.outputs, seconds: run.seconds)
    switch end {
    case .finished(let depth):
      var entry = entry
      entry.depth = depth
      loaded.append(entry)
    case .died(let ending, let depth):
      loaded.removeAll { $0.depth > depth }
      result.status = ending.status
      result.diagnostics = [diagnose(ending, run, libraries: loaded.map(\.library.path) + [entry.library.path])]
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

  private func replay(_ key: Fingerprint) -> CellResult? {
    guard let folder = cache.entry("run", key),
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
