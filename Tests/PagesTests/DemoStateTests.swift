import Display
import Pages
import Testing

/// A film made by hand: the loss halves at every moment.
func sampleFrames(_ count: Int = 40) -> [DemoFrame] {
  (1...count).map { moment in
    let x = (1...moment).map(Double.init)
    let own = x.map { 2 / $0 }
    let others = x.map { 1 + 1 / $0 }
    let curves = Chart(
      title: "loss", x: Axis("epoch", lower: 0, upper: Double(count)), y: Axis("loss", lower: 0, upper: 2),
      marks: [.line("own birds", x: x, y: own, role: .series1), .line("others", x: x, y: others, role: .series2)])
    let region = Mark.Regions(
      "P(male)", columns: 20, rows: 20, xRange: -2...2, yRange: -2...2,
      values: (0..<400).map { Double($0 % 20) / 20 }, boundary: Double(moment) / Double(count))
    let boundary = Chart(
      title: "male or female?", x: Axis("bill length"), y: Axis("bill depth"),
      marks: [.regions(region), .points("male", x: [1, -1], y: [0.5, 1], role: .series1)])
    return DemoFrame(
      "epoch", moment, of: count, caption: "The gap is what was learnt of these birds alone.",
      numbers: [
        .init("gap", others[moment - 1] - own[moment - 1]), .init("loss, own birds", own[moment - 1]),
        .percent("right, others", 0.5 + 0.01 * Double(moment)),
      ], figure: .row(curves, boundary), trainingSteps: [moment * 10 - 1, moment * 5 - 1])
  }
}

func sampleDemo(
  _ columns: Int = 80, _ rows: Int = 24, labels: [String] = [""], count: Int = 40, isComputed: Bool = true,
  _ palette: Palette = Palette(depth: .monochrome)
) -> DemoState {
  var state = DemoState(
    title: "Overfitting", goal: "The network learns its own birds by heart.",
    tracks: labels.map { DemoState.Track(label: $0) }, size: .init(columns: columns, rows: rows), palette: palette)
  for index in state.tracks.indices {
    if count > 0 { state.tracks[index].frames = sampleFrames(count) }
    state.tracks[index].steppers = (0..<2).map { StepThrough(id: $0, title: "training \($0)", view: sampleView) }
    state.tracks[index].isComputed = isComputed
  }
  return state
}

@Suite struct DemoStateTests {
  @Test func momentsGoByWithTimeAndStopAtTheEnd() {
    var state = sampleDemo()
    #expect(state.shown == 0)
    state.pass(milliseconds: 1000)
    #expect(state.shown == 8)
    for _ in 0..<100 { state.pass(milliseconds: 100) }
    #expect(state.shown == 39 && state.isAtEnd && !state.isPlaying)
  }

  @Test func itWaitsForWhatIsNotComputedYet() {
    var state = sampleDemo(count: 5, isComputed: false)
    for _ in 0..<100 { state.pass(milliseconds: 100) }
    #expect(state.shown == 4 && state.isPlaying && !state.isAtEnd)
    state.tracks[0].frames = sampleFrames(40)
    state.pass(milliseconds: 250)
    #expect(state.shown == 6)
  }

  @Test func onlyMomentsThatAllRunsHaveAreShown() {
    var state = sampleDemo(labels: ["a = 1", "a = 2"])
    state.tracks[1].frames.removeLast(30)
    state.tracks[1].isComputed = false
    #expect(state.count == 10)
    _ = state.press(.end)
    #expect(state.shown == 9)
    // A run that has ended stays at its last moment, and says so.
    state.tracks[1].isComputed = true
    #expect(state.count == 40)
    _ = state.press(.end)
    #expect(state.frame(of: 0)?.moment == 40 && state.frame(of: 1)?.moment == 10)
    #expect(screen(of: state).contains { $0.text.contains("epoch 40 of 40") && $0.text.contains("epoch 10 of 40") })
    state.tracks[1].frames = []
    #expect(state.shown == nil && state.frame(of: 0) == nil)
  }

  @Test func spacePausesGoesOnAndStartsOver() {
    var state = sampleDemo()
    #expect(state.press(.character(" ")) == .nothing)
    state.pass(milliseconds: 1000)
    #expect(state.shown == 0 && !state.isPlaying)
    _ = state.press(.character(" "))
    state.pass(milliseconds: 1000)
    #expect(state.shown == 8)
    _ = state.press(.end)
    #expect(state.shown == 39)
    _ = state.press(.character(" "))
    #expect(state.shown == 0 && state.isPlaying)
  }

  @Test(arguments: [
    (Key.right, 21), (.left, 19), (.pageDown, 30), (.pageUp, 10), (.home, 0), (.end, 39), (.down, 30), (.up, 10),
  ])
  func arrowsGoBackAndForthInTrainingTime(key: Key, moment: Int) {
    var state = sampleDemo()
    _ = state.press(.home)
    for _ in 0..<20 { _ = state.press(.right) }
    _ = state.press(key)
    #expect(state.shown == moment && !state.isPlaying)
    state.pass(milliseconds: 5000)
    #expect(state.shown == moment)
  }

  @Test func theEndsAreEnds() {
    var state = sampleDemo(count: 3)
    for _ in 0..<9 { _ = state.press(.right) }
    #expect(state.shown == 2)
    for _ in 0..<9 { _ = state.press(.left) }
    #expect(state.shown == 0)
  }

  @Test func plusAndMinusChangeTheSpeed() {
    var state = sampleDemo()
    _ = state.press(.character("+"))
    state.pass(milliseconds: 1000)
    #expect(state.shown == 16 && state.speed == 2)
    for _ in 0..<20 { _ = state.press(.character("-")) }
    #expect(state.speed == DemoState.speeds[0])
    for _ in 0..<20 { _ = state.press(.character("+")) }
    #expect(state.speed == DemoState.speeds.last)
  }

