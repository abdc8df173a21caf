import Display

/// The bar beside a heat map or region that says which colour is which number.
enum ScaleBarPainter {
  private struct Label {
    var text: String
    /// 0 at the foot of the bar, 1 at its top.
    var share: Double
  }

  static func width(_ bar: ScaleBar?, _ medium: ChartMedium) -> Double {
    guard let bar else { return 0 }
    return leading(medium) + medium.swatch * 0.75 + spacing(medium)
      + (labels(bar).map { medium.width($0.text, medium.tickFont) }.max() ?? 0)
  }

  static func elements(
    _ bar: ScaleBar, _ medium: ChartMedium, beside plot: Scene.Rectangle
  ) -> [Scene.Element] {
    let line = medium.lineHeight(medium.tickFont)
    let height = height(bar, medium, beside: plot)
    let x = snapped(plot.maxX + leading(medium), medium.cell?.x)
    let wide = medium.isCells ? CellText.width : medium.swatch * 0.75
    let box = Scene.Rectangle(x: x, y: plot.y, width: wide, height: height)
    let colors = colors(bar, steps: medium.isCells ? max(1, Int(height / line)) : 48, medium.theme)
    var elements: [Scene.Element] = [.raster(box, columns: 1, rows: colors.count, colors: colors)]
    for label in thinned(labels(bar), isBanded: isBanded(bar), room: max(1, Int(height / line))) {
      // Bands meet at their levels; the ends of a scale are written inside it.
      let middle =
        isBanded(bar) ? box.maxY - label.share * height : box.maxY - line / 2 - label.share * (height - line)
      let y = min(max(middle, box.y + line / 2), max(box.maxY - line / 2, box.y + line / 2))
      let at = Scene.Point(box.maxX + spacing(medium), medium.baseline(centeredOn: y, medium.tickFont))
      elements.append(.text(label.text, at: at, medium.tickFont, medium.theme.secondaryText))
    }
    return elements
  }

  private static func height(_ bar: ScaleBar, _ medium: ChartMedium, beside plot: Scene.Rectangle) -> Double {
    let line = medium.lineHeight(medium.tickFont)
    guard medium.isCells, case .bands(let levels) = bar.meaning else {
      return min(plot.height, medium.isCells ? 9 * line : 180)
    }
    // Whole cells for every band, where there is room.
    let bands = Double(levels.count + 1)
    let rows = (plot.height / line / bands).rounded(.down)
    return rows < 1 ? plot.height : min(2, rows) * bands * line
  }

  private static func isBanded(_ bar: ScaleBar) -> Bool { if case .bands = bar.meaning { true } else { false } }

  /// From the top.
  private static func colors(_ bar: ScaleBar, steps: Int, _ theme: Theme) -> [Color] {
    if case .bands(let levels) = bar.meaning {
      return ([levels.first?.nextDown ?? 0] + levels.map(\.nextUp)).reversed().map { bar.color($0, theme) }
    }
    guard let low = bar.stops.first, let high = bar.stops.last, bar.stops.count > 1 else {
      return [bar.color(bar.stops.first ?? 0, theme)]
    }
    return (0..<steps).map { step -> Color in
      let share = steps == 1 ? 0.5 : 1 - Double(step) / Double(steps - 1)
      return bar.color(low * (1 - share) + high * share, theme)
    }
  }

  private static func labels(_ bar: ScaleBar) -> [Label] {
    let stops = bar.stops
    let least = (stops.map(abs).max() ?? 0) / 1000
    return stops.enumerated().map { index, stop in
      let share =
        isBanded(bar)
        ? Double(index + 1) / Double(stops.count + 1)
        : stops.count == 1 ? 0.5 : Double(index) / Double(stops.count - 1)
      return Label(text: format(!isBanded(bar) && abs(stop) < least ? 0 : stop, significantDigits: 3), share: share)
    }
  }

  /// As many as there are lines for them: both ends of a scale, or every second, third … level.
  private static func thinned(_ labels: [Label], isBanded: Bool, room: Int) -> [Label] {
    if isBanded {
      let every = (labels.count + room) / room
      return labels.enumerated().filter { $0.offset % every == 0 }.map(\.element)
    }
    return labels.count > max(2, room) ? [labels[0], labels[labels.count - 1]] : labels
  }

  private static func leading(_ medium: ChartMedium) -> Double { medium.cell.map { $0.x * 2 } ?? 14 }

  private static func spacing(_ medium: ChartMedium) -> Double { medium.cell?.x ?? 5 }

  private static func snapped(_ value: Double, _ step: Double?) -> Double {
    step.map { (value / $0).rounded(.up) * $0 } ?? value
  }
}
