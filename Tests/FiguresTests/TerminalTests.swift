import Display
import Figures
import Foundation
import Testing

@Suite struct TerminalStyleTests {
  static let cases: [([String: String], TerminalStyle.Drawing, TerminalStyle.Colors)] = [
    (["TERM": "xterm-256color"], .characters, .ansi256),
    (["TERM": "xterm"], .characters, .ansi16),
    (["TERM": "xterm-256color", "COLORTERM": "truecolor"], .characters, .trueColor),
    (["TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"], .characters, .none),
    (["TERM": "xterm-256color", "NO_COLOR": ""], .characters, .ansi256),
    (["TERM": "xterm-kitty", "KITTY_WINDOW_ID": "1"], .pixels(.kitty), .trueColor),
    (["TERM": "xterm-kitty", "NO_COLOR": "1"], .characters, .none),
    (["TERM": "tmux-256color", "KITTY_WINDOW_ID": "1", "TMUX": "/tmp/x"], .characters, .ansi256),
    (["TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"], .pixels(.iTerm2), .trueColor),
    (["TERM": "foot"], .pixels(.sixel), .ansi16),
    (["TERM": "dumb"], .words, .none),
    (["TERM": ""], .words, .none), ([:], .words, .none),
    (["TERM": "xterm", "LANG": "C"], .words, .none),
    (["TERM": "xterm", "LANG": "C", "LC_ALL": "C.UTF-8"], .characters, .ansi16),
    (["TERM": "xterm", "LANG": "de_DE.utf8"], .characters, .ansi16),
  ]

  @Test(arguments: cases)
  func theEnvironmentDecides(
    _ environment: [String: String], _ drawing: TerminalStyle.Drawing, _ colors: TerminalStyle.Colors
  ) {
    let style = TerminalStyle.detect(environment: environment, isTerminal: true)
    #expect(style.drawing == drawing && style.colors == colors)
    #expect(TerminalStyle.detect(environment: environment, isTerminal: false) == .plain)
  }

  @Test(arguments: [("0;15", false), ("15;0", true), ("0;default;15", false), ("", true), ("x", true), ("0;7", false)])
  func theBackgroundIsReadFromItsNumber(_ value: String, _ isDark: Bool) {
    let style = TerminalStyle.detect(environment: ["TERM": "xterm", "COLORFGBG": value], isTerminal: true)
    #expect((style.background == .dark) == isDark)
  }

  @Test func theLinuxConsoleHasNoBraille() {
    let style = TerminalStyle.detect(environment: ["TERM": "linux"], isTerminal: true)
    let lines = Figures.terminalLines(for: .chart(ChartExample.loss), columns: 80, rows: 20, style: style) ?? []
    #expect(lines.count > 10 && !lines.joined().unicodeScalars.contains { (0x2800...0x28FF).contains($0.value) })
  }
}

@Suite struct TerminalChartTests {
  static let monochrome = TerminalStyle(drawing: .characters, colors: .none)
  static let styles = [
    monochrome, TerminalStyle(drawing: .characters, colors: .trueColor),
    TerminalStyle(drawing: .characters, colors: .ansi256, background: .light),
    TerminalStyle(drawing: .characters, colors: .ansi16), .plain,
  ]