  static let requests: [(Key, DemoState.Request)] = [
    (.character("q"), .quit), (.escape, .quit), (.control("d"), .quit), (.control("z"), .suspend),
    (.control("l"), .redraw), (.character("f"), .saveFigure), (.character("F"), .showFigure),
    (.character("r"), .restart),
    (.character("s"), .step(track: 0, training: 0)), (.character("x"), .nothing),
  ]

  @Test(arguments: requests) func keysAsk(key: Key, request: DemoState.Request) {
    var state = sampleDemo()
    #expect(state.press(key) == request)
  }

  @Test func tabChoosesTheTrainingThatIsOpened() {
    var state = sampleDemo(labels: ["a = 1", "a = 2"])
    for wanted in [(0, 1), (1, 0), (1, 1), (0, 0)] {
      _ = state.press(.tab)
      #expect(state.press(.character("s")) == .step(track: wanted.0, training: wanted.1))
    }
    _ = state.press(.backTab)
    #expect(state.message.contains("training 4 of 4: a = 2"))
  }

  @Test func theStepperOpensAtTheMomentShown() {
    var state = sampleDemo()
    _ = state.press(.home)
    for _ in 0..<5 { _ = state.press(.right) }
    #expect(state.trainingStep(track: 0, training: 0) == 59)
    #expect(state.trainingStep(track: 0, training: 1) == 29)
    state.tracks[0].steppers = []
    #expect(state.press(.character("s")) == .nothing)
    #expect(state.message.contains("No training"))
  }

  @Test func startingOverForgetsTheMomentsAndKeepsTheRuns() {
    var state = sampleDemo(labels: ["a = 1", "a = 2"])
    _ = state.press(.end)
    state.startOver()
    #expect(state.count == 0 && state.isPlaying && !state.isComputed)
    #expect(state.tracks.map(\.label) == ["a = 1", "a = 2"])
  }
}

@Suite struct DemoScreenTests {
  @Test(arguments: [(80, 24), (120, 40), (40, 15)]) func looksLikeThis(columns: Int, rows: Int) {
    var state = sampleDemo(columns, rows)
    for _ in 0..<20 { _ = state.press(.right) }
    expectSnapshot(shown(screen(of: state)), "demo-\(columns)x\(rows)")
  }

  @Test func twoRunsStandSideBySide() {
    var state = sampleDemo(labels: ["hidden = 2", "hidden = 64"])
    for _ in 0..<20 { _ = state.press(.right) }
    expectSnapshot(shown(screen(of: state)), "demo-compared")
  }

  @Test(arguments: Palette.Background.allCases) func coloursFollowTheBackground(background: Palette.Background) {
    let palette = Palette(depth: .trueColor, background: background)
    var state = sampleDemo(80, 24, labels: [""], count: 10, palette)
    _ = state.press(.end)
    expectSnapshot(shown(screen(of: state), palette), "demo-\(background)")
  }

  @Test(arguments: [(80, 24), (100, 30), (200, 60)]) func nothingIsCutOffWhereThereIsRoom(columns: Int, rows: Int) {
    var state = sampleDemo(columns, rows)
    _ = state.press(.end)
    let text = screen(of: state).text
    #expect(!text.contains("…"), "\(text)")
    for words in [
      "Overfitting", "epoch 40 of 40", "gap", "loss, own birds", "bill length", "bill depth", "Space", "q quit",
    ] {
      #expect(text.contains(words), "\(words)")
    }
  }

  @Test(arguments: [(1, 1), (2, 3), (5, 5), (39, 10), (80, 1), (80, 3), (80, 8), (300, 90)], [1, 2])
  func fillsAnyScreenExactly(size: (Int, Int), runs: Int) {
    for count in [0, 1, 40] {
      var state = sampleDemo(size.0, size.1, labels: Array(repeating: "a = 1", count: runs), count: count)
      for key: Key in [.end, .character("?"), .character("?"), .character("x")] {
        let lines = screen(of: state)
        #expect(lines.count == size.1)
        #expect(lines.widest <= size.0)
        _ = state.press(key)
      }
    }
  }

  @Test func helpNamesEveryKey() {
    var state = sampleDemo()
    _ = state.press(.character("?"))
    let help = screen(of: state).text
    for key in ["Space", "→", "PgDn", "Home", "+", "s ", "Tab", "f ", "r ", "q "] { #expect(help.contains(key)) }
  }

  @Test func beforeTheFirstMomentItSaysWhatItIsAboutAndHowFarItIs() {
    var state = sampleDemo(count: 0, isComputed: false)
    state.tracks[0].progress = Progress(
      label: "training", fraction: 0.5, unitsDone: 50, unitsTotal: 100, secondsElapsed: 1, loss: [2, 1])
    let text = screen(of: state).text
    #expect(text.contains("learns its own birds") && text.contains("50/100"))
  }

  /// Every digit is as high as three lines of text, and no two look alike.
  @Test func keyNumbersAreLarge() {
    let texts = (0...9).map(String.init) + ["−0.53", "97 %", "1.2e−5", "∞", "NaN"]
    let drawn = texts.map { text in
      let frame = DemoFrame("epoch", 1, of: 1, numbers: [.init("n", text: text)], figure: .row())
      var state = sampleDemo(count: 1)
      state.tracks[0].frames = [frame]
      return screen(of: state)[1...3].map(\.text)
    }
    for rows in drawn { #expect(rows.joined().contains { "█▀▄".contains($0) }) }
    #expect(Set(drawn).count == texts.count)
  }
}
