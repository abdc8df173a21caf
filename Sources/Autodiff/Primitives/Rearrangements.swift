import Numerals
import Tensors

// The same numbers in another arrangement.
extension Primitive {
  static let rearrangements: [Primitive] = [transpose, reshape, broadcast, slice, pad, concatenate, gather, scatterAdd]

  /// Axis i of the result is axis permutation[i] of the operand; of a matrix: Zᵢⱼ = Xⱼᵢ.
  public static let transpose: Primitive = Primitive(
    "transpose", computation: .view(.transpose), symbol: "ᵀ", formula: "Z = Xᵀ", localDerivatives: ["1"],
    operandNames: ["X"], operandCount: 1,
    notation: { $0.order == [1, 0] ? .postfix("ᵀ") : .function },
    kernel: Kernel(float32: { permute($0, Float.self) }, float64: { permute($0, Double.self) }),
    samples: [
      Sample([2, 3], attributes: .permutation([1, 0])), Sample([2, 3, 4], attributes: .permutation([2, 0, 1])),
    ],
    shape: { shapes, attributes throws(ShapeProblem) in
      let order = attributes.order
      guard order.sorted() == Array(0..<shapes[0].rank) else {
        throw ShapeProblem(
          "transpose expects each of the \(shapes[0].rank) axes of \(shapes[0]) exactly once; got \(order).")
      }
      return Shape(order.map { shapes[0][$0] })
    },
    derivative: { d in
      var inverse = d.attributes.order
      for (i, axis) in d.attributes.order.enumerated() { inverse[axis] = i }
      return [Primitive.transpose(d.upstream, attributes: .permutation(inverse))]
    },
    flops: { _, _ in 0 }, element: { c in c.moved(from: 0, sourceIndex(c)) })

  /// The same numbers in the same order, in another shape.
  public static let reshape: Primitive = Primitive(
    "reshape", called: .sameNumbers("reshaped"), computation: .same(operand: 0), symbol: "reshape", formula: "z = x",
    localDerivatives: ["1"],
    operandCount: 1,
    kernel: Kernel(float32: { copy($0, Float.self) }, float64: { copy($0, Double.self) }),
    samples: [Sample([2, 3], attributes: .shape([3, 2])), Sample([], attributes: .shape([1, 1]))],
    shape: { shapes, attributes throws(ShapeProblem) in
      let shape = attributes.resultShape
      guard shape.count == shapes[0].count, !shape.sizes.contains(where: { $0 < 0 }) else {
        throw ShapeProblem("reshape expects a shape for the \(shapes[0].count) numbers of \(shapes[0]); got \(shape).")
      }
      return shape
    },
    derivative: { d in [Primitive.reshape(d.upstream, attributes: .shape(d.x.shape))] }, flops: { _, _ in 0 },
    element: { c in
      c.moved(from: 0, c.operands[0].shape.index(at: c.result.shape.offset(of: c.index) ?? 0))
    })

  /// Repeats the operand along new or size-1 axes: [4] to [32, 4] is 32 times the same row.
  public static let broadcast: Primitive = Primitive(
    "broadcast", called: .sameNumbers("repeated"), computation: .view(.broadcast), symbol: "repeat",
    formula: "z = x, repeated", localDerivatives: ["1"],
    operandCount: 1,
    kernel: Kernel(float32: { spread($0, Float.self) }, float64: { spread($0, Double.self) }),
    samples: [
      Sample([3], attributes: .shape([2, 3])), Sample([2, 1], attributes: .shape([2, 3])),
      Sample([], attributes: .shape([2, 2])), Sample([2, 1], attributes: .shape([2, 2, 3])),
    ],
    shape: { shapes, attributes throws(ShapeProblem) in
      let shape = attributes.resultShape
      guard shapes[0].broadcast(with: shape) == shape else {
        throw ShapeProblem(
          "broadcast cannot repeat \(shapes[0]) to \(shape): aligned at the right, each axis must "
            + "have the same size, or 1.")
      }
      return shape
    },
    derivative: { d in [d.upstream.summed(to: d.x.shape)] }, flops: { _, _ in 0 },
    element: { c in
      let shape = c.operands[0].shape
      return c.moved(from: 0, zip(shape.sizes, c.index.suffix(shape.rank)).map { $0 == 1 ? 0 : $1 })
    })

