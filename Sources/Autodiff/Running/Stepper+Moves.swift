// The moves that a reader makes. Each answers whether the cursor moved.
extension Stepper {
  /// To the next event, across training steps; stays at the last event of the last step.
  @discardableResult
  public func forward() -> Bool {
    event + 1 < eventCount
      ? go(trainingStep, event + 1) : go(trainingStep + 1, 0)
  }

  /// To the event before, across training steps; stays at the first.
  @discardableResult
  public func back() -> Bool {
    event > 0 ? go(trainingStep, event - 1) : go(trainingStep - 1, eventCount - 1)
  }

  /// Past the rest of the current module (layer), to the first event outside it.
  @discardableResult
  public func over() -> Bool {
    let module = current.module
    guard !module.isEmpty else { return forward() }
    let next = (event + 1..<eventCount).first { !graph[$0].module.starts(with: module) }
    return next.map { go(trainingStep, $0) } ?? go(trainingStep + 1, 0)
  }

  /// Back to the last event before the current module.
  @discardableResult
  public func overBack() -> Bool {
    let module = current.module
    guard !module.isEmpty else { return back() }
    let previous = (0..<event).last { !graph[$0].module.starts(with: module) }
    return previous.map { go(trainingStep, $0) } ?? go(trainingStep - 1, eventCount - 1)
  }

  /// To the first event of the next phase.
  @discardableResult
  public func nextPhase() -> Bool {
    let next = (event + 1..<eventCount).first { graph[$0].phase != current.phase }
    return next.map { go(trainingStep, $0) } ?? go(trainingStep + 1, 0)
  }

  /// To the first event of this phase, or of the one before when the cursor is there already.
  @discardableResult
  public func previousPhase() -> Bool {
    if let start = phaseStart(at: event), start < event { return go(trainingStep, start) }
    if event > 0, let start = phaseStart(at: event - 1) { return go(trainingStep, start) }
    return go(trainingStep - 1, phaseStart(at: eventCount - 1)!)
  }

  private func phaseStart(at event: Int) -> Int? {
    graph.operations[...event].firstIndex { $0.phase == graph[event].phase }
  }

  /// To the same event of the next training step.
  @discardableResult
  public func nextTrainingStep() -> Bool { go(trainingStep + 1, event) }

  /// To the same event of the training step before.
  @discardableResult
  public func previousTrainingStep() -> Bool { go(trainingStep - 1, event) }

  /// To the first event of the first training step.
  @discardableResult
  public func start() -> Bool { go(0, 0) }

  /// To the last event of this training step.
  @discardableResult
  public func endOfStep() -> Bool { go(trainingStep, eventCount - 1) }

  /// To the event that computes the value of this name ("w", "hidden", "%7"), in this training step.
  @discardableResult
  public func move(toName name: String) -> Bool {
    guard let id = graph.id(named: name) else { return false }
    move(to: Position(trainingStep: trainingStep, event: id))
    return true
  }

  /// Runs on to the first value that is NaN or infinite, from the cursor on; stays when there is none.
  /// `isCancelled` is asked once a training step.
  @discardableResult
  public func toFirstNonFinite(isCancelled: () -> Bool = { false }) -> Bool {
    search(isCancelled) { id in
      Health(of: self.run.execution.value(id), from: self.graph[id].primitive).nonFiniteCount > 0
    }
  }

  /// Runs on to the next breakpoint; stays when there is none.
  @discardableResult
  public func toBreakpoint() -> Bool {
    if let next = breakpoints.filter({ $0 > event && $0 < eventCount }).min() { return go(trainingStep, next) }
    return breakpoints.filter { $0 >= 0 && $0 < eventCount }.min().map { go(trainingStep + 1, $0) } ?? false
  }

  /// Sets a breakpoint on the current event, at every training step, or removes it.
  public func toggleBreakpoint() {
    if breakpoints.remove(event) == nil { breakpoints.insert(event) }
  }

  private func search(_ isCancelled: () -> Bool, _ isFound: (Int) -> Bool) -> Bool {
    let origin = position
    for step in trainingStep..<stepLimit {
      if isCancelled() { break }
      move(to: Position(trainingStep: step, event: eventCount - 1))
      let first = step == origin.trainingStep ? origin.event + 1 : 0
      if let found = (first..<eventCount).first(where: isFound) { return go(step, found) }
    }
    move(to: origin)
    return false
  }

  private func go(_ step: Int, _ event: Int) -> Bool {
    guard (0..<stepLimit).contains(step) else { return false }
    let old = position
    move(to: Position(trainingStep: step, event: event))
    return position != old
  }
}
