import Foundation

/// A demonstration sends many moments: each holds no more than can be seen.
extension DemoFrame {
  /// Points of a line, and cells of a region.
  static let mostPoints = 240
  static let mostCells = 60 * 40

  /// The same to the eye in far fewer bytes: numbers with four significant digits, lines and regions thinned.
  public var compact: DemoFrame {
    var frame = self
    switch figure {
    case .chart(let chart): frame.figure = .chart(Self.compact(chart))
    case .panels(var panels):
      panels.charts = panels.charts.map(Self.compact)
      frame.figure = .panels(panels)
    }
    return frame
  }

  private static func compact(_ chart: Chart) -> Chart {
    var chart = chart
    chart.marks = chart.marks.map(compact)
    return chart
  }

  private static func compact(_ mark: Mark) -> Mark {
    switch mark {
    case .line(var line):
      let shown = evenly(min(line.x.count, line.y.count))
      func pick(_ values: [Double]) -> [Double] { shown.filter { $0 < values.count }.map { rounded(values[$0]) } }
      (line.x, line.y, line.lower, line.upper) = (
        pick(line.x), pick(line.y), line.lower.map(pick), line.upper.map(pick)
      )
      return .line(line)
    case .points(var points):
      (points.x, points.y) = (points.x.map(rounded), points.y.map(rounded))
      return .points(points)
    case .path(var path):
      (path.x, path.y) = (path.x.map(rounded), path.y.map(rounded))
      return .path(path)
    case .bars(var bars):
      bars.values = bars.values.map(rounded)
      return .bars(bars)
    case .heatMap(var map):
      map.values = map.values.map(rounded)
      return .heatMap(map)
    case .regions(let regions): return .regions(compact(regions))
    case .histogram, .boxes, .spans, .rule, .label: return mark
    }
  }

  /// Every second, third … row and column.
  private static func compact(_ regions: Mark.Regions) -> Mark.Regions {
    var (regions, step) = (regions, 1)
    while ((regions.columns + step - 1) / step) * ((regions.rows + step - 1) / step) > mostCells { step += 1 }
    let (columns, rows) = (
      Array(stride(from: step / 2, to: regions.columns, by: step)),
      Array(stride(from: step / 2, to: regions.rows, by: step))
    )
    if regions.values.count == regions.columns * regions.rows {
      regions.values = rows.flatMap { row in
        columns.map { rounded(regions.values[row * regions.columns + $0], digits: 3) }
      }
      (regions.columns, regions.rows) = (columns.count, rows.count)
    }
    return regions
  }

  /// Indices below `count`, at most `mostPoints`, with the last.
  private static func evenly(_ count: Int) -> [Int] {
    guard count > mostPoints else { return Array(0..<max(0, count)) }
    return (0..<mostPoints).map { $0 * (count - 1) / (mostPoints - 1) }
  }

  private static func rounded(_ value: Double) -> Double { rounded(value, digits: 4) }

  private static func rounded(_ value: Double, digits: Int) -> Double {
    guard value.isFinite, value != 0 else { return value }
    let decimals = digits - 1 - Int(log10(abs(value)).rounded(.down))
    guard abs(decimals) < 300 else { return value }
    // Divided by a power of ten: 0.1 stays 0.1.
    let factor = pow(10, Double(abs(decimals)))
    return decimals >= 0 ? (value * factor).rounded() / factor : (value / factor).rounded() * factor
  }
}