  /// The positions start ..< start + count along one axis.
  public static let slice: Primitive = Primitive(
    "slice", computation: .view(.slice), symbol: "[ : ]", formula: "z = x[start ..< end]", localDerivatives: ["1"],
    operandCount: 1,
    kernel: Kernel(float32: { cut($0, Float.self) }, float64: { cut($0, Double.self) }),
    samples: [
      Sample([4, 3], attributes: .range(axis: 0, start: 1, count: 2)),
      Sample([4, 3], attributes: .range(axis: 1, start: 2, count: 1)),
    ],
    shape: { shapes, attributes throws(ShapeProblem) in
      let (axis, start, count) = attributes.part
      guard (0..<shapes[0].rank).contains(axis), start >= 0, count >= 0, start + count <= shapes[0][axis] else {
        throw ShapeProblem(
          "slice expects positions inside \(shapes[0]); got \(start)..<\(start + count) of axis \(axis).")
      }
      var shape = shapes[0]
      shape[axis] = count
      return shape
    },
    derivative: { d in
      let (axis, start, _) = d.attributes.part
      return [Primitive.pad(d.upstream, attributes: .range(axis: axis, start: start, count: d.x.shape[axis]))]
    },
    flops: { _, _ in 0 },
    element: { c in
      var source = c.index
      source[c.attributes.part.axis] += c.attributes.part.start
      return c.moved(from: 0, source)
    })

  /// Zeros around the operand: it starts at `start` of an axis that is now `count` long.
  public static let pad: Primitive = Primitive(
    "pad", computation: .pad, symbol: "0…0", formula: "z = 0 … x … 0", localDerivatives: ["1"], operandCount: 1,
    details: { "axis \($0.part.axis): \($0.part.start) before, of \($0.part.count)" },
    kernel: Kernel(float32: { surround($0, Float.self) }, float64: { surround($0, Double.self) }),
    samples: [
      Sample([2, 3], attributes: .range(axis: 0, start: 1, count: 4)),
      Sample([2, 3], attributes: .range(axis: 1, start: 0, count: 4)),
    ],
    shape: { shapes, attributes throws(ShapeProblem) in
      let (axis, start, count) = attributes.part
      guard (0..<shapes[0].rank).contains(axis), start >= 0, start + shapes[0][axis] <= count else {
        throw ShapeProblem(
          "pad expects room for \(shapes[0]); got \(count) places along axis \(axis), filled from \(start) on.")
      }
      var shape = shapes[0]
      shape[axis] = count
      return shape
    },
    derivative: { d in
      let (axis, start, _) = d.attributes.part
      return [Primitive.slice(d.upstream, attributes: .range(axis: axis, start: start, count: d.x.shape[axis]))]
    },
    flops: { _, _ in 0 },
    element: { c in
      var source = c.index
      source[c.attributes.part.axis] -= c.attributes.part.start
      return c.operands[0].shape.offset(of: source) == nil
        ? Explanation(reason: "since it lies outside of \(c.label(0))") : c.moved(from: 0, source)
    })

  /// The operands one after another along one axis.
  public static let concatenate: Primitive = Primitive(
    "concatenate", computation: .concatenate, symbol: "⧺", formula: "z = x ⧺ y ⧺ …", localDerivatives: ["1", "1"],
    operandCount: nil,
    kernel: Kernel(float32: { join($0, Float.self) }, float64: { join($0, Double.self) }),
    samples: [
      Sample([2, 3], [1, 3], attributes: .axis(0)), Sample([2, 3], [2, 1], [2, 2], attributes: .axis(1)),
    ],
    shape: { shapes, attributes throws(ShapeProblem) in
      let axis = attributes.axis
      guard var shape = shapes.first, (0..<shape.rank).contains(axis) else {
        throw ShapeProblem("concatenate expects an axis of its operands; got axis \(axis) of \(shapes).")
      }
      for other in shapes.dropFirst() {
        var expected = shape
        guard other.rank == shape.rank else {
          throw ShapeProblem("concatenate expects operands of equal rank; got \(shape) and \(other).")
        }
        expected[axis] = other[axis]
        guard other == expected else {
          throw ShapeProblem(
            "concatenate expects operands that differ along axis \(axis) only; got \(shape) and \(other).")
        }
        shape[axis] += other[axis]
      }
      return shape
    },
    derivative: { d in
      var start = 0
      return d.operands.enumerated().map { i, operand -> Tensor? in
        let count = operand.shape[d.attributes.axis]
        defer { start += count }
        guard d.wanted[i] else { return nil }
        return Primitive.slice(
          d.upstream, attributes: .range(axis: d.attributes.axis, start: start, count: count))
      }
    },
    flops: { _, _ in 0 },
    element: { c in
      var source = c.index
      let axis = c.attributes.axis
      for (operand, array) in c.operands.enumerated() {
        if source[axis] < array.shape[axis] { return c.moved(from: operand, source) }
        source[axis] -= array.shape[axis]
      }
      return ""
    })

