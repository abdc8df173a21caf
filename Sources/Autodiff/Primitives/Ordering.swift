import Tensors

// Where the greatest numbers are. Places are whole numbers from 0, through which no gradient flows. Of equal numbers the
// first one comes first; NaN counts as greater than any number.
extension Primitive {
  static let ordering: [Primitive] = [argmax, topK]

  /// z = the place of the greatest x along an axis, which is folded away.
  public static let argmax: Primitive = Primitive(
    "argmax", computation: .loop, symbol: "argmax", formula: "z = k where xₖ is the greatest", operandCount: 1,
    kernel: Kernel(float32: { greatest($0, Float.self) }, float64: { greatest($0, Double.self) }),
    samples: [
      Sample([2, 3], attributes: .axis(1)), Sample([4, 2, 3], attributes: .axis(0)), Sample([3], attributes: .axis(0)),
    ],
    shape: { shapes, attributes throws(ShapeProblem) in
      let axis = attributes.axis
      guard (0..<shapes[0].rank).contains(axis) else { throw noAxis("argmax", axis, of: shapes[0]) }
      guard shapes[0][axis] > 0 else {
        throw ShapeProblem("argmax expects at least one number along axis \(axis); got \(shapes[0]), which has none.")
      }
      var shape = shapes[0]
      shape.sizes.remove(at: axis)
      return shape
    },
    flops: { shapes, _ in shapes[0].count },
    element: { c in
      var index = c.index
      index.insert(0, at: c.attributes.axis)
      let all = numbers(c, through: index, along: c.attributes.axis)
      return place(among: all, rank: 1, c)
    })

  /// z = the places of the k greatest x along an axis, the greatest first. The attribute's count is k.
  public static let topK: Primitive = Primitive(
    "topK", computation: .loop, symbol: "top k", formula: "zᵢ = k where xₖ is the i-th greatest", operandCount: 1,
    details: { "the \($0.part.count) greatest along axis \($0.part.axis)" },
    kernel: Kernel(float32: { order($0, Float.self) }, float64: { order($0, Double.self) }),
    samples: [
      Sample([2, 4], attributes: .range(axis: 1, start: 0, count: 3)),
      Sample([3, 2], attributes: .range(axis: 0, start: 0, count: 3)),
    ],
    shape: { shapes, attributes throws(ShapeProblem) in
      let (axis, _, count) = attributes.part
      guard (0..<shapes[0].rank).contains(axis) else { throw noAxis("topK", axis, of: shapes[0]) }
      guard count >= 0, count <= shapes[0][axis] else {
        throw ShapeProblem(
          "topK expects a k from 0 to \(shapes[0][axis]), the numbers along axis \(axis) of \(shapes[0]); got \(count)."
        )
      }
      var shape = shapes[0]
      shape[axis] = count
      return shape
    },
    flops: { shapes, _ in shapes[0].count },
    element: { c in
      let axis = c.attributes.part.axis
      return place(among: numbers(c, through: c.index, along: axis), rank: c.index[axis] + 1, c)
    })

  /// "argmax(0.3, 2, −1)", "the place of 2, the greatest of 3, counted from 0"
  private static func place(among numbers: [Double], rank: Int, _ c: ElementContext) -> Explanation {
    let number = numbers[Int(c.result[at: c.result.shape.offset(of: c.index)!])]
    let order = rank == 1 ? "the greatest" : "number \(rank) by size"
    let isShort = rank == 1 && numbers.count <= 6
    return Explanation(
      isShort ? "argmax(\(numbers.map(c.format).joined(separator: ", ")))" : "",
      reason: "the place of \(c.format(number)), \(order) of \(numbers.count), counted from 0")
  }

  private static func numbers(_ c: ElementContext, through index: [Int], along axis: Int) -> [Double] {
    let x = c.operands[0]
    return (0..<x.shape[axis]).map { place in
      var index = index
      index[axis] = place
      return x[at: x.shape.offset(of: index)!]
    }
  }
}

/// Does a come before b? NaN before all numbers.
@inline(__always)
private func exceeds<S: Scalar>(_ a: S, _ b: S) -> Bool { a > b || a.isNaN && !b.isNaN }

private func greatest<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let (x, z) = (call.operand(0, as: S.self), call.result(as: S.self))
  let lines = AxisLines(call.operands[0].shape, axis: call.attributes.axis)
  lines.forEach { number, first in
    var winner = 0
    for k in 1..<max(lines.length, 1) where exceeds(x[first + k * lines.step], x[first + winner * lines.step]) {
      winner = k
    }
    z[number] = S(winner)
  }
}

private func order<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let (x, z) = (call.operand(0, as: S.self), call.result(as: S.self))
  let (axis, _, count) = call.attributes.part
  let lines = AxisLines(call.operands[0].shape, axis: axis)
  let results = AxisLines(call.result.shape, axis: axis)
  lines.forEach { number, first in
    let places = (0..<lines.length).sorted { a, b in
      let (left, right) = (x[first + a * lines.step], x[first + b * lines.step])
      return exceeds(left, right) || !exceeds(right, left) && a < b
    }
    for k in 0..<count { z[results.first(number) + k * results.step] = S(places[k]) }
  }
}

/// The numbers of an array that lie along one axis, line by line.
struct AxisLines {
  /// How many numbers a line has, and how far apart they lie.
  let length: Int
  let step: Int
  let count: Int

  init(_ shape: Shape, axis: Int) {
    length = shape[axis]
    step = shape.sizes[(axis + 1)...].reduce(1, *)
    count = shape.sizes[..<axis].reduce(1, *) * step
  }

  /// Where a line begins.
  func first(_ line: Int) -> Int { line / step * step * length + line % step }

  func forEach(_ body: (_ line: Int, _ first: Int) -> Void) {
    for line in 0..<count { body(line, first(line)) }
  }
}
