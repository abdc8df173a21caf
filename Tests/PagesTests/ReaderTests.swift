import Display
import Lessons
import Pages
import Testing

@Suite struct ReaderStateTests {
  private func state(columns: Int = 80, rows: Int = 24, hasRun: Bool = false) throws -> ReaderState {
    let reading = hasRun ? try sampleReading() : try Reading(lesson: sampleLesson(), source: sampleText)
    return ReaderState(
      reading: reading, size: .init(columns: columns, rows: rows), palette: Palette(depth: .monochrome))
  }

  @Test(arguments: [(40, 15), (80, 24), (120, 40)]) func looksLikeThis(columns: Int, rows: Int) throws {
    var state = try state(columns: columns, rows: rows)
    var text = shown(screen(of: state))
    while state.section == 0 { _ = state.press(.character(" ")) }
    text += "════\n" + shown(screen(of: state))
    _ = state.press(.character("l"))
    text += "════\n" + shown(screen(of: state))
    _ = state.press(.escape)
    _ = state.press(.character("?"))
    text += "════\n" + shown(screen(of: state))
    expectSnapshot(text, "reader-\(columns)x\(rows)")
  }

  @Test(arguments: [(1, 1), (1, 10), (2, 2), (3, 5), (10, 6), (80, 1), (300, 100)])
  func fillsAnyScreenExactly(columns: Int, rows: Int) throws {
    var state = try state(columns: columns, rows: rows, hasRun: true)
    for key: Key in [
      .enter, .character(" "), .end, .tab, .character("l"), .down, .enter, .character("?"), .escape, .home,
    ] {
      _ = state.press(key)
      let lines = screen(of: state)
      #expect(lines.count == rows)
      #expect(lines.widest <= columns)
    }
  }

  @Test func spaceReachesTheEndAndPassesEveryLine() throws {
    var state = try state(columns: 50, rows: 12, hasRun: true)
    var seen = Set<String>()
    for _ in 0..<200 {
      for line in screen(of: state) { seen.insert(line.text.trimmingSpaces) }
      if state.message.hasPrefix("The end") { break }
      _ = state.press(.character(" "))
    }
    #expect(state.message.hasPrefix("The end"))
    for section in state.reading.outline.sections.indices {
      state.open(section: section)
      for line in state.page.lines { #expect(seen.contains(line.text.trimmingSpaces), "\(line.text)") }
    }
  }

  @Test func backReturnsToTheBeginning() throws {
    var state = try state(hasRun: true)
    for _ in 0..<50 { _ = state.press(.character("n")) }
    for _ in 0..<50 { _ = state.press(.character("b")) }
    #expect(state.section == 0 && state.top == 0)
  }

  @Test func keysActOnTheFocusedCell() throws {
    var state = try state()
    #expect(state.press(.character("r")) == .nothing)
    #expect(state.message.contains("no cell"))
    state.open(section: 1)
    #expect(state.press(.character("r")) == .run(0))
    #expect(state.press(.character("e")) == .edit(0))
    _ = state.press(.tab)
    #expect(state.press(.character("r")) == .run(1))
    _ = state.press(.backTab)
    #expect(state.press(.character("r")) == .run(0))
    #expect(state.press(.character("q")) == .quit)
    #expect(state.press(.control("z")) == .suspend)
  }

  @Test func rWalksThroughThePage() throws {
    var state = try state()
    state.open(section: 1)
    let all = state.reading.outline.sections[1].cells.filter(\.options.eval).map(\.index)
    var ran: [Int] = []
    for _ in all {
      guard case .run(let cell) = state.press(.character("r")) else { break }
      ran.append(cell)
      let status: CellResult.Status =
        switch try #require(state.reading.cell(cell)).options.expect {
        case .pass: .passed
        case .compileError: .compileError
        case .trap: .trapped
        case .timeout: .timedOut
        }
      state.reading.progress[cell] = .finished(CellResult(status: status, outputs: []))
      state.layOut()
    }
    #expect(ran == all && all.count > 1)
    #expect(state.press(.character("r")) == .run(all.last!), "none is left")
    _ = state.press(.backTab)
    #expect(state.press(.character("R")) == .run(state.focus!))
  }

