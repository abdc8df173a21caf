import Display

/// A drawing that is too large to be redrawn for every event, cut into pages. The cursor's page is shown, with the
/// operands that its operations have elsewhere.
package struct GraphPages {
  /// Drawings of up to so many nodes are one page.
  static let largestWhole = 400
  package static let nodesPerPage = 100

  private let whole: GraphDrawing
  /// The edges into each node, as a range of `whole.edges`.
  private let edgesInto: [Range<Int>]
  private var known: [Int: GraphDrawing] = [:]

  /// - Parameter drawing: nodes by ascending id; edges by the node that they lead to.
  init(_ drawing: GraphDrawing) {
    whole = drawing
    var start = 0
    edgesInto = drawing.nodes.map { node in
      var end = start
      while end < drawing.edges.count, drawing.edges[end].to == node.id { end += 1 }
      defer { start = end }
      return start..<end
    }
  }

  var isWhole: Bool { whole.nodes.count <= Self.largestWhole }

  /// The page on which a node is, or the last one before where it would be.
  mutating func page(of id: Int) -> GraphDrawing {
    guard !isWhole else { return whole }
    let number = Swift.max(0, position(of: id)) / Self.nodesPerPage
    if let page = known[number] { return page }
    let page = page(number)
    known[number] = page
    return page
  }

  private func page(_ number: Int) -> GraphDrawing {
    let start = number * Self.nodesPerPage
    let range = start..<Swift.min(start + Self.nodesPerPage, whole.nodes.count)
    let edges = range.flatMap { whole.edges[edgesInto[$0]] }
    var elsewhere: Set<Int> = []
    for edge in edges where edge.from < whole.nodes[start].id { elsewhere.insert(edge.from) }
    // An operation of thousands of operands has some of them drawn.
    let operands = elsewhere.sorted().suffix(Self.nodesPerPage).compactMap { id -> GraphDrawing.Node? in
      let place = position(of: id)
      return place >= 0 && whole.nodes[place].id == id ? whole.nodes[place] : nil
    }
    let shown = Set(operands.map(\.id) + range.map { whole.nodes[$0].id })
    return GraphDrawing(
      title: "operations \(whole.nodes[range.lowerBound].id) … \(whole.nodes[range.upperBound - 1].id), part "
        + "\(number + 1) of \((whole.nodes.count + Self.nodesPerPage - 1) / Self.nodesPerPage)",
      nodes: operands + whole.nodes[range], edges: edges.filter { shown.contains($0.from) },
      direction: whole.direction)
  }

  /// Of the last node whose id is not above `id`; −1 when there is none.
  private func position(of id: Int) -> Int {
    var (low, high) = (0, whole.nodes.count)
    while low < high {
      let middle = (low + high) / 2
      if whole.nodes[middle].id <= id { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }
}
