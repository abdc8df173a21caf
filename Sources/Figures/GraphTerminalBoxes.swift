import Display

/// Boxes in layers from left to right, joined by lines in the channels between them; nil when the room is too small
/// or the lines cannot be told apart. An edge over several layers runs through them on a row of its own.
struct GraphTerminalBoxes {
  /// A box, or one layer's stretch of a longer edge (`cell` nil, one row high).
  private struct Item {
    var cell: Int?
    var layer: Int
    var width = 0
    var height = 1
    var row = 0

    /// Where a line leaves on the right.
    var exit: Int { row + height / 2 }
  }

  private struct Link {
    var from: Int
    var to: Int
    var position: Int?
    /// Whether the argument is an operand of the current event.
    var isUsedNow = false
    /// Where the line enters, counted from the target's row.
    var port = 0
  }

  private let plan: GraphPlan
  private let graph: CheckedGraph
  private let content: GraphContent
  private var items: [Item] = []
  private var links: [Link] = []
  private var layers: [[Int]] = []
  private var channels: [GraphChannel] = []
  private(set) var lines: [GraphTerminal.Line] = []

  /// Room kept for a number that a later step will show.
  private var numberWidth: Int { content.isStepped ? isTight ? 9 : 10 : isTight ? 0 : 10 }
  private let isTight: Bool
  private static let mostBoxes = 60

  /// - Parameter isTight: narrow boxes and channels.
  init?(
    _ plan: GraphPlan, _ graph: CheckedGraph, _ content: GraphContent, columns: Int, rows: Int, isTight: Bool = false
  ) {
    guard plan.cells.count <= Self.mostBoxes else { return nil }
    (self.plan, self.graph, self.content, self.isTight) = (plan, graph, content, isTight)
    makeItems()
    guard place(rows: rows), route(columns: columns) else { return nil }
    draw(columns: columns, rows: rows)
  }

  // MARK: What there is

  private mutating func makeItems() {
    let edges = plan.edges.map { GraphStructure.Edge(from: $0.from, to: $0.to) }
    let ranks = GraphRanks(nodeCount: plan.cells.count, edges: edges)
    for (index, cell) in plan.cells.enumerated() {
      let texts = [title(of: cell)] + contentLines(of: cell)
      let inner = max(numberWidth, texts.map { CellText.columns(of: $0) }.max() ?? 0)
      let arguments = plan.edges.count { $0.to == index }
      items.append(
        Item(
          cell: index, layer: ranks.ranks[index], width: min(inner, 32) + 2, height: 2 + max(texts.count - 1, arguments)
        ))
    }
    for edge in plan.edges {
      var from = edge.from
      let isUsedNow = isCurrent(edge.to) && state(edge.from) == .operand
      for layer in stride(from: items[edge.from].layer + 1, to: items[edge.to].layer, by: 1) {
        items.append(Item(cell: nil, layer: layer))
        links.append(Link(from: from, to: items.count - 1, isUsedNow: isUsedNow))
        from = items.count - 1
      }
      let position = edge.original.flatMap { graph.positions[$0] }
      links.append(Link(from: from, to: edge.to, position: position, isUsedNow: isUsedNow))
    }
    layers = Array(repeating: [], count: ranks.count)
    for (index, item) in items.enumerated() { layers[item.layer].append(index) }
    layers = GraphLayeredLayout.ordered(
      layers, items.count, links.map { GraphStructure.Edge(from: $0.from, to: $0.to) })
  }

  private func state(_ cell: Int) -> GraphDrawing.State {
    GraphDrawing.State.combined(plan.cells[cell].members.map { graph.nodes[$0].state })
  }

  private func isCurrent(_ cell: Int) -> Bool { state(cell) == .current }

  private func title(of cell: GraphPlan.Cell) -> String {
    guard !cell.isFolded else { return " \(cell.title) " }
    let node = graph.nodes[cell.members[0]]
    return " " + [node.symbol, node.nameOrLabel].filter { !$0.isEmpty }.joined(separator: " ") + " "
  }

  private func contentLines(of cell: GraphPlan.Cell) -> [String] {
    guard !cell.isFolded else { return [cell.detail] }
    let node = graph.nodes[cell.members[0]]
    var lines: [String] = []
    if !node.shape.isEmpty { lines.append(node.shape) }
    let hasNumbers = !node.isMatrix || content.hasSummaries || content.hasMaps
    if content.hasValues || node.isMatrix, hasNumbers { lines.append(GraphTerminal.value(of: node)) }
    if content.gradientNodes.contains(node.id), hasNumbers { lines.append(GraphTerminal.gradient(of: node)) }
    if !node.flags.isEmpty { lines.append("⚠ " + node.flags.joined(separator: ", ")) }
    return lines
  }

