import Display

/// What a graph shows, in words, made from its data.
enum GraphAlternativeText {
  private static let longestList = 12

  static func text(for drawing: GraphDrawing, _ graph: CheckedGraph, _ plan: GraphPlan) -> String {
    if let text = drawing.alternativeText { return text }
    guard !graph.nodes.isEmpty else { return "Computation graph without nodes." }
    let operations = graph.nodes.indices.filter { !graph.nodes[$0].symbol.isEmpty }
    let leaves = graph.nodes.count - operations.count
    var sentence =
      "Computation graph of \(counted(operations.count, "operation")) on \(counted(leaves, "input or parameter"))"
    sentence = sentence.replacing("input or parameters", with: "inputs and parameters")
    var parts = [sentence + list(operations, graph)]
    let pending = graph.nodes.count { $0.state == .pending }
    if let current = graph.nodes.first(where: { $0.state == .current }) {
      parts.append("Current: \(title(current)).")
    }
    if pending > 0 { parts.append("\(pending) not computed yet.") }
    let flagged = graph.nodes.filter { !$0.flags.isEmpty }
    for node in flagged.prefix(3) { parts.append("\(node.nameOrLabel): \(node.flags.joined(separator: ", ")).") }
    if flagged.count > 3 { parts.append("\(flagged.count - 3) more nodes are marked.") }
    return (parts + plan.notes + graph.notes).joined(separator: " ")
  }

  private static func list(_ operations: [Int], _ graph: CheckedGraph) -> String {
    guard !operations.isEmpty else { return "." }
    var arguments = [[Int]](repeating: [], count: graph.nodes.count)
    for edge in graph.edges { arguments[edge.to].append(edge.from) }
    let listed = operations.prefix(longestList).map { index in
      let node = graph.nodes[index]
      let operands = arguments[index].map { graph.nodes[$0].nameOrLabel }.joined(separator: ", ")
      let value = node.state == .pending ? " not computed yet" : node.value.isEmpty ? "" : " = \(node.value)"
      let gradient = node.gradient.isEmpty || node.gradient == "–" ? "" : " (\(node.gradientLabel) = \(node.gradient))"
      return "\(node.nameOrLabel) = \(node.symbol)(\(operands))\(value)\(gradient)"
    }
    let more = operations.count - listed.count
    return ": " + listed.joined(separator: "; ") + (more > 0 ? "; and \(more) more." : ".")
  }

  static func title(_ node: GraphDrawing.Node) -> String {
    [node.symbol, node.nameOrLabel].filter { !$0.isEmpty }.joined(separator: " ")
  }
}
