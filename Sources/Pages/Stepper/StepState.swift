import Display

/// The stepper's screen: what the cursor sees, and how it is looked at. Changed by keys alone; moving the cursor and
/// saving are asked of the caller.
package struct StepState: Sendable {
  package enum Pane: String, CaseIterable, Sendable { case events, graph, ledger, values, loss, set }

  /// A line the reader is typing.
  package enum Prompt: Equatable, Sendable {
    case goTo(String)
    case whatIf(String)
    case undo(String)
  }

  package enum Request: Equatable, Sendable {
    case nothing, quit, suspend, redraw, saveFigure, showFigure
    case perform(StepCommand)
  }

  package var title: String
  package var view: StepView
  package var size: Terminal.Size
  package var palette: Palette
  /// The pane that has the room where not all fit, and that scrolls.
  package private(set) var pane = Pane.graph
  /// Rows scrolled down in `pane`.
  package private(set) var scrolled = 0
  package private(set) var prompt: Prompt?
  package private(set) var showsHelp = false
  /// Rows scrolled down in the help.
  package private(set) var helpScrolled = 0
  /// Said once, in place of the notes.
  package var message = ""

  package init(title: String, view: StepView, size: Terminal.Size, palette: Palette) {
    self.title = title
    self.view = view
    self.size = size
    self.palette = palette
    if StepLayout(size) == .narrow { pane = .events }
  }

  /// Panes that have something to show at this event.
  package var panes: [Pane] {
    Pane.allCases.filter { pane in
      switch pane {
      case .events: StepLayout(size) == .narrow
      case .graph: !view.graph.nodes.isEmpty
      case .ledger: view.ledger != nil
      case .values: !view.matrices.isEmpty
      case .loss: !view.loss.isEmpty
      case .set: !view.settings.isEmpty
      }
    }
  }

  /// The pane to show: the chosen one, or the first when it has nothing to say here.
  package var shownPane: Pane? { panes.contains(pane) ? pane : panes.first }

  package mutating func press(_ key: Key) -> Request {
    message = ""
    if prompt != nil { return pressInPrompt(key) }
    if showsHelp { return pressInHelp(key) }
    switch key {
    case .character("q"), .escape, .control("d"): return .quit
    case .control("z"): return .suspend
    case .control("l"): return .redraw
    case .character("?"): (showsHelp, helpScrolled) = (true, 0)
    case .tab: changePane(1)
    case .backTab: changePane(-1)
    case .character("]"): scrolled += 1
    case .character("["): scrolled = max(0, scrolled - 1)
    case .character("g"): prompt = .goTo("")
    case .character("w"): prompt = .whatIf("")
    case .character("u"): return undo()
    case .character("f"): return .saveFigure
    case .character("F"): return .showFigure
    case .character("v"): return switchBranch()
    case .character("h"), .character("j"), .character("k"), .character("l"): return moveElement(key)
    default:
      if let command = Self.commands[key] { return .perform(command) }
      message = "? lists the keys."
    }
    return .nothing
  }

  private static let commands: [Key: StepCommand] = [
    .right: .forward, .character(" "): .forward, .left: .back, .down: .over, .up: .overBack,
    .pageDown: .nextTrainingStep, .pageUp: .previousTrainingStep, .character("p"): .nextPhase,
    .character("P"): .previousPhase, .home: .start, .end: .end, .character("n"): .toFirstNonFinite,
    .character("x"): .toggleBreakpoint, .character("c"): .toBreakpoint, .character("d"): .toFirstDifference,
  ]

  /// Arrows, pages and space scroll; any other key closes the help.
  private mutating func pressInHelp(_ key: Key) -> Request {
    let most = max(0, stepHelpLines(columns: size.columns).count - 1)
    switch key {
    case .down, .right, .character("]"), .character("j"): helpScrolled = min(most, helpScrolled + 1)
    case .up, .left, .character("["), .character("k"): helpScrolled = max(0, helpScrolled - 1)
    case .pageDown, .character(" "): helpScrolled = min(most, helpScrolled + max(1, size.rows / 2))
    case .pageUp: helpScrolled = max(0, helpScrolled - max(1, size.rows / 2))
    case .control("z"): return .suspend
    default: showsHelp = false
    }
    return .nothing
  }

  private mutating func changePane(_ step: Int) {
    let panes = panes
    guard let shownPane, let index = panes.firstIndex(of: shownPane) else { return }
    pane = panes[(index + step + panes.count) % panes.count]
    scrolled = 0
  }

  private mutating func switchBranch() -> Request {
    guard view.branches.count > 1 else {
      message = "There is one branch only; w opens another."
      return .nothing
    }
    let index = view.branches.firstIndex(of: view.branch) ?? 0
    return .perform(.switchBranch(view.branches[(index + 1) % view.branches.count]))
  }

  /// What is set here, or the only thing that is set, without a question.
  private mutating func undo() -> Request {
    let settings = view.settings
    if settings.isEmpty {
      message = "Nothing is set by hand in this branch; w sets a value."
      return .nothing
    }
    let here = settings.indices.filter { settings[$0].isHere }
    if here.count == 1 { return .perform(.undo(here[0])) }
    if settings.count == 1 { return .perform(.undo(0)) }
    (pane, scrolled, prompt) = (.set, 0, .undo(""))
    return .nothing
  }

  /// h and l move along the last axis, j and k along the one before it.
  private mutating func moveElement(_ key: Key) -> Request {
    var element = view.element
    let isAlongLast = key == .character("h") || key == .character("l")
    let axis = element.count - (isAlongLast ? 1 : 2)
    guard axis >= 0 else {
      message = element.isEmpty ? "This value is a single number." : "This value has one axis: h and l move along it."
      return .nothing
    }
    element[axis] += key == .character("l") || key == .character("j") ? 1 : -1
    guard element[axis] >= 0 else { return .nothing }
    return .perform(.selectElement(element))
  }
}

