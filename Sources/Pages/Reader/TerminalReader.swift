import Display
import Foundation
import Lessons

/// Reads a lesson with somebody in a terminal: draws pages, runs cells in place, opens the editor and the stepper.
///
/// Nothing is started before the first screen stands; the session is made when it is first needed.
package final class TerminalReader {
  package struct Options {
    /// The cell to open at; nil: where the reader left off.
    package var startCell: Int?
    /// Where it is noted how far the reader got; nil: nowhere.
    package var bookmarks: BookmarkStore?
    /// Figures saved with `f` go here.
    package var figureFolder = Terminal.savedFigures
    package var environment: TerminalEnvironment

    package init(environment: TerminalEnvironment) { self.environment = environment }
  }

  private let terminal: Terminal
  private let options: Options
  private let makeSession: () throws -> any CellRunner
  private var session: (any CellRunner)?
  private var state: ReaderState
  private var isOver = false
  private var isPrepared = false
  private var cellsDone = 0

  /// - Parameter source: the lesson's text, for the excerpts of diagnostics.
  package init(
    lesson: Lesson, source: String, terminal: Terminal, options: Options,
    makeSession: @escaping () throws -> any CellRunner
  ) {
    self.terminal = terminal
    self.options = options
    self.makeSession = makeSession
    state = ReaderState(
      reading: Reading(lesson: lesson, source: source), size: terminal.size, palette: terminal.palette)
  }

  /// Returns when the reader quits or standard input ends.
  package func run() {
    terminal.start()
    defer {
      terminal.stop()
      session?.close()
    }
    state.layOut(size: terminal.size, palette: terminal.palette)
    resume()
    draw()
    while !isOver {
      guard let event = terminal.nextEvent(milliseconds: isIdle ? nil : 150) else {
        useLeisure()
        continue
      }
      handle(event)
      draw()
    }
  }

  /// Whether nothing is left to do while the reader reads.
  private var isIdle: Bool { isPrepared && pendingValue == nil }

  /// Between keys: computes a value in sight, else gets the next cells ready.
  private func useLeisure() {
    if pendingValue != nil { return computeOneValue() }
    isPrepared = true
    guard !state.reading.lesson.cells.isEmpty, let session = openSession() else { return draw() }
    session.prepare { !terminal.hasEvent }
    isPrepared = !terminal.hasEvent
  }

  private func draw() { terminal.draw(screen(of: state)) }

  private func handle(_ event: Terminal.Event) {
    switch event {
    case .closed: isOver = true
    case .interrupted: state.message = "Nothing is running. q quits."
    case .resized: state.layOut(size: terminal.size, palette: terminal.palette)
    case .stopRequested: suspend()
    case .continued: terminal.invalidate()
    case .key(let key):
      handle(state.press(key))
      remember()
    }
  }

  private func handle(_ request: ReaderState.Request) {
    switch request {
    case .nothing: break
    case .quit: isOver = true
    case .suspend: suspend()
    case .redraw: terminal.invalidate()
    case .run(let cell):
      run(cell: cell)
      runUnseen(after: cell)
    case .edit(let cell): edit(cell: cell)
    case .step(let cell): step(cell: cell)
    case .saveFigures(let cell): saveFigures(ofCell: cell)
    case .showFigures(let cell): showFigures(ofCell: cell)
    }
  }

  private func suspend() {
    terminal.suspend()
    state.layOut(size: terminal.size, palette: terminal.palette)
  }

  /// Opens the lesson where the reader left off.
  private func resume() {
    if let cell = options.startCell { return state.open(cell: cell) }
    guard let (bookmark, note) = options.bookmarks?.bookmark(of: state.reading.lesson.name) else { return }
    if let note { state.message = describe(note) }
    guard let bookmark else { return }
    cellsDone = bookmark.cellsDone(in: state.reading.lesson)
    state.resume(after: cellsDone)
  }

  private func remember() {
    guard let bookmarks = options.bookmarks, state.cellsDone != cellsDone else { return }
    cellsDone = state.cellsDone
    if let problem = bookmarks.save(
      Bookmark(cellsDone: cellsDone, of: state.reading.lesson), of: state.reading.lesson.name)
    {
      state.message = describe(problem)
    }
  }

  /// The session, made on first use; nil and a message when that fails.
  private func openSession() -> (any CellRunner)? {
    if let session { return session }
    do {
      session = try makeSession()
    } catch {
      state.message = describe(error)
    }
    return session
  }
}

// MARK: - Running

