import Display
import Pages
import Testing

/// The backward step of a two-value product, made by hand.
let sampleView: StepView = {
  var nodes = [
    GraphDrawing.Node(id: 0, name: "w", role: .parameter, shape: "[2, 2]", value: "0.5 …", state: .computed),
    GraphDrawing.Node(id: 1, name: "x", role: .input, shape: "[2]", value: "1 2", state: .computed),
    GraphDrawing.Node(id: 2, symbol: "matmul", shape: "[2]", value: "1.5 −0.25", gradient: "", state: .current),
    GraphDrawing.Node(id: 3, name: "L", symbol: "sum", role: .loss, phase: .loss, value: "1.25", state: .pending),
  ]
  nodes[1].state = .operand
  let events = (0..<30).map { index in
    StepView.EventRow(
      event: index, phase: index < 12 ? .forward : index < 14 ? .loss : .backward,
      text: "%\(index) = \(index % 2 == 0 ? "matmul" : "add") %\(max(0, index - 2)) %\(max(0, index - 1))",
      value: index <= 17 ? "\(index).25" : "–", isCurrent: index == 17, hasBreakpoint: index == 20,
      flags: index == 5 ? ["non-finite"] : [])
  }
  return StepView(
    sequence: 75, trainingStep: 2, event: 17, eventCount: 30, phase: .backward,
    headline: "%17 = add %15 %16   [2, 2] + [2, 2] → [2, 2]", lessonLine: 42, formula: "∂L/∂w = x ⊗ ∂L/∂y",
    working: ["row 1 · column 0 = 2 · 0.5 + 1 · 0.25", "                 = 1.25"],
    localDerivative: "∂y/∂w = x = 2", element: [1, 0], events: events,
    ledger: .init(
      title: "∂L/∂w",
      entries: [
        .init(source: "first use, %4", contribution: "0.25", runningSum: "0.25", isComputed: true),
        .init(source: "second use, %9", contribution: "1", runningSum: "1.25", isComputed: true),
        .init(source: "weight decay", contribution: "", runningSum: "", isComputed: false),
      ]),
    matrices: [
      HeatMap("w", rows: 2, columns: 2, values: [0.5, -1, 0.25, .nan]),
      HeatMap("∂L/∂w", rows: 2, columns: 2, values: [0.25, 1.25, -0.5, .infinity]),
    ],
    graph: GraphDrawing(
      title: "one layer", nodes: nodes, edges: [.init(from: 0, to: 2), .init(from: 1, to: 2), .init(from: 2, to: 3)]),
    loss: [2.31, 1.7, 1.2, 0.9], branch: "lr = 1", branches: ["main", "lr = 1"],
    notes: ["branch 'lr = 1' first differs here"])
}()

func sampleState(_ columns: Int, _ rows: Int, _ palette: Palette = Palette(depth: .monochrome)) -> StepState {
  StepState(
    title: "one layer, twice used", view: sampleView, size: .init(columns: columns, rows: rows), palette: palette)
}

@Suite struct StepScreenTests {
  @Test(arguments: [(40, 15), (80, 24), (160, 50)]) func looksLikeThis(columns: Int, rows: Int) {
    expectSnapshot(shown(screen(of: sampleState(columns, rows))), "step-\(columns)x\(rows)")
  }

  @Test func coloursFollowTheBackground() {
    for background in Palette.Background.allCases {
      let palette = Palette(depth: .trueColor, background: background)
      expectSnapshot(shown(screen(of: sampleState(80, 24, palette)), palette), "step-\(background)")
    }
  }

  @Test(arguments: [
    (1, 1), (1, 24), (2, 3), (5, 5), (39, 10), (71, 16), (72, 16), (119, 33), (120, 34), (300, 90), (80, 1),
  ])
  func fillsAnyScreenExactly(columns: Int, rows: Int) {
    var state = sampleState(columns, rows)
    for _ in 0..<6 {
      let lines = screen(of: state)
      #expect(lines.count == rows)
      #expect(lines.widest <= columns)
      _ = state.press(.tab)
    }
  }

