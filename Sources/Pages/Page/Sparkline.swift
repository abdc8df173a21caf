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

/// "fit  ███████░░░ 140/200  loss 2.31 → 0.12 ▇▅▃▂▁  3.1 s"; what does not fit is left out from the right.
/// `isTimed` is off where the text must be the same on every run.
package func progressLine(_ progress: Progress, columns: Int, isTimed: Bool) -> Line {
  let fraction = progress.fraction.isFinite ? min(1, max(0, progress.fraction)) : 0
  var parts: [[Span]] = []
  if !progress.label.isEmpty { parts.append([Span(progress.label, Style(isBold: true))]) }
  if fraction < 1 {
    let width = min(20, max(4, columns / 5))
    let done = Int((fraction * Double(width)).rounded(.down))
    parts.append([
      Span(String(repeating: "█", count: done), .accent), Span(String(repeating: "░", count: width - done), .muted),
    ])
  }
  if progress.unitsTotal > 0 { parts.append([Span("\(progress.unitsDone)/\(progress.unitsTotal)")]) }
  if let first = progress.loss.first, let last = progress.loss.last {
    parts.append([Span("loss \(format(first, significantDigits: 3)) → \(format(last, significantDigits: 3))", .loss)])
    parts.append([Span(sparkline(progress.loss, columns: min(40, max(8, columns / 3))), .loss)])
  }
  if isTimed { parts.append([Span(duration(progress.secondsElapsed), .muted)]) }
  var line = Line.empty
  for part in parts {
    let next = line.spans.isEmpty ? Line(part) : line + Line([Span("  ")] + part)
    if next.width <= columns || line.spans.isEmpty { line = next }
  }
  return line.clipped(to: columns)
}