  /// Rows of a table by their numbers: z[i…] = table[indices[i]…]. Operands: table [n, …], indices [m] → [m, …].
  public static let gather: Primitive = Primitive(
    "gather", called: .noun("rows"), computation: .gatherRows, symbol: "rows", formula: "zᵢ = x[kᵢ]",
    localDerivatives: ["1 where chosen", ""],
    operandNames: ["x", "k"], operandCount: 2,
    kernel: Kernel(float32: { pick($0, Float.self) }, float64: { pick($0, Double.self) }),
    samples: [Sample([4, 3], [5], in: -2..<2, 0..<4, whole: [1]), Sample([4], [2], in: -2..<2, 0..<4, whole: [1])],
    shape: { shapes, _ throws(ShapeProblem) in
      guard shapes[0].rank >= 1, shapes[1].rank == 1 else {
        throw ShapeProblem("gather expects a table [n, …] and indices [m]; got \(shapes[0]) and \(shapes[1]).")
      }
      return Shape([shapes[1][0]] + shapes[0].sizes.dropFirst())
    },
    derivative: { d in
      [d.wanted[0] ? Primitive.scatterAdd(d.upstream, d.y, attributes: .shape(d.x.shape)) : nil, nil]
    },
    flops: { _, _ in 0 },
    element: { c in c.moved(from: 0, [Int(c.operands[1][at: c.index[0]])] + c.index.dropFirst()) })

  /// Rows added into a table of zeros: z[indices[i]…] += x[i…]. Operands: rows [m, …], indices [m] → [n, …].
  public static let scatterAdd: Primitive = Primitive(
    "scatterAdd", computation: .scatterRows, symbol: "+= rows", formula: "z[kᵢ] += xᵢ", localDerivatives: ["1", ""],
    operandNames: ["x", "k"], operandCount: 2,
    kernel: Kernel(float32: { distribute($0, Float.self) }, float64: { distribute($0, Double.self) }),
    samples: [Sample([5, 3], [5], attributes: .shape([4, 3]), in: -2..<2, 0..<4, whole: [1])],
    shape: { shapes, attributes throws(ShapeProblem) in
      let shape = attributes.resultShape
      guard shape.rank >= 1, shapes[1].rank == 1, shapes[0].sizes == [shapes[1][0]] + shape.sizes.dropFirst() else {
        throw ShapeProblem(
          "scatterAdd expects rows [m, …] and indices [m]; got \(shapes[0]) and \(shapes[1]) for a result \(shape).")
      }
      return shape
    },
    derivative: { d in [d.wanted[0] ? Primitive.gather(d.upstream, d.y) : nil, nil] },
    flops: { shapes, _ in shapes[0].count },
    element: { c in
      let (rows, indices) = (c.operands[0], c.operands[1])
      let terms = (0..<indices.count).filter { Int(indices[at: $0]) == c.index[0] }.map { i in
        rows[at: rows.shape.offset(of: [i] + c.index.dropFirst())!]
      }
      return terms.isEmpty ? Explanation(reason: "since no row is added here") : Explanation(c.sum(terms))
    })

  private static func sourceIndex(_ c: ElementContext) -> [Int] {
    var source = c.index
    for (i, axis) in c.attributes.order.enumerated() { source[axis] = c.index[i] }
    return source
  }
}

