import Display

/// Marks whose arrays do not fit together are cut to what does, and the chart says so.
extension Mark {
  func repaired(notes: inout [String]) -> Mark {
    switch self {
    case .line(var line):
      let count = min(
        line.x.count, line.y.count, line.lower?.count ?? line.y.count, line.upper?.count ?? line.y.count)
      if line.lower == nil || line.upper == nil { (line.lower, line.upper) = (nil, nil) }
      Self.note(line.name, count, max(line.x.count, line.y.count), "points", &notes)
      line.x = Array(line.x.prefix(count))
      line.y = Array(line.y.prefix(count))
      line.lower = line.lower.map { Array($0.prefix(count)) }
      line.upper = line.upper.map { Array($0.prefix(count)) }
      return .line(line)
    case .points(var points):
      let count = min(points.x.count, points.y.count)
      Self.note(points.name, count, max(points.x.count, points.y.count), "points", &notes)
      points.x = Array(points.x.prefix(count))
      points.y = Array(points.y.prefix(count))
      return .points(points)
    case .bars(var bars):
      if let errors = bars.errors, errors.count < bars.values.count {
        bars.errors = errors + Array(repeating: 0, count: bars.values.count - errors.count)
      }
      return .bars(bars)
    case .histogram(var histogram):
      let count = max(0, min(histogram.counts.count, histogram.edges.count - 1))
      Self.note(histogram.name, count, histogram.counts.count, "bins", &notes)
      histogram.counts = Array(histogram.counts.prefix(count))
      histogram.edges = count == 0 ? [] : Array(histogram.edges.prefix(count + 1))
      return .histogram(histogram)
    case .heatMap(var map):
      if !Self.fits(map.values.count, map.rows, map.columns) {
        Self.noteGrid(map.name, map.values.count, map.rows, map.columns, &notes)
        (map.rows, map.columns, map.values) = (0, 0, [])
      }
      return .heatMap(map)
    case .regions(var regions):
      if !Self.fits(regions.values.count, regions.rows, regions.columns) {
        Self.noteGrid(regions.name, regions.values.count, regions.rows, regions.columns, &notes)
        (regions.rows, regions.columns, regions.values) = (0, 0, [])
      }
      return .regions(regions)
    case .rule, .label: return self
    }
  }

  /// "" for rules and labels, which are no series.
  var seriesName: String? {
    switch self {
    case .line(let line): line.name
    case .points(let points): points.name
    case .bars(let bars): bars.name
    case .histogram(let histogram): histogram.name
    case .heatMap, .regions, .rule, .label: nil
    }
  }

  var wantedRole: Role? {
    switch self {
    case .line(let line): line.role
    case .points(let points): points.role
    case .bars(let bars): bars.role
    case .histogram(let histogram): histogram.role
    case .heatMap, .regions, .rule, .label: nil
    }
  }

  private static func fits(_ count: Int, _ rows: Int, _ columns: Int) -> Bool {
    let (product, overflow) = rows.multipliedReportingOverflow(by: columns)
    return rows >= 0 && columns >= 0 && !overflow && product == count
  }

  private static func note(_ name: String, _ kept: Int, _ given: Int, _ things: String, _ notes: inout [String]) {
    guard kept < given else { return }
    notes.append("\(quoted(name)): the arrays differ in length; the first \(kept) of \(given) \(things) are drawn.")
  }

  private static func noteGrid(_ name: String, _ count: Int, _ rows: Int, _ columns: Int, _ notes: inout [String]) {
    notes.append("\(quoted(name)): \(count) values do not fill \(rows) × \(columns) cells; nothing is drawn.")
  }

  static func quoted(_ name: String) -> String { name.isEmpty ? "A mark" : "“\(name)”" }
}
