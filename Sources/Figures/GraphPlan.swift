import Display

/// What is drawn of a graph: one cell for each node, or for each group of nodes that is folded into one box.
/// Made from structure alone, never from values or states.
struct GraphPlan: Equatable, Sendable {
  struct Cell: Equatable, Sendable {
    /// Indices into the drawing's nodes; one for a node that is drawn as itself.
    var members: [Int]
    /// Of a folded group.
    var title = ""
    var detail = ""
    /// Clusters from the outside in.
    var path: [String]

    var isFolded: Bool { !title.isEmpty }
  }

  struct Edge: Equatable, Sendable {
    var from: Int
    var to: Int
    /// Index into the drawing's edges, where both ends are drawn as themselves.
    var original: Int?
  }

  var cells: [Cell]
  var edges: [Edge]
  /// What was folded, for the reader.
  var notes: [String]
  /// Folded without regard to modules, as the last resort.
  var isChain = false
}

extension GraphPlan {
  /// A group of nodes to fold, by its members' key.
  struct Fold: Equatable {
    var title: String
    var detail: String
    var path: [String]
  }

  /// - Parameter fold: for each node the key into `folds`, nil to draw it as itself.
  init(_ graph: CheckedGraph, fold: [String?], folds: [String: Fold], notes: [String]) {
    cells = []
    edges = []
    self.notes = notes
    var cellOfFold: [String: Int] = [:]
    var cellOfNode: [Int] = []
    for (node, key) in fold.enumerated() {
      if let key, let index = cellOfFold[key] {
        cells[index].members.append(node)
        cellOfNode.append(index)
        continue
      }
      cellOfNode.append(cells.count)
      if let key, let fold = folds[key] {
        cellOfFold[key] = cells.count
        cells.append(Cell(members: [node], title: fold.title, detail: fold.detail, path: fold.path))
      } else {
        cells.append(Cell(members: [node], path: graph.paths[node]))
      }
    }
    var merged: Set<[Int]> = []
    for (index, edge) in graph.edges.enumerated() {
      let (from, to) = (cellOfNode[edge.from], cellOfNode[edge.to])
      let isPlain = !cells[from].isFolded && !cells[to].isFolded
      if isPlain {
        edges.append(Edge(from: from, to: to, original: index))
      } else if from != to, merged.insert([from, to]).inserted {
        edges.append(Edge(from: from, to: to))
      }
    }
  }
}

/// A drawing whose edges are indices of existing nodes; what had to be left out is said in `notes`.
struct CheckedGraph: Sendable {
  var nodes: [GraphDrawing.Node]
  var edges: [GraphStructure.Edge]
  /// Beside `edges`: the argument's position, where it matters.
  var positions: [Int?]
  /// Beside `nodes`: the module path below the branch of the computation (forward, backward, update) that the node
  /// belongs to. A layer's backward operations are boxed together, but not with its forward operations: one box
  /// around both would stretch over the whole figure.
  var paths: [[String]]
  var notes: [String] = []

  init(_ drawing: GraphDrawing) {
    var indices: [Int: Int] = [:]
    nodes = []
    for node in drawing.nodes where indices[node.id] == nil {
      indices[node.id] = nodes.count
      nodes.append(node.onOneLine)
    }
    edges = []
    positions = []
    for edge in drawing.edges {
      guard let from = indices[edge.from], let to = indices[edge.to] else { continue }
      edges.append(GraphStructure.Edge(from: from, to: to))
      positions.append(edge.position)
    }
    paths = nodes.map { node in
      node.module.isEmpty ? [] : [node.phase.branch.rawValue + "/" + node.module[0]] + node.module.dropFirst()
    }
    let lostNodes = drawing.nodes.count - nodes.count
    if lostNodes > 0 { notes.append("Left out: \(counted(lostNodes, "node")) with an id that another node has.") }
    let lostEdges = drawing.edges.count - edges.count
    if lostEdges > 0 { notes.append("Left out: \(counted(lostEdges, "edge")) from or to a node that is not there.") }
  }
}

extension GraphDrawing.Node {
  /// Without line breaks and other control characters, which would break a picture or a terminal.
  fileprivate var onOneLine: Self {
    var node = self
    node.name = name == label ? "" : name.onOneLine
    node.symbol = symbol.onOneLine
    node.shape = shape.onOneLine
    node.value = value.onOneLine
    node.gradient = gradient.onOneLine
    node.module = module.map(\.onOneLine)
    node.flags = flags.map(\.onOneLine)
    return node
  }
}

extension Phase {
  enum Branch: String, CaseIterable { case forward, backward, update }

  var branch: Branch {
    switch self {
    case .data, .forward, .loss, .evaluate: .forward
    case .backward, .clip: .backward
    case .update: .update
    }
  }
}

/// "1 node", "2 nodes", "3 boxes"
func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(noun)\(noun.hasSuffix("x") ? "es" : "s")"
}
