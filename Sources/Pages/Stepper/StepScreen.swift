import Display
import Figures

/// The full-screen stepper: draws what the cursor sees, and moves it by keys until the reader has seen enough.
package final class StepScreen {
  package enum Ending: Sendable { case quit, closed }

  private let terminal: Terminal
  private let figureFolder: String
  private let perform: (StepCommand) throws -> StepView
  private var state: StepState

  /// - Parameter perform: moves the cursor; what it throws is shown, and the cursor stays.
  package init(
    title: String, view: StepView, terminal: Terminal, figureFolder: String = Terminal.savedFigures,
    perform: @escaping (StepCommand) throws -> StepView
  ) {
    self.terminal = terminal
    self.figureFolder = figureFolder
    self.perform = perform
    state = StepState(title: title, view: view, size: terminal.size, palette: terminal.palette)
  }

  /// Takes the terminal over if nobody has, and gives it back as it was found.
  @discardableResult
  package func run() -> Ending {
    terminal.start()
    resize()
    attempt(.show)
    while true {
      terminal.draw(screen(of: state))
      guard let event = terminal.nextEvent() else { continue }
      switch event {
      case .closed: return .closed
      case .interrupted: return .quit
      case .resized: resize()
      case .stopRequested: suspend()
      case .continued: terminal.invalidate()
      case .key(.control("c")) where state.prompt == nil: return .quit
      case .key(let key): if handle(state.press(key)) { return .quit }
      }
    }
  }

  /// Whether the reader wants to leave.
  private func handle(_ request: StepState.Request) -> Bool {
    switch request {
    case .nothing: break
    case .quit: return true
    case .suspend: suspend()
    case .redraw: terminal.invalidate()
    case .perform(let command): attempt(command)
    case .saveFigure: saveFigure()
    case .showFigure: showFigure()
    }
    return false
  }

  private func attempt(_ command: StepCommand) {
    do {
      state.view = try perform(command)
    } catch {
      state.message = describe(error)
    }
  }

  private func showFigure() {
    let scene = StepFigure(state.view, theme: state.palette.figureStyle.theme).scene
    if !terminal.show(picture: scene) { state.message = Terminal.noPixels }
  }

  private func saveFigure() {
    do {
      let name = try Pages.saveFigure(state.view, in: figureFolder)
      state.message = "Saved \(name)"
    } catch {
      state.message = describe(error)
    }
  }

  private func suspend() {
    terminal.suspend()
    resize()
  }

  private func resize() {
    state.size = terminal.size
    state.palette = terminal.palette
  }
}
