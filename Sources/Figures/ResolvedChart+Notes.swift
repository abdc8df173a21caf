import Display

/// Values without a place, by kind: what the reader must be told below the chart.
private struct Misfits {
  var nan = 0
  var infinite = 0
  var negativeInfinite = 0
  /// Not finite, of a kind the chart does not know.
  var other = 0
  var notPositive = 0
  var outside = 0

  mutating func add(_ value: Double) {
    if value.isNaN { nan += 1 } else if value == .infinity { infinite += 1 } else { negativeInfinite += 1 }
  }

  mutating func add(notFiniteOf values: [Double]) { for value in values where !value.isFinite { add(value) } }

  func sentences(_ thing: String = "value", nanMark: String) -> [String] {
    let kinds = [
      (nan, "nan\(nanMark)"), (infinite, "∞" + (nanMark.isEmpty ? "" : " (▲)")),
      (negativeInfinite, "−∞" + (nanMark.isEmpty ? "" : " (▼)")), (other, "unknown"),
    ].filter { $0.0 > 0 }
    let listed = other > 0 && kinds.count == 1 ? "" : ": " + kinds.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    let notFinite = nan + infinite + negativeInfinite + other
    return [
      Self.sentence(notFinite, thing, "is not finite", "are not finite", listed),
      Self.sentence(notPositive, thing, "is", "are", " not positive, without a place on a logarithmic axis (▼)"),
      Self.sentence(outside, thing, "lies", "lie", " outside the axes"),
    ].compactMap { $0 }
  }

  private static func sentence(
    _ count: Int, _ thing: String, _ one: String, _ many: String, _ rest: String
  ) -> String? {
    count == 0 ? nil : "\(count) \(count == 1 ? "\(thing) \(one)" : "\(thing)s \(many)")\(rest)."
  }
}

extension ResolvedChart {
  mutating func countWhatHasNoPlace() {
    var (series, grids, spreads) = (Misfits(), Misfits(), Misfits())
    for layer in layers {
      switch layer.mark {
      case .line(let line):
        for index in line.x.indices { count(line.x[index], line.y[index], in: &series) }
        for index in line.x.indices {
          guard let lower = line.lower?[index], let upper = line.upper?[index] else { break }
          if !lower.isFinite || !upper.isFinite { spreads.add(lower.isFinite ? upper : lower) }
        }
      case .points(let points): for index in points.x.indices { count(points.x[index], points.y[index], in: &series) }
      case .bars(let bars):
        for (index, value) in bars.values.enumerated() { count(Double(index), value, in: &series) }
        spreads.add(notFiniteOf: Array((bars.errors ?? []).prefix(bars.values.count)))
      case .histogram(let histogram):
        series.other += max(0, histogram.nonFinite)
        series.add(notFiniteOf: histogram.edges)
      case .boxes(let boxes):
        for (index, group) in boxes.groups.enumerated() {
          for value in group { count(Double(index), value, in: &series) }
        }
      case .path(let path): for index in path.x.indices { count(path.x[index], path.y[index], in: &series) }
      case .spans(let spans):
        for index in spans.lanes.indices {
          count(spans.starts[index], Double(spans.lanes[index]), in: &series)
          count(spans.ends[index], Double(spans.lanes[index]), in: &series)
        }
      case .heatMap(let map): grids.add(notFiniteOf: map.values)
      case .regions(let regions): grids.add(notFiniteOf: regions.values)
      case .rule(let rule):
        let isHorizontal = rule.direction == .horizontal
        count(isHorizontal ? x.lower : rule.position, isHorizontal ? rule.position : y.lower, in: &series)
      case .label(let label): count(label.x, label.y, in: &series)
      }
    }
    notes += series.sentences(nanMark: " (×)") + grids.sentences(nanMark: "")
    notes += spreads.sentences("error bar", nanMark: "").map { $0.dropLast() + ", and not drawn." }
  }

  private func count(_ x: Double, _ y: Double, in misfits: inout Misfits) {
    if !x.isFinite || !y.isFinite {
      misfits.add(y.isFinite ? x : y)
    } else if !self.x.canShow(x) || !self.y.canShow(y) {
      misfits.notPositive += 1
    } else if !self.x.contains(x) || !self.y.contains(y) {
      misfits.outside += 1
    }
  }
}
