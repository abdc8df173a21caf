/// A live stepper in the maths process: `id` names it in requests, `view` is what its cursor sees now.
public struct StepThrough: Codable, Sendable, Equatable {
  public var id: Int
  public var title: String
  public var view: StepView

  public init(id: Int, title: String, view: StepView) {
    self.id = id
    self.title = title
    self.view = view
  }
}

/// One position of a stepper, ready to be drawn.
public struct StepView: Codable, Sendable, Equatable {
  /// Counted from 0 over all training steps.
  public var sequence: Int
  public var trainingStep: Int
  /// Position inside this training step, of `eventCount`.
  public var event: Int
  public var eventCount: Int
  public var phase: Phase
  /// The phases that this program has.
  public var phases: [Phase]
  /// "z = matmul(x, w)   [32, 4]·[4, 2] → [32, 2]"
  public var headline: String
  public var lessonLine: Int?
  /// Where the operation was built, as the maths process knows it; the lesson side turns it into `lessonLine`.
  public var codePlace: CodePlace?
  /// Symbols first, then the same with this element's numbers plugged in; one string per line of working.
  public var formula: String
  public var working: [String]
  /// ∂output/∂operand with its number, for backward operations.
  public var localDerivative: String
  /// The element that `working` explains, e.g. [2, 1].
  public var element: [Int]
  /// The same as it is shown, with the names of the entries that have some: "[2, flipper_length_mm]".
  public var elementPlace: String
  /// Rows near the cursor, for the list of events.
  public var events: [EventRow]
  public var ledger: Ledger?
  /// The operation's operands, output and gradient, as matrices.
  public var matrices: [HeatMap]
  public var graph: GraphDrawing
  /// Loss per training step so far, thinned to a screenful.
  public var loss: [Double]
  public var branch: String
  public var branches: [String]
  /// What is set by hand in this branch, in the order in which it was set.
  public var settings: [SettingRow]
  /// What the cursor has to say: "branch 'lr = 1' first differs here", "breakpoint", "first non-finite value".
  public var notes: [String]

  public init(
    sequence: Int, trainingStep: Int, event: Int, eventCount: Int, phase: Phase,
    phases: [Phase] = Phase.allCases, headline: String,
    lessonLine: Int? = nil, formula: String = "", working: [String] = [], localDerivative: String = "",
    element: [Int] = [], elementPlace: String? = nil, events: [EventRow] = [], ledger: Ledger? = nil,
    matrices: [HeatMap] = [],
    graph: GraphDrawing, loss: [Double] = [], branch: String = "main", branches: [String] = ["main"],
    settings: [SettingRow] = [], notes: [String] = []
  ) {
    self.sequence = sequence
    self.trainingStep = trainingStep
    self.event = event
    self.eventCount = eventCount
    self.phase = phase
    self.phases = phases
    self.headline = headline
    self.lessonLine = lessonLine
    self.formula = formula
    self.working = working
    self.localDerivative = localDerivative
    self.element = element
    self.elementPlace = elementPlace ?? (element.isEmpty ? "" : "\(element)")
    self.events = events
    self.ledger = ledger
    self.matrices = matrices
    self.graph = graph
    self.loss = loss
    self.branch = branch
    self.branches = branches
    self.settings = settings
    self.notes = notes
  }

  /// "training step 2, event 17 of 0–29": both are counted from 0, as in the graph and in what `g` goes to.
  public var place: String { "training step \(trainingStep), event \(event) of 0–\(max(0, eventCount - 1))" }

  /// A number that is set by hand.
  public struct SettingRow: Codable, Sendable, Equatable {
    /// "ŷ[0, 1] = 10 at training step 3"
    public var text: String
    public var trainingStep: Int
    public var event: Int
    /// Is it one of the present event's?
    public var isHere: Bool

    public init(text: String, trainingStep: Int, event: Int, isHere: Bool = false) {
      self.text = text
      self.trainingStep = trainingStep
      self.event = event
      self.isHere = isHere
    }
  }

  /// An address in a compiled cell.
  public struct CodePlace: Codable, Sendable, Hashable {
    public var library: String
    public var offset: UInt

    public init(library: String, offset: UInt) {
      self.library = library
      self.offset = offset
    }
  }

  public struct EventRow: Codable, Sendable, Equatable {
    public var event: Int
    public var phase: Phase
    public var text: String
    /// Formatted; "–" when it is not computed yet.
    public var value: String
    public var isCurrent: Bool
    public var hasBreakpoint: Bool
    public var flags: [String]

    public init(
      event: Int, phase: Phase, text: String, value: String, isCurrent: Bool = false, hasBreakpoint: Bool = false,
      flags: [String] = []
    ) {
      self.event = event
      self.phase = phase
      self.text = text
      self.value = value
      self.isCurrent = isCurrent
      self.hasBreakpoint = hasBreakpoint
      self.flags = flags
    }
  }

  /// The contributions to one gradient, and the running sum.
  public struct Ledger: Codable, Sendable, Equatable {
    public struct Entry: Codable, Sendable, Equatable {
      public var source: String
      public var contribution: String
      public var runningSum: String
      public var isComputed: Bool

      public init(source: String, contribution: String, runningSum: String, isComputed: Bool) {
        self.source = source
        self.contribution = contribution
        self.runningSum = runningSum
        self.isComputed = isComputed
      }
    }

    /// "∂L/∂w"
    public var title: String
    public var entries: [Entry]

    public init(title: String, entries: [Entry]) {
      self.title = title
      self.entries = entries
    }
  }
}

/// How much a view of a stepper holds. A whole screen for each of ten thousand events would take longer than the events.
public enum StepExtent: String, Codable, Sendable {
  /// The operation, its formula with numbers, and the gradient's ledger.
  case text
  /// Also the graph and the matrices.
  case picture
  /// Also the events near the cursor, and the losses.
  case screen
}

/// What a reader asks of a stepper.
public enum StepCommand: Codable, Sendable, Equatable {
  case show
  case forward, back
  /// Past the current module (layer), forward or back.
  case over, overBack
  case nextPhase, previousPhase
  case nextTrainingStep, previousTrainingStep
  case start, end
  case toEvent(Int)
  case toTrainingStep(Int)
  case toName(String)
  case toFirstNonFinite
  case toggleBreakpoint
  /// Run on to the next breakpoint.
  case toBreakpoint
  case selectElement([Int])
  /// Opens a branch in which the current event's selected element has this value.
  case whatIf(Double)
  /// The setting of this number, among those that the view lists, is computed again.
  case undo(Int)
  case switchBranch(String)
  case toFirstDifference
}

/// A live stepper: something that a `StepCommand` moves and that can say what it sees.
public protocol Steppable: AnyObject {
  var title: String { get }
  /// Throws a `Diagnostic` when the command asks for what does not exist ("no value is named 'w9'").
  func perform(_ command: StepCommand, showing extent: StepExtent) throws -> StepView
}

extension Steppable {
  public func perform(_ command: StepCommand) throws -> StepView { try perform(command, showing: .screen) }
}