// MARK: - Typing

extension StepState {
  private mutating func pressInPrompt(_ key: Key) -> Request {
    guard let prompt else { return .nothing }
    switch key {
    case .enter:
      self.prompt = nil
      return answer(prompt)
    case .escape, .control("c"), .control("d"): self.prompt = nil
    case .backspace: self.prompt = prompt.with(String(prompt.text.dropLast()))
    case .control("u"): self.prompt = prompt.with("")
    case .character(let character): self.prompt = prompt.with(prompt.text + String(character))
    case .control("z"): return .suspend
    default: break
    }
    return .nothing
  }

  private mutating func answer(_ prompt: Prompt) -> Request {
    let text = prompt.text.split(separator: " ").joined(separator: " ")
    guard !text.isEmpty else { return .nothing }
    switch prompt {
    case .goTo:
      if let event = Int(text) { return .perform(.toEvent(event)) }
      if let match = text.wholeMatch(of: /s(?:tep)? ?(\d+)/), let step = Int(match.1) {
        return .perform(.toTrainingStep(step))
      }
      return .perform(.toName(text))
    case .whatIf:
      if let value = Double(text.replacing("−", with: "-")) { return .perform(.whatIf(value)) }
      message = "“\(text)” is not a number. Write it like 0.5, -1 or 1e-3."
      return .nothing
    case .undo:
      if let number = Int(text), view.settings.indices.contains(number - 1) { return .perform(.undo(number - 1)) }
      message = "“\(text)” is none of 1 to \(view.settings.count)."
      return .nothing
    }
  }
}

extension StepState.Prompt {
  package var text: String {
    switch self {
    case .goTo(let text), .whatIf(let text), .undo(let text): text
    }
  }

  fileprivate func with(_ text: String) -> StepState.Prompt {
    switch self {
    case .goTo: .goTo(text)
    case .whatIf: .whatIf(text)
    case .undo: .undo(text)
    }
  }
}