  @Test func rStaysAtACellThatFailed() throws {
    var state = try state()
    state.open(section: 1)
    state.reading.progress[0] = .finished(CellResult(status: .trapped, outputs: []))
    state.layOut()
    #expect(state.press(.character("r")) == .run(0))
  }

  @Test func stepAndFigureAskForWhatIsThere() throws {
    var state = try state()
    state.open(section: 1)
    #expect(state.press(.character("s")) == .nothing)
    #expect(state.message.contains("run a cell"))
    #expect(state.press(.character("f")) == .nothing)
    let steps = StepThrough(id: 7, title: "walk", view: sampleView)
    let chart = Chart(title: "loss", x: Axis("step"), y: Axis("loss"), marks: [])
    state.reading.progress[0] = .finished(CellResult(status: .passed, outputs: [.steps(steps), .chart(chart)]))
    state.layOut()
    #expect(state.press(.character("s")) == .step(0))
    #expect(state.press(.character("f")) == .saveFigures(0))
    #expect(state.press(.character("F")) == .showFigures(0))
    #expect(state.stepper(ofCell: 0)?.id == 7)
  }

  @Test func resumesAtACell() throws {
    var state = try state()
    state.open(cell: 1)
    #expect(state.section == 1 && state.focus == 1)
    state.open(cell: 99)
    #expect(state.section == 1)
  }

  @Test func aBookmarkSkipsNoPage() throws {
    var state = try state()
    state.resume(after: 0)
    #expect(state.section == 0)
    state.resume(after: 1)
    #expect(state.section == 1 && state.focus == 1)
    #expect(state.cellsDone == 0)
    state.resume(after: 2)
    #expect(state.section == 2 && state.cellsDone == 2)
    state.resume(after: 99)
    #expect(state.section == 2)
  }

  @Test func theContentsLeadToACell() throws {
    var state = try state()
    _ = state.press(.character("l"))
    #expect(state.contents.map(\.text) == ["One neuron", "Fitting it", "fit", "broken", "The end"])
    for _ in 0..<3 { _ = state.press(.down) }
    _ = state.press(.enter)
    #expect(state.focus == 1 && state.overlay == .none)
  }

  @Test func anEmptyLessonIsOnePage() throws {
    let lesson = try Lesson(text: "---\ntitle: Nothing\ngoal: None.\nminutes: 1\n---\n", file: "lessons/09-nothing.md")
    var state = ReaderState(
      reading: Reading(lesson: lesson, source: ""), size: .init(columns: 40, rows: 10), palette: .plain)
    #expect(screen(of: state).text.contains("Nothing"))
    for key: Key in [.character(" "), .tab, .character("l"), .enter, .end] { _ = state.press(key) }
    #expect(state.press(.character("q")) == .quit)
  }
}

extension String {
  fileprivate var trimmingSpaces: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}

@Suite struct PlainReaderTests {
  private func read(
    _ session: StandIn, _ change: (inout PlainReader.Options) -> Void = { _ in }
  ) throws -> (text: String, outcome: PlainReader.Outcome) {
    var options = PlainReader.Options()
    change(&options)
    var reader = PlainReader(lesson: try sampleLesson(), source: sampleText, options: options) { session }
    var text = ""
    let outcome = try reader.run {
      text += $0
      return true
    }
    return (text, outcome)
  }

  @Test func theWholeLessonComesOut() throws {
    let session = sampleSession()
    let (text, outcome) = try read(session)
    expectSnapshot(text, "plain")
    #expect(outcome == .passed)
    #expect(session.ran == [0, 1] && session.isClosed)
    #expect(!text.contains("\u{1B}"))
  }

