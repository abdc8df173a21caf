import Tensors

// Numbers picked one by one along an axis, each by an index of its own. (`gather` picks whole rows.)
extension Primitive {
  static let alongAxis: [Primitive] = [takeAlong, addAlong]

  /// zᵢⱼ = x[i, kᵢⱼ] for the axis 1, and likewise along any other. Operands: x and the indices k, which have the sizes of x
  /// along all other axes.
  public static let takeAlong: Primitive = Primitive(
    "takeAlong", called: .noun("choice"), computation: .loop, symbol: "x[k]", formula: "zᵢⱼ = x[i, kᵢⱼ]",
    localDerivatives: ["1 where chosen", ""],
    operandNames: ["x", "k"], operandCount: 2,
    kernel: Kernel(float32: { take($0, Float.self) }, float64: { take($0, Double.self) }),
    samples: [
      Sample([2, 4], [2, 3], attributes: .axis(1), in: -2..<2, 0..<4, whole: [1]),
      Sample([3, 2], [5, 2], attributes: .axis(0), in: -2..<2, 0..<3, whole: [1]),
      Sample([2, 3, 2], [2, 1, 2], attributes: .axis(1), in: -2..<2, 0..<3, whole: [1]),
    ],
    shape: { shapes, attributes throws(ShapeProblem) in
      let axis = attributes.axis
      guard (0..<shapes[0].rank).contains(axis) else { throw noAxis("takeAlong", axis, of: shapes[0]) }
      var expected = shapes[0]
      guard shapes[1].rank == shapes[0].rank else {
        throw ShapeProblem(
          "takeAlong expects as many axes of indices as of numbers; got \(shapes[1]) beside \(shapes[0]).")
      }
      expected[axis] = shapes[1][axis]
      guard shapes[1] == expected else {
        throw ShapeProblem(
          "takeAlong expects indices that differ from \(shapes[0]) along axis \(axis) only; got \(shapes[1]).")
      }
      return shapes[1]
    },
    derivative: { d in
      guard d.wanted[0] else { return [nil, nil] }
      let axis = d.attributes.axis
      let room = Attributes.range(axis: axis, start: 0, count: d.x.shape[axis])
      return [Primitive.addAlong(d.upstream, d.y, attributes: room), nil]
    },
    flops: { _, _ in 0 },
    element: { c in
      var source = c.index
      source[c.attributes.axis] = Int(c.operands[1][at: c.result.shape.offset(of: c.index)!])
      return c.moved(from: 0, source)
    })

  /// Numbers added into zeros: z[i, kᵢⱼ] += xᵢⱼ for the axis 1, and likewise along any other, which is then `count` long.
  /// Operands: x and the indices k, of one shape.
  public static let addAlong: Primitive = Primitive(
    "addAlong", computation: .loop, symbol: "z[k] += x", formula: "z[i, kᵢⱼ] += xᵢⱼ", localDerivatives: ["1", ""],
    operandNames: ["x", "k"], operandCount: 2,
    details: { "along axis \($0.part.axis), \($0.part.count) places" },
    kernel: Kernel(float32: { put($0, Float.self) }, float64: { put($0, Double.self) }),
    samples: [
      Sample(
        [2, 3], [2, 3], attributes: .range(axis: 1, start: 0, count: 4), in: -2..<2, 0..<4, whole: [1]),
      Sample(
        [5, 2], [5, 2], attributes: .range(axis: 0, start: 0, count: 3), in: -2..<2, 0..<3, whole: [1]),
    ],
    shape: { shapes, attributes throws(ShapeProblem) in
      let (axis, _, count) = attributes.part
      guard (0..<shapes[0].rank).contains(axis) else { throw noAxis("addAlong", axis, of: shapes[0]) }
      guard shapes[0] == shapes[1], count >= 0 else {
        throw ShapeProblem("addAlong expects an index for each number of \(shapes[0]); got indices \(shapes[1]).")
      }
      var shape = shapes[0]
      shape[axis] = count
      return shape
    },
    derivative: { d in
      [d.wanted[0] ? Primitive.takeAlong(d.upstream, d.y, attributes: .axis(d.attributes.part.axis)) : nil, nil]
    },
    flops: { shapes, _ in shapes[0].count },
    element: { c in
      let (x, indices, axis) = (c.operands[0], c.operands[1], c.attributes.part.axis)
      var index = c.index
      let terms = (0..<x.shape[axis]).compactMap { place -> Double? in
        index[axis] = place
        let offset = x.shape.offset(of: index)!
        return Int(indices[at: offset]) == c.index[axis] ? x[at: offset] : nil
      }
      return terms.isEmpty ? Explanation(reason: "since nothing is added here") : Explanation(c.sum(terms))
    })
}

private func take<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let (x, indices, z) = (call.operand(0, as: S.self), call.operand(1, as: S.self), call.result(as: S.self))
  let axis = call.attributes.axis
  let (source, lines) = (AxisLines(call.operands[0].shape, axis: axis), AxisLines(call.result.shape, axis: axis))
  lines.forEach { line, first in
    for k in 0..<lines.length {
      let place = first + k * lines.step
      z[place] = x[source.first(line) + chosen(call, place, indices[place], of: source.length) * source.step]
    }
  }
}

private func put<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let (x, indices, z) = (call.operand(0, as: S.self), call.operand(1, as: S.self), call.result(as: S.self))
  let axis = call.attributes.part.axis
  let (lines, target) = (AxisLines(call.operands[0].shape, axis: axis), AxisLines(call.result.shape, axis: axis))
  lines.forEach { line, first in
    var sums = [CompensatedSum<S>](repeating: CompensatedSum(), count: target.length)
    for k in 0..<lines.length {
      let place = first + k * lines.step
      sums[chosen(call, place, indices[place], of: target.length)].add(x[place])
    }
    for (k, sum) in sums.enumerated() { z[target.first(line) + k * target.step] = sum.value }
  }
}

private func chosen<S: Scalar>(_ call: KernelCall, _ position: Int, _ index: S, of length: Int) -> Int {
  guard let number = Int(exactly: index), (0..<length).contains(number) else {
    stop(
      call.result.tensor.borrow { tensor in
        let indices = tensor.operand(1)
        return "\(tensor.primitive.name) expects whole numbers from 0 to \(length - 1) as indices; element "
          + "\(indices.shape.index(at: position)) of \(indices.shapeText) is \(index)."
      })
  }
  return number
}