  @Test(arguments: ChartExample.all, [1, 2, 23, 24, 40, 80, 300])
  func noLineIsWiderThanTheTerminalAndColorsAreGivenBack(_ example: ChartExample, _ columns: Int) throws {
    for style in Self.styles {
      let lines = try #require(
        Figures.terminalLines(for: .chart(example.chart), columns: columns, rows: 20, style: style))
      for line in lines {
        let text = line.replacing(/\u{1B}\[[0-9;]*m/, with: "")
        #expect(CellText.columns(of: text) <= columns, "\(text)")
        #expect(!text.contains("\u{1B}"))
        if let last = line.matches(of: /\u{1B}\[[0-9;]*m/).last { #expect(line[last.range] == "\u{1B}[0m") }
        if style.colors == .none { #expect(line == text) }
      }
    }
  }

  @Test(arguments: ChartExample.all.filter { $0.name != "long-words" }, [(80, 22), (40, 16)])
  func aChartFillsItsRowsAndNoMore(_ example: ChartExample, _ size: (Int, Int)) throws {
    let lines = try #require(
      Figures.terminalLines(for: .chart(example.chart), columns: size.0, rows: size.1, style: Self.monochrome))
    #expect(lines.count <= size.1)
    #expect(lines.first?.hasPrefix(example.chart.title) == true)
  }

  @Test(arguments: MarkKind.allCases, DataCase.allCases)
  func everyMarkSurvivesEveryCase(_ kind: MarkKind, _ data: DataCase) throws {
    for scale in [Axis.Scale.linear, .logarithmic, .categories] {
      let chart = Chart(title: "t", x: Axis("x", scale: scale), y: Axis("y", scale: scale), marks: [kind.mark(data)])
      for style in Self.styles {
        #expect(Figures.terminalLines(for: .chart(chart), columns: 40, rows: 12, style: style)?.isEmpty == false)
      }
    }
  }

  @Test(arguments: [
    ("loss", 80), ("scatter", 40), ("bars", 80), ("matrix", 40), ("boundary", 40), ("histogram", 40), ("seeds", 80),
    ("rates", 80), ("weights-over-time", 80), ("roc", 80), ("precision-recall", 40), ("calibration", 80),
    ("confusion", 80), ("boxes", 80), ("timeline", 80), ("landscape", 80), ("attribution", 80),
  ])
  func snapshots(_ name: String, _ columns: Int) throws {
    let example = try #require(ChartExample.all.first { $0.name == name })
    let lines = try #require(
      Figures.terminalLines(
        for: .chart(example.chart), columns: columns, rows: columns == 80 ? 22 : 16, style: Self.monochrome))
    expectSnapshot(lines.joined(separator: "\n") + "\n", "\(name)-\(columns).txt")
  }

  @Test func withoutColorEachSeriesHasItsOwnCharacter() throws {
    let lines = try #require(
      Figures.terminalLines(for: .chart(ChartExample.loss), columns: 80, rows: 22, style: Self.monochrome))
    #expect(lines[1] == "•• training  ++ validation")
    #expect(lines.dropFirst(2).joined().contains("•••") && lines.dropFirst(2).joined().contains("+++"))
  }

  @Test func withoutATerminalTheAltTextIsShown() {
    let lines = Figures.terminalLines(for: .chart(ChartExample.loss), columns: 500, rows: 24, style: .plain)
    #expect(lines?.joined(separator: " ") == AlternativeText.describe(ChartExample.loss))
  }

  @Test func tablesAlignAndWrap() throws {
    let lines = try #require(
      Figures.terminalLines(for: .table(TableAndImageTests.table), columns: 40, rows: 24, style: Self.monochrome))
    #expect(
      lines == [
        "Gradient check", "argument   analytic  numeric", "─────────  ────────  ───────",
        "w            0.1252   0.1252",
        "b              −3.1     −3.1", "short row",
      ])
    for columns in [1, 5, 12] {
      _ = Figures.terminalLines(for: .table(TableAndImageTests.table), columns: columns, rows: 24, style: .plain)
    }
  }

  @Test func picturesAreShownInHalfCells() throws {
    let picture = ImageGrid.Picture(
      caption: "stripes", width: 8, height: 8, channels: 1, pixels: (0..<64).map { $0 / 8 % 2 == 0 ? 0 : 255 })
    let grid = ImageGrid(title: "t", pictures: [picture], columns: 1)
    let style = TerminalStyle(drawing: .characters, colors: .trueColor)
    let lines = try #require(Figures.terminalLines(for: .images(grid), columns: 40, rows: 20, style: style))
    #expect(
      lines.joined().contains("\u{1B}[0;38;2;0;0;0;48;2;255;255;255m▀") || lines.joined().contains("48;2;255;255;255"))
    #expect(lines.count > 4)
  }
}

@Suite struct TerminalPixelTests {
  @Test(arguments: [
    (TerminalStyle.PixelProtocol.kitty, "\u{1B}_G"), (.iTerm2, "\u{1B}]1337;File=inline=1"), (.sixel, "\u{1B}P0;1;0q"),
  ])
  func theLastLineCarriesThePicture(_ pixels: TerminalStyle.PixelProtocol, _ introducer: String) throws {
    let style = TerminalStyle(drawing: .pixels(pixels), colors: .trueColor)
    let lines = try #require(Figures.terminalLines(for: .chart(ChartExample.bars), columns: 60, rows: 16, style: style))
    #expect(lines.count == 16 && lines.dropLast().allSatisfy(\.isEmpty))
    #expect(lines[15].hasPrefix("\u{1B}7\u{1B}[15A") && lines[15].hasSuffix("\u{1B}8"))
    #expect(lines[15].contains(introducer))
    #expect(Figures.terminalLines(for: .chart(ChartExample.bars), columns: 60, rows: 16, style: style) == lines)
  }
}

@Suite struct TerminalLabelTests {
  private func text(_ output: Output, columns: Int = 76, rows: Int) -> [String] {
    Figures.terminalLines(for: output, columns: columns, rows: rows, style: .init(drawing: .characters)) ?? []
  }