  /// The sections whose words were written for something else are marked, and no other.
  @Test func wordsWrittenForOtherSettingsAreMarked() throws {
    let text = sampleText.replacing("steps: 200)", with: "steps: 200, rate: learningRate)")
    let lesson = try Lesson(text: text, file: "lessons/01-neuron.md").set(["learningRate": "2"])
    var reader = PlainReader(lesson: lesson, source: text) { sampleSession() }
    var page = ""
    _ = try reader.run {
      page += $0
      return true
    }
    expectSnapshot(page, "plain-set")
    #expect(page.contains("learningRate = 2 (written: 0.5)"))
    #expect(try !read(sampleSession()).text.contains("≠"))
  }

  @Test func anEditedCellMarksWhatFollows() throws {
    var reading = try sampleReading()
    #expect(reading.departures.changes.isEmpty)
    try reading.replace(cell: 0, code: "let history = 3\n")
    let chart = Chart(title: "", x: Axis("x"), y: Axis("y"), marks: [.line("y", x: [0, 1], y: [0, 1])])
    reading.progress[0] = .finished(CellResult(status: .passed, outputs: [.chart(chart)]))
    #expect(reading.departures.changes == ["the cell “fit” is edited"])
    let page = SectionPage(
      section: 1, of: reading, focus: nil, columns: 80, figureRows: 8, palette: .plain, isTimed: false)
    for text in ["≠ Written for the lesson's own settings", "≠ Figure: The loss ends at"] {
      #expect(page.lines.contains { $0.text.contains(text) })
    }
  }

  @Test func twoRunsGiveTheSameBytes() throws {
    #expect(try read(sampleSession()).text == read(sampleSession()).text)
  }

  @Test func aCellThatDoesOtherThanExpectedFails() throws {
    var script = sampleResults
    script[1] = CellResult(status: .passed)
    let (text, outcome) = try read(StandIn(script, values: ["learningRate": "0.5", "history.last": "1"]))
    #expect(outcome == .failed(1))
    #expect(outcome.exitCode == 1)
    #expect(text.contains("✗ passed, but should have failed to compile"))
  }

  @Test func aValueThatCannotBeComputedFailsAndIsShown() throws {
    let (text, outcome) = try read(StandIn(sampleResults, values: ["learningRate": "0.5"]))
    #expect(outcome == .failed(2))
    #expect(text.contains("{history.last}⚠"))
    #expect(text.contains("There is no “history.last” here."))
  }

  @Test func noRunStartsNothing() throws {
    var options = PlainReader.Options()
    options.runsCells = false
    var reader = PlainReader(lesson: try sampleLesson(), source: sampleText, options: options) {
      Issue.record("a session was made")
      return StandIn()
    }
    var text = ""
    #expect(
      try reader.run {
        text += $0; return true
      } == .passed)
    #expect(text.contains("not run yet") && text.contains("{learningRate}"))
  }

  @Test func fromBeginsAtACell() throws {
    let session = sampleSession()
    let (text, _) = try read(session) { $0.startLabel = "broken" }
    #expect(text.hasPrefix("┌ broken"))
    #expect(text.contains("The end"))
    #expect(session.ran == [1])
  }

  @Test func anUnknownLabelIsAnError() throws {
    let error = #expect(throws: Diagnostic.self) { _ = try read(sampleSession()) { $0.startLabel = "brokn" } }
    #expect(error?.summary.contains("“brokn”") == true)
    #expect(error?.hint.contains("broken") == true)
  }

  @Test func aClosedPipeEndsIt() throws {
    let session = sampleSession()
    var reader = PlainReader(lesson: try sampleLesson(), source: sampleText) { session }
    var count = 0
    let outcome = try reader.run { _ in
      count += 1
      return count < 3
    }
    #expect(outcome == .outputClosed)
    #expect(count == 3)
    #expect(session.ran.count < 2)
  }
}
