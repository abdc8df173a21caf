import Display

// What stands side by side over the categories of the x axis, and histograms.
extension PlotPainter {
  /// Where the marks that share a category stand.
  private func slot(of layer: ResolvedChart.Layer, category: Int) -> (left: Double, width: Double) {
    let groups = chart.layers.filter {
      switch $0.mark {
      case .bars, .boxes: true
      default: false
      }
    }
    let position = Double(groups.firstIndex { $0.index == layer.index } ?? 0)
    let count = Double(groups.count)
    let room = abs(point(1, chart.y.upper).x - point(0, chart.y.upper).x)
    let wide = min(room * 0.8, medium.isCells ? room : 64 * count) / count
    return (point(Double(category), chart.y.upper).x + (position - count / 2) * wide, wide)
  }

  mutating func elements(_ bars: Mark.Bars, _ layer: ResolvedChart.Layer, _ edge: inout EdgeMarks) -> [Scene.Element] {
    let color = theme.color(layer.role)
    var elements: [Scene.Element] = []
    for (index, value) in bars.values.enumerated() {
      let (left, wide) = slot(of: layer, category: index)
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

  mutating func elements(_ boxes: Mark.Boxes, _ layer: ResolvedChart.Layer, _ edge: inout EdgeMarks) -> [Scene.Element]
  {
    let color = theme.color(layer.role)
    return boxes.groups.enumerated().flatMap { index, values -> [Scene.Element] in
      let (left, wide) = slot(of: layer, category: index)
      let middle = left + wide / 2
      for value in values where !chart.y.canShow(value) { edge.add(value, x: middle, color: color) }
      guard middle.isFinite, let quartiles = Quartiles(of: values) else { return [] }
      let dots = dots(values.filter(chart.y.canShow), around: middle, width: wide * 0.8)
      return box(quartiles, around: middle, width: wide * 0.8, color)
        + dots.map { dot(at: $0, color) }
    }
  }

  private func box(_ quartiles: Quartiles, around x: Double, width: Double, _ color: Color) -> [Scene.Element] {
    // What has no place on a logarithmic axis is below it.
    func y(_ value: Double) -> Double {
      let at = point(0, value).y
      return at.isFinite ? at : plot.maxY
    }
    let (top, middle, foot) = (y(quartiles.upper), y(quartiles.median), y(quartiles.lower))
    let whisker = Scene.Stroke(theme.secondaryText, width: 1.25)
    func across(_ y: Double, _ share: Double, _ stroke: Scene.Stroke) -> Scene.Element {
      .polyline([Scene.Point(x - width * share / 2, y), Scene.Point(x + width * share / 2, y)], stroke)
    }
    let stems: [Scene.Element] = [(top, y(quartiles.upperWhisker)), (foot, y(quartiles.lowerWhisker))]
      .filter { $0.0 != $0.1 }
      .flatMap { start, end -> [Scene.Element] in
        let stem = Scene.Element.polyline([Scene.Point(x, start), Scene.Point(x, end)], whisker)
        return medium.isCells ? [stem] : [stem, across(end, 0.4, whisker)]
      }
    let area = Scene.Rectangle(x: x - width / 2, y: top, width: width, height: foot - top)
    let outline = medium.isCells ? nil : Scene.Stroke(color, width: 1.25)
    return stems + [
      .rectangle(area, fill: color.withAlpha(medium.isCells ? 0.5 : 0.25), stroke: outline),
      across(middle, 1, Scene.Stroke(theme.text, width: 2)),
    ]
  }

  /// Dots that would lie on each other move aside, no further than the box is wide.
  private func dots(_ values: [Double], around x: Double, width: Double) -> [Scene.Point] {
    let (apart, step) = medium.cell.map { ($0.y, $0.x) } ?? (5, 5)
    let most = max(0, Int(width / 2 / step))
    var offsets = [0.0]
    for number in 1..<most + 1 { offsets += [Double(number) * step, -Double(number) * step] }
    var places: [Scene.Point] = []
    for value in values.sorted() {
      let y = point(0, value).y
      let near = places.suffix(offsets.count).filter { abs($0.y - y) < apart }
      let taken = near.map { $0.x - x }
      let free = offsets.first { offset in taken.allSatisfy { abs($0 - offset) >= step * 0.9 } }
      places.append(Scene.Point(x + (free ?? 0), y))
    }
    return places
  }

  private func dot(at point: Scene.Point, _ color: Color) -> Scene.Element {
    if medium.isCells { return CellText.character("●", over: point, color, medium) }
    let box = Scene.Rectangle(x: point.x - 2.5, y: point.y - 2.5, width: 5, height: 5)
    return .ellipse(box, fill: color, stroke: Scene.Stroke(theme.background, width: 0.75))
  }
}