extension TerminalReader {
  private func run(cell index: Int) {
    guard let cell = state.reading.cell(index), let session = openSession() else { return }
    guard cell.options.eval else {
      state.message = "This cell is only shown: its options say eval: false."
      return
    }
    let watch = RunWatch(terminal: terminal)
    var outputs: [Output] = []
    func show() {
      state.reading.progress[index] = .running(outputs)
      state.layOut(size: terminal.size, palette: terminal.palette)
      state.showEnd(ofCell: index)
      draw()
    }
    show()
    let result = session.run(cell: index) { output in
      outputs.append(output)
      if watch.isTimeToDraw() { show() }
    } poll: {
      let goesOn = watch.poll()
      if watch.isTimeToDraw() { show() }
      return goesOn
    }
    // Results that no longer hold are gone from the session.
    state.reading.progress = session.results.mapValues { .finished($0) }
    state.reading.progress[index] = .finished(result)
    forgetValues(after: index)
    state.layOut(size: terminal.size, palette: terminal.palette)
    state.showEnd(ofCell: index)
    isOver = isOver || watch.isClosed
    if watch.isInterrupted { state.message = "Stopped. What the earlier cells made is still there." }
  }

  /// Cells without a line on the page run along with the one before them: nobody can choose them, and values in the
  /// text may need them.
  private func runUnseen(after index: Int) {
    var next = index + 1
    while !isOver, hasPassed(next - 1), !hasPassed(next), state.page.cellRows[next]?.isEmpty == true,
      state.reading.cell(next)?.options.eval == true
    {
      run(cell: next)
      next += 1
    }
  }

  /// Values below a cell that has run again are out of date.
  private func forgetValues(after cell: Int) {
    for value in state.reading.outline.values where value.afterCell >= cell { state.reading.values[key(value)] = nil }
  }

  /// The next value in sight that can be computed: every cell before it has run.
  private var pendingValue: Outline.InlineValue? {
    state.reading.outline.values.first { value in
      guard value.section == state.section, state.reading.values[key(value)] == nil, session != nil else {
        return false
      }
      guard value.afterCell >= 0 else { return true }
      if case .finished(let result) = state.reading.progress[value.afterCell] { return result.status == .passed }
      return false
    }
  }

  private func computeOneValue() {
    guard let value = pendingValue, let session else { return }
    state.reading.values[key(value)] = session.value(
      of: value.expression, at: value.place(in: state.reading.lesson), after: value.afterCell)
    state.layOut()
    draw()
  }

  private func key(_ value: Outline.InlineValue) -> BlockWriter.ValueKey {
    BlockWriter.ValueKey(line: value.line, column: value.column)
  }
}

// MARK: - Editing, stepping, saving

extension TerminalReader {
  /// Opens the cell in the reader's editor; a changed cell runs, and after it every later one that had run.
  private func edit(cell index: Int) {
    guard let cell = state.reading.cell(index), let session = openSession() else { return }
    let hadRun = state.reading.progress.keys.filter { $0 > index && hasPassed($0) }.sorted()
    do {
      let new = try terminal.released { try editText(cell.code, named: cell.label, with: options.environment.editor) }
      guard new != cell.code else {
        state.message = "The cell is unchanged."
        return
      }
      try state.reading.replace(cell: index, code: new)
      session.replace(cell: index, code: state.reading.cell(index)?.code ?? new)
    } catch {
      state.message = describe(error)
      return
    }
    isPrepared = false
    for next in [index] + hadRun where !isOver {
      run(cell: next)
      guard hasPassed(next) else { break }
    }
    state.layOut()
    state.showEnd(ofCell: index)
  }

  private func hasPassed(_ index: Int) -> Bool {
    guard case .finished(let result) = state.reading.progress[index] else { return false }
    return result.status == .passed
  }

  private func step(cell index: Int) {
    guard let session = openSession(), let stepper = state.stepper(ofCell: index) else { return }
    let screen = StepScreen(
      title: stepper.title, view: stepper.view, terminal: terminal, figureFolder: options.figureFolder
    ) { command in
      try session.step(stepper.id, command)
    }
    if screen.run() == .closed { isOver = true }
    terminal.invalidate()
    state.layOut(size: terminal.size, palette: terminal.palette)
  }

  private func showFigures(ofCell index: Int) {
    let theme = state.palette.figureStyle.theme
    for scene in state.figures(ofCell: index).compactMap({ figureScene($0, theme: theme) }) {
      guard terminal.show(picture: scene) else {
        state.message = Terminal.noPixels
        return
      }
    }
  }

  private func saveFigures(ofCell index: Int) {
    guard let cell = state.reading.cell(index) else { return }
    let figures = state.figures(ofCell: index)
    do {
      let names = try figures.enumerated().map { position, figure in
        let suffix = figures.count > 1 ? "-\(position + 1)" : ""
        return try saveFigure(figure, named: cell.label + suffix, in: options.figureFolder)
      }
      state.message = "Saved " + names.joined(separator: ", ")
    } catch {
      state.message = describe(error)
    }
  }
}

/// An error as one sentence for the status line.
package func describe(_ error: any Error) -> String {
  switch error {
  case let diagnostic as Diagnostic:
    diagnostic.hint.isEmpty ? diagnostic.summary : diagnostic.summary + " " + diagnostic.hint
  case let diagnostics as Diagnostics: diagnostics.all.first.map(describe) ?? "Something went wrong."
  default: String(describing: error)
  }
}
