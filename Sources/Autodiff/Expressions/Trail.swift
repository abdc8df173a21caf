import Tensors

/// How tensors came about, for sentences that refuse them: " They were made so: %0 = …; %1 = …"; "" for what is written down or
/// fed. The last operations only.
package func trail(of tensors: [Tensor]) -> String {
  // A graph has one element type, even where the sentence is about two.
  let made = tensors.filter { $0.primitive.operandCount != 0 && $0.elementType == tensors[0].elementType }
  guard !made.isEmpty else { return "" }
  let graph = Graph(of: made)
  let shown = 5
  let lines = (max(0, graph.count - shown)..<graph.count).map { graph.line(for: $0) }
  return (made.count == 1 ? " It was made so: " : " They were made so: ") + (graph.count > shown ? "…; " : "")
    + lines.joined(separator: "; ") + "."
}

extension Tensor {
  /// "float64 w [2, 3]"
  var typeText: String { "\(elementType) \(shapeText)" }
}
