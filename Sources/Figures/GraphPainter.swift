import Display

/// Draws an arranged graph with one step's values and states. `origin` is the layout's top left in the scene.
struct GraphPainter {
  let graph: CheckedGraph
  let arrangement: GraphArrangement
  let content: GraphContent
  let theme: Theme
  let origin: Scene.Point

  var elements: [Scene.Element] { clusterElements + edgeElements + cellElements }

  static let arrowHalfWidth = 2.8
  private static let positionFont = Scene.Font(size: 7)

  /// A folded box is what the most notable of its members is.
  func state(of cell: GraphPlan.Cell) -> GraphDrawing.State {
    GraphDrawing.State.combined(cell.members.map { graph.nodes[$0].state })
  }

  /// The role that a cell is coloured as; a folded box with several takes its branch's.
  func role(of cell: GraphPlan.Cell) -> Role {
    let roles = Set(cell.members.map { graph.nodes[$0].drawnRole })
    if roles.count == 1, let role = roles.first { return role }
    switch graph.nodes[cell.members[0]].phase.branch {
    case .forward: return .intermediate
    case .backward: return .gradient
    case .update: return .update
    }
  }

  private func inScene(_ rectangle: Scene.Rectangle) -> Scene.Rectangle { rectangle.moved(origin.x, origin.y) }
  private func inScene(_ point: Scene.Point) -> Scene.Point { Scene.Point(point.x + origin.x, point.y + origin.y) }

  // MARK: Clusters

  private var clusterElements: [Scene.Element] {
    zip(arrangement.clusters, arrangement.layout.clusters).flatMap { cluster, box in
      let box = inScene(box)
      let role: Role =
        switch cluster.branch {
        case .forward: .muted
        case .backward: .gradient
        case .update: .update
        }
      let font = GraphArrangement.clusterFont
      let baseline = Scene.Point(
        box.x + GraphStructure.clusterMargin, box.y + 5 + TextMeasure.size(of: "É", in: font).ascent)
      let title = GraphText.fitted(cluster.title, font, width: box.width - GraphStructure.clusterMargin)
      return [
        Scene.Element.rectangle(
          box, cornerRadius: 6, fill: theme.color(role).withAlpha(0.06),
          stroke: Scene.Stroke(theme.color(role), width: 0.6, dashes: [3, 3])),
        .text(title.text, at: baseline, title.font, theme.secondaryText),
      ]
    }
  }

  // MARK: Edges

  private var edgeElements: [Scene.Element] {
    zip(arrangement.plan.edges, arrangement.layout.edges).flatMap { edge, curve in
      let cells = arrangement.plan.cells
      let (tail, head) = (cells[edge.from], cells[edge.to])
      let isUsedNow = state(of: head) == .current && state(of: tail) == .operand
      let isBackward = graph.nodes[head.members[0]].phase.branch == .backward
      let color = isUsedNow ? theme.text : isBackward ? theme.color(.gradient) : theme.axis
      let position = edge.original.flatMap { graph.positions[$0] }
      return elements(of: curve, Scene.Stroke(color, width: isUsedNow ? 2 : 1))
        + (position.map { [positionLabel($0, at: curve)] } ?? [])
    }
  }

  private func elements(of curve: GraphLayout.Curve, _ stroke: Scene.Stroke) -> [Scene.Element] {
    guard let end = curve.points.last else { return [] }
    let length = max(end.distance(to: curve.tip), 0.001)
    let (dx, dy) = ((curve.tip.x - end.x) / length, (curve.tip.y - end.y) / length)
    let half = Self.arrowHalfWidth + stroke.width / 2
    let arrow = [
      curve.tip, Scene.Point(end.x - dy * half, end.y + dx * half), Scene.Point(end.x + dy * half, end.y - dx * half),
    ]
    return [.curve(curve.points.map(inScene), stroke), .polygon(arrow.map(inScene), fill: stroke.color)]
  }

  /// Beside the arrow's head, on the side away from the line.
  private func positionLabel(_ position: Int, at curve: GraphLayout.Curve) -> Scene.Element {
    let end = curve.points[curve.points.count - 1]
    let isSteep = abs(curve.tip.y - end.y) > abs(curve.tip.x - end.x)
    let place = isSteep ? Scene.Point(end.x + 6, end.y + 2) : Scene.Point(end.x - 4, end.y - 3)
    return .text(
      String(position), at: inScene(place), Self.positionFont, theme.secondaryText, anchor: isSteep ? .start : .middle)
  }

