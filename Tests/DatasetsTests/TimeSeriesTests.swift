import Datasets
import Foundation
import Tensors
import Testing

@Suite struct TimeSeriesTests {
  /// A value says its own time, so that whatever is out of place shows.
  private static func clock(_ times: [Int]) -> TimeSeries {
    TimeSeries(NDArray(times.map { [Double($0), Double(-$0)] }, type: .float64), times: times, names: ["a", "b"])
  }

  @Test(arguments: [(1, 1), (3, 1), (3, 2), (4, 5), (24, 1)]) func windowsCrossNoGap(_ length: Int, _ horizon: Int) {
    let times = Array(0..<40) + Array(43..<80) + [90] + Array(100..<130)
    let windows = Self.clock(times).windows(length: length, horizon: horizon, target: ["b"])
    let expected = times.filter { end in
      (end - length - horizon + 1...end).allSatisfy(times.contains)
    }
    #expect(windows.times == expected && windows.count == expected.count)
    for (row, end) in expected.enumerated() {
      #expect(windows.examples.targets[row, 0] == Double(-end))
      for place in 0..<length {
        let time = end - horizon - length + 1 + place
        #expect(windows.examples.inputs[row, place, 0] == Double(time))
        #expect(windows.examples.inputs[row, place, 1] == Double(-time))
      }
    }
    for period in horizon...(length + horizon - 1) {
      #expect(windows.seasonal(period: period).doubles == expected.map { -Double($0 - period) })
    }
    #expect(windows.last.doubles == expected.map { -Double($0 - horizon) })
  }

