import Autodiff
import CKernels
import Tensors

// Operations that treat some axes unlike others: folds, products of matrices, and values side by side.
extension Lowering {
  mutating func fold(_ x: Value, _ reduction: Reduction, _ axes: [Int], _ shape: [Int], for id: Int) -> Value {
    switch reduction {
    case .sum: return fold(x, Node.Fold.sum, axes, shape, for: id)
    case .max: return fold(x, Node.Fold.max, axes, shape, for: id)
    case .mean:
      let total = fold(x, Node.Fold.sum, axes, shape, for: id)
      let count = Double(x.view.count / Swift.max(total.view.count, 1))
      return elementwise(NN_DIVIDE, [total, number(count, shape, for: id)], for: id)
    }
  }

  /// Folds the last axes first, then the first ones; others are brought to the end.
  mutating func fold(
    _ x: Value, _ fold: Node.Fold, _ axes: [Int], _ shape: [Int], for id: Int
  ) -> Value {
    var (x, axes) = (x, axes.filter { x.shape[$0] != 1 })
    // What repeats along other axes is folded once.
    let repeated = x.shape.indices.filter { x.shape[$0] != 1 && x.view.strides[$0] == 0 && !axes.contains($0) }
    if !repeated.isEmpty {
      let full = x.shape.indices.map { axes.contains($0) ? 1 : x.shape[$0] }
      for axis in repeated { x.view.shape[axis] = 1 }
      let small = x.shape.indices.map { axes.contains($0) ? 1 : x.shape[$0] }
      let folded = self.fold(x, fold, axes, small, for: id)
      return reshaped(Value(node: folded.node, view: folded.view.broadcast(to: full)), to: shape, for: id)
    }
    // Along an axis that repeats, a sum is a multiple and the greatest is the number itself.
    var times = 1
    for axis in x.view.shape.indices where x.view.strides[axis] == 0 && axes.contains(axis) {
      times *= x.shape[axis]
      x.view.shape[axis] = 1
      axes.removeAll { $0 == axis }
    }
    if times != 1, fold == .sum { x = elementwise(NN_MULTIPLY, [x, number(Double(times), x.shape, for: id)], for: id) }
    func isRun(_ axes: [Int]) -> Bool { axes == Array(axes[0]..<axes[0] + axes.count) }
    while !axes.isEmpty {
      let rank = x.view.rank
      var last = axes.count
      while last > 0, axes[last - 1] == rank - (axes.count - last) - 1 { last -= 1 }
      let suffix = axes[last...]
      if !suffix.isEmpty, suffix.first! > 0 || last == 0 {
        let isTotal = suffix.first! == 0 && fold == .sum
        if !isTotal, x.view.collapsedStride(suffix.first!..<rank) == nil { x = contiguous(x, for: id) }
        x = add(.fold(fold, axes: suffix.first!..<rank), [x], Array(x.shape[..<suffix.first!]), for: id)
        axes.removeLast(suffix.count)
      } else if fold == .sum, axes[0] == 0, isRun(axes) {
        if x.view.collapsedStride(axes.count..<rank) == nil { x = contiguous(x, for: id) }
        x = add(.fold(fold, axes: 0..<axes.count), [x], Array(x.shape[axes.count...]), for: id)
        axes = []
      } else {
        let kept = (0..<rank).filter { !axes.contains($0) }
        let turned = x.view.transposed(kept + axes)
        if View.collapsed(turned.shape, turned.strides).count <= RowAxes.most {
          x = Value(node: x.node, view: turned)
          axes = Array(kept.count..<rank)
        } else {
          // One axis at a time.
          let last = axes.removeLast()
          x = contiguous(x, for: id)
          let others = (0..<rank).filter { $0 != last }
          x = add(
            .fold(fold, axes: rank - 1..<rank), [Value(node: x.node, view: x.view.transposed(others + [last]))],
            others.map { x.shape[$0] }, for: id)
        }
      }
    }
    return reshaped(x, to: shape, for: id)
  }

  /// x · w, as one product of matrices where w is shared by x's leading axes.
  mutating func product(_ x: Value, _ w: Value, for id: Int) -> Value {
    let shape = graph[id].shape.sizes
    if w.view.rank == 2, x.view.rank > 2 {
      let flat = reshaped(x, to: [x.view.count / Swift.max(x.shape.last!, 1), x.shape.last!], for: id)
      let result = matrices(flat, w, [flat.shape[0], shape.last!], order: [0, 1], for: id)
      return Value(node: result.node, view: View(contiguous: shape))
    }
    var (x, w, outer) = (x, w, Array(shape.dropLast(2)))
    if outer.count > 2 {
      outer = [outer.reduce(1, *)]
      x = reshaped(x, to: outer + x.shape.suffix(2), for: id)
      w = reshaped(w, to: outer + w.shape.suffix(2), for: id)
      let result = matrices(x, w, outer + shape.suffix(2), order: [0, 1, 2], for: id)
      return Value(node: result.node, view: View(contiguous: shape))
    }
    // A result that is only transposed is written in that order.
    if let user = onlyUser[id], graph[user].primitive === Primitive.transpose,
      case .permutation(let order) = graph[user].attributes, order.last == order.count - 1
    {
      let result = matrices(x, w, order.map { shape[$0] }, order: order, for: id)
      let inverse = order.indices.map { axis in order.firstIndex(of: axis)! }
      return Value(node: result.node, view: result.view.transposed(inverse))
    }
    return matrices(x, w, shape, order: Array(shape.indices), for: id)
  }

  private mutating func matrices(_ x: Value, _ w: Value, _ shape: [Int], order: [Int], for id: Int) -> Value {
    add(.product(order: order), [matrix(x, for: id), matrix(w, for: id)], shape, for: id)
  }

  /// A value whose rows or columns lie in a row, as the product's kernel expects it.
  private mutating func matrix(_ value: Value, for id: Int) -> Value {
    let (rows, columns) = (value.view.rank - 2, value.view.rank - 1)
    let view = value.view
    let isUsable =
      number(value) == nil
      && ((view.strides[columns] == 1 && (view.strides[rows] != 0 || view.shape[rows] == 1))
        || (view.strides[rows] == 1 && (view.strides[columns] != 0 || view.shape[columns] == 1))
        || view.shape[rows] == 1 && view.shape[columns] == 1)
    return isUsable ? value : add(.elementwise(NN_COPY, 0), [value], value.shape, for: id)
  }

  /// The sum of values that are padded with zeros on the way to different parts of one axis: those parts side by side.
  /// (So the gradients of slices come back together without adding zeros.)
  mutating func joinedPads(_ operands: [Value], for id: Int) -> Value? {
    guard operands.count == 2, let x = pad(operands[0]), let y = pad(operands[1]), x.axis == y.axis else { return nil }
    let parts = (x.parts + y.parts).sorted { $0.start < $1.start }
    for (part, next) in zip(parts, parts.dropFirst())
    where part.start + part.value.shape[x.axis] > next.start { return nil }
    return add(
      .concatenation(axis: x.axis, starts: parts.map(\.start)), parts.map(\.value), operands[0].shape, for: id)
  }

  private func pad(_ value: Value) -> (axis: Int, parts: [(start: Int, value: Value)])? {
    let node = nodes[value.node]
    guard case .concatenation(let axis, let starts) = node.kind, value.view == View(contiguous: node.shape) else {
      return nil
    }
    return (axis, Array(zip(starts, node.operands)))
  }
}