  // MARK: Rows

  /// Boxes stand near what they are joined to, without overlap; false when they are higher than `rows`.
  private mutating func place(rows: Int) -> Bool {
    for layer in layers where layer.reduce(-1, { $0 + items[$1].height + 1 }) > rows { return false }
    for layer in layers { stack(layer, rows: rows) { _ in 0 } }
    var neighbours = [[Int]](repeating: [], count: items.count)
    for link in links {
      neighbours[link.from].append(link.to)
      neighbours[link.to].append(link.from)
    }
    for sweep in 0..<6 {
      for index in sweep % 2 == 0 ? Array(layers.indices) : layers.indices.reversed() {
        let current = items
        stack(layers[index], rows: rows) { item in
          let around = (current[item].cell == nil ? neighbours[item].prefix(1) : neighbours[item][...]).map {
            current[$0].exit
          }
          guard !around.isEmpty else { return current[item].row }
          return around.reduce(0, +) / around.count - current[item].height / 2
        }
      }
    }
    setPorts()
    return true
  }

  private mutating func stack(_ layer: [Int], rows: Int, wanted: (Int) -> Int) {
    var next = 0
    for item in layer {
      items[item].row = max(next, wanted(item))
      next = items[item].row + items[item].height + 1
    }
    var end = rows
    for item in layer.reversed() {
      items[item].row = min(items[item].row, end - items[item].height)
      end = items[item].row - 1
    }
  }

  /// Lines enter a box in the order in which they come, from its first row of content on.
  private mutating func setPorts() {
    for target in items.indices where items[target].cell != nil {
      let entering = links.indices.filter { links[$0].to == target }
      let sorted = entering.sorted { (items[links[$0].from].exit, $0) < (items[links[$1].from].exit, $1) }
      let first = 1 + max(0, (items[target].height - 2 - sorted.count) / 2)
      for (offset, link) in sorted.enumerated() { links[link].port = first + offset }
    }
  }

  // MARK: Columns

  private mutating func route(columns: Int) -> Bool {
    for layer in layers.indices.dropLast() {
      let leaving = links.indices.filter { items[links[$0].from].layer == layer }
      // A cycle's edge runs backwards, which these channels cannot show.
      if links.contains(where: { items[$0.from].layer >= items[$0.to].layer }) { return false }
      var channel = GraphChannel(isTight: isTight)
      for source in Set(leaving.map { links[$0].from }).sorted() {
        let targets = leaving.filter { links[$0].from == source }.map { items[links[$0].to].row + links[$0].port }
        channel.add(source: source, row: items[source].exit, targets: targets)
      }
      guard channel.assignTracks() else { return false }
      channels.append(channel)
    }
    return width <= columns
  }

  private func width(of layer: [Int]) -> Int { layer.map { items[$0].width }.max() ?? 0 }
  private var width: Int { layers.reduce(0) { $0 + width(of: $1) } + channels.reduce(0) { $0 + $1.width } }

  // MARK: Drawing

  private mutating func draw(columns: Int, rows: Int) {
    let bottom = (items.map { $0.row + $0.height }.max() ?? 0)
    let top = items.map(\.row).min() ?? 0
    for index in items.indices { items[index].row -= top }
    var canvas = GraphCanvas(columns: columns, rows: bottom - top)
    var left = 0
    for (index, layer) in layers.enumerated() {
      let right = left + width(of: layer)
      for item in layer { draw(items[item], left, right, &canvas) }
      guard index < channels.count else { break }
      drawLinks(of: layer, channels[index], from: right, &canvas)
      left = right + channels[index].width
    }
    lines = canvas.lines
    if content.isStepped, lines.count < rows {
      lines.append([
        GraphTerminal.Span(text: GraphTerminal.fitted("━ current  ═ operand  ╌ not computed yet", columns), ink: .dim)
      ])
    }
    for note in plan.notes + graph.notes where lines.count < rows {
      lines.append([GraphTerminal.Span(text: GraphTerminal.fitted(note, columns), ink: .dim)])
    }
  }

