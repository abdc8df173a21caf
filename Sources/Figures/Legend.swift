import Display

/// The names of the series, in rows as wide as the chart, or one below the other.
struct Legend {
  private struct Entry: Equatable {
    var name: String
    var sample: Sample
    var x: Double
    var row: Int
  }

  private enum Sample: Equatable {
    case line(Scene.Stroke, Marker?)
    case marker(Marker, Color)
    case fill(Color)
    case nothing
  }

  /// Who has more series than this tells them apart by other means.
  private static let limit = 24

  private var entries: [Entry] = []
  private var rowHeight = 0.0
  /// A name had to be cut.
  private(set) var isShortened = false
  private(set) var height = 0.0

  var isEmpty: Bool { entries.isEmpty }

  init() {}

  init(_ chart: ResolvedChart, _ medium: ChartMedium, width: Double, isStacked: Bool = false) {
    let font = medium.labelFont
    let room = medium.swatch + (medium.cell?.x ?? 6)
    rowHeight = medium.lineHeight(font) + (medium.isCells ? 0 : 2)
    var (x, row) = (0.0, 0)
    var samples = Self.samples(chart, medium)
    if samples.count > Self.limit {
      samples = samples.prefix(Self.limit) + [("… and \(samples.count - Self.limit) more", .nothing)]
    }
    for (whole, sample) in samples {
      let name = medium.fitted(whole, font, width: max(0, width - room))
      if name != whole.onOneLine { isShortened = true }
      let needed = room + medium.width(name, font)
      if x > 0, isStacked || x + needed > width { (x, row) = (0, row + 1) }
      entries.append(Entry(name: name, sample: sample, x: x, row: row))
      x += needed + (medium.cell.map { $0.x * 2 } ?? 16)
    }
    height = entries.isEmpty ? 0 : Double(row + 1) * rowHeight + medium.gap
  }

  /// The same names and samples.
  func says(_ other: Legend) -> Bool { entries == other.entries }

  func elements(x: Double, y: Double, _ medium: ChartMedium) -> [Scene.Element] {
    entries.flatMap { entry -> [Scene.Element] in
      let left = x + entry.x
      let top = y + Double(entry.row) * rowHeight
      let size = medium.measure(entry.name, medium.labelFont)
      let middle = top + size.height / 2
      let text = Scene.Point(left + medium.swatch + (medium.cell?.x ?? 6), top + size.ascent)
      return sample(entry.sample, left: left, middle: middle, medium)
        + [.text(entry.name, at: text, medium.labelFont, medium.theme.text)]
    }
  }

  private func sample(_ sample: Sample, left: Double, middle: Double, _ medium: ChartMedium) -> [Scene.Element] {
    let width = medium.swatch
    switch sample {
    case .line(let stroke, let marker):
      return [.polyline([Scene.Point(left, middle), Scene.Point(left + width - 1, middle)], stroke)]
        + (marker.map { [$0.element(at: Scene.Point(left + width / 2, middle), stroke.color, medium)] } ?? [])
    case .marker(let marker, let color):
      return [marker.element(at: Scene.Point(left + width / 2, middle), color, medium)]
    case .fill(let color):
      let tall = medium.cell?.y ?? 10
      return [.rectangle(Scene.Rectangle(x: left, y: middle - tall / 2, width: width, height: tall), fill: color)]
    case .nothing: return []
    }
  }

  private static func samples(_ chart: ResolvedChart, _ medium: ChartMedium) -> [(String, Sample)] {
    let series = chart.layers.filter { !$0.legend.isEmpty }.map { layer -> (String, Sample) in
      let color = medium.theme.color(layer.role)
      switch layer.mark {
      case .line(let line):
        let marker = line.marked ? Marker(index: layer.index) : nil
        return (layer.legend, .line(layer.stroke(dashed: line.dashed, medium), marker))
      case .path: return (layer.legend, .line(layer.stroke(dashed: false, medium), nil))
      case .points: return (layer.legend, .marker(Marker(index: layer.index), color))
      default: return (layer.legend, .fill(color))
      }
    }
    return series + chart.classes.map { ($0.name, .fill(medium.theme.tint($0.role))) }
  }
}

extension ResolvedChart.Layer {
  /// On paper, series differ by their dashes too.
  func stroke(dashed: Bool, _ medium: ChartMedium) -> Scene.Stroke {
    let patterns: [[Double]] = [[], [7, 3], [2, 2.5], [8, 3, 2, 3], [4, 2], [10, 3, 2, 3, 2, 3], [1, 3]]
    let dashes = dashed ? [5, 4] : medium.theme.name == .print ? patterns[index % patterns.count] : []
    return Scene.Stroke(medium.theme.color(role), width: 1.75, dashes: dashes)
  }
}

/// The shape of a point, by series.
struct Marker: Equatable {
  var index: Int

  func element(at point: Scene.Point, _ color: Color, _ medium: ChartMedium, radius: Double = 3) -> Scene.Element {
    if medium.isCells {
      let character = ["●", "▲", "■", "◆", "+", "×", "○"][index % 7]
      return CellText.character(character, over: point, color, medium)
    }
    let outline = radius < 2 ? nil : Scene.Stroke(medium.theme.background, width: 0.6)
    func polygon(_ corners: [(Double, Double)]) -> Scene.Element {
      .polygon(
        corners.map { Scene.Point(point.x + $0.0 * radius, point.y + $0.1 * radius) }, fill: color.withAlpha(0.85),
        stroke: outline)
    }
    switch index % 5 {
    case 1: return polygon([(0, -1.25), (1.1, 0.85), (-1.1, 0.85)])
    case 2: return polygon([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)])
    case 3: return polygon([(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)])
    case 4: return polygon([(0, 1.25), (1.1, -0.85), (-1.1, -0.85)])
    default:
      let box = Scene.Rectangle(x: point.x - radius, y: point.y - radius, width: 2 * radius, height: 2 * radius)
      return .ellipse(box, fill: color.withAlpha(0.85), stroke: outline)
    }
  }
}

extension CellText {
  /// One character in the cell that holds `point`.
  static func character(
    _ character: String, over point: Scene.Point, _ color: Color, _ medium: ChartMedium
  ) -> Scene.Element {
    let corner = Scene.Point(
      (point.x / width).rounded(.down) * width, (point.y / height).rounded(.down) * height + ascent)
    return .text(character, at: corner, medium.tickFont, color)
  }
}
