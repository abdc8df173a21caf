/// Everything that may move a box: sizes, connections, nesting, direction. Values and states are not here, so two
/// steps of one computation have the same structure and therefore the same layout.
struct GraphStructure: Hashable, Sendable {
  struct Node: Hashable, Sendable {
    /// Points.
    var width: Double
    var height: Double
    /// Index of the innermost cluster.
    var cluster: Int?
  }

  struct Cluster: Hashable, Sendable {
    /// A parent stands before its children.
    var parent: Int?
    var titleWidth: Double
  }

  struct Edge: Hashable, Sendable {
    var from: Int
    var to: Int
  }

  var nodes: [Node]
  var clusters: [Cluster] = []
  var edges: [Edge]
  var direction: Direction = .leftToRight

  enum Direction: Hashable, Sendable { case leftToRight, topToBottom }

  static let nodeSeparation = 18.0
  static let rankSeparation = 30.0
  static let clusterMargin = 10.0
  static let clusterTitleHeight = 12.0
}

/// Where everything is: points from the top left, y downwards, nothing outside `width` × `height`.
struct GraphLayout: Equatable, Sendable {
  struct Curve: Equatable, Sendable {
    /// Cubic Bézier: the start, then three points a segment; ends where the arrow's head begins.
    var points: [Scene.Point]
    var tip: Scene.Point
  }

  var width: Double
  var height: Double
  var nodes: [Scene.Rectangle]
  var clusters: [Scene.Rectangle]
  var edges: [Curve]
}

extension GraphLayout {
  /// Reads what `CGraphLayout` answers, turning y downwards; nil when the answer does not fit `structure`.
  init?(reply: [Double], for structure: GraphStructure) {
    var rest = reply[...]
    guard reply.allSatisfy(\.isFinite), let size = rest.take(2) else { return nil }
    width = size[0]
    height = size[1]
    let bottom = size[1]
    func point(_ x: Double, _ y: Double) -> Scene.Point { Scene.Point(x, bottom - y) }

    nodes = []
    for node in structure.nodes {
      guard let center = rest.take(2) else { return nil }
      nodes.append(.centered(at: point(center[0], center[1]), width: node.width, height: node.height))
    }
    clusters = []
    for _ in structure.clusters {
      guard let box = rest.take(4) else { return nil }
      clusters.append(
        Scene.Rectangle(x: box[0], y: bottom - box[3], width: box[2] - box[0], height: box[3] - box[1]))
    }
    edges = []
    for edge in structure.edges {
      guard let count = rest.take(1)?.first, (0...1_000_000).contains(count), let flat = rest.take(2 * Int(count))
      else { return nil }
      if count == 0 {
        edges.append(.straight(from: nodes[edge.from], to: nodes[edge.to]))
        continue
      }
      guard let tip = rest.take(2) else { return nil }
      let points = stride(from: 0, to: flat.count, by: 2).map { point(flat[$0], flat[$0 + 1]) }
      edges.append(Curve(points: points, tip: point(tip[0], tip[1])))
    }
    guard rest.isEmpty else { return nil }
  }
}

extension GraphLayout.Curve {
  /// Where there is no better way: a line between the nearest sides.
  static func straight(from tail: Scene.Rectangle, to head: Scene.Rectangle) -> Self {
    let start = tail.border(towards: head.center)
    let tip = head.border(towards: tail.center)
    let length = max(1, start.distance(to: tip))
    let end = start.moved(towards: tip, by: max(0, length - 7) / length)
    return Self(
      points: [start, start.moved(towards: end, by: 1 / 3.0), start.moved(towards: end, by: 2 / 3.0), end], tip: tip)
  }
}

extension Scene.Point {
  func distance(to other: Self) -> Double {
    ((x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)).squareRoot()
  }

  func moved(towards other: Self, by fraction: Double) -> Self {
    Self(x + (other.x - x) * fraction, y + (other.y - y) * fraction)
  }
}

extension Scene.Rectangle {
  static func centered(at center: Scene.Point, width: Double, height: Double) -> Self {
    Self(x: center.x - width / 2, y: center.y - height / 2, width: width, height: height)
  }

  var center: Scene.Point { Scene.Point(x + width / 2, y + height / 2) }

  /// Where the line from the centre to `target` leaves the rectangle.
  func border(towards target: Scene.Point) -> Scene.Point {
    let dx = abs(target.x - center.x)
    let dy = abs(target.y - center.y)
    let fraction = min(dx > 0 ? width / 2 / dx : .infinity, dy > 0 ? height / 2 / dy : .infinity)
    return fraction.isFinite ? center.moved(towards: target, by: fraction) : center
  }
}

extension ArraySlice<Double> {
  fileprivate mutating func take(_ count: Int) -> [Double]? {
    guard self.count >= count else { return nil }
    defer { removeFirst(count) }
    return Array(prefix(count))
  }
}
