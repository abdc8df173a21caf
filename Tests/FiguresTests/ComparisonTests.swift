import Display
import Figures
import Testing

@Suite struct ComparisonTests {
  private static func frames(_ total: Int, from start: Int = 1) -> [DemoFrame] {
    DemoFrame.moments(of: total).filter { $0 >= start }.map { moment in
      let chart = Chart(
        title: "loss", x: Axis("epoch", lower: 0, upper: Double(total)), y: Axis("loss"),
        marks: [.line("training", x: [0, Double(moment)], y: [1, 1 / Double(moment)])])
      return DemoFrame("epoch", moment, of: total, numbers: [], figure: .chart(chart))
    }
  }

  @Test(arguments: [(50, 300), (300, 50), (100, 100), (250, 1000), (1, 400), (7, 9)])
  func bothShowTheSameMoment(first: Int, second: Int) {
    let runs = [Self.frames(first), Self.frames(second)]
    let timeline = DemoTimeline(runs, ended: [true, true])
    for places in timeline.places {
      let moments = zip(runs, places).map { $0[$1].moment }
      let areSame = moments[0] == moments[1]
      #expect(areSame || moments[0] == first && moments[1] > first || moments[1] == second && moments[0] > second)
    }
    // Everything comes to its end, and most is seen.
    #expect(zip(runs, timeline.places.last!).map { $0[$1].moment } == [first, second])
    #expect(timeline.places.count >= max(runs[0].count, runs[1].count) * 2 / 3)
  }

  @Test func whatIsNotComputedYetIsWaitedFor() {
    let runs = [Self.frames(50), Array(Self.frames(300).prefix(10))]
    #expect(DemoTimeline(runs, ended: [true, false]).places.count == 10)
    #expect(DemoTimeline([runs[0], []], ended: [true, false]).places.isEmpty)
  }

  /// A second film begins when the first has ended in both runs.
  @Test func filmsAreComparedOneByOne() {
    let runs = [Self.frames(3) + Self.frames(4), Self.frames(5) + Self.frames(4)]
    let places = DemoTimeline(runs, ended: [true, true]).places
    #expect(places == [[0, 0], [1, 1], [2, 2], [2, 3], [2, 4], [3, 5], [4, 6], [5, 7], [6, 8]])
  }

  @Test func sidesShareTheirAxes() {
    let figures = [Self.frames(50).last!.figure, Self.frames(300).last!.figure]
    let shared = SharedAxes.applied(to: figures)
    let charts = shared.map { figure -> Chart in
      guard case .chart(let chart) = figure else { fatalError() }
      return chart
    }
    #expect(charts[0].x == charts[1].x && charts[0].y == charts[1].y)
    #expect(charts[0].x.upper == 300 && charts[0].y.lower! <= 1.0 / 300)
  }

  @Test func chartsOfOtherQuantitiesKeepTheirAxes() {
    func chart(_ label: String, _ y: [Double]) -> Chart {
      Chart(title: label, x: Axis("epoch"), y: Axis(label), marks: [.line("a", x: [1, 2], y: y)])
    }
    let row = DemoFrame.Figure.row(chart("loss", [0, 9]), chart("accuracy", [0, 1]), chart("loss", [2, 3]))
    guard case .panels(let panels) = SharedAxes.applied(to: [row])[0] else { return #expect(Bool(false)) }
    #expect(panels.charts[0].y == panels.charts[2].y && panels.charts[1].y == Axis("accuracy"))
  }

  @Test(arguments: [
    ([0.123412, 0.123409, 0.123404], "falls from 0.123412 to 0.123404"), ([0.5, 0.5, 0.5], "stays at 0.5"),
    ([1, 2, 3], "rises from 1 to 3"), ([1.00000001, 1], "falls from 1.00000001 to 1"),
    ([-0.00012341, -0.00012342], "falls from −0.00012341 to −0.00012342"),
  ])
  func aPlateauIsToldInEnoughDigits(y: [Double], said: String) {
    let x = y.indices.map { 100_001 + Double($0) }
    let text = AlternativeText.describe(
      Chart(title: "late", x: Axis("step"), y: Axis("loss"), marks: [.line("loss", x: x, y: y)]))
    #expect(text.contains(said), "\(text)")
    let later = AlternativeText.describe(
      Chart(
        title: "", x: Axis("step"), y: Axis("y"),
        marks: [.line("y", x: y.indices.map { 12_345_678 + Double($0) }, y: y)]))
    #expect(later.contains("1.2345678e7"), "\(later)")
  }

  @Test func barsOfErrorThatAreNotFiniteAreToldOf() {
    func text(_ mark: Mark) -> String {
      let chart = Chart(title: "t", x: Axis("x"), y: Axis("y"), marks: [mark])
      return (Figures.scene(for: .chart(chart), width: 800)?.flattenedElements ?? []).map {
        if case .text(let text, _, _, _, _, _) = $0 { text } else { "" }
      }.joined(separator: " ")
    }
    #expect(text(.bars("b", [1, 2, 3], errors: [.nan, 0.1, .infinity])).contains("2 error bars are not finite"))
    #expect(!text(.bars("b", [1, 2, 3], errors: [0, 0.1, 0.2])).contains("not finite"))
    let band = Mark.line(.init("l", x: [1, 2], y: [1, 2], lower: [0, -.infinity], upper: [2, 3]))
    #expect(text(band).contains("1 error bar is not finite"))
  }
}
