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
        Self.note(bars.name, errors.count, bars.values.count, "error bars", &notes)
        bars.errors = errors + Array(repeating: 0, count: bars.values.count - errors.count)
      }
      return .bars(bars)
    case .histogram(var histogram):
      let count = max(0, min(histogram.counts.count, histogram.edges.count - 1))
      Self.note(histogram.name, count, histogram.counts.count, "bins", &notes)
      histogram.counts = Array(histogram.counts.prefix(count))
      histogram.edges = count == 0 ? [] : Array(histogram.edges.prefix(count + 1))
      return .histogram(histogram)
    case .boxes: return self
    case .heatMap(let map): return .heatMap(map.repaired(notes: &notes))
    case .regions(var regions):
      if !Self.fits(regions.values.count, regions.rows, regions.columns) {
        Self.noteGrid(regions.name, regions.values.count, regions.rows, regions.columns, &notes)
        (regions.rows, regions.columns, regions.values) = (0, 0, [])
      }
      return .regions(regions)
    case .path(var path):
      let count = min(path.x.count, path.y.count)
      Self.note(path.name, count, max(path.x.count, path.y.count), "points", &notes)
      path.x = Array(path.x.prefix(count))
      path.y = Array(path.y.prefix(count))
      return .path(path)
    case .spans(var spans):
      let count = min(spans.lanes.count, spans.starts.count, spans.ends.count)
      Self.note(spans.name, count, max(spans.lanes.count, spans.starts.count, spans.ends.count), "bars", &notes)
      spans.lanes = Array(spans.lanes.prefix(count))
      spans.starts = Array(spans.starts.prefix(count))
      spans.ends = Array(spans.ends.prefix(count))
      spans.labels = (0..<count).map { $0 < spans.labels.count ? spans.labels[$0] : "" }
      return .spans(spans)
    case .rule, .label: return self
    }
  }

  /// Nothing of it can be drawn.
  var isEmpty: Bool {
    switch self {
    case .line(let line): line.x.isEmpty || line.y.isEmpty
    case .points(let points): points.x.isEmpty || points.y.isEmpty
    case .bars(let bars): bars.values.isEmpty
    case .histogram(let histogram): histogram.counts.isEmpty
    case .boxes(let boxes): boxes.groups.allSatisfy(\.isEmpty)
    case .heatMap(let map): map.values.isEmpty
    case .regions(let regions): regions.values.isEmpty
    case .path(let path): path.x.isEmpty || path.y.isEmpty
    case .spans(let spans): spans.lanes.isEmpty
    case .rule, .label: false
    }
  }

  /// "" for rules and labels, which are no series.
  var seriesName: String? {
    switch self {
    case .line(let line): line.name
    case .points(let points): points.name
    case .bars(let bars): bars.name
    case .histogram(let histogram): histogram.name
    case .boxes(let boxes): boxes.name
    case .path(let path): path.name
    case .spans(let spans): spans.name
    case .heatMap, .regions, .rule, .label: nil
    }
  }

  var wantedRole: Role? {
    switch self {
    case .line(let line): line.role
    case .points(let points): points.role
    case .bars(let bars): bars.role
    case .histogram(let histogram): histogram.role
    case .boxes(let boxes): boxes.role
    case .path(let path): path.role
    case .spans(let spans): spans.role
    case .heatMap, .regions, .rule, .label: nil
    }
  }

  fileprivate static func fits(_ count: Int, _ rows: Int, _ columns: Int) -> Bool {
    let (product, overflow) = rows.multipliedReportingOverflow(by: columns)
    return rows >= 0 && columns >= 0 && !overflow && product == count
  }

  private static func note(_ name: String, _ kept: Int, _ given: Int, _ things: String, _ notes: inout [String]) {
    guard kept < given else { return }
    notes.append("\(quoted(name)): the arrays differ in length; the first \(kept) of \(given) \(things) are drawn.")
  }

  fileprivate static func noteGrid(_ name: String, _ count: Int, _ rows: Int, _ columns: Int, _ notes: inout [String]) {
    notes.append("\(quoted(name)): \(count) values do not fill \(rows) × \(columns) cells; nothing is drawn.")
  }

  static func quoted(_ name: String) -> String { name.isEmpty ? "A mark" : "“\(name)”" }
}

extension HeatMap {
  fileprivate func repaired(notes: inout [String]) -> HeatMap {
    var map = self
    if !Mark.fits(values.count, rows, columns) {
      Mark.noteGrid(name, values.count, rows, columns, &notes)
      (map.rows, map.columns, map.values) = (0, 0, [])
    }
    if let texts = map.inscriptions, texts.count != map.values.count {
      notes.append("\(Mark.quoted(name)): \(texts.count) texts for \(map.values.count) cells; the numbers are shown.")
      map.inscriptions = nil
    }
    if let picture, PictureRaster(picture) == nil {
      notes.append(PictureRaster.problem(picture))
      map.picture = nil
    }
    if let range, !range.lowerBound.isFinite || !range.upperBound.isFinite {
      notes.append("\(Mark.quoted(name)): the range of its colours is not finite; the values' own is used.")
      map.range = nil
    }
    return map
  }
}
