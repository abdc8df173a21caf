import Display

// What surrounds the marks: grid, axes, words.
extension ChartLayout {
  /// Drawn below the marks.
  var backdrop: [Scene.Element] {
    guard !medium.isCells, chart.layers.allSatisfy({ $0.mark.heatMap == nil }) else { return [] }
    let stroke = Scene.Stroke(theme.grid, width: 0.75)
    let across = yTicks.ticks.map { tick -> Scene.Element in
      let y = plot.maxY - tick.fraction * plot.height
      return .polyline([Scene.Point(plot.x, y), Scene.Point(plot.maxX, y)], stroke)
    }
    guard chart.x.scale != .categories else { return across }
    let along = xTicks.ticks.map { tick -> Scene.Element in
      let x = plot.x + tick.fraction * plot.width
      return .polyline([Scene.Point(x, plot.y), Scene.Point(x, plot.maxY)], stroke)
    }
    return across + along
  }

  /// Drawn above the marks.
  var words: [Scene.Element] {
    var elements: [Scene.Element] = []
    var y = medium.padding
    func write(_ lines: [String], _ font: Scene.Font, _ color: Color, gap: Double) {
      for line in lines {
        let size = medium.measure(line, font)
        elements.append(.text(line, at: Scene.Point(medium.padding, y + size.ascent), font, color))
        y += medium.lineHeight(font)
      }
      if !lines.isEmpty { y += gap }
    }
    write(titleLines, medium.titleFont, theme.text, gap: medium.gap)
    if hasLegendBeside {
      elements += legend.elements(x: legendX, y: plot.y, medium)
    } else {
      elements += legend.elements(x: medium.padding, y: y, medium)
      y += legend.height
    }
    let labelTop = y
    write(yLabelLines, medium.labelFont, theme.secondaryText, gap: medium.gap)
    elements += caption(y: sharesLabelLine ? labelTop : y)
    elements += axes
    if chart.isEmpty { elements.append(noData) }
    y = plot.maxY + medium.axisRoom.y + xTicks.extent + (xLabelLines.isEmpty ? 0 : medium.gap / 2)
    for line in xLabelLines {
      let baseline = y + medium.measure(line, medium.labelFont).ascent
      let wide = medium.width(line, medium.labelFont)
      let x = min(max(plot.midX, medium.padding + wide / 2), width - medium.padding - wide / 2)
      elements.append(
        .text(line, at: Scene.Point(x, baseline), medium.labelFont, theme.secondaryText, anchor: .middle))
      y += medium.lineHeight(medium.labelFont)
    }
    if !noteLines.isEmpty { y += medium.gap }
    write(noteLines, medium.tickFont, theme.secondaryText, gap: 0)
    if let scaleBar { elements += ScaleBarPainter.elements(scaleBar, medium, beside: plot) }
    return elements
  }

  /// Above the scale bar, as near as there is room.
  private func caption(y: Double) -> [Scene.Element] {
    let label = sharesLabelLine ? medium.width(yLabelLines[0], medium.labelFont) + medium.swatch : 0
    return captionLines.enumerated().map { index, line in
      let size = medium.measure(line, medium.labelFont)
      let x = max(min(plot.maxX + medium.swatch, width - medium.padding - size.width), medium.padding + label)
      let baseline = y + Double(index) * medium.lineHeight(medium.labelFont) + size.ascent
      return .text(line, at: Scene.Point(x, baseline), medium.labelFont, theme.secondaryText)
    }
  }

  private var axes: [Scene.Element] {
    let stroke = Scene.Stroke(theme.axis, width: 1)
    let (x, y) = (plot.x - medium.axisOffset.x, plot.maxY + medium.axisOffset.y)
    let isMatrix = chart.layers.contains { $0.mark.heatMap != nil }
    var elements: [Scene.Element] = []
    if !isMatrix {
      elements.append(.polyline([Scene.Point(x, plot.y), Scene.Point(x, y), Scene.Point(plot.maxX, y)], stroke))
    }
    for tick in yTicks.ticks {
      let at = plot.maxY - tick.fraction * plot.height
      if !isMatrix { elements += mark(Scene.Point(x, at), toward: Scene.Point(-4, 0), "┤", stroke) }
      let baseline = medium.baseline(centeredOn: at, medium.tickFont)
      let end = Scene.Point(plot.x - medium.axisRoom.x, baseline)
      elements.append(.text(tick.label, at: end, medium.tickFont, theme.secondaryText, anchor: .end))
    }
    for tick in xTicks.ticks {
      let at = plot.x + tick.fraction * plot.width
      if !isMatrix { elements += mark(Scene.Point(at, y), toward: Scene.Point(0, 4), "┬", stroke) }
      elements += xLabel(tick, at: at)
    }
    return elements
  }

  private var noData: Scene.Element {
    let at = Scene.Point(plot.midX, medium.baseline(centeredOn: plot.midY, medium.labelFont))
    return .text("no data", at: at, medium.labelFont, theme.secondaryText, anchor: .middle)
  }

  private func mark(
    _ point: Scene.Point, toward step: Scene.Point, _ character: String, _ stroke: Scene.Stroke
  ) -> [Scene.Element] {
    guard let cell = medium.cell else {
      return [.polyline([point, Scene.Point(point.x + step.x, point.y + step.y)], stroke)]
    }
    let corner = Scene.Point(
      (point.x / cell.x).rounded(.down) * cell.x, (point.y / cell.y).rounded(.down) * cell.y + CellText.ascent)
    return [.text(character, at: corner, medium.tickFont, stroke.color)]
  }

  private func xLabel(_ tick: AxisTicks.Placed, at x: Double) -> [Scene.Element] {
    let top = plot.maxY + medium.axisRoom.y
    if xTicks.isRotated {
      let size = medium.measure(tick.label, medium.tickFont)
      let baseline = Scene.Point(x + (size.ascent - size.descent) / 2, top)
      return [.text(tick.label, at: baseline, medium.tickFont, theme.secondaryText, anchor: .end, rotation: 90)]
    }
    return tick.lines.enumerated().map { index, line in
      let size = medium.measure(line, medium.tickFont)
      let left = min(max(x - size.width / 2, 0), width - size.width)
      let baseline = top + Double(index) * medium.lineHeight(medium.tickFont) + size.ascent
      return .text(
        line, at: Scene.Point(left + size.width / 2, baseline), medium.tickFont, theme.secondaryText, anchor: .middle)
    }
  }
}
