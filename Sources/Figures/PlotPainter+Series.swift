import Display

// MARK: - Lines and points

extension PlotPainter {
  mutating func elements(_ line: Mark.Line, _ layer: ResolvedChart.Layer, _ edge: inout EdgeMarks) -> [Scene.Element] {
    let color = theme.color(layer.role)
    var elements: [Scene.Element] = []
    if let lower = line.lower, let upper = line.upper {
      elements += band(x: line.x, lower: lower, upper: upper, color)
    }
    let points = zip(line.x, line.y).map { point($0, $1) }
    for (index, value) in line.y.enumerated() where !chart.y.canShow(value) {
      edge.add(value, x: point(line.x[index], chart.y.upper).x, color: color)
    }
    let path = Decimation.line(points, resolution: medium.resolution)
    elements.append(.polyline(path, layer.stroke(dashed: line.dashed, medium)))
    // A point between two gaps has no line to be seen by.
    for index in path.indices where path[index].isFinite {
      let isAlone = (index == 0 || !path[index - 1].isFinite) && (index + 1 == path.count || !path[index + 1].isFinite)
      if isAlone { elements.append(Marker(index: 0).element(at: path[index], color, medium)) }
    }
    return elements
  }

  private func band(x: [Double], lower: [Double], upper: [Double], _ color: Color) -> [Scene.Element] {
    var bands: [Scene.Element] = []
    var (top, bottom): ([Scene.Point], [Scene.Point]) = ([], [])
    func finish() {
      guard top.count > 1 else { return }
      let outline =
        Decimation.line(top, resolution: medium.resolution)
        + Decimation.line(bottom, resolution: medium.resolution).reversed()
      bands.append(.polygon(outline, fill: color.withAlpha(0.2)))
    }
    for index in x.indices {
      let (high, low) = (point(x[index], upper[index]), point(x[index], lower[index]))
      if high.isFinite, low.isFinite {
        top.append(high)
        bottom.append(low)
      } else {
        finish()
        (top, bottom) = ([], [])
      }
    }
    finish()
    return bands
  }

  mutating func elements(
    _ points: Mark.Points, _ layer: ResolvedChart.Layer, _ edge: inout EdgeMarks
  ) -> [Scene.Element] {
    let color = theme.color(layer.role)
    let places = zip(points.x, points.y).map { point($0, $1) }
    for (index, value) in points.y.enumerated() where !chart.y.canShow(value) {
      edge.add(value, x: point(points.x[index], chart.y.upper).x, color: color)
    }
    let shown = places.filter(\.isFinite)
    let isCrowded = shown.count > 2000
    let spacing = medium.isCells ? 0 : isCrowded ? 2.0 : 0
    let thinned = spacing > 0 ? Decimation.points(shown, spacing: spacing) : shown
    if thinned.count < shown.count {
      note("Points that fall on the same place are drawn once: \(thinned.count) of \(shown.count).")
    }
    let marker = Marker(index: layer.index)
    return thinned.map { marker.element(at: $0, color, medium, radius: isCrowded ? 1.2 : 3) }
  }
}

// MARK: - Bars

extension PlotPainter {
  mutating func elements(_ bars: Mark.Bars, _ layer: ResolvedChart.Layer, _ edge: inout EdgeMarks) -> [Scene.Element] {
    let color = theme.color(layer.role)
    let groups = chart.layers.filter { if case .bars = $0.mark { true } else { false } }
    let position = Double(groups.firstIndex { $0.index == layer.index } ?? 0)
    let slot = abs(point(1, chart.y.upper).x - point(0, chart.y.upper).x)
    let wide = min(slot * 0.8, medium.isCells ? slot : 64.0 * Double(groups.count)) / Double(groups.count)
    var elements: [Scene.Element] = []
    for (index, value) in bars.values.enumerated() {
      let center = point(Double(index), chart.y.upper).x
      let left = center + (position - Double(groups.count) / 2) * wide
      let middle = left + wide / 2
      guard chart.y.canShow(value) else {
        edge.add(value, x: middle, color: color)
        continue
      }
      let top = point(0, value).y
      elements.append(.rectangle(bar(left: left, width: wide * 0.94, from: base, to: top), fill: color))
      if let error = bars.errors?[index], error.isFinite, error != 0 {
        elements += errorBar(x: left + wide * 0.47, value: value, error: abs(error), width: wide)
      }
    }
    return elements
  }

  mutating func elements(_ histogram: Mark.Histogram, _ layer: ResolvedChart.Layer) -> [Scene.Element] {
    let color = theme.color(layer.role)
    let isOneOfSeveral = !layer.legend.isEmpty
    return histogram.counts.indices.compactMap { index in
      let (a, b) = (point(histogram.edges[index], 1).x, point(histogram.edges[index + 1], 1).x)
      let top = plot.maxY - chart.y.fraction(Double(histogram.counts[index])) * plot.height
      guard a.isFinite, b.isFinite, top.isFinite, histogram.counts[index] != 0 else { return nil }
      let outline = medium.isCells || abs(b - a) < 3 ? nil : Scene.Stroke(theme.background, width: 1)
      return .rectangle(
        bar(left: min(a, b), width: abs(b - a), from: base, to: top), fill: color.withAlpha(isOneOfSeveral ? 0.6 : 1),
        stroke: outline)
    }
  }

  private func bar(left: Double, width: Double, from base: Double, to top: Double) -> Scene.Rectangle {
    Scene.Rectangle(x: left, y: min(base, top), width: width, height: abs(base - top))
  }

  private func errorBar(x: Double, value: Double, error: Double, width: Double) -> [Scene.Element] {
    let high = point(0, value + error).y
    let low = point(0, value - error).y
    let (top, bottom) = (high.isFinite ? high : plot.y, low.isFinite ? low : plot.maxY)
    let stroke = Scene.Stroke(theme.text, width: 1.25)
    let stem = Scene.Element.polyline([Scene.Point(x, top), Scene.Point(x, bottom)], stroke)
    guard !medium.isCells else { return [stem] }
    let cap = min(5, width * 0.25)
    return [stem]
      + [top, bottom].map { .polyline([Scene.Point(x - cap, $0), Scene.Point(x + cap, $0)], stroke) }
  }
}
