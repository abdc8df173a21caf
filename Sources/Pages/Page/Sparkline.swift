import Display

/// A row of bars, one a column, from the least to the greatest finite value; a value that is not finite is "×".
/// More values than columns are averaged in equal runs.
package func sparkline(_ values: [Double], columns: Int) -> String {
  guard columns > 0, !values.isEmpty else { return "" }
  let count = min(columns, values.count)
  let bars = Array("▁▂▃▄▅▆▇█")
  let means = (0..<count).map { index -> Double in
    let run = values[(index * values.count / count)..<((index + 1) * values.count / count)]
    return run.reduce(0, +) / Double(run.count)
  }
  let finite = means.filter(\.isFinite)
  guard let least = finite.min(), let greatest = finite.max() else { return String(repeating: "×", count: count) }
  return String(
    means.map { mean in
      guard mean.isFinite else { return "×" }
      // Halved first: the range of two huge values of opposite sign is not finite.
      let range = greatest / 2 - least / 2
      return bars[range == 0 ? 0 : Int(((mean / 2 - least / 2) / range * 7).rounded())]
    })
}

/// "fit  ███████░░░ 140/200  loss 2.31 → 0.12 ▇▅▃▂▁  3.1 s"; where not all fits, the bar, then the time, the count and
/// the sparkline give way, and the loss last.
/// `isTimed` is off where the text must be the same on every run.
package func progressLine(_ progress: Progress, columns: Int, isTimed: Bool) -> Line {
  let fraction = progress.fraction.isFinite ? min(1, max(0, progress.fraction)) : 0
  let isUnderWay = fraction < 1
  let barWidth = min(20, max(4, columns / 5))
  let done = Int((fraction * Double(barWidth)).rounded(.down))
  let count = progress.unitsTotal > 0 ? "\(progress.unitsDone)/\(progress.unitsTotal)" : ""
  var loss: [Span] = []
  if let first = progress.loss.first, let last = progress.loss.last {
    loss = [Span("loss \(format(first, significantDigits: 3)) → \(format(last, significantDigits: 3))", .loss)]
  }
  // Each with its rank: of those that do not fit together, the highest goes first.
  var parts: [(rank: Int, spans: [Span])] = [
    (0, [Span(progress.label, Style(isBold: true))]),
    (
      isUnderWay ? 5 : 6,
      [
        Span(String(repeating: "█", count: done), .accent),
        Span(String(repeating: "░", count: barWidth - done), .muted),
      ]
    ),
    (3, [Span(count)]), (1, loss),
    (2, [Span(sparkline(progress.loss, columns: min(40, max(8, columns / 3))), .loss)]),
    (4, [Span(isTimed ? duration(progress.secondsElapsed) : "", .muted)]),
  ].filter { $0.rank < 6 && !Line($0.spans).text.isEmpty }
  func joined() -> Line { Line(Array(parts.map(\.spans).joined(separator: [Span("  ")]))) }
  while joined().width > columns, parts.count > 1,
    let worst = parts.indices.max(by: { parts[$0].rank < parts[$1].rank })
  {
    parts.remove(at: worst)
  }
  return joined().clipped(to: columns)
}
