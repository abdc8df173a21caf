import Tensors

/// Windows of a series with what came after them, to forecast it.
public struct SeriesWindows: Splittable, Equatable {
  /// Inputs [n, length, channels], targets [n, channels that are forecast].
  public let examples: Examples
  /// The moment of each target.
  public let times: [Int]
  /// How many moments after the window's last one the target lies.
  public let horizon: Int
  /// The channels that are forecast, in the order of the targets.
  public let targetChannels: [Int]

  public var count: Int { times.count }

  public func rows(_ indices: [Int]) -> SeriesWindows {
    SeriesWindows(
      examples: examples.rows(indices), times: indices.map { times[$0] }, horizon: horizon,
      targetChannels: targetChannels)
  }

  /// What was measured a period before each target: with a period of 24 hours "the same hour yesterday", [n, channels that are
  /// forecast], in the units of the windows. A network that is no better has learnt nothing but the season. Hyndman &
  /// Athanasopoulos 2021, section 5.2.
  ///
  /// - Parameter period: from `horizon` on, and within the window.
  public func seasonal(period: Int) -> NDArray {
    let (length, channels) = (examples.inputs.shape[1], examples.inputs.shape[2])
    let place = length - 1 + horizon - period
    guard period >= horizon, place >= 0 else {
      stop(
        "seasonal(period:) expects a period from \(horizon), the horizon, to \(length - 1 + horizon), as far as windows of "
          + "\(length) reach back; got \(period).")
    }
    let numbers = examples.inputs.doubles
    let values = (0..<count).flatMap { row in
      targetChannels.map { numbers[(row * length + place) * channels + $0] }
    }
    return NDArray(values, shape: [count, targetChannels.count], type: examples.inputs.elementType)
  }

  /// What was measured last, whatever the season: the naive forecast.
  public var last: NDArray { seasonal(period: horizon) }
}

extension TimeSeries {
  /// Every window of consecutive moments with what comes `horizon` moments after its end; none crosses a gap, so that there may be
  /// fewer than moments.
  ///
  /// - Parameters:
  ///   - length: how many moments a network sees.
  ///   - horizon: 1: the moment after the window.
  ///   - target: the channels to forecast; nil: all.
  public func windows(length: Int, horizon: Int = 1, target: [String]? = nil) -> SeriesWindows {
    guard length > 0, horizon > 0 else {
      stop("windows(length:horizon:) expects a length and a horizon of at least 1; got \(length) and \(horizon).")
    }
    let channels = (target ?? names).map { name in
      guard let channel = names.firstIndex(of: name) else {
        stop("windows(…, target:) expects names of channels: \(names.joined(separator: ", ")); got '\(name)'.")
      }
      return channel
    }
    guard !channels.isEmpty else { stop("windows(…, target:) expects at least one channel to forecast; got none.") }
    let span = length + horizon - 1
    let starts = times.indices.dropLast(span).filter { times[$0 + span] - times[$0] == span }
    guard !starts.isEmpty else {
      stop(
        "windows(length: \(length), horizon: \(horizon)) expects \(span + 1) moments without a gap; the longest stretch of this "
          + "series has \(longestStretch), of \(count) moments.")
    }
    let inputs = values.rows(starts.flatMap { $0..<$0 + length })
      .reshaped([starts.count, length, values.shape[1]])
    let numbers = values.doubles
    let targets = starts.flatMap { start in channels.map { numbers[(start + span) * values.shape[1] + $0] } }
    return SeriesWindows(
      examples: Examples(
        inputs: inputs, targets: NDArray(targets, shape: [starts.count, channels.count], type: values.elementType)),
      times: starts.map { times[$0 + span] }, horizon: horizon, targetChannels: channels)
  }

  /// How many moments follow one another without a gap, at most.
  public var longestStretch: Int {
    var (longest, current) = (0, 0)
    for i in times.indices {
      current = i > 0 && times[i] == times[i - 1] + 1 ? current + 1 : 1
      longest = Swift.max(longest, current)
    }
    return longest
  }
}
