/// A plain layered layout for when Graphviz is missing or gives up: layers by longest path, a few sweeps that put
/// every node near the mean of its neighbours, S-shaped edges. It is quick for any size, but lets edges cross boxes.
enum GraphLayeredLayout {
  private static let sweeps = 6

  static func layout(of structure: GraphStructure) -> GraphLayout {
    let layers = ordered(structure)
    var nodes = placed(layers, structure)
    var clusters = clusterBoxes(structure, nodes)
    let boxes = nodes + clusters
    let left = boxes.map(\.x).min() ?? 0
    let top = boxes.map(\.y).min() ?? 0
    for index in nodes.indices { nodes[index] = nodes[index].moved(-left, -top) }
    for index in clusters.indices { clusters[index] = clusters[index].moved(-left, -top) }
    return GraphLayout(
      width: (boxes.map(\.maxX).max() ?? 0) - left, height: (boxes.map(\.maxY).max() ?? 0) - top, nodes: nodes,
      clusters: clusters,
      edges: structure.edges.map {
        curve(from: nodes[$0.from], to: nodes[$0.to], isLeftToRight: structure.direction == .leftToRight)
      })
  }

  /// Node indices by layer, in an order with few crossings.
  static func ordered(_ structure: GraphStructure) -> [[Int]] {
    ordered(
      GraphRanks(nodeCount: structure.nodes.count, edges: structure.edges).layers, structure.nodes.count,
      structure.edges)
  }

  static func ordered(_ layers: [[Int]], _ nodeCount: Int, _ edges: [GraphStructure.Edge]) -> [[Int]] {
    var layers = layers
    var neighbours = [[Int]](repeating: [], count: nodeCount)
    for edge in edges {
      neighbours[edge.from].append(edge.to)
      neighbours[edge.to].append(edge.from)
    }
    var place = [Double](repeating: 0, count: nodeCount)
    func settle(_ layer: [Int]) {
      for (position, node) in layer.enumerated() { place[node] = (Double(position) + 0.5) / Double(layer.count) }
    }
    for layer in layers { settle(layer) }
    for sweep in 0..<sweeps {
      for index in sweep % 2 == 0 ? Array(layers.indices) : layers.indices.reversed() {
        let wanted = layers[index].map { node in
          let around = neighbours[node]
          return around.isEmpty ? place[node] : around.reduce(0) { $0 + place[$1] } / Double(around.count)
        }
        let order = layers[index].indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
        layers[index] = order.map { layers[index][$0] }
        settle(layers[index])
      }
    }
    return layers
  }

  private static func placed(_ layers: [[Int]], _ structure: GraphStructure) -> [Scene.Rectangle] {
    let isLeftToRight = structure.direction == .leftToRight
    var boxes = structure.nodes.map { Scene.Rectangle(x: 0, y: 0, width: $0.width, height: $0.height) }
    var along = 0.0
    for layer in layers {
      let depth = layer.map { isLeftToRight ? boxes[$0].width : boxes[$0].height }.max() ?? 0
      let breadth = layer.reduce(-GraphStructure.nodeSeparation) {
        $0 + (isLeftToRight ? boxes[$1].height : boxes[$1].width) + GraphStructure.nodeSeparation
      }
      var across = -breadth / 2
      for node in layer {
        let (width, height) = (boxes[node].width, boxes[node].height)
        boxes[node].x = isLeftToRight ? along + (depth - width) / 2 : across
        boxes[node].y = isLeftToRight ? across : along + (depth - height) / 2
        across += (isLeftToRight ? height : width) + GraphStructure.nodeSeparation
      }
      along += depth + GraphStructure.rankSeparation
    }
    return boxes
  }

  /// Around all members; may overlap other clusters.
  private static func clusterBoxes(_ structure: GraphStructure, _ nodes: [Scene.Rectangle]) -> [Scene.Rectangle] {
    var boxes = [Scene.Rectangle?](repeating: nil, count: structure.clusters.count)
    for (node, box) in zip(structure.nodes, nodes) {
      if let cluster = node.cluster { boxes[cluster] = boxes[cluster]?.union(box) ?? box }
    }
    let margin = GraphStructure.clusterMargin
    for index in boxes.indices.reversed() {
      guard let inner = boxes[index] else { continue }
      let room = GraphStructure.clusterTitleHeight
      let box = Scene.Rectangle(
        x: inner.x - margin, y: inner.y - margin - room,
        width: max(inner.width, structure.clusters[index].titleWidth) + 2 * margin,
        height: inner.height + 2 * margin + room)
      boxes[index] = box
      if let parent = structure.clusters[index].parent { boxes[parent] = boxes[parent]?.union(box) ?? box }
    }
    return boxes.map { $0 ?? Scene.Rectangle(x: 0, y: 0, width: 0, height: 0) }
  }

  private static func curve(
    from tail: Scene.Rectangle, to head: Scene.Rectangle, isLeftToRight: Bool
  ) -> GraphLayout.Curve {
    let start = isLeftToRight ? Scene.Point(tail.maxX, tail.midY) : Scene.Point(tail.midX, tail.maxY)
    let tip = isLeftToRight ? Scene.Point(head.x, head.midY) : Scene.Point(head.midX, head.y)
    let gap = isLeftToRight ? tip.x - start.x : tip.y - start.y
    guard gap > 8 else { return .straight(from: tail, to: head) }
    let end = isLeftToRight ? Scene.Point(tip.x - 7, tip.y) : Scene.Point(tip.x, tip.y - 7)
    let bend = gap / 2
    return GraphLayout.Curve(
      points: isLeftToRight
        ? [start, Scene.Point(start.x + bend, start.y), Scene.Point(end.x - bend, end.y), end]
        : [start, Scene.Point(start.x, start.y + bend), Scene.Point(end.x, end.y - bend), end],
      tip: tip)
  }
}

extension Scene.Rectangle {
  func moved(_ dx: Double, _ dy: Double) -> Self { Self(x: x + dx, y: y + dy, width: width, height: height) }

  func union(_ other: Self) -> Self {
    let (left, top) = (min(x, other.x), min(y, other.y))
    return Self(x: left, y: top, width: max(maxX, other.maxX) - left, height: max(maxY, other.maxY) - top)
  }
}