  @Test(arguments: [(40, 15), (80, 24)]) func tabReachesWhatIsLeftOut(columns: Int, rows: Int) {
    var state = sampleState(columns, rows)
    var seen = ""
    var panes: Set<StepState.Pane> = []
    for _ in StepState.Pane.allCases {
      if let pane = state.shownPane { panes.insert(pane) }
      for _ in 0..<20 {
        seen += screen(of: state).text
        _ = state.press(.character("]"))
      }
      _ = state.press(.tab)
    }
    #expect(panes.isSuperset(of: [.graph, .ledger, .values, .loss]))
    for word in ["second use", "▶", "−0.5", "matmul", "∂L/∂w = x"] {
      #expect(seen.contains(word), "\(word)")
    }
  }

  @Test func whatIsNotComputedIsADash() {
    let ledger = ledgerLines(sampleView.ledger!, columns: 60)
    #expect(ledger.last?.text.contains("–") == true)
    #expect(ledger.last?.text.contains("0") == false)
  }

  static let commands: [(Key, StepCommand)] = [
    (.right, .forward), (.left, .back), (.down, .over), (.up, .overBack), (.pageDown, .nextTrainingStep),
    (.pageUp, .previousTrainingStep), (.character("p"), .nextPhase), (.character("P"), .previousPhase), (.home, .start),
    (.end, .end), (.character("n"), .toFirstNonFinite), (.character("x"), .toggleBreakpoint),
    (.character("c"), .toBreakpoint), (.character("d"), .toFirstDifference), (.character("v"), .switchBranch("main")),
    (.character("h"), .selectElement([1, -1])), (.character("l"), .selectElement([1, 1])),
    (.character("k"), .selectElement([0, 0])), (.character("j"), .selectElement([2, 0])),
  ]

  @Test(arguments: commands) func keysMoveTheCursor(key: Key, command: StepCommand) {
    var state = sampleState(80, 24)
    // To the left of the first column there is nothing to ask for.
    let wanted: StepState.Request = command == .selectElement([1, -1]) ? .nothing : .perform(command)
    #expect(state.press(key) == wanted)
  }

  @Test(arguments: [
    ("g", "12", StepCommand.toEvent(12)), ("g", "s3", .toTrainingStep(3)), ("g", "step 3", .toTrainingStep(3)),
    ("g", "hidden", .toName("hidden")), ("g", "s2x", .toName("s2x")), ("w", "0.5", .whatIf(0.5)),
    ("w", "−1e-3", .whatIf(-0.001)),
  ]) func promptsAsk(key: Character, typed: String, command: StepCommand) {
    var state = sampleState(80, 24)
    #expect(state.press(.character(key)) == .nothing)
    for character in typed { #expect(state.press(.character(character)) == .nothing) }
    #expect(screen(of: state).text.contains(typed))
    #expect(state.press(.enter) == .perform(command))
    #expect(state.prompt == nil)
  }

  @Test func aWrongNumberIsExplained() {
    var state = sampleState(80, 24)
    for key in "wabc" { _ = state.press(.character(key)) }
    #expect(state.press(.enter) == .nothing)
    #expect(state.message.contains("“abc” is not a number"))
  }

  @Test func promptsCanBeLeftAndMended() {
    var state = sampleState(80, 24)
    for key: Key in [.character("g"), .character("1"), .backspace, .character("2")] { _ = state.press(key) }
    #expect(state.prompt == .goTo("2"))
    _ = state.press(.escape)
    #expect(state.prompt == nil)
    #expect(state.press(.character("q")) == .quit)
  }

  @Test func helpNamesEveryKey() {
    var state = sampleState(80, 24)
    _ = state.press(.character("?"))
    let help = screen(of: state).text
    for key in ["→", "←", "↓", "↑", "PgDn", "Home", "Tab", "g", "n", "x", "c", "w", "v", "d", "f", "q"] {
      #expect(help.contains(key))
    }
    _ = state.press(.character("x"))
    #expect(!state.showsHelp)
  }

  @Test func helpScrollsToItsEndWhereItDoesNotFit() {
    var state = sampleState(40, 24)
    _ = state.press(.character("?"))
    #expect(screen(of: state).text.contains("one operation forward"))
    #expect(!screen(of: state).text.contains("back to the lesson"))
    for _ in 0..<4 { _ = state.press(.pageDown) }
    #expect(state.showsHelp && screen(of: state).text.contains("back to the lesson"))
    for _ in 0..<8 { _ = state.press(.pageUp) }
    #expect(screen(of: state).text.contains("one operation forward"))
  }
}
