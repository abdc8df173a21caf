import Display

/// Charts that are seen side by side, with the same bounds wherever they show the same quantity.
///
/// Axes with the same label and scale are the same quantity; so are those without a label of charts in the same place.
public struct SharedAxes {
  /// - Parameter figures: one for each run that is compared.
  /// - Returns: the same figures with the bounds that they have in common.
  public static func applied(to figures: [DemoFrame.Figure]) -> [DemoFrame.Figure] {
    var charts = figures.map(\.charts)
    guard charts.map(\.count).reduce(0, +) > 1 else { return figures }
    share(\.x, \.x, &charts)
    share(\.y, \.y, &charts)
    return zip(figures, charts).map { $0.with($1) }
  }

  private struct Quantity: Hashable {
    let label: String
    let scale: Axis.Scale
    let place: Int
  }

  private static func share(
    _ axis: WritableKeyPath<Chart, Axis>, _ resolved: KeyPath<ResolvedChart, ResolvedAxis>, _ charts: inout [[Chart]]
  ) {
    var groups: [Quantity: [(figure: Int, chart: Int)]] = [:]
    for (figure, row) in charts.enumerated() {
      for (place, chart) in row.enumerated() where chart[keyPath: axis].scale != .categories {
        let own = chart[keyPath: axis]
        let quantity = Quantity(label: own.label, scale: own.scale, place: own.label.isEmpty ? place : 0)
        groups[quantity, default: []].append((figure, place))
      }
    }
    for group in groups.values where group.count > 1 {
      let known = group.compactMap { member -> (member: (figure: Int, chart: Int), axis: ResolvedAxis)? in
        let own = ResolvedChart(charts[member.figure][member.chart])[keyPath: resolved]
        return own.isUnknown || own.isIndexed || own.isReversed ? nil : (member, own)
      }
      guard Set(known.map { [$0.axis.lower, $0.axis.upper] }).count > 1 else { continue }
      let (lower, upper) = (known.map(\.axis.lower).min()!, known.map(\.axis.upper).max()!)
      for (member, _) in known {
        charts[member.figure][member.chart][keyPath: axis].lower = lower
        charts[member.figure][member.chart][keyPath: axis].upper = upper
      }
    }
  }
}

extension DemoFrame.Figure {
  var charts: [Chart] {
    switch self {
    case .chart(let chart): [chart]
    case .panels(let panels): panels.charts
    }
  }

  func with(_ charts: [Chart]) -> DemoFrame.Figure {
    switch self {
    case .chart: return .chart(charts[0])
    case .panels(var panels):
      panels.charts = charts
      return .panels(panels)
    }
  }
}
