/// Finds each label a place inside the plot where it touches no other: beside its point, else a little further off with
/// a line that leads back, else below the chart as a note.
struct LabelPlacer {
  private struct Wish {
    var text: String
    var point: Scene.Point
    var hasLeader: Bool
  }

  let plot: Scene.Rectangle
  let medium: ChartMedium
  private var wishes: [Wish] = []
  /// Points of lines that a label should rather not cover.
  private var obstacles: [Scene.Point] = []

  init(plot: Scene.Rectangle, medium: ChartMedium) {
    self.plot = plot
    self.medium = medium
  }

  mutating func add(_ text: String, near point: Scene.Point, hasLeader: Bool = true) {
    guard !text.isEmpty, point.isFinite else { return }
    wishes.append(Wish(text: text, point: point, hasLeader: hasLeader))
  }

  mutating func avoid(_ points: [Scene.Point]) { obstacles += points.filter(\.isFinite) }

  /// Along a straight line, close enough that no label slips between.
  mutating func avoid(from start: Scene.Point, to end: Scene.Point) {
    obstacles += (0...100).map { step in
      let share = Double(step) / 100
      return Scene.Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
    }
  }

  func place(notes: inout [String]) -> [Scene.Element] {
    var taken: [Scene.Rectangle] = []
    var elements: [Scene.Element] = []
    var homeless: [String] = []
    for wish in wishes {
      let text = medium.fitted(wish.text, medium.tickFont, width: plot.width * 0.6)
      let size = medium.measure(text, medium.tickFont)
      let free = candidates(wish.point, size).filter { box in
        plot.contains(box, tolerance: 0.01) && !taken.contains { $0.overlaps(box.widened(by: medium.cell?.x ?? 3)) }
      }
      guard !text.isEmpty,
        let box = free.first(where: { box in !obstacles.contains(where: box.contains) }) ?? free.first
      else {
        homeless.append("“\(wish.text)”")
        continue
      }
      taken.append(box)
      elements += draw(text, in: box, size, for: wish)
    }
    if let first = homeless.first {
      let others = homeless.count > 1 ? " and \(AlternativeText.counted(homeless.count - 1, "other label"))" : ""
      notes.append("No room in the plot for \(first)\(others).")
    }
    return elements
  }

  private func draw(
    _ text: String, in box: Scene.Rectangle, _ size: TextMeasure.Size, for wish: Wish
  ) -> [Scene.Element] {
    let theme = medium.theme
    let baseline = Scene.Point(box.x, box.y + size.ascent)
    let words = Scene.Element.text(text, at: baseline, medium.tickFont, theme.text)
    guard !medium.isCells else { return [words] }
    var elements: [Scene.Element] = []
    let near = Scene.Point(
      min(max(wish.point.x, box.x), box.maxX), min(max(wish.point.y, box.y), box.maxY))
    if wish.hasLeader, abs(near.x - wish.point.x) + abs(near.y - wish.point.y) > 10 {
      elements.append(.polyline([wish.point, near], Scene.Stroke(theme.secondaryText, width: 0.75)))
    }
    if wish.hasLeader {
      let dot = Scene.Rectangle(x: wish.point.x - 2, y: wish.point.y - 2, width: 4, height: 4)
      elements.append(.ellipse(dot, fill: theme.text))
    }
    return elements + [
      .rectangle(box.inset(by: -1), cornerRadius: 2, fill: theme.background.withAlpha(0.8)), words,
    ]
  }

  private func candidates(_ point: Scene.Point, _ size: TextMeasure.Size) -> [Scene.Rectangle] {
    (0..<12).flatMap { ring -> [Scene.Rectangle] in
      let step = medium.cell ?? Scene.Point(6, 5)
      let (dx, dy) = (step.x * Double(ring + 1), step.y * Double(ring))
      let (w, h) = (size.width, size.height)
      let lefts = [point.x + dx - step.x, point.x - dx - w + step.x, point.x - w / 2]
      let tops = [point.y - h - dy - step.y / 3, point.y + dy + step.y / 3, point.y - h / 2]
      return tops.flatMap { top in
        lefts.map { left in snapped(Scene.Rectangle(x: left, y: top, width: w, height: h)) }
      }.filter { medium.isCells || !covers($0, point) }
    }
  }

  private func covers(_ box: Scene.Rectangle, _ point: Scene.Point) -> Bool {
    point.x > box.x && point.x < box.maxX && point.y > box.y && point.y < box.maxY
  }

  private func snapped(_ box: Scene.Rectangle) -> Scene.Rectangle {
    guard let cell = medium.cell else { return box }
    var box = box
    box.x = (box.x / cell.x).rounded() * cell.x
    box.y = (box.y / cell.y).rounded() * cell.y
    return box
  }
}

extension Scene.Rectangle {
  func contains(_ point: Scene.Point) -> Bool {
    point.x >= x && point.x <= maxX && point.y >= y && point.y <= maxY
  }

  func widened(by distance: Double) -> Scene.Rectangle {
    Scene.Rectangle(x: x - distance, y: y, width: width + 2 * distance, height: height)
  }

  func overlaps(_ other: Scene.Rectangle) -> Bool {
    x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
  }
}