  @Test func partsAreInOrderAndApart() {
    let parts = Self.clock(Array(0..<100)).parts(training: 0.6, validation: 0.2)
    #expect(
      [parts.training, parts.validation, parts.test].map(\.times) == [0..<60, 60..<80, 80..<100].map(Array.init))
    let windows = parts.map { $0.windows(length: 5) }
    let ends = [windows.training, windows.validation, windows.test].map {
      $0.examples.inputs.doubles + $0.examples.targets.doubles
    }
    #expect(ends[0].map(abs).max()! < ends[1].map(abs).min()! && ends[1].map(abs).max()! < ends[2].map(abs).min()!)
  }

  /// What comes after the training part changes neither its windows nor the scaling.
  @Test func theFutureIsNotSeen() {
    let (times, border) = (Array(0..<100), 60)
    let past = times.map { [Double($0 % 7)] }
    let other = times.map { [$0 < border ? Double($0 % 7) : 1000] }
    let scaled = [past, other].map { rows in
      let parts = TimeSeries(NDArray(rows)).parts(training: 0.6, validation: 0.2)
      let scaling = Standardisation(fitting: parts.training.values)
      return parts.training.scaled(by: scaling).windows(length: 6)
    }
    #expect(scaled[0] == scaled[1])
  }

  @Test func weather() throws {
    let all = try Dataset.newYorkWeather.frame()
    #expect(all["origin"].categories == ["EWR", "JFK", "LGA"])
    let series = all.keeping("origin", in: ["JFK"]).series(["temp", "humid"], at: "time_hour")
    // 2013-01-01T06:00:00Z is 1357020000 seconds after 1970.
    #expect(series.times[0] == 1_357_020_000 / 3600 && series.times.last! - series.times[0] == 8729)
    #expect(series.count == 8706 && series.missingCount == 24 && series.names == ["temp", "humid"])
    let parts = series.parts(training: 0.6, validation: 0.2)
    let windows = parts.map { $0.windows(length: 48, target: ["temp"]) }
    func error(_ forecast: NDArray) -> Double {
      let pairs = zip(forecast.doubles, windows.test.examples.targets.doubles)
      return (pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(windows.test.count)).squareRoot()
    }
    let (yesterday, before) = (error(windows.test.seasonal(period: 24)), error(windows.test.last))
    #expect(yesterday > 5 && yesterday < 15 && before > 0.5 && before < 3, "\(yesterday), \(before)")
  }

  @Test func timesAreReadAsTheCalendarHasThem() {
    for (text, seconds) in [
      ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:00:00Z", 951_825_600), ("2013-03-10T07:00:00", 1_362_898_800),
      ("1969-12-31", -86_400), ("2100-03-01", 4_107_542_400),
    ] {
      let table = DataFrame(["x": [1]]).adding("t", [text])
      #expect(table.series(["x"], at: "t", step: 3600).times == [seconds / 3600])
    }
    let numbered = DataFrame(["t": [3, 4, 9], "x": [1, nil, 2]]).series(["x"], at: "t")
    #expect(numbered.times == [3, 9] && numbered.missingCount == 5 && numbered.longestStretch == 1)
  }

  private static let wrong: [(String, @Sendable () throws -> Void)] = [
    (
      "windows(length: 30, horizon: 1) expects 31 moments without a gap; the longest stretch of this series has 10, of 20 moments.",
      { _ = clock(Array(0..<10) + Array(20..<30)).windows(length: 30) }
    ),
    ("expects a length and a horizon of at least 1; got 0 and 1.", { _ = clock([1, 2]).windows(length: 0) }),
    ("expects at least one channel to forecast; got none.", { _ = clock([1, 2]).windows(length: 1, target: []) }),
    ("stays in order of time", { _ = clock(Array(0..<50)).shuffled(seed: 1) }),
    ("stays in order of time", { _ = clock(Array(0..<50)).split(training: 0.5, seed: 1) }),
    ("got nan and 0.2 of 50 rows", { _ = clock(Array(0..<50)).parts(training: .nan, validation: 0.2) }),
    ("got inf and 0.2 of 50 rows", { _ = clock(Array(0..<50)).parts(training: .infinity, validation: 0.2) }),
    (
      "got '2013-02-29' in row 0", { _ = DataFrame(["x": [1]]).adding("t", ["2013-02-29"]).series(["x"], at: "t") }
    ),
    (
      "got '2013-04-31' in row 0", { _ = DataFrame(["x": [1]]).adding("t", ["2013-04-31"]).series(["x"], at: "t") }
    ),
    ("expects names of channels: a, b; got 'c'.", { _ = clock([1, 2]).windows(length: 1, target: ["c"]) }),
    (
      "seasonal(period:) expects a period from 2, the horizon, to 4, as far as windows of 3 reach back; got 24.",
      { _ = clock(Array(0..<50)).windows(length: 3, horizon: 2).seasonal(period: 24) }
    ),
    ("got 1.", { _ = clock(Array(0..<50)).windows(length: 3, horizon: 2).seasonal(period: 1) }),
    ("expects ascending times, each once; got 1 after 1 in row 1.", { _ = clock([1, 1]) }),
    ("expects a time for each row", { _ = TimeSeries(NDArray([[1], [2]]), times: [1]) }),
    ("values", { _ = TimeSeries(NDArray([[1], [.nan]])) }),
    (
      "parts(training:validation:) expects parts greater than 0",
      { _ = clock([1, 2, 3]).parts(training: 0.9, validation: 0.1) }
    ),
    (
      "keep one: keeping(\"origin\", in: [\"JFK\"]).",
      { _ = try Dataset.newYorkWeather.frame().series(["temp"], at: "time_hour") }
    ),
    ("there is no column 'tempe'", { _ = try Dataset.newYorkWeather.frame().series(["tempe"], at: "time_hour") }),
    ("there is no column 'when'", { _ = try Dataset.newYorkWeather.frame().series(["temp"], at: "when") }),
    (
      "got '2013-13-01' in row 0", { _ = DataFrame(["x": [1]]).adding("t", ["2013-13-01"]).series(["x"], at: "t") }
    ),
    ("got '1.5' in row 0", { _ = DataFrame(["x": [1], "t": [1.5]]).series(["x"], at: "t") }),
  ]

  @Test(arguments: ["2012-02-29", "2000-02-29", "2013-12-31", "2013-01-31"]) func lastDaysAreRead(day: String) {
    let series = DataFrame(["x": [1.0]]).adding("t", [day]).series(["x"], at: "t")
    #expect(series.count == 1)
  }

  @Test(arguments: wrong.indices) func misuseEndsWithASentence(_ number: Int) async {
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [number] in
        try Self.wrong[number].1()
      }, says: Self.wrong[number].0)
  }
}
