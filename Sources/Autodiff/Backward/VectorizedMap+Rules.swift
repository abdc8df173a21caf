import Tensors

// How each operation is built for a whole batch in place of one example: a case for each kind of computation. The batch's axis
// is the first; so an axis of an example is one further back.
extension Tensor {
  /// This operation for each example, where an operand differs from example to example or numbers are drawn: [count, …].
  func batched(_ operands: [BatchedOperand], count: Int) -> Tensor {
    let shape = Shape([count] + self.shape.sizes)
    switch primitive.computation {
    case .leaf: preconditionFailure("a leaf has no operands")
    case .elementwise: return built(onWholes: operands, like: shape)
    case .same:
      if primitive === Primitive.reshape { return operands[0].whole.reshaped(shape.sizes) }
      return operands.count == 1
        ? primitive(operands[0].whole, attributes: attributes) : built(onWholes: operands, like: shape)
    case .fold:
      let (axes, keepsAxes) = attributes.folded
      return primitive(operands[0].whole, attributes: .axes(axes.map { $0 + 1 }, keepingAxes: keepsAxes))
    case .product: return product(operands[0], operands[1])
    case .convolution(let part): return convolution(part, operands, like: shape)
    case .pool:
      // Images are taken one by one: all of all examples are one long batch of them.
      let images = operands.map { $0.whole.joiningFirstAxes }
      return primitive.built(images, attributes).reshaped(shape.sizes)
    case .view(.transpose):
      guard case .permutation(let order) = attributes else { break }
      return primitive(operands[0].whole, attributes: .permutation([0] + order.map { $0 + 1 }))
    case .view(.broadcast): return operands[0].whole(rank: rank).broadcast(to: shape)
    case .view(.slice), .pad:
      guard case .range(let axis, let start, let places) = attributes else { break }
      return primitive(operands[0].whole, attributes: .range(axis: axis + 1, start: start, count: places))
    case .concatenate: return concatenated(operands)
    case .gatherRows: return gathered(operands[0], operands[1], like: shape)
    case .scatterRows: return scattered(operands[0], operands[1], like: shape)
    case .draw:
      guard operands[0].batch == nil, case .draw(_, let seed) = attributes else { break }
      return primitive(operands[0].tensor, attributes: .draw(shape, seed: seed))
    case .loop:
      if primitive === Primitive.maxPoolPick {
        return primitive.built(operands.map { $0.whole.joiningFirstAxes }, attributes).reshaped(shape.sizes)
      }
      switch attributes {
      case .axis(let axis): return primitive.built(operands.map(\.whole), .axis(axis + 1))
      case .range(let axis, let start, let places):
        return primitive.built(operands.map(\.whole), .range(axis: axis + 1, start: start, count: places))
      default: break
      }
    }
    return oneByOne(operands, count: count)
  }

  /// For what has no other rule: an operation for each example.
  private func oneByOne(_ operands: [BatchedOperand], count: Int) -> Tensor {
    concatenate(
      (0..<count).map { number in
        primitive.built(operands.map { $0.example(number) }, attributes).reshaped([1] + shape.sizes)
      })
  }

  /// A single number that all share stays one beside arrays; everything else gets the result's shape.
  private func built(onWholes operands: [BatchedOperand], like result: Shape) -> Tensor {
    primitive.built(
      operands.map { operand in
        if operand.batch == nil, operand.tensor.shape.isScalar, result.rank > 1 { return operand.tensor }
        return operand.whole(rank: result.rank - 1).broadcast(to: result)
      }, attributes)
  }

  private func product(_ x: BatchedOperand, _ w: BatchedOperand) -> Tensor {
    // One matrix for all rows of all examples.
    if w.batch == nil, w.tensor.rank == 2 { return x.whole.matmul(w.tensor) }
    let rank = Swift.max(x.tensor.rank, w.tensor.rank)
    return x.whole(rank: rank).matmul(w.whole(rank: rank))
  }

  private func convolution(_ part: KernelKind.ConvolutionPart, _ operands: [BatchedOperand], like result: Shape)
    -> Tensor
  {
    // With filters that all share, the images of all examples are one long batch of them.
    guard part != .filterGradient, operands[1].batch == nil else { return oneByOne(operands, count: result[0]) }
    return primitive(operands[0].whole.joiningFirstAxes, operands[1].tensor, attributes: attributes)
      .reshaped(result.sizes)
  }

  private func concatenated(_ operands: [BatchedOperand]) -> Tensor {
    guard case .axis(let axis) = attributes else { preconditionFailure("a concatenation has an axis") }
    return primitive.built(operands.map(\.whole), .axis(axis + 1))
  }

  /// Rows of a table of each example's own are rows of all tables, one below the other.
  private func gathered(_ table: BatchedOperand, _ indices: BatchedOperand, like result: Shape) -> Tensor {
    guard table.batch != nil else {
      return table.tensor.rows(indices.whole.reshaped([-1])).reshaped(result.sizes)
    }
    return table.whole.joiningFirstAxes.rows(offset(indices, rows: table.tensor.shape[0])).reshaped(result.sizes)
  }

  private func scattered(_ rows: BatchedOperand, _ indices: BatchedOperand, like result: Shape) -> Tensor {
    scatterAdd(
      rows.whole.joiningFirstAxes, at: offset(indices, rows: result[1]), count: result[0] * result[1]
    ).reshaped(result.sizes)
  }

  /// Indices into tables of so many rows each, which lie one below the other.
  private func offset(_ indices: BatchedOperand, rows: Int) -> Tensor {
    let starts = NDArray((0..<indices.count).map { Double($0 * rows) }, type: indices.tensor.elementType)
    return (indices.whole + Tensor(starts.reshaped([indices.count, 1]))).reshaped([-1])
  }

  /// [a, b, …] → [a · b, …]
  private var joiningFirstAxes: Tensor { reshaped([shape[0] * shape[1]] + Array(shape.sizes.dropFirst(2))) }
}