  // MARK: Cells

  private var cellElements: [Scene.Element] {
    arrangement.plan.cells.indices.flatMap { index in
      let cell = arrangement.plan.cells[index]
      let frame = inScene(arrangement.layout.nodes[index])
      let outline = self.outline(frame, role: role(of: cell), state: state(of: cell), isFolded: cell.isFolded)
      let inside =
        cell.isFolded
        ? foldedRows(cell, arrangement.boxes[index], frame)
        : rows(graph.nodes[cell.members[0]], arrangement.boxes[index], frame)
      return outline + inside + badge(Set(cell.members.flatMap { graph.nodes[$0].flags }).sorted(), frame)
    }
  }

  private func outline(
    _ frame: Scene.Rectangle, role: Role, state: GraphDrawing.State, isFolded: Bool
  ) -> [Scene.Element] {
    let isPending = state == .pending
    let fill = isPending || role == .muted ? theme.background : theme.tint(role).over(theme.background)
    let stroke = Scene.Stroke(
      theme.color(role), width: role == .loss || role == .output ? 2 : role == .muted ? 0.6 : 1.2,
      dashes: isPending ? [4, 2] : [])
    var elements: [Scene.Element] = []
    if isFolded {
      let behind = Scene.Rectangle(x: frame.x + 3, y: frame.y - 3, width: frame.width, height: frame.height)
      elements.append(.rectangle(behind, cornerRadius: 4, fill: fill, stroke: stroke))
    }
    elements.append(Self.shape(frame, role, fill, stroke))
    let ring = Scene.Rectangle(x: frame.x - 4, y: frame.y - 4, width: frame.width + 8, height: frame.height + 8)
    if state == .current {
      elements.append(.rectangle(ring, cornerRadius: 7, stroke: Scene.Stroke(theme.text, width: 2.4)))
    }
    if state == .operand {
      elements.append(.rectangle(ring, cornerRadius: 7, stroke: Scene.Stroke(theme.text, width: 1.2, dashes: [4, 3])))
    }
    return elements
  }

  /// Inputs have round ends, parameters cut corners, targets and constants square ones; all others are rounded boxes.
  static func shape(_ frame: Scene.Rectangle, _ role: Role, _ fill: Color, _ stroke: Scene.Stroke) -> Scene.Element {
    switch role {
    case .input:
      return .rectangle(frame, cornerRadius: min(12, frame.height / 2), fill: fill, stroke: stroke)
    case .parameter:
      let cut = min(6, frame.height / 3)
      return .polygon(
        [
          Scene.Point(frame.x + cut, frame.y), Scene.Point(frame.maxX - cut, frame.y),
          Scene.Point(frame.maxX, frame.y + cut), Scene.Point(frame.maxX, frame.maxY - cut),
          Scene.Point(frame.maxX - cut, frame.maxY), Scene.Point(frame.x + cut, frame.maxY),
          Scene.Point(frame.x, frame.maxY - cut), Scene.Point(frame.x, frame.y + cut),
        ], fill: fill, stroke: stroke)
    case .target, .muted: return .rectangle(frame, fill: fill, stroke: stroke)
    default: return .rectangle(frame, cornerRadius: 4, fill: fill, stroke: stroke)
    }
  }

  private func rows(_ node: GraphDrawing.Node, _ box: GraphBox, _ frame: Scene.Rectangle) -> [Scene.Element] {
    let left = frame.x + GraphBox.padding
    let room = frame.width - 2 * GraphBox.padding
    func text(_ text: String, _ font: Scene.Font, _ color: Color, y: Double) -> [Scene.Element] {
      let (text, font) = GraphText.fitted(text, font, width: room)
      return text.isEmpty ? [] : [.text(text, at: Scene.Point(left, frame.y + y), font, color)]
    }
    let isPending = node.state == .pending
    return box.rows.flatMap { row -> [Scene.Element] in
      switch row.kind {
      case .title: return title(node, left: left, right: left + room, y: frame.y + row.y)
      case .shape, .detail: return text(node.shape, GraphBox.shapeFont, theme.secondaryText, y: row.y)
      case .value:
        return text(
          isPending ? "–" : node.value == node.name ? "" : node.value, GraphBox.numberFont,
          isPending ? theme.secondaryText : theme.text, y: row.y)
      case .gradient:
        guard !node.gradient.isEmpty else { return [] }
        return text(
          "\(node.gradientLabel) \(node.gradient)", GraphBox.numberFont, theme.textColor(.gradient), y: row.y)
      case .maps: return maps(node, box, Scene.Point(left, frame.y + row.y))
      }
    }
  }

