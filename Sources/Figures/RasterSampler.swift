/// Reads the mean colour of any part of a raster.
struct RasterSampler {
  let rectangle: Scene.Rectangle
  let columns: Int
  let rows: Int
  let colors: [Color]
  private let hasSign: Bool

  init(rectangle: Scene.Rectangle, columns: Int, rows: Int, colors: [Color], isSigned: Bool) {
    self.rectangle = rectangle
    self.columns = columns
    self.rows = rows
    self.colors = colors
    hasSign = isSigned && colors.contains(where: \.isChromatic)
  }

  /// nil when the middle of `box` is outside.
  func mean(_ box: Scene.Rectangle) -> Color? {
    guard box.midX > rectangle.x, box.midX < rectangle.maxX, box.midY > rectangle.y, box.midY < rectangle.maxY else {
      return nil
    }
    let (left, right) = span(box.x, box.maxX, box.midX, from: rectangle.x, length: rectangle.width, count: columns)
    let (top, bottom) = span(box.y, box.maxY, box.midY, from: rectangle.y, length: rectangle.height, count: rows)
    var (red, green, blue) = (0.0, 0.0, 0.0)
    for row in top...bottom {
      for column in left...right {
        let color = colors[row * columns + column]
        red += color.red
        green += color.green
        blue += color.blue
      }
    }
    let count = Double((bottom - top + 1) * (right - left + 1))
    return Color(red / count, green / count, blue / count)
  }

  /// The cells whose middle lies within, or the one under the middle.
  private func span(
    _ low: Double, _ high: Double, _ middle: Double, from start: Double, length: Double, count: Int
  ) -> (Int, Int) {
    func index(_ position: Double) -> Double { (position - start) / length * Double(count) }
    let first = Int(max(0, (index(low) - 0.5).rounded(.up)))
    let last = Int(min(Double(count - 1), (index(high) - 0.5).rounded(.up) - 1))
    if first <= last { return (first, last) }
    let nearest = min(count - 1, max(0, Int(index(middle))))
    return (nearest, nearest)
  }

  /// Without colour: pictures and amounts by brightness; signed values − = for below zero, + # for above, · about zero.
  func character(_ color: Color, _ theme: Theme) -> Character {
    guard hasSign else {
      let light = (color.red + color.green + color.blue) / 3
      let ink = theme.name == .dark ? light : 1 - light
      return Array(" ░▒▓█")[min(4, Int(ink * 5))]
    }
    let zero = theme.diverging.color(at: 0)
    let strength = max(abs(color.red - zero.red), abs(color.green - zero.green), abs(color.blue - zero.blue))
    guard strength > 0.1, color.isChromatic else { return "·" }
    let isStrong = strength > 0.55
    return color.red > color.blue ? (isStrong ? "=" : "-") : (isStrong ? "#" : "+")
  }
}