extension Attributes {
  fileprivate var order: [Int] {
    guard case .permutation(let order) = self else { return [] }
    return order
  }
  fileprivate var resultShape: Shape {
    guard case .shape(let shape) = self else { return [] }
    return shape
  }
  var part: (axis: Int, start: Int, count: Int) {
    guard case .range(let axis, let start, let count) = self else { return (0, 0, 0) }
    return (axis, start, count)
  }
  var axis: Int {
    guard case .axis(let axis) = self else { return 0 }
    return axis
  }
}

// MARK: - Kernels

private func permute<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let strides = call.operands[0].shape.strides
  gatherStrided(
    call.operand(0, as: S.self), strides: call.attributes.order.map { strides[$0] }, into: call.result(as: S.self),
    shape: call.result.shape)
}

func copy<S: Scalar>(_ call: KernelCall, _: S.Type) {
  call.result(as: S.self).update(from: call.operand(0, as: S.self), count: call.result.count)
}

private func spread<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let (x, z) = (call.operands[0].shape, call.result.shape)
  let repeated = [Int](repeating: 0, count: z.rank - x.rank)
  let strides = repeated + zip(x.sizes, x.strides).map { $0 == 1 ? 0 : $1 }
  gatherStrided(call.operand(0, as: S.self), strides: strides, into: call.result(as: S.self), shape: z)
}

private func cut<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let strides = call.operands[0].shape.strides
  let (axis, start, _) = call.attributes.part
  gatherStrided(
    call.operand(0, as: S.self), start: start * strides[axis], strides: strides, into: call.result(as: S.self),
    shape: call.result.shape)
}

private func surround<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let z = call.result(as: S.self)
  for i in 0..<call.result.count { z[i] = 0 }
  let strides = call.result.shape.strides
  let (axis, start, _) = call.attributes.part
  scatterStrided(
    call.operand(0, as: S.self), shape: call.operands[0].shape, into: z, start: start * strides[axis],
    strides: strides)
}

private func join<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let strides = call.result.shape.strides
  let axis = call.attributes.axis
  var start = 0
  for (i, operand) in call.operands.enumerated() {
    scatterStrided(
      call.operand(i, as: S.self), shape: operand.shape, into: call.result(as: S.self), start: start * strides[axis],
      strides: strides)
    start += operand.shape[axis]
  }
}

/// - Precondition: indices are whole numbers inside the table.
private func pick<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let (table, indices) = (call.operand(0, as: S.self), call.operand(1, as: S.self))
  let rows = call.operands[0].shape[0]
  let width = rows == 0 ? 0 : call.operands[0].count / rows
  let z = call.result(as: S.self)
  for i in 0..<call.operands[1].count {
    (z + i * width).update(from: table + row(call, i, indices[i], of: rows) * width, count: width)
  }
}

private func distribute<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let (x, indices) = (call.operand(0, as: S.self), call.operand(1, as: S.self))
  let rows = call.result.shape[0]
  let width = rows == 0 ? 0 : call.result.count / rows
  let z = call.result(as: S.self)
  sums(into: z, count: call.result.count) { add in
    for i in 0..<call.operands[1].count {
      let target = row(call, i, indices[i], of: rows) * width
      for j in 0..<width { add(target + j, x[i * width + j]) }
    }
  }
}

private func row<S: Scalar>(_ call: KernelCall, _ position: Int, _ index: S, of rows: Int) -> Int {
  guard let row = Int(exactly: index), (0..<rows).contains(row) else {
    stop(call.result.tensor.borrow { $0.sentence(noRow: Double(index), at: position) })
  }
  return row
}

extension Tensor {
  /// What this `gather` or `scatterAdd` looks rows up in, and what it is called.
  package var lookedUpTable: (table: Tensor, name: String) {
    let table = primitive === Primitive.gather ? operand(0) : self
    return (table, table.name.isEmpty ? table.shapeText : table.name)
  }

  /// What is wrong with an index of this `gather` or `scatterAdd`: which one, in what, and what is allowed.
  package func sentence(noRow index: Double, at position: Int) -> String {
    let (table, name) = lookedUpTable
    return
      "An index into \(name) must be a whole number from 0 to "
      + "\(table.shape[0] - 1); element \(position) of \(operand(1).shapeText) is \(exactText(index))."
  }
}
