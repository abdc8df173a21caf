import Display

/// The bar beside a heat map or region that says which colour is which number.
enum ScaleBarPainter {
  static func width(_ bar: ScaleBar?, _ chart: ResolvedChart, _ medium: ChartMedium) -> Double {
    guard let bar else { return 0 }
    return leading(medium) + medium.swatch * 0.75 + spacing(medium)
      + (labels(bar).map { medium.width($0, medium.tickFont) }.max() ?? 0)
  }

  static func elements(
    _ bar: ScaleBar, _ chart: ResolvedChart, _ medium: ChartMedium, beside plot: Scene.Rectangle
  ) -> [Scene.Element] {
    let line = medium.lineHeight(medium.tickFont)
    let labels = labels(bar)
    let height = min(plot.height, medium.isCells ? 9 * line : 180)
    let x = snapped(plot.maxX + leading(medium), medium.cell?.x)
    let wide = medium.isCells ? CellText.width : medium.swatch * 0.75
    let box = Scene.Rectangle(x: x, y: plot.y, width: wide, height: height)
    let steps = labels.count == 1 ? 1 : medium.isCells ? Int(height / line) : 48
    let (low, high) = (bar.stops.first!, bar.stops.last!)
    let colors = (0..<steps).map { step -> Color in
      let share = steps == 1 ? 0.5 : 1 - Double(step) / Double(steps - 1)
      return bar.color(low * (1 - share) + high * share, medium.theme)
    }
    var elements: [Scene.Element] = [.raster(box, columns: 1, rows: steps, colors: colors)]
    for (index, label) in labels.enumerated() {
      guard height >= Double(labels.count) * line || index == 0 || index == labels.count - 1 else { continue }
      let share = labels.count == 1 ? 0.5 : Double(index) / Double(labels.count - 1)
      let y = box.maxY - line / 2 - share * (height - line)
      let at = Scene.Point(box.maxX + spacing(medium), medium.baseline(centeredOn: y, medium.tickFont))
      elements.append(.text(label, at: at, medium.tickFont, medium.theme.secondaryText))
    }
    return elements
  }

  private static func labels(_ bar: ScaleBar) -> [String] {
    let stops = bar.stops
    let least = (stops.map(abs).max() ?? 0) / 1000
    return stops.map { format(abs($0) < least ? 0 : $0, significantDigits: 3) }
  }

  private static func leading(_ medium: ChartMedium) -> Double { medium.cell.map { $0.x * 2 } ?? 14 }

  private static func spacing(_ medium: ChartMedium) -> Double { medium.cell?.x ?? 5 }

  private static func snapped(_ value: Double, _ step: Double?) -> Double {
    step.map { (value / $0).rounded(.up) * $0 } ?? value
  }
}
