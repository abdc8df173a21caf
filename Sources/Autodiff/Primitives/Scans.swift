import Tensors

// Sums of all numbers up to each place.
extension Primitive {
  static let scans: [Primitive] = [cumulativeSum]

  /// zᵢ = x₀ + … + xᵢ along an axis.
  public static let cumulativeSum: Primitive = Primitive(
    "cumulativeSum", computation: .loop, symbol: "Σ…", formula: "zᵢ = x₀ + … + xᵢ",
    localDerivatives: ["1 up to i, otherwise 0"],
    operandCount: 1,
    kernel: Kernel(float32: { runningSums($0, Float.self) }, float64: { runningSums($0, Double.self) }),
    samples: [
      Sample([2, 3], attributes: .axis(1)), Sample([3, 2], attributes: .axis(0)), Sample([4], attributes: .axis(0)),
      Sample([0], attributes: .axis(0)),
    ],
    shape: { shapes, attributes throws(ShapeProblem) in
      guard (0..<shapes[0].rank).contains(attributes.axis) else {
        throw noAxis("cumulativeSum", attributes.axis, of: shapes[0])
      }
      return shapes[0]
    },
    derivative: { d in
      // Each x goes into its own sum and all later ones: the sums from the end.
      let axis = d.attributes.axis
      let sums = Primitive.cumulativeSum(d.upstream.reversed(axis: axis), attributes: d.attributes)
      return [sums.reversed(axis: axis)]
    },
    element: { c in
      let x = c.operands[0]
      return Explanation(
        c.sum(
          (0...c.index[c.attributes.axis]).map { place in
            var index = c.index
            index[c.attributes.axis] = place
            return x[at: x.shape.offset(of: index)!]
          }))
    })
}

private func runningSums<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let (x, z) = (call.operand(0, as: S.self), call.result(as: S.self))
  let lines = AxisLines(call.result.shape, axis: call.attributes.axis)
  lines.forEach { _, first in
    var sum = CompensatedSum<S>()
    for k in 0..<lines.length {
      sum.add(x[first + k * lines.step])
      z[first + k * lines.step] = sum.value
    }
  }
}