  @Test(arguments: [-2.0...2, -0.5...0.25, 0...1000, -1000...0, 0...0.003], 8...40)
  func theNumbersOfAnAxisAreWhole(range: ClosedRange<Double>, rows: Int) {
    let ends = [range.lowerBound, range.upperBound]
    let chart = Chart(title: "", x: Axis("x"), y: Axis("y"), marks: [.line("line", x: [0, 1], y: ends)])
    #expect(!text(.chart(chart), rows: rows).joined().contains("…"))
  }

  @Test(arguments: 2...16)
  func everyRowWithRoomIsNamed(count: Int) {
    let names = (0..<count).map { "row\(Character(UnicodeScalar(97 + $0)!))" }
    let map = HeatMap(
      "map", rows: count, columns: 2, values: (0..<2 * count).map(Double.init), rowLabels: names,
      columnLabels: ["u", "v"])
    let chart = Chart(title: "", x: Axis("x"), y: Axis("y"), marks: [.heatMap(map)])
    let shown = text(.chart(chart), rows: count + 12).joined()
    for name in names { #expect(shown.contains(name), "\(name) of \(count)") }
  }

  @Test func manyRowsOfPanelsAreHighEnoughToBeRead() {
    let charts = (0..<12).map { n in
      Chart(title: "panel \(n)", x: Axis("x"), y: Axis("y"), marks: [.line("line", x: [0, 1], y: [0, 1])])
    }
    let lines = text(.panels(Panels(title: "all", charts: charts, columns: 3, sharesScales: false)), rows: 20)
    let titles = lines.indices.filter { lines[$0].contains("panel") }
    #expect(titles.count > 1)
    for (upper, lower) in zip(titles, titles.dropFirst()) { #expect(lower - upper >= 9) }
  }

  @Test func namesUnderAnAxisAreWrapped() {
    let names = ["early stopping", "weight decay", "more training data", "dropout", "all of them together at once"]
    let chart = Chart(
      title: "", x: Axis("cure", scale: .categories, categories: names), y: Axis("accuracy"),
      marks: [.bars("accuracy", [1, 2, 3, 4, 5])])
    let lines = text(.chart(chart), rows: 20)
    #expect(!lines.joined().contains("…"))
    let stops = lines.firstIndex { $0.contains("early") }!
    #expect(lines[stops].contains("weight decay") && lines[stops].contains("dropout"))
    #expect(lines[stops + 1].contains("stopping"))
    // A name that would need more than three lines is cut.
    let long = Array(repeating: "one two three four five six seven eight nine ten eleven", count: 6)
    let cut = Chart(
      title: "", x: Axis("x", scale: .categories, categories: long), y: Axis("y"),
      marks: [.bars("y", [1, 2, 3, 4, 5, 6])])
    #expect(text(.chart(cut), rows: 20).joined().contains("…"))
  }

  @Test func whatEveryPanelWouldSayIsSaidOnce() {
    func panels(_ sizes: [Int]) -> [String] {
      let charts = sizes.map { size in
        let map = HeatMap("map", rows: size, columns: size, values: (0..<size * size).map(Double.init))
        return Chart(title: "panel", x: Axis("x"), y: Axis("y"), marks: [.heatMap(map)])
      }
      return text(.panels(Panels(title: "all", charts: charts, columns: 3, sharesScales: false)), rows: 20)
    }
    #expect(panels([60, 60, 60]).count { $0.contains("60 × 60 cells") } == 1)
    let different = panels([60, 60, 2]).joined()
    #expect(different.components(separatedBy: "60 × 60").count == 3, "Each of the two says it.")
  }
}

@Suite struct TerminalColorTests {
  /// xterm's palette: 16 is black, 231 white, 196 red, 232 … 255 the greys.
  @Test func theNearestOfTheTwoHundredFiftySix() {
    #expect(TerminalColor.index256(0, 0, 0) == 16 && TerminalColor.index256(255, 255, 255) == 231)
    #expect(TerminalColor.index256(255, 0, 0) == 196 && TerminalColor.index256(0, 0, 255) == 21)
    #expect(TerminalColor.index256(128, 128, 128) == 244)
  }

  @Test func orangeAndBlueStayOrangeAndBlueInSixteen() {
    for theme in [Theme.light, .dark] {
      for share in [0.5, 0.75, 1] {
        #expect([3, 11].contains(TerminalColor.index16(theme.diverging.color(at: -share))))
        #expect([4, 12, 14].contains(TerminalColor.index16(theme.diverging.color(at: share))))
      }
    }
  }

  @Test(arguments: [("abc", 3), ("", 0), ("∂L/∂w₁", 6), ("日本", 4), ("e\u{301}", 1), ("👍", 2), ("−∞", 2)])
  func widthsOfCharacters(_ text: String, _ columns: Int) { #expect(CellText.columns(of: text) == columns) }
}
