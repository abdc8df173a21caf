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
      if isAlone, !line.marked { elements.append(Marker(index: 0).element(at: path[index], color, medium)) }
    }
    if line.marked {
      elements += points.filter(\.isFinite).map { Marker(index: layer.index).element(at: $0, color, medium) }
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
