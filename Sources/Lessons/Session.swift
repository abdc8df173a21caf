import Display
import Foundation

/// A lesson being run: one living kernel, the cells loaded into it so far, and what they showed.
///
/// Every cell sees the state it would see if all cells before it had run once, in order. Only those cells are run
/// that it needs, and only those are run again whose state is gone or no longer right.
///
/// Calls block; `poll` is called at least every 50 ms while one waits (draw progress, read keys) and interrupts the
/// cell by returning false. Not thread-safe: one session belongs to one thread.
public final class Session {
  public struct Options: Sendable {
    /// Overrides of front-matter parameters, in the command line's spelling: ["hidden": "64"].
    public var parameters: [String: String] = [:]
    /// nil: the lesson's own.
    public var seed: UInt64?
    /// Shows what a cell showed the last time, without running it, when nothing that it depends on has changed, and holds
    /// all results to one version of what the cells read.
    public var replays = true
    /// nil: `$XDG_CACHE_HOME/nnlearn`, by default `~/.cache/nnlearn`.
    public var cacheFolder: String?
    /// nil: the toolchain that built this program.
    public var toolchain: Toolchain?
    /// In bytes of data memory; nil: a quarter of what is available, at least 1 GB.
    public var memoryLimit: UInt64?
    /// In bytes of printed text per cell; tables and pictures may take 64 times as many.
    public var outputLimit = 1 << 20
    /// In bytes; a session that ends removes what was used longest ago.
    public var cacheLimit = 1 << 30
    /// In seconds, for cells without a `timeout` of their own; ten times that for slow cells.
    public var timeLimit = 60.0

    public init() {}
  }

  public private(set) var lesson: Lesson
  /// By cell index; a cell that has not run, or whose result is out of date, has none.
  public internal(set) var results: [Int: CellResult] = [:]

  let options: Options
  lazy var memoryLimit = options.memoryLimit ?? MemoryLimit.current
  let constants: SessionConstants
  let cache: CacheStore
  private var builtWorkshop: Workshop?
  /// What the compiler made of the present cells, from the first (-1: parameters and seed) without a gap.
  var compiled: [CompiledCell] = []
  /// The lesson's lines of operations that a stepper has stood on; 0 where none is known.
  var lines: [StepView.CodePlace: Int] = [:]
  var kernel: KernelProcess?
  var loaded: [SessionPlan.Loaded] = []
  /// Runs that did not come to their end: they changed nothing, and would fail again.
  var failed: Set<Fingerprint> = []
  var resultKeys: [Int: Fingerprint] = [:]
  /// The last run of each base key, and what was kept of other sessions' runs.
  var runs: [Fingerprint: Run] = [:]
  var runCount = 0
  var keptRecords: [Fingerprint: RunRecord] = [:]
  /// What each result rests on, and what cells have made.
  var pageReadings: [Int: [CellInput: String]] = [:]
  var madeFiles: Set<String> = []
  let surroundings: Surroundings

  /// What each cell had to do with others when it was compiled last.
  var knownEffects: [Int: CellEffects] = [:]
  /// Whether something may have been added to the cache.
  var hasAdded = false
  private var knownPlan = SessionPlan()

  /// Throws `Diagnostics` when an override names no parameter or does not fit its type. Starts nothing.
  public init(lesson: Lesson, options: Options = Options()) throws {
    self.lesson = try lesson.set(options.parameters, seed: options.seed)
    self.options = options
    constants = SessionConstants(self.lesson.frontMatter)
    cache = CacheStore(folder: options.cacheFolder ?? CacheStore.defaultFolder, limit: options.cacheLimit)
    let folder = lesson.folder ?? FileManager.default.currentDirectoryPath
    surroundings = Surroundings(folder: folder, files: CacheFiles(cache, of: folder))
  }

  deinit { close() }

  /// Runs the cell, and first every earlier cell whose state is missing or stale. `onOutput` gets each output
  /// of this cell as it appears.
  public func run(cell index: Int, onOutput: (Output) -> Void = { _ in }, poll: () -> Bool = { true }) -> CellResult {
    guard lesson.cells.indices.contains(index) else {
      return CellResult(status: .notRun, diagnostics: [noSuchCell(index)])
    }
    guard lesson.cells[index].options.eval else { return CellResult(status: .notRun) }
    let result: CellResult
    do {
      result =
        try compile(upTo: index, poll: poll)
        ? runCompiled(index, onOutput: onOutput, poll: poll) : CellResult(status: .interrupted)
    } catch {
      result = CellResult(status: .notRun, diagnostics: diagnostics(of: error))
    }
    results[index] = result
    surroundings.files.save()
    if !options.replays { dropOutdatedResults(except: index) }
    return result
  }

