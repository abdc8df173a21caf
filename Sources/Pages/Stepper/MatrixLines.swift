import Display
import Figures

/// Every matrix of a step, below each other: numbers on colours while they fit, else colours or shades alone.
func matrixLines(_ view: StepView, columns: Int, palette: Palette) -> [Line] {
  var lines: [Line] = []
  for map in view.matrices {
    if !lines.isEmpty { lines.append(.empty) }
    lines += wrap(
      [Span(map.name, Style(isBold: true)), Span(" [\(map.rows), \(map.columns)]", .muted)], columns: columns)
    lines += heatLines(map, columns: columns, palette: palette)
  }
  return lines
}

/// - Parameter columns: more matrix columns than fit are left out, and counted.
func heatLines(_ map: HeatMap, columns: Int, palette: Palette) -> [Line] {
  let numbers = map.values.map { format($0, significantDigits: 3) }
  var numberWidth = (numbers.map(\.count).max() ?? 1) + 1
  let showsNumbers = numberWidth * map.columns <= columns
  // The names of columns take what room the numbers leave.
  let names = showsNumbers && map.columnLabels.count == map.columns ? map.columnLabels : []
  let longest = (names.map(\.count).max() ?? 0) + 1
  if !names.isEmpty { numberWidth = max(numberWidth, min(longest, columns / max(1, map.columns))) }
  let cellWidth = showsNumbers ? numberWidth : 2
  let shownColumns = min(map.columns, max(1, columns / cellWidth))
  let shownRows = min(map.rows, 64)
  let colors = HeatColors(map, palette)
  let heading = names.prefix(shownColumns).map { name in
    let short = name.count < cellWidth ? name : name.prefix(max(0, cellWidth - 2)) + "…"
    return String(repeating: " ", count: max(0, cellWidth - short.count)) + short
  }
  var lines = heading.isEmpty ? [] : [Line(heading.joined(), .muted)]
  lines += (0..<shownRows).map { row in
    Line(
      (0..<shownColumns).map { column in
        let index = row * map.columns + column
        guard index < map.values.count else { return Span(String(repeating: " ", count: cellWidth)) }
        let text = showsNumbers ? numbers[index] : colors.shade(map.values[index])
        let space = String(repeating: " ", count: max(0, cellWidth - text.count))
        return Span(showsNumbers ? space + text : text, colors.style(map.values[index]))
      })
  }
  let left = [(map.rows - shownRows, "rows"), (map.columns - shownColumns, "columns")].filter { $0.0 > 0 }
  if !left.isEmpty {
    lines.append(Line("… and " + left.map { "\($0.0) more \($0.1)" }.joined(separator: ", "), .muted))
  }
  return lines
}

/// Colours a value by sign and size, or by size alone.
private struct HeatColors {
  let scale: HeatMap.Scale
  let least: Double
  let greatest: Double
  let palette: Palette

  init(_ map: HeatMap, _ palette: Palette) {
    let finite = map.values.filter(\.isFinite)
    scale = map.scale
    greatest = map.scale == .diverging ? finite.map(abs).max() ?? 0 : finite.max() ?? 0
    least = map.scale == .diverging ? -greatest : finite.min() ?? 0
    self.palette = palette
  }

  /// 0 … 1 from least to greatest; nil when the value is not finite.
  private func position(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    let range = greatest / 2 - least / 2
    return range > 0 ? (value / 2 - least / 2) / range : 0.5
  }

  func style(_ value: Double) -> Style {
    guard let position = position(value) else { return Style(ink: .error, isBold: true) }
    var style = Style.plain
    guard palette.depth >= .ansi256 else {
      if scale == .diverging { style.ink = value < 0 ? .negative : .positive }
      return style
    }
    let theme = palette.background == .dark ? Theme.dark : Theme.light
    let fill =
      scale == .diverging ? theme.diverging.color(at: 2 * position - 1) : theme.sequential.color(at: position)
    style.exact = sgr(theme.text(on: fill), base: 38) + ";" + sgr(fill, base: 48)
    return style
  }

  private func sgr(_ color: Color, base: Int) -> String {
    let parts = [color.red, color.green, color.blue].map { UInt32(($0 * 255).rounded()) }
    if palette.depth == .trueColor { return "\(base);2;\(parts[0]);\(parts[1]);\(parts[2])" }
    return "\(base);5;\(Swatch.nearest256(parts[0] << 16 | parts[1] << 8 | parts[2]))"
  }

  /// Two columns that show size without colour, and the sign where it matters.
  func shade(_ value: Double) -> String {
    guard let position = position(value) else { return value.isNaN ? "NN" : value > 0 ? "+∞" : "−∞" }
    if palette.depth >= .ansi256 { return "  " }
    let blocks = Array(" ░▒▓█")
    let strength = scale == .diverging ? abs(2 * position - 1) : position
    let block = blocks[min(4, Int((strength * 4).rounded()))]
    let sign: Character = scale == .diverging && value < 0 && block != " " ? "−" : block
    return String([sign, block])
  }
}
