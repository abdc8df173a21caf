import Display

/// What a chart is laid out for: points on a page, or the cells of a terminal. Layout asks here for every size, so
/// that one layout serves both.
struct ChartMedium {
  var theme: Theme
  var measure: (String, Scene.Font) -> TextMeasure.Size
  var titleFont: Scene.Font
  var labelFont: Scene.Font
  var tickFont: Scene.Font
  /// Around the whole chart.
  var padding: Double
  /// Between title, legend, plot and notes.
  var gap: Double
  /// Clear room between neighbouring tick labels.
  var tickSpacing: Scene.Point
  /// Room between the plot and its tick labels; ticks are drawn in it.
  var axisRoom: Scene.Point
  /// How far outside the plot the axis lines run.
  var axisOffset: Scene.Point
  var smallestPlot: Scene.Point
  /// Width of a legend's sample and of a scale bar.
  var swatch: Double
  /// The finest distance worth drawing.
  var resolution: Double
  /// The characters of a terminal; nil on a page.
  var cell: Scene.Point?

  var isCells: Bool { cell != nil }

  static func page(_ theme: Theme) -> ChartMedium {
    ChartMedium(
      theme: theme, measure: TextMeasure.size, titleFont: Scene.Font(size: 14, isBold: true),
      labelFont: Scene.Font(size: 11), tickFont: Scene.Font(size: 10), padding: 14, gap: 8,
      tickSpacing: Scene.Point(14, 8), axisRoom: Scene.Point(7, 6), axisOffset: Scene.Point(0, 0),
      smallestPlot: Scene.Point(100, 80), swatch: 18, resolution: 0.75, cell: nil)
  }

  /// Cells of 6 × 12 points: every line of text is exactly one row high and every gap a whole number of cells.
  static func cells(_ theme: Theme) -> ChartMedium {
    let font = Scene.Font(size: 10, isMonospaced: true)
    return ChartMedium(
      theme: theme, measure: { text, _ in CellText.size(of: text) },
      titleFont: Scene.Font(size: 10, isBold: true, isMonospaced: true), labelFont: font, tickFont: font, padding: 0,
      gap: 0, tickSpacing: Scene.Point(CellText.width * 2, CellText.height), axisRoom: CellText.cell,
      axisOffset: Scene.Point(CellText.width / 2, CellText.height / 2),
      smallestPlot: Scene.Point(CellText.width * 8, CellText.height * 3), swatch: CellText.width * 2,
      resolution: CellText.width / 2, cell: CellText.cell)
  }

  /// For charts that stand side by side.
  var compact: ChartMedium {
    var medium = self
    guard !isCells else {
      medium.smallestPlot = Scene.Point(CellText.width * 6, CellText.height * 3)
      return medium
    }
    medium.titleFont = Scene.Font(size: 11, isBold: true)
    medium.labelFont = Scene.Font(size: 10)
    medium.tickFont = Scene.Font(size: 9)
    (medium.padding, medium.gap, medium.smallestPlot) = (4, 5, Scene.Point(36, 40))
    return medium
  }

  func width(_ text: String, _ font: Scene.Font) -> Double { measure(text, font).width }

  func lineHeight(_ font: Scene.Font) -> Double { measure("Ég", font).height }

  /// Lines below each other, and the gap after them; nothing for no lines.
  func blockHeight(_ lines: [String], _ font: Scene.Font, gap: Double? = nil) -> Double {
    lines.isEmpty ? 0 : Double(lines.count) * lineHeight(font) + (gap ?? self.gap)
  }

  /// Breaks `text` at spaces so that no line is wider than `width`; a word that is wider is cut with "…".
  func wrapped(_ text: String, _ font: Scene.Font, width: Double, limit: Int = 2000) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.prefix(limit).onOneLine.split(separator: " ", omittingEmptySubsequences: true) {
      let longer = line.isEmpty ? String(word) : line + " " + word
      if self.width(longer, font) <= width || line.isEmpty {
        line = longer
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines.map { fitted($0, font, width: width) }
  }

  /// The text, or as much of its beginning as fits, with "…".
  func fitted(_ text: String, _ font: Scene.Font, width: Double) -> String {
    let text = text.prefix(2000).onOneLine
    guard self.width(text, font) > width else { return text }
    let characters = Array(text.prefix(400))
    var (low, high) = (0, characters.count)
    while low < high {
      let middle = (low + high + 1) / 2
      if self.width(String(characters[..<middle]) + "…", font) <= width { low = middle } else { high = middle - 1 }
    }
    return low == 0 && self.width("…", font) > width ? "" : String(characters[..<low]) + "…"
  }

  /// The baseline that centres a line of text on `y`.
  func baseline(centeredOn y: Double, _ font: Scene.Font) -> Double {
    let size = measure("0", font)
    return isCells
      ? y + CellText.ascent - CellText.height / 2 : y + (size.ascent - size.descent) / 2 - size.height * 0.03
  }
}
