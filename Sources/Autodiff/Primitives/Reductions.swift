import Tensors

// Folding axes away.
extension Primitive {
  static let reductions: [Primitive] = [sum, mean, max]

  /// z = Σ x over the axes.
  public static let sum: Primitive = reduction(
    "sum", called: .folding("sum of", noun: "sum"), symbol: "Σ", formula: "z = Σ x", localDerivative: "1", by: .sum,
    derivative: { d in [d.upstream.spread(like: d.x, over: d.attributes)] },
    element: { c, numbers in Explanation(c.sum(numbers)) })

  /// z = (1/n) Σ x over the axes.
  public static let mean: Primitive = reduction(
    "mean", called: .folding("mean of", noun: "mean"), symbol: "mean", formula: "z = (1/n) Σ x", localDerivative: "1/n",
    by: .mean,
    derivative: { d in
      let share = Double(d.z.shape.count) / Double(Swift.max(d.x.shape.count, 1))
      return [share * d.upstream.spread(like: d.x, over: d.attributes)]
    },
    element: { c, numbers in "(\(c.sum(numbers))) / \(numbers.count)" })

  /// z = the largest x along the axes; where several are equally large, they share the gradient.
  public static let max: Primitive = reduction(
    "max", called: .folding("greatest of", noun: "greatest"), symbol: "max", formula: "z = max x",
    localDerivative: "1 for the largest, otherwise 0", by: .max,
    derivative: { d in
      let winners = d.x .== d.z.spread(like: d.x, over: d.attributes)
      let count = Primitive.sum(winners, attributes: d.attributes)
      return [winners * (d.upstream / count).spread(like: d.x, over: d.attributes)]
    },
    element: { c, numbers in Explanation(c.greatest(of: numbers)) })

  private static func reduction(
    _ name: String, called: ValueWording, symbol: String, formula: String, localDerivative: String,
    by reduction: Reduction,
    derivative: @escaping @Sendable (Differentiation) -> [Tensor?],
    element: @escaping @Sendable (ElementContext, [Double]) -> Explanation
  ) -> Primitive {
    Primitive(
      name, called: called, computation: .fold(reduction), symbol: symbol, formula: formula,
      localDerivatives: [localDerivative],
      operandCount: 1,
      kernel: Kernel(float32: { fold($0, reduction, Float.self) }, float64: { fold($0, reduction, Double.self) }),
      samples: [
        Sample([2, 3], attributes: .axes([0], keepingAxes: false)),
        Sample([2, 3], attributes: .axes([1], keepingAxes: true)),
        Sample([2, 3, 2], attributes: .axes([0, 2], keepingAxes: false)),
        Sample([2, 3], attributes: .axes([0, 1], keepingAxes: false)),
        Sample([], attributes: .axes([], keepingAxes: false)),
      ],
      shape: { shapes, attributes throws(ShapeProblem) in
        let (axes, keepsAxes) = attributes.folded
        guard axes == Array(Set(axes)).sorted(), axes.allSatisfy({ (0..<shapes[0].rank).contains($0) }) else {
          throw ShapeProblem("\(name) expects different axes of \(shapes[0]), in ascending order; got \(axes).")
        }
        if reduction != .sum, let empty = axes.first(where: { shapes[0][$0] == 0 }) {
          throw ShapeProblem(
            "\(name) expects at least one number along axis \(empty); got \(shapes[0]), which has none.")
        }
        return Shape(
          shapes[0].sizes.enumerated().compactMap { axis, size in
            axes.contains(axis) ? (keepsAxes ? 1 : nil) : size
          })
      },
      derivative: derivative, flops: { shapes, _ in shapes[0].count },
      element: { c in element(c, foldedNumbers(c)) })
  }

  /// The numbers that were folded into one element of the result, in order.
  private static func foldedNumbers(_ c: ElementContext) -> [Double] {
    let x = c.operands[0]
    let (axes, keepsAxes) = c.attributes.folded
    let sizes = axes.map { x.shape[$0] }
    var outer = keepsAxes ? c.index : []
    if !keepsAxes {
      var rest = c.index[...]
      outer = (0..<x.shape.rank).map { axes.contains($0) ? 0 : rest.removeFirst() }
    }
    let inner = Shape(sizes)
    return (0..<inner.count).map { position in
      var index = outer
      for (axis, i) in zip(axes, inner.index(at: position)) { index[axis] = i }
      return x[at: x.shape.offset(of: index)!]
    }
  }
}

private func fold<S: Scalar>(_ call: KernelCall, _ reduction: Reduction, _: S.Type) {
  reduce(
    call.operand(0, as: S.self), shape: call.operands[0].shape, axes: call.attributes.folded.axes, by: reduction,
    into: call.result(as: S.self))
}
