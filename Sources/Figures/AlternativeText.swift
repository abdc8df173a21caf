import Display

/// Says in words what a figure shows, from its data.
public enum AlternativeText {
  public static func describe(_ output: Output) -> String {
    switch output {
    case .text(let text): text
    case .table(let table): describe(table)
    case .claim(let claim): "\(claim.id): \(claim.statement). \(claim.verdict)"
    case .chart(let chart): chart.alternativeText ?? describe(chart)
    case .panels(let panels): panels.alternativeText ?? describe(panels)
    case .graph(let graph): graph.alternativeText ?? GraphFigure(graph).scene.alternativeText
    case .images(let grid): describe(grid)
    case .steps(let steps):
      "\(steps.title): \(steps.view.place), \(steps.view.headline)"
    case .frame(let frame): describe(frame)
    case .progress(let progress): "\(progress.label): \(progress.unitsDone) of \(progress.unitsTotal)."
    case .diagnostic(let diagnostic): diagnostic.summary
    }
  }

  public static func describe(_ chart: Chart) -> String {
    let sentences = chart.marks.compactMap { sentence(for: $0, in: chart) }
    let said = sentences.isEmpty ? "an empty chart, no data" : sentences.joined(separator: "; ")
    return ([titled(chart.title, said) + "."] + chart.notes).joined(separator: " ")
  }

  /// Where it stands and its numbers, then the figure.
  public static func describe(_ frame: DemoFrame) -> String {
    let numbers = frame.numbers.map { "\($0.name) \($0.text)" }.joined(separator: ", ")
    let lead = [frame.place, numbers].filter { !$0.isEmpty }.joined(separator: ": ")
    return [lead + ".", frame.caption, describe(frame.figure.output)].filter { !$0.isEmpty }.joined(separator: " ")
  }

  public static func describe(_ table: Table) -> String {
    let size = "\(counted(table.rows.count, "row")), \(counted(table.columns.count, "column"))"
    let columns = table.columns.isEmpty ? "" : ": " + table.columns.joined(separator: ", ")
    return "\(table.title.isEmpty ? "Table" : table.title): \(size)\(columns)."
  }

  public static func describe(_ grid: ImageGrid) -> String {
    let captions = grid.pictures.map(\.caption).filter { !$0.isEmpty }
    let shown = captions.prefix(12).joined(separator: ", ") + (captions.count > 12 ? " …" : "")
    let wrong = grid.pictures.filter(\.isWrong).count
    let lead =
      "\(grid.title.isEmpty ? "Pictures" : grid.title): \(counted(grid.pictures.count, "picture"))"
      + (wrong == 0 ? "" : ", \(wrong) of them wrong")
    return lead + (shown.isEmpty ? "." : ": \(shown).")
  }

  static func titled(_ title: String, _ said: String) -> String {
    guard let end = title.last else { return said }
    return title + (".:?!".contains(end) ? " " : ": ") + said
  }

  static func counted(_ count: Int, _ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }

  private static func sentence(for mark: Mark, in chart: Chart) -> String? {
    switch mark {
    case .line(let line): describe(line, chart)
    case .points(let points): describe(points, chart)
    case .bars(let bars): describe(bars, chart)
    case .histogram(let histogram): describe(histogram, chart)
    case .boxes(let boxes): describe(boxes, chart)
    case .path(let path): describe(path)
    case .spans(let spans): describe(spans, chart)
    case .heatMap(let map): describe(map, in: chart)
    case .regions(let regions): describe(regions, chart)
    case .rule(let rule):
      "\(rule.direction == .horizontal ? "horizontal" : "vertical") line at \(format(rule.position))"
        + (rule.name.isEmpty ? "" : ": \(rule.name)")
    case .label(let label):
      label.text.isEmpty ? nil : "“\(label.text)” is written at \(format(label.x)), \(format(label.y))"
    }
  }
}

// MARK: - One sentence a mark

