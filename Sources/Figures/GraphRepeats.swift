import Display

/// Neighbouring modules that are the same but for names and values: the first is drawn, the others are one box.
struct GraphRepeats {
  struct Run: Equatable {
    var key: String
    /// "layer 2 … 12"
    var title: String
    /// "11 times the same as layer 1"
    var detail: String
    /// Of the modules' parent.
    var path: [String]
  }

  /// So many in a row are worth folding.
  static let leastCount = 3

  private var runs: [Run] = []
  private var runOfNode: [Int: Int] = [:]

  var isEmpty: Bool { runs.isEmpty }
  func run(of node: Int) -> Run? { runOfNode[node].map { runs[$0] } }

  init(_ graph: CheckedGraph) {
    var children: [[String]: [[String]]] = [:]
    var members: [[String]: [Int]] = [:]
    for (node, path) in graph.paths.enumerated() {
      for depth in path.indices {
        let module = Array(path[...depth])
        if members[module] == nil { children[Array(path[..<depth]), default: []].append(module) }
        members[module, default: []].append(node)
      }
    }
    let arguments = Dictionary(grouping: graph.edges.indices) { graph.edges[$0].to }
    func pattern(_ module: [String]) -> Pattern {
      Pattern(members[module] ?? [], depth: module.count, graph, arguments)
    }

    var parents: [[String]] = [[]]
    while let parent = parents.popLast() {
      var rest = (children[parent] ?? []).map { (module: $0, pattern: pattern($0)) }[...]
      while let first = rest.first {
        let same = rest.prefix { $0.pattern == first.pattern }.map(\.module)
        rest = rest.dropFirst(same.count)
        parents += same.count < Self.leastCount ? same : [first.module]
        guard same.count >= Self.leastCount else { continue }
        for node in same.dropFirst().flatMap({ members[$0] ?? [] }) { runOfNode[node] = runs.count }
        runs.append(Run(same, parent: parent))
      }
    }
  }

  /// What makes two modules the same.
  private struct Pattern: Hashable {
    struct Node: Hashable {
      var symbol: String
      var shape: String
      var role: Role
      var phase: Phase
      var innerPath: ArraySlice<String>
      /// Inside the module, counted from its first node, with argument positions.
      var arguments: [[Int?]]
    }

    var nodes: [Node]

    init(_ members: [Int], depth: Int, _ graph: CheckedGraph, _ arguments: [Int: [Int]]) {
      let places = Dictionary(uniqueKeysWithValues: members.enumerated().map { ($1, $0) })
      nodes = members.map { member in
        let node = graph.nodes[member]
        return Node(
          symbol: node.symbol, shape: node.shape, role: node.role, phase: node.phase,
          innerPath: graph.paths[member].dropFirst(depth),
          arguments: (arguments[member] ?? []).compactMap { edge in
            places[graph.edges[edge].from].map { [$0, graph.positions[edge]] }
          })
      }
    }
  }
}

extension GraphRepeats.Run {
  fileprivate init(_ modules: [[String]], parent: [String]) {
    let first = modules[0].moduleTitle
    let (second, last) = (modules[1].moduleTitle, modules[modules.count - 1].moduleTitle)
    let shared = second.commonPrefix(with: last).reversed().drop { $0.isNumber }
    let end = last.dropFirst(shared.count)
    key = "repeat/" + modules[1].joined(separator: "\u{0}")
    title = "\(second) … \(shared.isEmpty ? last : String(end))"
    detail = "\(counted(modules.count - 1, "time")) the same as \(first)"
    path = parent
  }
}
