import Display
import Markup

/// A lesson file, read: front matter, then prose and cells in order. Nothing has run yet.
public struct Lesson: Sendable, Equatable {
  /// The leading number of the file name, nil when it has none.
  public var number: Int?
  /// "backward-propagation" of `03-backward-propagation.md`.
  public var name: String
  /// As shown to the reader and to the compiler: "lessons/03-backward-propagation.md".
  public var file: String
  /// Where the file lies, from which the relative paths of its cells start; nil: where the program was started.
  public var folder: String?
  public var frontMatter: FrontMatter
  public var pieces: [Piece]

  public init(number: Int?, name: String, file: String, frontMatter: FrontMatter, pieces: [Piece]) {
    self.number = number
    self.name = name
    self.file = file
    self.frontMatter = frontMatter
    self.pieces = pieces
  }

  public enum Piece: Sendable, Equatable {
    case prose([Block])
    case cell(Cell)
  }

  public var cells: [Cell] {
    pieces.compactMap { if case .cell(let cell) = $0 { cell } else { nil } }
  }
}

public struct FrontMatter: Sendable, Equatable {
  public var title: String
  public var goal: String
  /// Names of lessons to read first.
  public var needs: [String]
  public var minutes: Int
  public var seed: UInt64
  /// As the lesson has it, whatever a run has set.
  public internal(set) var writtenSeed: UInt64
  /// Other seeds with which everything that the lesson says holds as well.
  public var triedSeeds: [UInt64] = []
  /// In the file's order; visible to cells as constants of these names.
  public var parameters: [Parameter]
  /// The lesson's line of each key that was written.
  public var lines: [String: Int] = [:]

  public init(
    title: String, goal: String, needs: [String] = [], minutes: Int, seed: UInt64, parameters: [Parameter] = []
  ) {
    self.title = title
    self.goal = goal
    self.needs = needs
    self.minutes = minutes
    self.seed = seed
    writtenSeed = seed
    self.parameters = parameters
  }

  public struct Parameter: Sendable, Equatable {
    public enum Value: Sendable, Equatable { case integer(Int), number(Double), flag(Bool), text(String) }
    public var name: String
    public var value: Value
    /// As the lesson has it, whatever a run has set.
    public let written: Value
    /// Other values with which everything that the lesson says holds as well.
    public var tried: [Value] = []
    /// Of numbers; nil: any.
    public var least: Double?
    public var most: Double?
    /// Empty: any.
    public var choices: [Value] = []
    /// "mm"; "" without one.
    public var unit = ""

    public init(name: String, value: Value) {
      self.name = name
      self.value = value
      written = value
    }
  }
}

/// One runnable fence.
public struct Cell: Sendable, Equatable {
  /// Counted from 0 in the lesson.
  public var index: Int
  /// Its `label` option, or "cell-<index + 1>".
  public var label: String
  public var options: CellOptions
  /// Without the option lines, tabs and columns as in the file, line ends normalised to "\n".
  public var code: String
  /// The lesson's line (from 1) on which `code` starts.
  public var line: Int

  /// The line of the opening fence, and of each option that was written.
  public var fenceLine: Int
  public var optionLines: [String: Int]

  public init(
    index: Int, label: String, options: CellOptions = CellOptions(), code: String, line: Int, fenceLine: Int = 0,
    optionLines: [String: Int] = [:]
  ) {
    self.index = index
    self.label = label
    self.options = options
    self.code = code
    self.line = line
    self.fenceLine = fenceLine
    self.optionLines = optionLines
  }
}

/// Options in Quarto's spelling, from `//| key: value` lines at the top of a cell.
public struct CellOptions: Sendable, Equatable {
  public enum Expectation: String, Sendable, CaseIterable {
    case pass
    case compileError = "compile-error"
    case trap, timeout

    /// Did the cell end as it should?
    public func isMet(by status: CellResult.Status) -> Bool {
      switch (self, status) {
      case (.pass, .passed), (.compileError, .compileError), (.trap, .trapped), (.timeout, .timedOut): true
      default: false
      }
    }
  }

  public var echo = true
  public var eval = true
  public var output = true
  public var warning = true
  public var include = true
  public var foldsCode = false
  public var figureCaption: String?
  public var figureAlternativeText: String?
  /// In pixels.
  public var figureWidth: Int?
  public var figureHeight: Int?
  public var expect = Expectation.pass
  /// In seconds.
  public var timeout: Double?
  public var seed: UInt64?
  public var isSlow = false
  public var cache = true
  /// Files, folders and patterns that it depends on, though nobody sees it read them; relative to the lesson's folder.
  public var reads: [String] = []

  public init() {}
}
