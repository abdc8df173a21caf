import Display

// Bars in lanes: a timeline.
extension PlotPainter {
  mutating func elements(_ spans: Mark.Spans, _ layer: ResolvedChart.Layer) -> [Scene.Element] {
    let color = theme.color(layer.role)
    let ink = theme.text(on: color)
    var elements: [Scene.Element] = []
    var withoutRoom = 0
    for index in spans.lanes.indices {
      guard let box = box(lane: Double(spans.lanes[index]), from: spans.starts[index], to: spans.ends[index]) else {
        continue
      }
      elements.append(.rectangle(box, fill: color, stroke: medium.isCells ? nil : Scene.Stroke(theme.background)))
      let label = spans.labels[index]
      guard !label.isEmpty else { continue }
      guard box.x >= plot.x, box.maxX <= plot.maxX, fits(label, in: box) else {
        withoutRoom += 1
        continue
      }
      let at = Scene.Point(box.midX, medium.baseline(centeredOn: box.midY, medium.tickFont))
      elements.append(.text(label.onOneLine, at: at, medium.tickFont, ink, anchor: .middle))
    }
    if withoutRoom > 0 {
      let name = spans.name.isEmpty ? "Labels" : "“\(spans.name)” labels"
      note("\(name) without room in their bars are left out: \(withoutRoom).")
    }
    return elements
  }

  private func fits(_ label: String, in box: Scene.Rectangle) -> Bool {
    medium.width(label.onOneLine, medium.tickFont) + (medium.isCells ? 0 : 4) <= box.width
      && medium.lineHeight(medium.tickFont) <= box.height + 0.01
  }

  /// nil for what has no place. A bar that takes no time is a stroke.
  private func box(lane: Double, from start: Double, to end: Double) -> Scene.Rectangle? {
    let (a, b) = (point(start, lane), point(end, lane))
    let lanes = max(1, chart.y.upper - chart.y.lower)
    guard a.isFinite, b.isFinite, a.y >= plot.y, a.y <= plot.maxY else { return nil }
    let (left, right) = (min(a.x, b.x), max(a.x, b.x))
    let room = plot.height / lanes
    guard let cell = medium.cell else {
      let tall = room * 0.72
      return Scene.Rectangle(x: left, y: a.y - tall / 2, width: max(1, right - left), height: tall)
    }
    // The row of characters that the lane's name is in.
    let row = ((a.y - cell.y / 2) / cell.y + 0.5).rounded(.down) * cell.y
    let extra = room >= 3 * cell.y ? cell.y / 2 : 0
    let first = (left / cell.x).rounded() * cell.x
    let last = max(first + cell.x, (right / cell.x).rounded() * cell.x)
    return Scene.Rectangle(x: first, y: row - extra, width: last - first, height: cell.y + 2 * extra)
  }
}
