import Display

/// Ever smaller plans of one graph: everything; repeated modules once; modules as single boxes, from the innermost
/// out; the backward pass and the update as one box each; stretches of the list of operations.
struct GraphFolding {
  /// Graphs up to this size are not folded for being repetitive.
  static let smallGraph = 100
  private static let longestChain = 64

  let graph: CheckedGraph
  private let repeats: GraphRepeats
  private let depth: Int

  init(_ graph: CheckedGraph) {
    self.graph = graph
    repeats = GraphRepeats(graph)
    depth = graph.paths.map(\.count).max() ?? 0
  }

  /// All plans, made one at a time as the caller asks; the last one has a single box.
  var plans: some Sequence<GraphPlan> { (modulePlans + chainPlans).lazy.map { $0() } }

  /// Those that fold along modules and phases.
  var meaningfulPlans: some Sequence<GraphPlan> { modulePlans.lazy.map { $0() } }

  private var modulePlans: [() -> GraphPlan] {
    var steps: [() -> GraphPlan] = []
    if graph.nodes.count <= Self.smallGraph || repeats.isEmpty { steps.append { plan(moduleDepth: nil) } }
    if !repeats.isEmpty { steps.append { plan(foldingRepeats: true, moduleDepth: nil) } }
    for level in stride(from: depth, to: 0, by: -1) {
      steps.append { plan(foldingRepeats: true, moduleDepth: level) }
    }
    if graph.nodes.contains(where: { $0.phase.branch != .forward }) {
      steps.append { plan(foldingRepeats: true, moduleDepth: 1, foldingBranches: true) }
    }
    return steps
  }

  private var chainPlans: [() -> GraphPlan] {
    sequence(first: Self.longestChain) { $0 > 1 ? $0 / 2 : nil }.map { count in { chain(of: count) } }
  }

  private func plan(
    foldingRepeats: Bool = false, moduleDepth: Int?, foldingBranches: Bool = false
  ) -> GraphPlan {
    var folds: [String: GraphPlan.Fold] = [:]
    var keys: [String?] = []
    for (index, node) in graph.nodes.enumerated() {
      let path = graph.paths[index]
      if foldingBranches, node.phase.branch != .forward {
        let branch = node.phase.branch.rawValue
        keys.append("branch/" + branch)
        folds["branch/" + branch] = GraphPlan.Fold(title: branch, detail: "", path: [])
      } else if foldingRepeats, let run = repeats.run(of: index), moduleDepth.map({ run.path.count < $0 }) ?? true {
        keys.append(run.key)
        folds[run.key] = GraphPlan.Fold(title: run.title, detail: run.detail, path: run.path)
      } else if let moduleDepth, path.count >= moduleDepth {
        let prefix = Array(path.prefix(moduleDepth))
        let key = "module/" + prefix.joined(separator: "\u{0}")
        keys.append(key)
        folds[key] = GraphPlan.Fold(title: prefix.moduleTitle, detail: "", path: prefix.dropLast())
      } else {
        keys.append(nil)
      }
    }
    return GraphPlan(graph, fold: keys, folds: countingMembers(of: folds, keys), notes: notes(keys, folds))
  }

  private func chain(of count: Int) -> GraphPlan {
    let size = max(1, (graph.nodes.count + count - 1) / count)
    var folds: [String: GraphPlan.Fold] = [:]
    var keys: [String?] = []
    for index in graph.nodes.indices {
      let (first, last) = (index / size * size, min(graph.nodes.count, (index / size + 1) * size) - 1)
      let names = [graph.nodes[first].nameOrLabel, graph.nodes[last].nameOrLabel]
      let key = "part \(first)"
      folds[key] = GraphPlan.Fold(
        title: first == last ? names[0] : names.joined(separator: " … "), detail: "", path: [])
      keys.append(key)
    }
    var plan = GraphPlan(
      graph, fold: keys, folds: countingMembers(of: folds, keys),
      notes: ["Folded: \(counted(graph.nodes.count, "node")), \(size) to a box, in the order of the computation."])
    plan.isChain = true
    return plan
  }

  private func countingMembers(of folds: [String: GraphPlan.Fold], _ keys: [String?]) -> [String: GraphPlan.Fold] {
    var members: [String: Int] = [:]
    for key in keys.compactMap({ $0 }) { members[key, default: 0] += 1 }
    var folds = folds
    for (key, fold) in folds where fold.detail.isEmpty { folds[key]?.detail = counted(members[key] ?? 0, "node") }
    return folds
  }

  private func notes(_ keys: [String?], _ folds: [String: GraphPlan.Fold]) -> [String] {
    var seen: Set<String> = []
    let inOrder = keys.compactMap { $0 }.filter { seen.insert($0).inserted }
    guard !inOrder.isEmpty else { return [] }
    let shown = inOrder.prefix(6).map { key in
      let fold = folds[key]!
      return fold.title + (fold.detail.isEmpty ? "" : " (\(fold.detail))")
    }
    let more = inOrder.count > 6 ? ", and \(inOrder.count - 6) more" : ""
    let total = keys.count { $0 != nil }
    return [
      "Folded, \(counted(total, "node")) in \(counted(inOrder.count, "box")): \(shown.joined(separator: ", "))\(more)."
    ]
  }
}

extension [String] {
  /// The innermost module's name, without the branch that `CheckedGraph.paths` puts before the outermost.
  var moduleTitle: String {
    guard let last else { return "" }
    if count > 1 { return last }
    let parts = last.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return last }
    return parts[0] == "forward" ? String(parts[1]) : "\(parts[1]), \(parts[0])"
  }
}