extension AlternativeText {
  private static func describe(_ line: Mark.Line, _ chart: Chart) -> String {
    let name = line.name.isEmpty ? name(chart.y, or: "the line") : line.name
    let finite = zip(line.x, line.y).filter { $0.0.isFinite && $0.1.isFinite }
    let points = finite.filter { chart.x.hasPlace(for: $0.0) && chart.y.hasPlace(for: $0.1) }
    let rest =
      nonFinite(min(line.x.count, line.y.count) - finite.count)
      + (points.count == finite.count
        ? "" : "; \(counted(finite.count - points.count, "point")) without a place on a logarithmic axis")
    guard let first = points.first, let last = points.last else { return "\(name) has no points\(rest)" }
    guard points.count > 1 else { return "\(name) is \(format(first.1)) at \(at(first.0, chart.x))\(rest)" }
    let (low, high) = (points.min { $0.1 < $1.1 }!, points.max { $0.1 < $1.1 }!)
    // Beyond twelve digits only rounding differs.
    func isSame(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-12 * max(abs(a), abs(b)) }
    let endsAlike = isSame(first.1, last.1)
    // Of a plateau, enough digits that it is seen to fall.
    let y = formatApart(
      [first.1, endsAlike ? first.1 : last.1] + (endsAlike && !isSame(low.1, high.1) ? [low.1, high.1] : []))
    let x = formatApart([first.0, last.0])
    let digits =
      (4...17).first {
        format(first.1, significantDigits: $0) == y[0]
          && (endsAlike || format(last.1, significantDigits: $0) == y[1])
      }
      ?? 17
    func spelled(_ number: Double) -> String { format(number, significantDigits: digits) }
    var text: String
    if isSame(low.1, high.1) {
      text = "\(name) stays at \(y[0])"
    } else if endsAlike {
      text = "\(name) starts and ends at \(y[0])"
    } else {
      text = "\(name) \(first.1 > last.1 ? "falls" : "rises") from \(y[0]) to \(y[1])"
    }
    text += " between \(chart.x.label.isEmpty ? "" : chart.x.label + " ")\(x[0]) and \(x[1])"
    // What reads the same is not lower: rounding alone would place it.
    let (least, greatest) = (min(first.1, last.1), max(first.1, last.1))
    if isSame(low.1, high.1) { return text + band(line) + rest }
    if low.1 < least, spelled(low.1) != spelled(least) { text += ", lowest \(spelled(low.1)) at \(format(low.0))" }
    if high.1 > greatest, spelled(high.1) != spelled(greatest) {
      text += ", highest \(spelled(high.1)) at \(format(high.0))"
    }
    return text + band(line) + rest
  }

  private static func band(_ line: Mark.Line) -> String {
    guard let lower = line.lower, let upper = line.upper else { return "" }
    guard let end = zip(lower, upper).reversed().first(where: { $0.isFinite && $1.isFinite }) else { return "" }
    let ends = formatApart([end.0, end.1])
    return ", with a band from \(ends[0]) to \(ends[1]) at the end"
  }

  private static func describe(_ points: Mark.Points, _ chart: Chart) -> String {
    let shown = zip(points.x, points.y).filter { $0.0.isFinite && $0.1.isFinite }
    let rest = nonFinite(min(points.x.count, points.y.count) - shown.count)
    let lead = (points.name.isEmpty ? "" : "\(points.name): ") + counted(shown.count, "point")
    guard !shown.isEmpty else { return lead + rest }
    let x = range(shown.map { $0.0 }), y = range(shown.map { $0.1 })
    return "\(lead), \(name(chart.x, or: "x")) \(x), \(name(chart.y, or: "y")) \(y)" + rest
  }

  private static func describe(_ bars: Mark.Bars, _ chart: Chart) -> String {
    func category(_ index: Int) -> String {
      index < chart.x.categories.count ? chart.x.categories[index] : String(index)
    }
    let shown = bars.values.prefix(12).enumerated().map { index, value in
      let error = bars.errors.flatMap { index < $0.count ? " ± \(format($0[index]))" : nil } ?? ""
      return "\(category(index)) \(format(value))\(error)"
    }
    let lead = bars.name.isEmpty ? name(chart.y, or: "bars") : bars.name
    guard !shown.isEmpty else { return "\(lead): no bars" }
    guard bars.values.count > 12 else { return "\(lead): \(shown.joined(separator: ", "))" }
    return "\(lead): \(bars.values.count) bars, \(range(bars.values.filter(\.isFinite)))"
  }

