import Display

/// A heat map small enough for a node's box: at most 32 × 32 cells of 7 points; larger matrices show averages.
struct GraphHeatMap {
  static let cellSize = 7.0
  static let longestSide = 32

  /// Rows and columns of the matrix that a shape such as "[32, 4]" is drawn as; nil for a scalar and what is no shape.
  /// A vector is one row; of more dimensions all but the last are rows.
  static func dimensions(ofShape shape: String) -> (rows: Int, columns: Int)? {
    let sizes = shape.split { "[], ×x".contains($0) }.map { Int($0) }
    guard let last = sizes.last, let columns = last, columns > 0 else { return nil }
    var rows = 1
    for size in sizes.dropLast() {
      guard let size, size > 0, case let (product, overflow) = rows.multipliedReportingOverflow(by: size), !overflow
      else { return nil }
      rows = product
    }
    return rows == 1 && columns == 1 ? nil : (rows, columns)
  }

  /// What room is kept for: the shape decides where there is one, so that a map that comes later finds its place.
  static func dimensions(of node: GraphDrawing.Node) -> (rows: Int, columns: Int)? {
    guard node.shape.isEmpty else { return dimensions(ofShape: node.shape) }
    return (node.valueMap ?? node.gradientMap).map { (max(1, $0.rows), max(1, $0.columns)) }
  }

  /// Do the map's numbers fit its rows and columns?
  static func isWhole(_ map: HeatMap) -> Bool {
    let (count, overflows) = map.rows.multipliedReportingOverflow(by: map.columns)
    return map.rows > 0 && map.columns > 0 && !overflows && map.values.count == count
  }

  /// Is the node's matrix, or a map of it, larger than what is drawn?
  static func isAveraged(_ node: GraphDrawing.Node) -> Bool {
    let shape = dimensions(of: node).map { max($0.rows, $0.columns) } ?? 0
    let maps = [node.valueMap, node.gradientMap].compactMap { $0 }.map { max($0.rows, $0.columns) }
    return max(shape, maps.max() ?? 0) > longestSide
  }

  /// Points that a matrix takes.
  static func size(rows: Int, columns: Int) -> (width: Double, height: Double) {
    (Double(min(columns, longestSide)) * cellSize, Double(min(rows, longestSide)) * cellSize)
  }

  var rows: Int
  var columns: Int
  var values: [Double]
  var scale: HeatMap.Scale

  /// nil when the map's numbers do not fit its rows and columns.
  init?(_ map: HeatMap) {
    guard Self.isWhole(map) else { return nil }
    rows = min(map.rows, Self.longestSide)
    columns = min(map.columns, Self.longestSide)
    scale = map.scale
    values = []
    for row in 0..<rows {
      for column in 0..<columns {
        values.append(
          Self.mean(
            of: map, rows: row * map.rows / rows..<(row + 1) * map.rows / rows,
            columns: column * map.columns / columns..<(column + 1) * map.columns / columns))
      }
    }
  }

  /// NaN and infinities are kept: one among the values is the cell's value.
  private static func mean(of map: HeatMap, rows: Range<Int>, columns: Range<Int>) -> Double {
    var sum = 0.0
    for row in rows {
      for column in columns {
        let value = map.values[row * map.columns + column]
        if !value.isFinite { return value }
        sum += value / Double(rows.count * columns.count)
      }
    }
    return sum
  }

  /// The cells inside `area`, a cross on every NaN and an arrow on every infinity.
  func elements(in area: Scene.Rectangle, _ theme: Theme) -> [Scene.Element] {
    let (width, height) = (area.width / Double(columns), area.height / Double(rows))
    let finite = values.filter(\.isFinite)
    let reach = finite.map(abs).max() ?? 0
    let (least, greatest) = (finite.min() ?? 0, finite.max() ?? 0)
    func color(_ value: Double) -> Color {
      if value.isNaN { return theme.background }
      switch scale {
      case .diverging:
        if value.isInfinite { return theme.diverging.color(at: value > 0 ? 1 : -1) }
        return theme.diverging.color(at: reach > 0 ? value / reach : 0)
      case .sequential:
        if value.isInfinite { return theme.sequential.color(at: value > 0 ? 1 : 0) }
        return theme.sequential.color(at: greatest > least ? (value / 2 - least / 2) / (greatest / 2 - least / 2) : 0.5)
      }
    }
    let colors = values.map(color)
    var elements: [Scene.Element] = [.raster(area, columns: columns, rows: rows, colors: colors)]
    for (index, value) in values.enumerated() where !value.isFinite {
      let cell = Scene.Rectangle(
        x: area.x + Double(index % columns) * width, y: area.y + Double(index / columns) * height, width: width,
        height: height
      ).inset(by: min(width, height) * 0.2)
      let ink = theme.text(on: colors[index])
      if value.isNaN {
        let stroke = Scene.Stroke(ink, width: 0.8)
        elements.append(.polyline([Scene.Point(cell.x, cell.y), Scene.Point(cell.maxX, cell.maxY)], stroke))
        elements.append(.polyline([Scene.Point(cell.x, cell.maxY), Scene.Point(cell.maxX, cell.y)], stroke))
      } else {
        let (foot, head) = value > 0 ? (cell.maxY, cell.y) : (cell.y, cell.maxY)
        elements.append(
          .polygon(
            [Scene.Point(cell.x, foot), Scene.Point(cell.midX, head), Scene.Point(cell.maxX, foot)], fill: ink))
      }
    }
    elements.append(.rectangle(area, stroke: Scene.Stroke(theme.axis, width: 0.5)))
    return elements
  }
}
