import Display

/// Draws the marks of a chart into its plot.
struct PlotPainter {
  let chart: ResolvedChart
  let medium: ChartMedium
  /// What the drawing left out or put together, for the reader.
  private(set) var notes: [String] = []
  var plot = Scene.Rectangle(x: 0, y: 0, width: 0, height: 0)

  var theme: Theme { medium.theme }

  init(chart: ResolvedChart, medium: ChartMedium) {
    self.chart = chart
    self.medium = medium
  }

  mutating func elements(in plot: Scene.Rectangle) -> [Scene.Element] {
    self.plot = plot
    notes = []
    var inside: [Scene.Element] = []
    var edge = EdgeMarks()
    var labels = LabelPlacer(plot: plot, medium: medium)
    for layer in chart.layers {
      switch layer.mark {
      case .line(let line):
        let drawn = elements(line, layer, &edge)
        for case .polyline(let path, _) in drawn { labels.avoid(path) }
        inside += drawn
      case .points(let points): inside += elements(points, layer, &edge)
      case .bars(let bars): inside += elements(bars, layer, &edge)
      case .histogram(let histogram): inside += elements(histogram, layer)
      case .boxes(let boxes): inside += elements(boxes, layer, &edge)
      case .heatMap(let map): inside += elements(map)
      case .regions(let regions): inside += elements(regions)
      case .path(let path): inside += elements(path, layer)
      case .spans(let spans): inside += elements(spans, layer)
      case .rule(let rule): inside += elements(rule, &labels)
      case .label(let label): labels.add(label.text, near: point(label.x, label.y))
      }
    }
    // Half a marker may stand out of the plot; a matrix may not.
    let hasMatrix = chart.layers.contains { $0.mark.heatMap != nil }
    let room = medium.isCells || hasMatrix ? plot : plot.inset(by: -4)
    return [.clipped(to: room, inside + edge.elements(in: plot, medium))] + labels.place(notes: &notes)
  }

  mutating func note(_ text: String) { if !notes.contains(text) { notes.append(text) } }

  func point(_ x: Double, _ y: Double) -> Scene.Point {
    Scene.Point(plot.x + chart.x.fraction(x) * plot.width, plot.maxY - chart.y.fraction(y) * plot.height)
  }

  /// The height of a bar's foot: zero, or the bottom where zero has no place.
  var base: Double {
    let zero = plot.maxY - chart.y.fraction(0) * plot.height
    return zero.isNaN ? plot.maxY : min(max(zero, plot.y), plot.maxY)
  }

  private func elements(_ rule: Mark.Rule, _ labels: inout LabelPlacer) -> [Scene.Element] {
    let isHorizontal = rule.direction == .horizontal
    let at = isHorizontal ? point(chart.x.lower, rule.position).y : point(rule.position, chart.y.lower).x
    guard at.isFinite, isHorizontal ? at >= plot.y && at <= plot.maxY : at >= plot.x && at <= plot.maxX else {
      return []
    }
    let ends =
      isHorizontal
      ? [Scene.Point(plot.x, at), Scene.Point(plot.maxX, at)] : [Scene.Point(at, plot.y), Scene.Point(at, plot.maxY)]
    let corner = isHorizontal ? Scene.Point(plot.maxX, at) : Scene.Point(at, plot.y)
    labels.avoid(from: ends[0], to: ends[1])
    if !rule.name.isEmpty { labels.add(rule.name, near: corner, hasLeader: false) }
    return [.polyline(ends, Scene.Stroke(theme.secondaryText, width: 1.25, dashes: [5, 4]))]
  }
}

/// What cannot be drawn in its place is marked at the edge of the plot: ▲ above, ▼ below, × for NaN.
struct EdgeMarks {
  enum Kind: Hashable { case above, below, nan }

  private struct Key: Hashable {
    var column: Int
    var kind: Kind
  }

  private var marks: [(x: Double, kind: Kind, color: Color)] = []
  private var taken: Set<Key> = []

  /// One mark a place, however many values fall there.
  mutating func add(_ value: Double, x: Double, color: Color) {
    guard x.isFinite else { return }
    let kind: Kind = value.isNaN ? .nan : value == .infinity ? .above : .below
    guard taken.insert(Key(column: Int(min(1e6, max(-1e6, x / 6)).rounded(.down)), kind: kind)).inserted else { return }
    marks.append((x, kind, color))
  }

  func elements(in plot: Scene.Rectangle, _ medium: ChartMedium) -> [Scene.Element] {
    marks.filter { $0.x >= plot.x - 0.5 && $0.x <= plot.maxX + 0.5 }.flatMap { mark -> [Scene.Element] in
      let y = mark.kind == .above ? plot.y + 5 : plot.maxY - 5
      if medium.isCells {
        let character =
          switch mark.kind {
          case .above: "▲"
          case .below: "▼"
          case .nan: "×"
          }
        let x = min(mark.x, plot.maxX - 1)
        return [CellText.character(character, over: Scene.Point(x, y), mark.color, medium)]
      }
      let tip = mark.kind == .above ? y - 5 : y + 5
      let foot = mark.kind == .above ? y + 3 : y - 3
      switch mark.kind {
      case .above, .below:
        let corners = [Scene.Point(mark.x, tip), Scene.Point(mark.x - 4, foot), Scene.Point(mark.x + 4, foot)]
        return [.polygon(corners, fill: mark.color, stroke: Scene.Stroke(medium.theme.background, width: 0.75))]
      case .nan:
        let stroke = Scene.Stroke(mark.color, width: 2)
        return [
          .polyline([Scene.Point(mark.x - 3.5, y - 3.5), Scene.Point(mark.x + 3.5, y + 3.5)], stroke),
          .polyline([Scene.Point(mark.x - 3.5, y + 3.5), Scene.Point(mark.x + 3.5, y - 3.5)], stroke),
        ]
      }
    }
  }
}
