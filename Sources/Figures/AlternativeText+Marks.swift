import Display

// One sentence for each of the marks that are not plain series.
extension AlternativeText {
  private static let panelLimit = 16

  static func describe(_ panels: Panels) -> String {
    let said = panels.charts.prefix(panelLimit).map { chart in
      let text = chart.alternativeText ?? describe(chart)
      return text.hasSuffix(".") ? String(text.dropLast()) : text
    }
    let rest = panels.charts.count - said.count
    let parts = said + (rest > 0 ? ["and \(rest) more"] : [])
    guard !parts.isEmpty else { return titled(panels.title, "no charts, no data.") }
    return titled(panels.title, "\(counted(panels.charts.count, "chart")). \(parts.joined(separator: ". ")).")
  }

  /// "relu: median 0.92, half of 5 between 0.91 and 0.93, all from 0.89 to 0.95"
  static func describe(_ boxes: Mark.Boxes, _ chart: Chart) -> String {
    let lead = boxes.name.isEmpty ? name(chart.y, or: "boxes") : boxes.name
    let groups = boxes.groups.prefix(12).enumerated().map { index, values -> String in
      let category = index < chart.x.categories.count ? chart.x.categories[index] : String(index)
      let finite = values.filter(\.isFinite)
      let rest = finite.count == values.count ? "" : ", \(counted(values.count - finite.count, "value")) not finite"
      guard let quartiles = Quartiles(of: values) else { return "\(category) no values\(rest)" }
      guard finite.count > 1 else { return "\(category) \(format(finite[0]))\(rest)" }
      return "\(category) median \(format(quartiles.median)), half of \(finite.count) between "
        + "\(format(quartiles.lower)) and \(format(quartiles.upper)), all \(range(finite))\(rest)"
    }
    guard !groups.isEmpty else { return "\(lead): no values" }
    let more = boxes.groups.count - groups.count
    return "\(lead): \(groups.joined(separator: "; "))" + (more > 0 ? "; and \(more) more" : "")
  }

  /// Where a way begins and ends. What the plane says there is not told: it is known for its cells only.
  static func describe(_ path: Mark.Path) -> String {
    let lead = path.name.isEmpty ? "a path" : "\(path.name): a path"
    let points = zip(path.x, path.y).filter { $0.0.isFinite && $0.1.isFinite }
    let rest = nonFinite(min(path.x.count, path.y.count) - points.count)
    guard let start = points.first, let end = points.last else { return "\(lead) without points\(rest)" }
    func place(_ point: (Double, Double)) -> String { "(\(format(point.0)), \(format(point.1)))" }
    return "\(lead) of \(counted(points.count, "point")) from \(place(start)) to \(place(end))\(rest)"
  }

  /// "forward: 8 bars in lanes worker 0, worker 1, from 0 to 40, 31.5 in all"
  static func describe(_ spans: Mark.Spans, _ chart: Chart) -> String {
    let lead = spans.name.isEmpty ? "bars" : spans.name
    let count = min(spans.lanes.count, spans.starts.count, spans.ends.count)
    let known = (0..<count).filter { spans.starts[$0].isFinite && spans.ends[$0].isFinite }
    let rest = nonFinite(count - known.count)
    guard let start = known.map({ min(spans.starts[$0], spans.ends[$0]) }).min(),
      let end = known.map({ max(spans.starts[$0], spans.ends[$0]) }).max()
    else { return "\(lead): no bars\(rest)" }
    let lanes = Set(known.map { spans.lanes[$0] }).sorted().prefix(8).map { lane in
      chart.y.categories.indices.contains(lane) ? chart.y.categories[lane] : String(lane)
    }
    let total = known.reduce(0) { $0 + abs(spans.ends[$1] - spans.starts[$1]) }
    return "\(lead): \(counted(known.count, "bar")) for \(lanes.joined(separator: ", ")), "
      + "\(name(chart.x, or: "x")) \(format(start)) to \(format(end)), \(format(total)) in all\(rest)"
  }

  /// "from 0.02, at (0.5, −1), to 9.1"
  static func lowest(of regions: Mark.Regions) -> String {
    let finite = regions.values.indices.filter { regions.values[$0].isFinite }
    guard let low = finite.min(by: { regions.values[$0] < regions.values[$1] }), regions.columns > 0,
      regions.values.count == regions.rows * regions.columns, let high = finite.map({ regions.values[$0] }).max()
    else { return range(regions.values.filter(\.isFinite)) }
    func middle(_ index: Int, _ count: Int, _ range: ClosedRange<Double>) -> Double {
      range.lowerBound + (range.upperBound - range.lowerBound) * (Double(index) + 0.5) / Double(count)
    }
    let x = middle(low % regions.columns, regions.columns, regions.xRange)
    let y = middle(low / regions.columns, regions.rows, regions.yRange)
    return "lowest \(format(regions.values[low])) near (\(format(x, significantDigits: 2)), "
      + "\(format(y, significantDigits: 2))), highest \(format(high))"
  }

  /// What the diagonal and the rest of a small labelled matrix say: "0: 48 96 %, 2 4 %; …"
  static func inscribed(_ map: HeatMap) -> String {
    guard let texts = map.inscriptions, texts.count == map.values.count, map.columns > 0, texts.count <= 16 else {
      return ""
    }
    let rows = (0..<map.rows).map { row -> String in
      let cells = (0..<map.columns).map { column -> String in
        let label = column < map.columnLabels.count ? map.columnLabels[column] : String(column)
        let lines = texts[row * map.columns + column].split(separator: "\n").map(String.init)
        return "\(label) \(lines.first ?? "")" + (lines.count > 1 ? " (\(lines[1]))" : "")
      }
      return "row \(row < map.rowLabels.count ? map.rowLabels[row] : String(row)): \(cells.joined(separator: ", "))"
    }
    return "; " + rows.joined(separator: "; ")
  }
}