  private func title(_ node: GraphDrawing.Node, left: Double, right: Double, y: Double) -> [Scene.Element] {
    let label = node.drawnLabel
    let end = label.isEmpty ? right + GraphBox.titleGap : right - TextMeasure.width(of: label, in: GraphBox.idFont)
    var elements: [Scene.Element] = []
    if !label.isEmpty {
      elements.append(.text(label, at: Scene.Point(end, y), GraphBox.idFont, theme.secondaryText))
    }
    var x = left
    for (text, font) in [(node.symbol, GraphBox.titleFont), (node.name, GraphBox.nameFont)] {
      let (text, font) = GraphText.fitted(text, font, width: end - GraphBox.titleGap - x)
      guard !text.isEmpty else { continue }
      elements.append(.text(text, at: Scene.Point(x, y), font, theme.text))
      x += TextMeasure.width(of: text, in: font) + GraphBox.titleGap
    }
    return elements
  }

  private func maps(_ node: GraphDrawing.Node, _ box: GraphBox, _ corner: Scene.Point) -> [Scene.Element] {
    guard let size = box.mapSize else { return [] }
    let value = Scene.Rectangle(x: corner.x, y: corner.y, width: size.width, height: size.height)
    let gradient = value.moved(size.width + GraphBox.mapGap, 0)
    func elements(_ map: HeatMap?, _ area: Scene.Rectangle, isExpected: Bool, _ border: Role) -> [Scene.Element] {
      if let map, let picture = GraphHeatMap(map) {
        return picture.elements(in: area, theme)
          + [.rectangle(area, stroke: Scene.Stroke(theme.color(border), width: 0.7))]
      }
      return isExpected ? [.rectangle(area, stroke: Scene.Stroke(theme.axis, width: 0.5, dashes: [2, 2]))] : []
    }
    let hasGradient = content.gradientNodes.contains(node.id)
    return elements(node.valueMap, value, isExpected: content.isStepped, node.drawnRole)
      + (hasGradient ? elements(node.gradientMap, gradient, isExpected: content.isStepped, .gradient) : [])
  }

  private func foldedRows(_ cell: GraphPlan.Cell, _ box: GraphBox, _ frame: Scene.Rectangle) -> [Scene.Element] {
    box.rows.map { row in
      let isTitle = row.kind == .title
      let (text, font) = GraphText.fitted(
        isTitle ? cell.title : cell.detail, isTitle ? GraphBox.titleFont : GraphBox.shapeFont,
        width: frame.width - 2 * GraphBox.padding)
      return .text(
        text, at: Scene.Point(frame.x + GraphBox.padding, frame.y + row.y), font,
        isTitle ? theme.text : theme.secondaryText)
    }
  }

  /// What is wrong with a node, on its lower edge.
  private func badge(_ flags: [String], _ frame: Scene.Rectangle) -> [Scene.Element] {
    guard !flags.isEmpty else { return [] }
    let (text, font) = GraphText.fitted(
      "⚠ " + flags.joined(separator: ", "), Scene.Font(size: 7, isBold: true), width: frame.width - 8)
    let size = TextMeasure.size(of: text, in: font)
    let box = Scene.Rectangle(
      x: frame.maxX - size.width - 8, y: frame.maxY - size.height / 2, width: size.width + 6, height: size.height)
    let fill = theme.color(.accent)
    return [
      .rectangle(box, cornerRadius: 3, fill: fill),
      .text(text, at: Scene.Point(box.x + 3, box.y + size.ascent), font, theme.text(on: fill)),
    ]
  }
}

extension GraphDrawing.State {
  /// The most notable of several.
  static func combined(_ states: [Self]) -> Self {
    if states.contains(.current) { return .current }
    if states.contains(.operand) { return .operand }
    if states.contains(.pending) { return states.allSatisfy { $0 == .pending } ? .pending : .computed }
    return states.contains(.computed) ? .computed : .plain
  }
}
