import Figures
import Foundation
import Testing

@Suite struct TickTests {
  static let ranges: [(Double, Double)] = [
    (0, 1), (-1, 1), (0, 200), (3.2, 3.3), (1e9, 1e9 + 5), (-1e300, 1e300), (1e-9, 3e-9), (0, 1e-280), (-7, 1234.5),
    (-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude),
  ]

  @Test(arguments: ranges, [2, 3, 5, 8])
  func ticksAreRoundOrderedInsideAndToldApart(_ range: (Double, Double), _ count: Int) {
    let ticks = Ticks.linear(lower: range.0, upper: range.1, atMost: count)
    #expect(!ticks.isEmpty && ticks.count <= count)
    #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.value < $1.value })
    let slack = range.1 / 1e9 - range.0 / 1e9
    #expect(ticks.allSatisfy { $0.value >= range.0 - slack && $0.value <= range.1 + slack })
    #expect(Set(ticks.map(\.label)).count == ticks.count, "\(ticks.map(\.label))")
  }

  @Test func labelsReadAsOnTheBlackboard() {
    #expect(Ticks.linear(lower: 0, upper: 1, atMost: 6).map(\.label) == ["0", "0.2", "0.4", "0.6", "0.8", "1"])
    #expect(Ticks.linear(lower: -0.1, upper: 0.3, atMost: 5).map(\.label) == ["−0.1", "0", "0.1", "0.2", "0.3"])
    #expect(
      Ticks.logarithmic(lower: 1e-5, upper: 1, atMost: 6).map(\.label) == [
        "1e−5", "0.0001", "0.001", "0.01", "0.1", "1",
      ])
    #expect(Ticks.logarithmic(lower: 0.9, upper: 6, atMost: 6).map(\.label) == ["1", "2", "5"])
    #expect(Ticks.logarithmic(lower: 1e-300, upper: 1e300, atMost: 5).count >= 3)
  }

  @Test func nothingComesOfNoRange() {
    #expect(Ticks.linear(lower: 1, upper: 1, atMost: 5).isEmpty)
    #expect(Ticks.linear(lower: .nan, upper: 1, atMost: 5).isEmpty)
    #expect(Ticks.linear(lower: 0, upper: .infinity, atMost: 5).isEmpty)
    #expect(Ticks.logarithmic(lower: 0, upper: 1, atMost: 5).isEmpty)
    #expect(Ticks.linear(lower: 0, upper: 1, atMost: 0).isEmpty)
  }
}

@Suite struct DecimationTests {
  @Test func extremesEndsAndGapsStay() {
    var points = (0..<50_000).map { Scene.Point(Double($0) / 100, sin(Double($0))) }
    points[20_000].y = 5
    points[30_000].y = -5
    points[40_000] = Scene.Point(.nan, .nan)
    let fewer = Decimation.line(points, resolution: 1)
    #expect(fewer.count < 2100)
    #expect(fewer.first == points.first && fewer.last == points.last)
    #expect(fewer.contains { $0.y == 5 } && fewer.contains { $0.y == -5 })
    #expect(fewer.filter { !$0.isFinite }.count == 1)
    #expect(zip(fewer.filter(\.isFinite), fewer.filter(\.isFinite).dropFirst()).allSatisfy { $0.x <= $1.x })
  }

  @Test func aLineThatTurnsBackIsNotSorted() {
    let circle = (0..<10_000).map { Scene.Point(100 * cos(Double($0) / 500), 100 * sin(Double($0) / 500)) }
    let fewer = Decimation.line(circle, resolution: 1)
    #expect(fewer.count < 5000 && fewer.first == circle.first && fewer.last == circle.last)
    #expect(fewer.allSatisfy { abs($0.x * $0.x + $0.y * $0.y - 10_000) < 1e-6 })
  }

  @Test func pointsOnOnePlaceAreDrawnOnce() {
    let points = (0..<1000).map { Scene.Point(Double($0 % 10) * 10, 0) }
    #expect(Set(Decimation.points(points, spacing: 2).map(\.x)).count == 10)
    #expect(Decimation.points(points, spacing: 2).count <= 14)
  }
}

@Suite struct MarchingSquaresTests {
  /// x² + y² = 1/4 is a circle of radius 1/2: one closed line, every point that far from the middle.
  @Test func theLevelOfACircleIsACircle() throws {
    let side = 80
    let values = (0..<side * side).map { index -> Double in
      let x = (Double(index % side) + 0.5) / 40 - 1, y = (Double(index / side) + 0.5) / 40 - 1
      return x * x + y * y
    }
    let box = Scene.Rectangle(x: -1, y: -1, width: 2, height: 2)
    let lines = MarchingSquares.lines(at: 0.25, rows: side, columns: side, values: values, in: box)
    #expect(lines.count == 1)
    let line = try #require(lines.first)
    #expect(line.first == line.last && line.count > 100)
    #expect(line.allSatisfy { abs(($0.x * $0.x + $0.y * $0.y).squareRoot() - 0.5) < 0.001 })
  }

  @Test func aStraightBorderIsOneOpenLine() {
    let values = (0..<9).map { Double($0 % 3) }
    let box = Scene.Rectangle(x: 0, y: 0, width: 3, height: 3)
    let lines = MarchingSquares.lines(at: 0.5, rows: 3, columns: 3, values: values, in: box)
    #expect(lines.map(\.count) == [3])
    #expect(lines[0].allSatisfy { $0.x == 1 })
  }

  @Test func saddlesAndGapsGiveNoWrongLines() {
    let box = Scene.Rectangle(x: 0, y: 0, width: 2, height: 2)
    #expect(MarchingSquares.lines(at: 0.5, rows: 2, columns: 2, values: [1, 0, 0, 1], in: box).count == 2)
    #expect(MarchingSquares.lines(at: 0.5, rows: 2, columns: 2, values: [1, 0, .nan, 1], in: box).isEmpty)
    #expect(MarchingSquares.lines(at: 0.5, rows: 2, columns: 2, values: [1, 0, 1], in: box).isEmpty)
  }
}

@Suite struct FoldedGridTests {
  @Test(arguments: [(200, 100, 4000), (1, 10_000, 4000), (9999, 1, 50), (7, 11, 10), (3, 3, 4000)])
  func foldingKeepsTheMean(_ rows: Int, _ columns: Int, _ limit: Int) {
    let grid = FoldedGrid(
      rows: rows, columns: columns, values: Array(repeating: 0.375, count: rows * columns), limit: limit)
    #expect(grid.rows * grid.columns <= limit && grid.values.count == grid.rows * grid.columns)
    #expect(grid.values.allSatisfy { abs($0 - 0.375) < 1e-12 })
    #expect(grid.isFolded == (rows * columns > limit))
  }

  @Test func eachCellIsTheMeanOfItsBlock() {
    let grid = FoldedGrid(rows: 2, columns: 4, values: [1, 3, 5, 7, 1, 3, 5, 7], limit: 4)
    #expect(grid.columns * grid.rows == 4 && grid.values == [2, 6, 2, 6])
  }

  @Test func noNaNIsAveragedAway() {
    var values = Array(repeating: 1.0, count: 100)
    values[55] = .nan
    values[3] = .infinity
    let grid = FoldedGrid(rows: 10, columns: 10, values: values, limit: 25)
    #expect(grid.values.filter { !$0.isFinite }.count == 2)
  }
}
