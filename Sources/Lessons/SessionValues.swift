import Display
import Foundation

extension Session {
  /// The text of an inline value `{expression}` that stands after cell `cellIndex` (−1: before the first cell).
  public func value(
    of expression: String, at place: Diagnostic.Place, after cellIndex: Int
  ) -> Result<String, Diagnostic> {
    do {
      return try computed(expression, place, cellIndex)
    } catch {
      return .failure(diagnostics(of: error)[0])
    }
  }

  /// Moves the cursor of a stepper that a cell has shown; the cell is run again when its state is gone.
  public func step(_ stepper: Int, _ command: StepCommand) throws(Diagnostic) -> StepView {
    try step(stepper, command, showing: .screen)
  }

  /// The same, for less than a screen.
  public func step(_ stepper: Int, _ command: StepCommand, showing extent: StepExtent) throws(Diagnostic) -> StepView {
    do { return try stepped(stepper, command, extent) } catch { throw diagnostics(of: error)[0] }
  }

  /// A value is a small cell of its own behind the one it follows; what it does to the state is undone.
  private func computed(
    _ expression: String, _ place: Diagnostic.Place, _ cellIndex: Int
  ) throws -> Result<String, Diagnostic> {
    let workshop = try workshop()
    _ = try compile(upTo: min(cellIndex, lesson.cells.count - 1), poll: { true })
    let indent = String(repeating: " ", count: max(0, place.column - 1))
    let code = "show(inlineText(\n\(indent)\(expression)\n))\n"
    let index = cellIndex + 1
    let cell = Cell(
      index: index, label: "value", options: CellOptions(), code: code, line: max(1, place.line - 1))
    _ = try compileConstants(for: cell, poll: { true })
    let earlier = Array(compiled.prefix { $0.cell.index <= cellIndex })
    guard let value = try compile(cell, module: "Value", in: workshop, after: earlier, poll: { true }) else {
      return .failure(Diagnostic("interrupted", at: place, "The value was not computed."))
    }
    let later = Array(compiled.dropFirst(earlier.count))
    compiled = earlier + [value]
    let (key, readings) = (resultKeys[index], pageReadings[index])
    defer { compiled = earlier + later }
    var result = try runCompiled(index, onOutput: { _ in }, poll: { true })
    if loaded.last?.index == index { try rollBack(toCount: loaded.count - 1) }
    // The number belongs to the next cell.
    resultKeys[index] = key
    pageReadings[index] = readings
    guard result.status == .passed, case .text(let text) = result.outputs.last else {
      var problem =
        result.diagnostics.first { $0.severity == .error }
        ?? Diagnostic("no-value", at: place, "`{\(expression)}` has no value.")
      if problem.place == nil || problem.place?.line != place.line { problem.place = place }
      return .failure(problem)
    }
    result.outputs.removeAll()
    return .success(text.hasSuffix("\n") ? String(text.dropLast()) : text)
  }

  /// With the lesson's line that built the operation, in place of an address.
  private func withLine(_ view: StepView) -> StepView {
    guard let place = view.codePlace else { return view }
    var view = view
    view.codePlace = nil
    if lines[place] == nil {
      // A call site is the address after the call, which may belong to the next line already.
      let found = symbolizer().lines(of: [UInt64(place.offset) - 1], in: place.library)[0]
      lines[place] = found.first { $0.file == lesson.file && $0.line > 0 }?.line ?? 0
    }
    view.lessonLine = lines[place].flatMap { $0 > 0 ? $0 : nil }
    return view
  }

  private func stepped(_ stepper: Int, _ command: StepCommand, _ extent: StepExtent) throws -> StepView {
    let index = stepper / KernelPlaces.steppersPerCell - 1
    guard lesson.cells.indices.contains(index), try compile(upTo: index, poll: { true }),
      let cell = compiled.first(where: { $0.cell.index == index }), cell.isSuccess
    else { throw Diagnostic("no-such-stepper", "No cell of this lesson has shown stepper \(stepper).") }
    let plan = plan
    let key = standing(of: index)?.key
    if !loaded.contains(where: { $0.index == index && $0.key == key }) {
      if let problem = try makeState(for: index, plan, poll: { true }) { throw Diagnostics(problem.diagnostics) }
      let result = try load(cell, plan, onOutput: { _ in }, poll: { true })
      guard result.status == .passed else { throw Diagnostics(result.diagnostics) }
    }
    let kernel = try startKernel()
    kernel.startCounting()
    kernel.send(.step(id: stepper, command: command, extent: extent))
    let deadline = ContinuousClock.now + .seconds(options.timeLimit)
    while ContinuousClock.now < deadline {
      for event in kernel.events(within: 50) {
        switch event {
        case .reply(.stepped(let view)): return withLine(view)
        case .reply(.refused(let diagnostic)): throw diagnostic
        case .reply(.died), .ended:
          close()
          throw Diagnostic("stepper-died", "The stepper's process ended.", hint: "Run the cell again.")
        default: continue
        }
      }
    }
    close()
    throw Diagnostic("stepper-silent", "The stepper did not answer.", hint: "Run the cell again.")
  }
}
