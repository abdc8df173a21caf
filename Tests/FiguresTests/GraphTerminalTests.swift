import Display
import Figures
import Testing

struct GraphTerminalTests {
  static let plain = TerminalStyle(drawing: .characters)

  static func lines(_ drawing: GraphDrawing, _ columns: Int, _ rows: Int, _ style: TerminalStyle = plain) -> [String] {
    Figures.terminalLines(for: drawing, columns: columns, rows: rows, style: style)
  }

  @Test(arguments: GraphFigureTests.samples.map(\.drawing))
  func nothingIsWiderOrHigherThanAsked(drawing: GraphDrawing) {
    for (columns, rows) in [(1, 1), (2, 3), (7, 5), (20, 8), (40, 12), (80, 24), (160, 50), (300, 100)] {
      let lines = Self.lines(drawing, columns, rows)
      #expect(!lines.isEmpty && lines.count <= rows, "\(columns) × \(rows)")
      for line in lines { #expect(line.count <= columns, "\(columns) × \(rows): \(line)") }
    }
  }

  @Test func aSmallGraphIsBoxesAndLines() {
    expectSnapshot(Self.lines(GraphSamples.scalars(step: 2), 80, 24).joined(separator: "\n") + "\n", "graph-80.txt")
  }

  @Test func fortyColumnsAreAList() {
    expectSnapshot(Self.lines(GraphSamples.scalars(step: 2), 40, 12).joined(separator: "\n") + "\n", "graph-40.txt")
  }

  @Test func aNameIsCutOnlyWhereThereIsNoRoom() {
    let name = "bill depth of the largest bird"
    let nodes = (0..<30).map { GraphDrawing.Node(id: $0, name: $0 == 7 ? name : "w\($0)", value: "1") }
    let drawing = GraphDrawing(title: "", nodes: nodes, edges: [])
    #expect(Self.lines(drawing, 80, 40).joined().contains(name))
    #expect(!Self.lines(drawing, 30, 40).joined().contains(name))
  }

  @Test func everyArgumentHasItsArrow() {
    for drawing in [GraphSamples.scalars(), GraphSamples.square, GraphSamples.network()] {
      let text = Self.lines(drawing, 400, 100).joined(separator: "\n")
      #expect(text.count { $0 == "▸" } == drawing.edges.count)
    }
  }

  @Test func linesLeadFromEachArgumentToItsUse() throws {
    // Independent of how lines are routed: walk along the characters from every box and see where they end.
    for drawing in [
      GraphSamples.scalars(), GraphSamples.square, GraphSamples.network(), GraphSamples.recurrent(steps: 1),
    ] {
      let reached = GraphWalk(Self.lines(drawing, 400, 100)).arrowsByName()
      let names = Dictionary(
        uniqueKeysWithValues: drawing.nodes.map { ($0.id, $0.name.isEmpty ? "%\($0.id)" : $0.name) })
      var wanted: [String: [String]] = [:]
      for edge in drawing.edges { wanted[names[edge.from]!, default: []].append(names[edge.to]!) }
      for (name, targets) in wanted { #expect(reached[name]?.sorted() == targets.sorted(), "\(name)") }
    }
  }

  @Test func theListFollowsTheCursor() {
    let drawing = GraphSamples.neurons(nodes: 200)
    for current in [0, 5, 100, 219] {
      let lines = Self.lines(drawing.stepped(current: current), 60, 10)
      #expect(lines.count == 10)
      #expect(lines.count { $0.hasPrefix("▶ ") } == 1)
      let node = drawing.nodes[current]
      let name = node.name.isEmpty ? "%\(node.id)" : node.name
      #expect(lines.first { $0.hasPrefix("▶ ") }!.contains("\(name) "))
    }
    let middle = Self.lines(drawing.stepped(current: 100), 60, 10)
    #expect(middle.first!.hasSuffix("lines above") && middle.last!.hasSuffix("lines below"))
  }

  /// On a page that scrolls, nothing of a list is out of reach.
  @Test func onAPageTheListIsWhole() {
    func lines(_ drawing: GraphDrawing) -> [String] {
      Figures.terminalLines(
        for: drawing, columns: 40, rows: 10, listRows: 120, style: TerminalChartTests.monochrome)
    }
    let drawing = GraphSamples.network()
    let page = lines(drawing)
    #expect(page.count > 10 && !page.contains { $0.contains("lines below") })
    #expect(lines(drawing.stepped(current: 3)).count == 10)
  }

  @Test func theListKeepsItsColumnsFromStepToStep() {
    let drawing = GraphSamples.neurons(nodes: 120)
    func gradientColumns(value: String) -> [Int] {
      var shown = drawing.stepped(current: 3)
      for index in shown.nodes.indices { shown.nodes[index].value = value }
      return Self.lines(shown, 60, 200).compactMap { line in
        line.firstIndex(of: "∂").map { line.distance(from: line.startIndex, to: $0) }
      }
    }
    #expect(gradientColumns(value: "0").count > 100)
    #expect(gradientColumns(value: "0") == gradientColumns(value: "−1.234e−10"))
  }

  @Test func modulesAreFoldedWhereNothingIsHidden() {
    let lines = Self.lines(GraphSamples.recurrent(steps: 14), 100, 24)
    #expect(lines.contains { $0.contains("13 times the same as step 1") })
    // With a cursor inside, the list says more.
    let drawing = GraphSamples.recurrent(steps: 14).stepped(current: 60)
    let name = drawing.nodes[60].name.isEmpty ? "%60" : drawing.nodes[60].name
    let stepped = Self.lines(drawing, 100, 24)
    #expect(stepped.contains { $0.hasPrefix("▶ ") && $0.contains("\(name) ") })
  }

  @Test func whatIsPendingIsADash() {
    let lines = Self.lines(GraphSamples.scalars(step: 0), 80, 24)
    #expect(lines.contains { $0.contains("┆–") })
    #expect(!lines.contains { $0.contains("│0 ") || $0.contains("┆0 ") })
  }

  @Test func noColorMeansNoEscapes() {
    for drawing in GraphFigureTests.samples.map(\.drawing) {
      #expect(!Self.lines(drawing, 80, 24).contains { $0.contains("\u{1B}") })
    }
    let colored = Self.lines(GraphSamples.scalars(), 80, 24, TerminalStyle(drawing: .characters, colors: .ansi256))
    #expect(colored.contains { $0.contains("\u{1B}[0;38;5;") })
  }

  @Test func dumbTerminalsGetWords() {
    let lines = Self.lines(GraphSamples.square, 40, 24, .plain)
    #expect(
      lines.joined(separator: " ") == "Computation graph of 1 operation on 1 input or parameter: y = ×(x, x) = 9.")
  }

  @Test func pixelsAreUsedWhereTheyCanBeRead() {
    let style = TerminalStyle(drawing: .pixels(.sixel), colors: .trueColor)
    #expect(Self.lines(GraphSamples.square, 80, 24, style).contains { $0.contains("\u{1B}P") })
    #expect(!Self.lines(GraphSamples.recurrent(steps: 4), 80, 24, style).contains { $0.contains("\u{1B}P") })
  }
}

/// Follows the lines of a graph drawn in characters from the right side of each box to arrowheads.
struct GraphWalk {
  private let grid: [[Character]]

