import Tensors

/// Products and sums in Einstein's notation: each operand's axes get letters, the result's axes are those behind the arrow, and
/// what is on no axis of the result is summed over.
///
///     einsum("ij,jk->ik", x, w)      // the matrix product
///     einsum("bqd,bkd->bqk", q, k)   // attention scores
///     einsum("ii", x)                // the sum of the diagonal
///
/// Without an arrow the result has the letters that come once, in alphabetical order. "…" or "..." stands for any further axes,
/// which broadcast. Two operands at a time become one product of matrices. Named after Einstein 1916,
/// doi:10.1002/andp.19163540702, § 5.
public func einsum(_ notation: String, _ operands: Tensor...) -> Tensor { einsum(notation, of: operands) }

func einsum(_ notation: String, of operands: [Tensor]) -> Tensor {
  let subscripts: Subscripts
  do {
    subscripts = try Subscripts(notation, operands.map(\.shape))
  } catch {
    stop(shapes: error.sentence + trail(of: operands))
  }
  return module("einsum") {
    let parts = zip(operands, subscripts.operands).map { LabelledTensor($0, $1, sizes: subscripts.sizes) }
    var total = parts[0]
    for (number, part) in parts.enumerated().dropFirst() {
      let needed = Set(subscripts.result + parts[(number + 1)...].flatMap(\.labels))
      total = total.times(part, keeping: needed)
    }
    return total.summed(to: Set(subscripts.result)).ordered(subscripts.result)
  }
}

/// A tensor whose axes have letters, each its own.
private struct LabelledTensor {
  var tensor: Tensor
  var labels: [Character]

  private init(_ tensor: Tensor, _ labels: [Character]) {
    self.tensor = tensor
    self.labels = labels
  }

  /// An operand: of an axis that comes twice the diagonal, and broadcast where "…" has size 1.
  init(_ tensor: Tensor, _ labels: [Character], sizes: [Character: Int]) {
    self.init(tensor, labels)
    while let first = self.labels.indices.first(where: { self.labels[$0...].dropFirst().contains(self.labels[$0]) }) {
      takeDiagonal(first, self.labels[(first + 1)...].firstIndex(of: self.labels[first])!)
    }
    self.tensor = self.tensor.broadcast(to: Shape(self.labels.map { sizes[$0]! }))
  }

  private mutating func takeDiagonal(_ first: Int, _ second: Int) {
    let size = tensor.shape[first]
    let others = labels.indices.filter { $0 != first && $0 != second }
    let square = tensor.ordered(others + [first, second]).reshaped(others.map { tensor.shape[$0] } + [size * size])
    tensor = square.slice(stride(from: 0, to: size * size, by: size + 1), axis: -1)
    labels = others.map { labels[$0] } + [labels[first]]
  }

  func summed(to kept: Set<Character>) -> LabelledTensor {
    let axes = labels.indices.filter { !kept.contains(labels[$0]) }
    guard !axes.isEmpty else { return self }
    return LabelledTensor(sum(tensor, axes: axes), labels.filter(kept.contains))
  }

  func ordered(_ order: [Character]) -> Tensor { tensor.ordered(order.map { labels.firstIndex(of: $0)! }) }

  /// The product, summed over what both have and nobody needs any more.
  func times(_ other: LabelledTensor, keeping needed: Set<Character>) -> LabelledTensor {
    let x = summed(to: needed.union(other.labels))
    let y = other.summed(to: needed.union(labels))
    let both = x.labels.filter(y.labels.contains)
    let (shared, folded) = (both.filter(needed.contains), both.filter { !needed.contains($0) })
    let (left, right) = (x.labels.filter { !both.contains($0) }, y.labels.filter { !both.contains($0) })
    func sizes(_ labels: [Character]) -> [Int] {
      labels.map { label in
        x.labels.firstIndex(of: label).map { x.tensor.shape[$0] } ?? y.tensor.shape[y.labels.firstIndex(of: label)!]
      }
    }
    func count(_ labels: [Character]) -> Int { sizes(labels).reduce(1, *) }
    let lead = sizes(shared)
    let a = x.ordered(shared + left + folded).reshaped(lead + [count(left), count(folded)])
    let b = y.ordered(shared + folded + right).reshaped(lead + [count(folded), count(right)])
    let product = folded.isEmpty ? a * b : a.matmul(b)
    return LabelledTensor(product.reshaped(lead + sizes(left) + sizes(right)), shared + left + right)
  }
}
