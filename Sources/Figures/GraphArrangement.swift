import Display

/// A plan of a graph with every box in its place.
struct GraphArrangement {
  struct Cluster: Equatable {
    var title: String
    var branch: Phase.Branch
  }

  var plan: GraphPlan
  var boxes: [GraphBox]
  var clusters: [Cluster]
  var layout: GraphLayout
  var diagnostics: [Diagnostic]

  /// A summary must be readable at a glance.
  private static let chainBudget = 1_000

  static let clusterFont = Scene.Font(size: 8, isBold: true)

  /// The largest plan that can be laid out within the limits.
  init(_ graph: CheckedGraph, _ content: GraphContent, direction: GraphDrawing.Direction, _ layouts: GraphLayouts) {
    var diagnostics: [Diagnostic] = []
    var budget = layouts.limits.budget
    var last: Candidate?
    for plan in GraphFolding(graph).plans {
      let candidate = Candidate(plan, graph, content, direction)
      last = candidate
      let cost = candidate.structure.cost
      guard cost <= (plan.isChain ? min(budget, Self.chainBudget) : budget) else { continue }
      switch layouts.layout(of: candidate.structure) {
      case .success(let layout):
        self.init(candidate, layout, diagnostics)
        return
      case .failure(.noEngine):
        self.init(candidate, GraphLayeredLayout.layout(of: candidate.structure), [Self.noEngine])
        return
      case .failure(let failure):
        if diagnostics.isEmpty { diagnostics = [Self.abandoned(failure, plan, layouts.limits)] }
        // Not another long wait for hardly less.
        budget = cost / 4
      }
    }
    let candidate = last ?? Candidate(GraphPlan(cells: [], edges: [], notes: []), graph, content, direction)
    self.init(candidate, GraphLayeredLayout.layout(of: candidate.structure), diagnostics)
  }

  private init(_ candidate: Candidate, _ layout: GraphLayout, _ diagnostics: [Diagnostic]) {
    plan = candidate.plan
    boxes = candidate.boxes
    clusters = candidate.clusters
    self.layout = layout
    self.diagnostics = diagnostics
  }

  private static let noEngine = Diagnostic(
    "graphviz-plugin-missing", severity: .warning,
    "Graphviz has no layout engine 'dot' on this machine, so the graph is drawn with a simpler layout.",
    hint:
      "Install Graphviz's plug-ins (on Debian: apt-get install libgvc6) and, if they are there, run 'dot -c' as root.")

  private static func abandoned(
    _ failure: GraphLayouts.Failure, _ plan: GraphPlan, _ limits: GraphLayouts.Limits
  ) -> Diagnostic {
    let reason =
      failure == .tooSlow
      ? "took longer than \(format(limits.processorSeconds)) s" : "could not be laid out by Graphviz"
    return Diagnostic(
      "graph-layout-abandoned", severity: .warning,
      "A graph of \(counted(plan.cells.count, "box")) \(reason), so more of it was folded.",
      hint: "Draw a part of the graph, or name modules, so that it folds where you want.")
  }
}

/// A plan with its sizes, before it is laid out.
private struct Candidate {
  var plan: GraphPlan
  var boxes: [GraphBox]
  var clusters: [GraphArrangement.Cluster]
  var structure: GraphStructure

  init(_ plan: GraphPlan, _ graph: CheckedGraph, _ content: GraphContent, _ direction: GraphDrawing.Direction) {
    self.plan = plan
    boxes = plan.cells.map { $0.isFolded ? GraphBox(folded: $0) : GraphBox(graph.nodes[$0.members[0]], content) }
    clusters = []
    var clusterIndices: [[String]: Int] = [:]
    structure = GraphStructure(
      nodes: [], edges: plan.edges.map { GraphStructure.Edge(from: $0.from, to: $0.to) },
      direction: direction == .leftToRight ? .leftToRight : .topToBottom)
    for (cell, box) in zip(plan.cells, boxes) {
      var parent: Int?
      for depth in cell.path.indices {
        let path = Array(cell.path[...depth])
        if let index = clusterIndices[path] {
          parent = index
          continue
        }
        let title = path.moduleTitle
        let width = min(GraphBox.longestText, TextMeasure.width(of: title, in: GraphArrangement.clusterFont))
        structure.clusters.append(GraphStructure.Cluster(parent: parent, titleWidth: width))
        parent = clusters.count
        clusterIndices[path] = clusters.count
        clusters.append(
          GraphArrangement.Cluster(title: title, branch: graph.nodes[cell.members[0]].phase.branch))
      }
      structure.nodes.append(GraphStructure.Node(width: box.width, height: box.height, cluster: parent))
    }
  }
}
