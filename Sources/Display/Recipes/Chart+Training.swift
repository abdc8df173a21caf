// Charts of a training, from plain numbers.

extension Chart {
  /// The losses of a learning-rate range test, in which every step uses a larger rate than the one before. Smith 2017,
  /// arXiv:1506.01186, section 3.3.
  ///
  /// - Parameters:
  ///   - smoothed: the same losses without their noise; nil: none is drawn.
  ///   - suggested: the rate to mark.
  public static func learningRates(
    title: String = "loss by learning rate", rates: [Double], losses: [Double], smoothed: [Double]? = nil,
    suggested: Double? = nil
  ) -> Chart {
    let finite = losses.filter(\.isFinite)
    // Losses that explode would press all others flat on a linear axis.
    let isWide = finite.allSatisfy { $0 > 0 } && (finite.max() ?? 1) / 100 > (finite.min() ?? 1)
    var marks = [Mark.line("loss", x: rates, y: losses, role: smoothed == nil ? .loss : .muted)]
    if let smoothed { marks.append(.line("smoothed", x: rates, y: smoothed, role: .loss)) }
    if let suggested {
      marks.append(.verticalRule("suggested: \(format(suggested, significantDigits: 2))", at: suggested))
    }
    return Chart(
      title: title, x: Axis("learning rate", scale: .logarithmic),
      y: Axis("loss", scale: isWide ? .logarithmic : .linear), marks: marks)
  }

  /// How a histogram changes while a network trains: weights, activations or gradients of a layer. A column for each
  /// time, a row for each bin; the colour is the share of that time's values.
  ///
  /// - Parameters:
  ///   - label: what the values are: "weight".
  ///   - edges: of the bins, ascending.
  ///   - counts: for every time, how many values lie in each bin.
  ///   - nonFinite: for every time, how many values are NaN or infinite; empty: none.
  public static func histogramOverTime(
    title: String, label: String, time: String = "training step", times: [Double], edges: [Double], counts: [[Int]],
    nonFinite: [Int] = []
  ) -> Chart {
    let bins = max(0, edges.count - 1)
    let shares = counts.map { column -> [Double] in
      let total = Double(column.reduce(0) { $0 &+ $1 })
      return (0..<bins).map { $0 < column.count ? (total > 0 ? Double(column[$0]) / total : 0) : .nan }
    }
    let middles = zip(edges, edges.dropFirst()).map { ($0 + $1) / 2 }
    let (x, y) = (PlacedCells(times), PlacedCells(middles))
    let map = HeatMap(
      "share of the values", rows: bins, columns: counts.count,
      values: (0..<bins).reversed().flatMap { bin in shares.map { $0[bin] } }, scale: .sequential,
      rowLabels: y.labels.reversed(), columnLabels: x.labels, showsNumbers: false)
    let lost = nonFinite.reduce(0) { $0 &+ $1 }
    let first = zip(times, nonFinite).first { $0.1 > 0 }?.0
    let notes = first.map { first in
      ["\(lost) \(lost == 1 ? "value is" : "values are") not finite, the first at \(time) \(format(first))."]
    }
    return Chart(
      title: title, x: x.axis(time), y: y.axis(label), marks: [.heatMap(map)],
      notes: notes ?? [])
  }
}

/// Where the cells of a matrix stand on an axis: on a scale where they are evenly spaced, else under their names.
private struct PlacedCells {
  var lower: Double?
  var upper: Double?
  var labels: [String] = []

  init(_ middles: [Double]) {
    let steps = zip(middles, middles.dropFirst()).map { $1 - $0 }
    guard let step = steps.first, step > 0, steps.allSatisfy({ abs($0 - step) <= step * 1e-6 }) else {
      labels = middles.map { format($0, significantDigits: 3) }
      return
    }
    (lower, upper) = (middles[0] - step / 2, middles[middles.count - 1] + step / 2)
  }

  func axis(_ label: String) -> Axis { Axis(label, lower: lower, upper: upper) }
}