  init(_ lines: [String]) { grid = lines.map { Array($0) } }

  private func at(_ row: Int, _ column: Int) -> Character {
    grid.indices.contains(row) && grid[row].indices.contains(column) ? grid[row][column] : " "
  }

  private static let steps = [(0, -1), (0, 1), (-1, 0), (1, 0)]
  /// Which of left, right, up, down a character joins.
  private static let joins: [Character: [Bool]] = [
    "─": [true, true, false, false], "│": [false, false, true, true], "╭": [false, true, false, true],
    "╮": [true, false, false, true], "╰": [false, true, true, false], "╯": [true, false, true, false],
    "├": [false, true, true, true], "┤": [true, false, true, true], "┬": [true, true, false, true],
    "┴": [true, true, true, false], "┼": [true, true, true, true], "1": [true, true, false, false],
    "2": [true, true, false, false], "▸": [true, false, false, false],
  ]

  private struct Box {
    var name: String
    var rows: ClosedRange<Int>
    var columns: ClosedRange<Int>
  }

  /// A box begins at a corner that is followed by a title: "┌ × e ──".
  private func boxes() -> [Box] {
    var boxes: [Box] = []
    for row in grid.indices {
      for column in grid[row].indices where "┌╭┏╔".contains(at(row, column)) && at(row, column + 1) == " " {
        guard let right = (column + 1..<grid[row].count).first(where: { "┐╮┓╗".contains(at(row, $0)) }),
          let bottom = (row + 1..<grid.count).first(where: { "└╰┗╚".contains(at($0, column)) })
        else { continue }
        let title = String(grid[row][column + 1..<right]).split(separator: " ").filter { !$0.hasPrefix("─") }
        boxes.append(Box(name: String(title.last ?? ""), rows: row...bottom, columns: column...right))
      }
    }
    return boxes
  }

  func arrowsByName() -> [String: [String]] {
    let boxes = boxes()
    var result: [String: [String]] = [:]
    for box in boxes {
      for row in box.rows where at(row, box.columns.upperBound + 1) == "─" {
        for (row, column) in ends(from: row, box.columns.upperBound + 1) {
          let target = boxes.first { $0.rows.contains(row) && $0.columns.lowerBound == column + 1 }
          result[box.name, default: []].append(target?.name ?? "nothing")
        }
      }
    }
    return result
  }

  /// Lines turn only at corners and joints; straight through at a crossing.
  private func ends(from row: Int, _ column: Int) -> [(Int, Int)] {
    struct Place: Hashable {
      var row: Int
      var column: Int
      var direction: Int
    }
    var seen: Set<Place> = []
    var open = [Place(row: row, column: column, direction: 1)]
    var arrows: [Place] = []
    while let place = open.popLast() {
      guard seen.insert(place).inserted else { continue }
      let character = at(place.row, place.column)
      if character == "▸", place.direction == 1 { arrows.append(place) }
      guard let joins = Self.joins[character], character != "▸" else { continue }
      for direction in 0..<4 where joins[direction] && direction != place.direction ^ 1 {
        if character == "┼", direction != place.direction { continue }
        let (down, right) = Self.steps[direction]
        open.append(Place(row: place.row + down, column: place.column + right, direction: direction))
      }
    }
    return arrows.map { ($0.row, $0.column) }
  }
}
