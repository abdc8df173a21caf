import Foundation

/// Writes a scene as SVG text. Cairo's own SVG turns words into outlines and numbers its parts by a counter that grows
/// through the life of the process; here words stay words, which a reader can select and search, and the same scene
/// is the same bytes. `textLength` holds measured widths, so that text fits with whatever font the viewer has.
struct SVGWriter {
  private var body = ""
  private var clipCount = 0
  /// Makes ids unique when several figures are put into one page.
  private let prefix: String

  static func write(_ scene: Scene) -> String {
    var writer = SVGWriter(prefix: "f" + String(fingerprint(of: scene), radix: 36))
    for element in scene.elements { writer.write(element, indentation: "  ") }
    let size = "\(number(scene.width))\" height=\"\(number(scene.height))"
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" width="\(size)" viewBox="0 0 \(number(scene.width)) \
      \(number(scene.height))" role="img" aria-labelledby="\(writer.prefix)-title \(writer.prefix)-description">
        <title id="\(writer.prefix)-title">\(escaped(scene.title))</title>
        <desc id="\(writer.prefix)-description">\(escaped(scene.alternativeText))</desc>
        <rect width="\(size)"\(fill(scene.background))/>
      \(writer.body)</svg>

      """
  }

  private init(prefix: String) { self.prefix = prefix }

  private mutating func write(_ element: Scene.Element, indentation: String) {
    switch element {
    case .rectangle(let r, let radius, let fill, let stroke):
      let corner = radius > 0 ? " rx=\"\(Self.number(radius))\"" : ""
      line(indentation, "<rect\(Self.box(r))\(corner)\(Self.fill(fill))\(Self.stroke(stroke))/>")
    case .ellipse(let r, let fill, let stroke):
      let shape =
        r.width == r.height
        ? "<circle cx=\"\(Self.number(r.midX))\" cy=\"\(Self.number(r.midY))\" r=\"\(Self.number(r.width / 2))\""
        : "<ellipse cx=\"\(Self.number(r.midX))\" cy=\"\(Self.number(r.midY))\" "
          + "rx=\"\(Self.number(r.width / 2))\" ry=\"\(Self.number(r.height / 2))\""
      line(indentation, shape + "\(Self.fill(fill))\(Self.stroke(stroke))/>")
    case .polyline(let points, let stroke):
      let path = Self.path(points)
      if !path.isEmpty { line(indentation, "<path d=\"\(path)\"\(Self.fill(nil))\(Self.stroke(stroke))/>") }
    case .polygon(let points, let fill, let stroke):
      let path = Self.path(points.filter(\.isFinite))
      if !path.isEmpty { line(indentation, "<path d=\"\(path)Z\"\(Self.fill(fill))\(Self.stroke(stroke))/>") }
    case .curve(let points, let stroke):
      guard let start = points.first, points.count > 3 else { return }
      let rest = points.dropFirst().map(Self.pair).joined(separator: " ")
      line(indentation, "<path d=\"M\(Self.pair(start))C\(rest)\"\(Self.fill(nil))\(Self.stroke(stroke))/>")
    case .text(let text, let position, let font, let color, let anchor, let rotation):
      write(text, at: position, font, color, anchor, rotation, indentation)
    case .raster(let rectangle, let columns, let rows, let colors):
      writeRaster(rectangle, columns: columns, rows: rows, colors, indentation)
    case .clipped(let rectangle, let elements):
      guard !elements.isEmpty else { return }
      clipCount += 1
      let id = "\(prefix)-clip\(clipCount)"
      line(indentation, "<clipPath id=\"\(id)\"><rect\(Self.box(rectangle))/></clipPath>")
      line(indentation, "<g clip-path=\"url(#\(id))\">")
      for element in elements { write(element, indentation: indentation + "  ") }
      line(indentation, "</g>")
    }
  }

  private mutating func line(_ indentation: String, _ text: String) { body += indentation + text + "\n" }

  private mutating func write(
    _ text: String, at position: Scene.Point, _ font: Scene.Font, _ color: Color, _ anchor: Scene.Anchor,
    _ rotation: Double, _ indentation: String
  ) {
    guard position.isFinite, !text.isEmpty else { return }
    var attributes = " x=\"\(Self.number(position.x))\" y=\"\(Self.number(position.y))\""
    let family = font.isMonospaced ? "DejaVu Sans Mono,Menlo,Consolas,monospace" : "DejaVu Sans,Verdana,sans-serif"
    attributes += " font-family=\"\(family)\" font-size=\"\(Self.number(font.size))\""
    if font.isBold { attributes += " font-weight=\"bold\"" }
    if anchor != .start { attributes += " text-anchor=\"\(anchor == .middle ? "middle" : "end")\"" }
    if rotation != 0 {
      attributes += " transform=\"rotate(\(Self.number(-rotation)) \(Self.pair(position)))\""
    }
    if text.count > 1 {
      attributes += " textLength=\"\(Self.number(TextMeasure.width(of: text, in: font)))\""
      attributes += " lengthAdjust=\"spacingAndGlyphs\""
    }
    if text.contains("  ") || text.hasPrefix(" ") { attributes += " xml:space=\"preserve\"" }
    line(indentation, "<text\(attributes)\(Self.fill(color))>\(Self.escaped(text))</text>")
  }

  /// One path a colour, one run of equal cells a rectangle.
  private mutating func writeRaster(
    _ rectangle: Scene.Rectangle, columns: Int, rows: Int, _ colors: [Color], _ indentation: String
  ) {
    guard columns > 0, rows > 0, colors.count == columns * rows else { return }
    let (cellWidth, cellHeight) = (rectangle.width / Double(columns), rectangle.height / Double(rows))
    var order: [String] = []
    var paths: [String: String] = [:]
    for row in 0..<rows {
      var column = 0
      while column < columns {
        let fill = Self.fill(colors[row * columns + column])
        var end = column + 1
        while end < columns, Self.fill(colors[row * columns + end]) == fill { end += 1 }
        let x = Self.number(rectangle.x + Double(column) * cellWidth)
        let y = Self.number(rectangle.y + Double(row) * cellHeight)
        // Ends, not sizes: neighbours then share their edge to the last digit, and no seam shows.
        let right = Self.number(rectangle.x + Double(end) * cellWidth)
        let bottom = Self.number(rectangle.y + Double(row + 1) * cellHeight)
        if paths[fill] == nil { order.append(fill) }
        paths[fill, default: ""] += "M\(x) \(y)H\(right)V\(bottom)H\(x)z"
        column = end
      }
    }
    line(indentation, "<g shape-rendering=\"crispEdges\">")
    for fill in order { line(indentation + "  ", "<path d=\"\(paths[fill]!)\"\(fill)/>") }
    line(indentation, "</g>")
  }
}

// MARK: - Spelling

extension SVGWriter {
  /// Hundredths of a point, without trailing zeros.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let hundredths = Int((min(1e9, max(-1e9, value)) * 100).rounded())
    let (whole, part) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    if part == 0 { return sign + String(whole) }
    if part % 10 == 0 { return sign + "\(whole).\(part / 10)" }
    return sign + "\(whole).\(part < 10 ? "0" : "")\(part)"
  }

  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text.onOneLine.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  private static func pair(_ point: Scene.Point) -> String { "\(number(point.x)) \(number(point.y))" }

  private static func box(_ r: Scene.Rectangle) -> String {
    " x=\"\(number(r.x))\" y=\"\(number(r.y))\" width=\"\(number(r.width))\" height=\"\(number(r.height))\""
  }

  private static func path(_ points: [Scene.Point]) -> String {
    var text = ""
    var isDown = false
    for point in points {
      if point.isFinite { text += (isDown ? "L" : "M") + pair(point) }
      isDown = point.isFinite
    }
    return text
  }

  private static func fill(_ color: Color?) -> String {
    guard let color, color.alpha > 0 else { return " fill=\"none\"" }
    return " fill=\"\(hash(color))\"" + (color.alpha < 1 ? " fill-opacity=\"\(number(color.alpha))\"" : "")
  }

  private static func stroke(_ stroke: Scene.Stroke?) -> String {
    guard let stroke else { return "" }
    var text = " stroke=\"\(hash(stroke.color))\" stroke-width=\"\(number(stroke.width))\" stroke-linejoin=\"round\""
    if stroke.color.alpha < 1 { text += " stroke-opacity=\"\(number(stroke.color.alpha))\"" }
    if stroke.dashes.isEmpty { return text + " stroke-linecap=\"round\"" }
    return text + " stroke-dasharray=\"\(stroke.dashes.map(number).joined(separator: " "))\""
  }

  private static func hash(_ color: Color) -> String {
    let digits = String(color.hex, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// FNV-1a over what a reader is told: the same figure has the same ids.
  private static func fingerprint(of scene: Scene) -> UInt32 {
    (scene.title + "\n" + scene.alternativeText).utf8.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
  }
}
