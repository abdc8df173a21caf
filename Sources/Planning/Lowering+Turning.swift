import Autodiff

/// A product by a transposed matrix turns it around panel by panel, while it multiplies. Where several products read the same
/// one, as those of all time steps of a recurrent network's backward pass do, it is turned once, before the first of them.
extension Lowering {
  mutating func turnOnce() {
    var readers: [Value: Int] = [:]
    for node in nodes { if let matrix = transposedMatrix(node) { readers[matrix, default: 0] += 1 } }
    let several = readers.filter { $0.value > 1 }
    guard !several.isEmpty else { return }

    var (result, numbers, turned): ([Node], [Int], [Value: Int]) = ([], [], [:])
    func renumbered(_ value: Value) -> Value { Value(node: numbers[value.node], view: value.view) }
    for node in nodes {
      var operands = node.operands.map(renumbered)
      if let matrix = transposedMatrix(node), several[matrix] != nil {
        if turned[matrix] == nil {
          let kind = Node.Kind.concatenation(axis: 0, starts: [0])
          result.append(Node(kind: kind, operands: [operands[1]], shape: matrix.shape, source: node.source))
          turned[matrix] = result.count - 1
        }
        operands[1] = Value(node: turned[matrix]!, view: View(contiguous: matrix.shape))
      }
      numbers.append(result.count)
      result.append(Node(kind: node.kind, operands: operands, shape: node.shape, source: node.source))
    }
    values = values.map(renumbered)
    nodes = result
  }

  /// The second factor of a product, if it is a parameter or an input that lies column by column.
  private func transposedMatrix(_ node: Node) -> Value? {
    guard case .product = node.kind else { return nil }
    let matrix = node.operands[1]
    guard case .leaf = nodes[matrix.node].kind, matrix.view.rank == 2, matrix.shape.allSatisfy({ $0 > 1 }),
      matrix.view.strides[0] == 1, matrix.view.strides[1] > 1
    else { return nil }
    return matrix
  }
}