  /// Compiles a cell, after the cells before it, and runs none: what is wrong with it.
  public func compilerErrors(ofCell index: Int, poll: () -> Bool = { true }) -> [Diagnostic] {
    do {
      guard try compile(upTo: index, poll: poll), let cell = compiled.first(where: { $0.cell.index == index }),
        !cell.isSuccess
      else { return [] }
      return compilerDiagnostics(of: cell).filter { $0.severity == .error }
    } catch {
      return diagnostics(of: error)
    }
  }

  /// Compiles ahead what a reader may run next and starts the kernel, until `poll` returns false.
  public func prepare(poll: () -> Bool) {
    guard poll() else { return }
    _ = try? startKernel()
    for index in lesson.cells.indices where poll() {
      guard (try? compile(upTo: index, poll: poll)) == true else { return }
    }
  }

  /// Another text for a cell; it and what depends on it become stale.
  public func replace(cell index: Int, code: String) {
    guard let piece = lesson.pieces.firstIndex(where: { $0.cell?.index == index }), var cell = lesson.pieces[piece].cell
    else { return }
    if CellText(code).fingerprint != CellText(cell.code).fingerprint {
      let plan = SessionPlan(effects: knownEffects)
      for other in results.keys where other == index || plan.needed(before: other).contains(index) {
        results[other] = nil
      }
    }
    lines = [:]
    let shift = code.lineCount - cell.code.lineCount
    cell.code = code
    lesson.pieces[piece] = .cell(cell)
    for later in lesson.pieces.indices where later > piece {
      guard var moved = lesson.pieces[later].cell else { continue }
      moved.line += shift
      lesson.pieces[later] = .cell(moved)
    }
    refresh()
  }

  /// Ends the kernel and everything it started.
  public func close() {
    kernel?.end()
    kernel = nil
    loaded = []
    if hasAdded { cache.prune() }
    hasAdded = false
  }

  /// For the cells compiled so far.
  var plan: SessionPlan {
    knownPlan.update(to: compiled)
    return knownPlan
  }

  /// Compiler and linker, found when first needed.
  func workshop() throws -> Workshop {
    if let builtWorkshop { return builtWorkshop }
    let toolchain = try options.toolchain ?? Toolchain.find()
    let workshop = Workshop(
      toolchain: toolchain, compiler: CellCompiler(toolchain: toolchain, cache: cache, file: lesson.file),
      linker: CellLinker(toolchain: toolchain, cache: cache))
    builtWorkshop = workshop
    return workshop
  }

  struct Workshop {
    let toolchain: Toolchain
    let compiler: CellCompiler
    let linker: CellLinker
  }

  func diagnostics(of error: any Error) -> [Diagnostic] {
    switch error {
    case let several as Diagnostics: several.all
    case let one as Diagnostic: [one]
    default:
      [
        Diagnostic(
          "cache-unusable", "What the compiler makes cannot be kept in \(cache.folder): \(error.localizedDescription)",
          hint: "Make room there, or name another folder with XDG_CACHE_HOME.")
      ]
    }
  }

  private func noSuchCell(_ index: Int) -> Diagnostic {
    Diagnostic("no-such-cell", "The lesson has \(lesson.cells.count) cells; there is no cell number \(index + 1).")
  }

  /// Compiled cells that still fit the lesson stay; results that no longer hold go.
  private func refresh() {
    let cells = lesson.cells
    let keep = compiled.prefix { done in
      done.cell.index < 0 || cells.indices.contains(done.cell.index) && cells[done.cell.index] == done.cell
    }
    compiled = Array(keep)
    staleCells = Set(results.keys.filter { $0 >= (keep.last?.cell.index ?? -1) + 1 })
  }

  /// Cells whose results may be out of date; decided when they are compiled again.
  var staleCells: Set<Int> = []
}

extension Lesson.Piece {
  fileprivate var cell: Cell? { if case .cell(let cell) = self { cell } else { nil } }
}

extension String {
  fileprivate var lineCount: Int { utf8.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) } + (hasSuffix("\n") ? 0 : 1) }
}

/// How a cell ended, and what it showed.
public struct CellResult: Sendable, Equatable, Codable {
  public enum Status: String, Sendable, Codable {
    case passed, compileError, trapped, exited, timedOut, interrupted, outputLimit, memoryLimit, notRun
  }

  public var status: Status
  public var outputs: [Output]
  /// At the lesson's own lines.
  public var diagnostics: [Diagnostic]
  public var seconds: Double
  public var isFromCache: Bool

  public init(
    status: Status, outputs: [Output] = [], diagnostics: [Diagnostic] = [], seconds: Double = 0,
    isFromCache: Bool = false
  ) {
    self.status = status
    self.outputs = outputs
    self.diagnostics = diagnostics
    self.seconds = seconds
    self.isFromCache = isFromCache
  }
}