  private static func describe(_ histogram: Mark.Histogram, _ chart: Chart) -> String {
    let lead = histogram.name.isEmpty ? name(chart.x, or: "histogram") : histogram.name
    let total = histogram.counts.reduce(0) { $0 &+ $1 }
    let rest = nonFinite(histogram.nonFinite)
    guard let most = histogram.counts.indices.max(by: { histogram.counts[$0] < histogram.counts[$1] }), total > 0,
      histogram.edges.count > histogram.counts.count
    else { return "\(lead): no values\(rest)" }
    let ends = "\(format(histogram.edges[0])) to \(format(histogram.edges[histogram.counts.count]))"
    let (low, high) = (format(histogram.edges[most]), format(histogram.edges[most + 1]))
    let share = "\(histogram.counts[most]) in the fullest bin, \(low) to \(high)"
    return "\(lead): \(counted(total, "value")) from \(ends), \(share)\(rest)"
  }

  /// - Parameter chart: whose title says the name already where the two are the same.
  static func describe(_ map: HeatMap, in chart: Chart? = nil) -> String {
    let lead =
      (map.name.isEmpty || map.name == chart?.title ? "" : "\(map.name): ") + "\(map.rows) × \(map.columns) cells"
    let finite = map.values.filter(\.isFinite)
    let rest = nonFinite(map.values.count - finite.count)
    guard !finite.isEmpty else { return lead + rest }
    let about = map.inscriptions == nil ? "" : inscribed(map)
    return "\(lead), values \(range(finite))\(rest)\(about)"
  }

  private static func describe(_ regions: Mark.Regions, _ chart: Chart) -> String {
    let lead = regions.name.isEmpty ? "regions" : regions.name
    let finite = regions.values.filter(\.isFinite)
    let rest = nonFinite(regions.values.count - finite.count)
    guard !finite.isEmpty else { return "\(lead): no values\(rest)" }
    func share(_ part: Int) -> String { format(100 * Double(part) / Double(finite.count), significantDigits: 3) + " %" }
    let area = "\(name(chart.x, or: "x")) \(ends(regions.xRange)), \(name(chart.y, or: "y")) \(ends(regions.yRange))"
    if let classes = regions.classes {
      let shares = classes.map { index in "\(index) on \(share(finite.filter { $0 == Double(index) }.count))" }
      return "\(lead) over \(area): class \(shares.joined(separator: ", "))\(rest)"
    }
    if regions.levels != nil { return "\(lead) over \(area): \(lowest(of: regions))\(rest)" }
    guard let boundary = regions.boundary else { return "\(lead) over \(area): values \(range(finite))\(rest)" }
    return
      "\(lead) over \(area): above \(format(boundary)) on \(share(finite.filter { $0 > boundary }.count)) of it\(rest)"
  }

  static func name(_ axis: Axis, or other: String) -> String { axis.label.isEmpty ? other : axis.label }

  static func at(_ x: Double, _ axis: Axis) -> String {
    axis.label.isEmpty ? format(x) : "\(axis.label) \(format(x))"
  }

  static func range(_ values: [Double]) -> String {
    guard let low = values.min(), let high = values.max() else { return "none finite" }
    if low == high { return "all \(format(low))" }
    let ends = formatApart([low, high])
    return "from \(ends[0]) to \(ends[1])"
  }

  static func ends(_ range: ClosedRange<Double>) -> String {
    formatApart([range.lowerBound, range.upperBound]).joined(separator: " to ")
  }

  static func nonFinite(_ count: Int) -> String {
    count <= 0 ? "" : "; \(counted(count, "value")) not finite"
  }
}

extension Axis {
  fileprivate func hasPlace(for value: Double) -> Bool { scale != .logarithmic || value > 0 }
}
