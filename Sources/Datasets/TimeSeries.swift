import Tensors

/// Measurements at moments that are equally far apart, some of which may be missing: hourly weather, monthly passengers.
///
///     let jfk = try Dataset.newYorkWeather.frame().keeping("origin", in: ["JFK"])
///     let parts = jfk.series(["temp", "humid"], at: "time_hour").parts(training: 0.6, validation: 0.2)
///     let scaling = Standardisation(fitting: parts.training.values)
///     let windows = parts.map { $0.scaled(by: scaling).windows(length: 48) }
///     train(model, on: windows.training.examples, …)
///     windows.validation.seasonal(period: 24)       // the same hour yesterday
///
/// Each part ends before the next begins, and windows are cut from one part, so none reaches into another. No window crosses a
/// gap. Scaling is fitted to the training part.
public struct TimeSeries: Splittable, Equatable {
  /// Of each row, the number of its moment; ascending. Consecutive moments differ by 1.
  public let times: [Int]
  /// [n, channels]
  public let values: NDArray
  /// One for each channel.
  public let names: [String]

  /// - Parameters:
  ///   - values: [n, channels], all finite: leave a moment out where something is missing.
  ///   - times: nil: 0, 1, 2, …, without a gap.
  ///   - names: of the channels; empty: their numbers.
  public init(_ values: NDArray, times: [Int]? = nil, names: [String] = []) {
    guard values.shape.rank == 2, values.shape[1] > 0 else {
      stop(shapes: "TimeSeries expects values [n, channels] with at least one channel; got \(values.shape).")
    }
    values.stopIfNotFinite("values")
    let times = times ?? Array(0..<values.rowCount)
    guard times.count == values.rowCount, names.isEmpty || names.count == values.shape[1] else {
      stop(
        shapes: "TimeSeries expects a time for each row and a name for each channel of values \(values.shape); got "
          + "\(times.count) times and \(names.count) names.")
    }
    if let i = times.indices.dropFirst().first(where: { times[$0] <= times[$0 - 1] }) {
      stop(
        "TimeSeries expects ascending times, each once; got \(times[i]) after \(times[i - 1]) in row \(i). Of several places "
          + "keep one: keeping(\"origin\", in: [\"JFK\"]).")
    }
    self.times = times
    self.values = values
    self.names = names.isEmpty ? (0..<values.shape[1]).map { "channel \($0)" } : names
  }

  /// How many moments were measured.
  public var count: Int { times.count }

  /// - Precondition: ascending.
  public func rows(_ indices: [Int]) -> TimeSeries {
    guard zip(indices, indices.dropFirst()).allSatisfy(<) else {
      stop("A time series stays in order of time: split it with parts(training:validation:), which does not shuffle.")
    }
    return TimeSeries(values.rows(indices), times: indices.map { times[$0] }, names: names)
  }

  /// How many moments between the first and the last are missing.
  public var missingCount: Int { times.isEmpty ? 0 : times.last! - times[0] + 1 - count }

  /// By a scaling that was fitted to the training part.
  public func scaled(by scaling: some ColumnScaling) -> TimeSeries {
    TimeSeries(scaling(values), times: times, names: names)
  }

  /// Three parts in order of time: what comes first trains, what comes last tests.
  ///
  /// - Parameters:
  ///   - training: the part of the rows to train on, from 0 to 1.
  ///   - validation: the part to choose by; what is left is the part to test on.
  public func parts(training: Double, validation: Double) -> ThreeParts<TimeSeries> {
    func border(_ part: Double) -> Int { Int((Double(count) * part).rounded()) }
    guard training > 0, validation > 0, training + validation < 1,
      case let (first, second) = (border(training), border(training + validation)), first > 0, second > first,
      second < count
    else {
      stop(
        "parts(training:validation:) expects parts greater than 0 that leave something to test on, and a row for each of them; "
          + "got \(training) and \(validation) of \(count) rows. 0.6 and 0.2 leave 0.2.")
    }
    return ThreeParts(
      training: rows(Array(0..<first)), validation: rows(Array(first..<second)), test: rows(Array(second..<count)))
  }
}