  private func drawLinks(of layer: [Int], _ channel: GraphChannel, from left: Int, _ canvas: inout GraphCanvas) {
    let right = left + channel.width
    // Lines of the current event last, so that they stay whole.
    for link in links.filter({ layer.contains($0.from) }).sorted(by: { !$0.isUsedNow && $1.isUsedNow }) {
      let ink: GraphTerminal.Ink = link.isUsedNow ? .strong : .dim
      let (start, end) = (items[link.from].exit, items[link.to].row + link.port)
      let isBox = items[link.to].cell != nil
      let last = right - (isBox ? 1 : 0)
      if let track = channel.track(of: link.from), start != end {
        canvas.horizontal(row: start, left - 1...left + track, ink)
        canvas.vertical(column: left + track, min(start, end)...max(start, end), ink)
        canvas.horizontal(row: end, left + track...last, ink)
      } else {
        canvas.horizontal(row: start, left - 1...last, ink)
      }
      guard isBox else { continue }
      canvas.put("▸", row: end, column: right - 1, ink)
      if let position = link.position { canvas.put(String(position), row: end, column: right - 2, ink) }
    }
    // The first column of a line belongs to the box beside it.
    for source in layer { if items[source].cell != nil { redrawEdge(items[source], column: left - 1, &canvas) } }
  }

  private func draw(_ item: Item, _ left: Int, _ right: Int, _ canvas: inout GraphCanvas) {
    guard let index = item.cell else {
      let isUsedNow = links.contains {
        $0.isUsedNow && items[$0.to].cell == nil && items[$0.to].row == item.row && items[$0.to].layer == item.layer
      }
      canvas.horizontal(row: item.row, left - 1...right, isUsedNow ? .strong : .dim)
      return
    }
    let cell = plan.cells[index]
    let (frame, ink) = (Frame(state(index), isLeaf: isLeaf(cell)), ink(of: cell))
    let width = right - left
    let title = GraphTerminal.fitted(title(of: cell), width - 2)
    let dashes = String(repeating: frame.horizontal, count: max(0, width - 2 - CellText.columns(of: title)))
    canvas.put(
      frame.corners[0] + title + dashes + frame.corners[1], row: item.row, column: left, ink, isBold: isCurrent(index))
    let texts = contentLines(of: cell)
    for row in 0..<item.height - 2 {
      canvas.put(frame.vertical, row: item.row + 1 + row, column: left, ink)
      let text = GraphTerminal.padded(row < texts.count ? texts[row] : "", width - 2)
      let isGradient = text.hasPrefix("∂")
      canvas.put(
        text, row: item.row + 1 + row, column: left + 1, isGradient ? .role(.gradient) : .plain,
        isBold: isCurrent(index))
      canvas.put(frame.vertical, row: item.row + 1 + row, column: right - 1, ink)
    }
    canvas.put(
      frame.corners[2] + String(repeating: frame.horizontal, count: width - 2) + frame.corners[3],
      row: item.row + item.height - 1, column: left, ink)
  }

  private func redrawEdge(_ item: Item, column: Int, _ canvas: inout GraphCanvas) {
    guard let index = item.cell else { return }
    let frame = Frame(state(index), isLeaf: isLeaf(plan.cells[index]))
    for row in 1..<item.height - 1 {
      canvas.put(frame.vertical, row: item.row + row, column: column, ink(of: plan.cells[index]))
    }
  }

  private func isLeaf(_ cell: GraphPlan.Cell) -> Bool { !cell.isFolded && graph.nodes[cell.members[0]].symbol.isEmpty }

  private func ink(of cell: GraphPlan.Cell) -> GraphTerminal.Ink {
    cell.isFolded ? .plain : GraphTerminal.ink(of: graph.nodes[cell.members[0]])
  }

  /// The border says the state where there is no colour.
  private struct Frame {
    var corners: [String]
    var horizontal: String
    var vertical: String

    init(_ state: GraphDrawing.State, isLeaf: Bool) {
      switch state {
      case .current: (corners, horizontal, vertical) = (["┏", "┓", "┗", "┛"], "━", "┃")
      case .operand: (corners, horizontal, vertical) = (["╔", "╗", "╚", "╝"], "═", "║")
      case .pending: (corners, horizontal, vertical) = (["┌", "┐", "└", "┘"], "╌", "┆")
      case .plain, .computed:
        corners = isLeaf ? ["╭", "╮", "╰", "╯"] : ["┌", "┐", "└", "┘"]
        (horizontal, vertical) = ("─", "│")
      }
    }
  }
}
