import Display
import Figures

/// Where a demonstration's moments come from.
package protocol DemoSource: AnyObject {
  /// Computes one run to its end; `poll` is asked all the while, and answers false to stop it.
  /// - Returns: what went wrong.
  func run(track: Int, onOutput: (Output) -> Void, poll: () -> Bool) -> [Diagnostic]
  /// Moves a stepper that the run has shown; what the process no longer holds is computed again.
  func step(track: Int, _ stepper: Int, _ command: StepCommand) throws -> StepView
  /// The next computation is with another seed, which is answered.
  func takeNextSeed() throws -> UInt64
  func close()
}

/// A demonstration in a terminal: plays the moments as they are computed, at classroom speed.
package final class DemoScreen {
  package enum Ending: Equatable, Sendable {
    case quit
    /// There was nothing to be shown.
    case failed([Diagnostic])
  }

  private let terminal: Terminal
  private let source: any DemoSource
  private let name: String
  private let figureFolder: String
  private var state: DemoState
  private var isOver = false
  private var wantsRestart = false
  private var pending: DemoState.Request?
  private var lastTick = now()
  private var lastDrawing = 0

  /// - Parameter name: of saved figures.
  package init(
    name: String, title: String, goal: String, labels: [String], source: any DemoSource, terminal: Terminal,
    figureFolder: String = Terminal.savedFigures
  ) {
    self.name = name
    self.terminal = terminal
    self.source = source
    self.figureFolder = figureFolder
    state = DemoState(
      title: title, goal: goal, tracks: labels.map { DemoState.Track(label: $0) }, size: terminal.size,
      palette: terminal.palette)
  }

  /// Takes the terminal over, and gives it back when its audience has seen enough.
  package func run() -> Ending {
    terminal.start()
    defer {
      terminal.stop()
      source.close()
    }
    resize()
    repeat {
      wantsRestart = false
      let problems = compute()
      if !isOver, !wantsRestart, !problems.isEmpty {
        guard state.count > 0 else { return .failed(problems) }
        state.message = describe(problems[0])
      }
      while !isOver, !wantsRestart { serve(milliseconds: state.isPlaying ? 40 : nil) }
      if wantsRestart { restart() }
    } while !isOver
    return .quit
  }

  // MARK: - Computing

  private func compute() -> [Diagnostic] {
    draw()
    for track in state.tracks.indices {
      let problems = source.run(track: track) {
        accept($0, track)
      } poll: {
        keepAlive()
      }
      state.tracks[track].progress = nil
      if isOver || wantsRestart { return [] }
      state.tracks[track].isComputed = true
      guard problems.isEmpty else {
        for index in state.tracks.indices { state.tracks[index].isComputed = true }
        return problems
      }
    }
    if let pending { handle(pending) }
    pending = nil
    return []
  }

  private func accept(_ output: Output, _ track: Int) {
    switch output {
    case .frame(let frame): state.tracks[track].frames.append(frame)
    case .steps(let steps): state.tracks[track].steppers.append(steps)
    case .progress(let progress): state.tracks[track].progress = progress
    default: break
    }
  }

  /// While something is computed: keys count, and the moments go by. Whether the computation is to go on.
  private func keepAlive() -> Bool {
    tick()
    while !isOver, !wantsRestart, let event = terminal.nextEvent(milliseconds: 0) { respond(to: event, isBusy: true) }
    if now() - lastDrawing >= 40 { draw() }
    return !isOver && !wantsRestart
  }

  private func restart() {
    do {
      let seed = try source.takeNextSeed()
      state.startOver()
      state.message = "seed \(seed)"
    } catch {
      state.message = describe(error)
    }
  }

  // MARK: - Events

  /// Waits for an event, at most so long; nil milliseconds: until there is one.
  private func serve(milliseconds: Int?) {
    draw()
    let event = terminal.nextEvent(milliseconds: milliseconds)
    tick()
    if let event { respond(to: event, isBusy: false) }
  }

  private func tick() {
    let time = now()
    state.pass(milliseconds: min(time - lastTick, 500))
    lastTick = time
  }

  private func respond(to event: Terminal.Event, isBusy: Bool) {
    switch event {
    case .closed, .interrupted, .key(.control("c")): isOver = true
    case .resized: resize()
    case .stopRequested: suspend()
    case .continued: terminal.invalidate()
    case .key(let key):
      let request = state.press(key)
      if isBusy, case .step = request {
        // The process that would step is not free yet.
        pending = request
        state.message = "The stepper opens as soon as everything has been computed."
      } else {
        handle(request)
      }
    }
  }

  private func handle(_ request: DemoState.Request) {
    switch request {
    case .nothing: break
    case .quit: isOver = true
    case .suspend: suspend()
    case .redraw: terminal.invalidate()
    case .restart: wantsRestart = true
    case .saveFigure: saveFigure()
    case .showFigure: showFigure()
    case .step(let track, let training): step(track, training)
    }
  }

  private func step(_ track: Int, _ training: Int) {
    let stepper = state.tracks[track].steppers[training]
    let place = state.trainingStep(track: track, training: training)
    state.message = "Opening training step \(place) …"
    draw()
    state.message = ""
    do {
      let view = try source.step(track: track, stepper.id, .toTrainingStep(place))
      let title = [state.title, state.tracks[track].label].filter { !$0.isEmpty }.joined(separator: ", ")
      let screen = StepScreen(title: title, view: view, terminal: terminal, figureFolder: figureFolder) {
        [source] command in try source.step(track: track, stepper.id, command)
      }
      if screen.run() == .closed { isOver = true }
    } catch {
      state.message = describe(error)
    }
    terminal.invalidate()
    resize()
    lastTick = now()
  }

  private func suspend() {
    terminal.suspend()
    resize()
    lastTick = now()
  }

  private func resize() {
    state.size = terminal.size
    state.palette = terminal.palette
  }

  private func draw() {
    lastDrawing = now()
    terminal.draw(screen(of: state))
  }

  // MARK: - Figures

  private func saveFigure() {
    guard let scene = scene(theme: .light), let frame = state.frame(of: 0) else { return }
    do {
      let saved = try Pages.saveFigure(scene, named: "\(name)-\(frame.unit)-\(frame.moment)", in: figureFolder)
      state.message = "Saved \(saved)"
    } catch {
      state.message = describe(error)
    }
  }

  private func showFigure() {
    guard let scene = scene(theme: state.palette.figureStyle.theme) else { return }
    if !terminal.show(picture: scene) { state.message = Terminal.noPixels }
  }

  private func scene(theme: Theme) -> Scene? {
    guard state.shown != nil else {
      state.message = "There is no figure yet."
      return nil
    }
    let sides = zip(state.tracks, state.frames).map { DemoFigure.Side($1, label: $0.label) }
    return DemoFigure(sides, title: state.title, theme: theme).scene
  }
}
