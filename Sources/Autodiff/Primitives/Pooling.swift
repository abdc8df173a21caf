import Tensors

// Pooling: one number for each position of a window over images [n, height, width, c], channel by channel.
extension Primitive {
  static let poolings: [Primitive] = [maxPool, maxPoolGradient, maxPoolPick]

  /// z = the largest x under the window. The first largest, row by row, gets all the gradient. Padding never wins.
  /// Ranzato et al. 2007, doi:10.1109/CVPR.2007.383157.
  ///
  /// x: [n, height, width, c] → [n, rows, columns, c].
  public static let maxPool: Primitive = Primitive(
    "maxPool", computation: .pool(.forward), symbol: "max", formula: "z = max of x under the window",
    localDerivatives: ["1 for the first largest, otherwise 0"], operandCount: 1,
    kernel: Kernel(float32: { largest($0, Float.self) }, float64: { largest($0, Double.self) }),
    samples: poolingSamples { s in Sample(s.x, attributes: s.attributes) },
    shape: { s, attributes throws(ShapeProblem) in try PoolingShapes("maxPool", attributes, x: s[0]).z },
    derivative: { d in [maxPoolGradient(d.x, d.upstream, attributes: d.attributes)] },
    flops: { s, _ in s[0].count },
    element: { c in
      let numbers = c.attributes.window!.under(c.index).map {
        c.operands[0][at: c.operands[0].shape.offset(of: $0)!]
      }
      return Explanation(c.greatest(of: numbers))
    })

  /// ∂L/∂X from U = ∂L/∂Z: each number of U, where X is the largest under its window, and 0 elsewhere.
  ///
  /// X: [n, height, width, c], U: [n, rows, columns, c] → [n, height, width, c].
  public static let maxPoolGradient: Primitive = Primitive(
    "maxPoolGradient", computation: .pool(.gradient), symbol: "maxᵀ",
    formula: "∂L/∂X = U where X is the largest under the window, otherwise 0",
    localDerivatives: ["", "1 from where X is the first largest"], operandNames: ["X", "U"], operandCount: 2,
    kernel: Kernel(float32: { toLargest($0, Float.self) }, float64: { toLargest($0, Double.self) }),
    samples: poolingSamples { s in Sample(s.x, s.z, attributes: s.attributes) },
    shape: { s, attributes throws(ShapeProblem) in
      try PoolingShapes("maxPoolGradient", attributes, x: s[0], z: s[1]).x
    },
    derivative: { d in [nil, d.wanted[1] ? maxPoolPick(d.x, d.upstream, attributes: d.attributes) : nil] },
    flops: { s, _ in s[0].count },
    element: { c in
      let (x, u) = (c.operands[0], c.operands[1])
      let terms = c.attributes.window!.over(c.index).filter { c.attributes.window!.winner(of: x, at: $0) == c.index }
      return terms.isEmpty
        ? Explanation(reason: "since \(c.elementName(0, c.index)) is the largest under no window")
        : Explanation(c.sum(terms.map { u[at: u.shape.offset(of: $0)!] }))
    })

  /// z = the numbers of V that lie where X is the largest under the window: max pooling is picking from X itself.
  ///
  /// X, V: [n, height, width, c] → [n, rows, columns, c].
  public static let maxPoolPick: Primitive = Primitive(
    "maxPoolPick", computation: .loop, symbol: "at max", formula: "z = V where X is the largest under the window",
    localDerivatives: ["", "1 where X is the first largest"], operandNames: ["X", "V"], operandCount: 2,
    kernel: Kernel(float32: { pick($0, Float.self) }, float64: { pick($0, Double.self) }),
    samples: poolingSamples { s in Sample(s.x, s.x, attributes: s.attributes) },
    shape: { s, attributes throws(ShapeProblem) in
      let shapes = try PoolingShapes("maxPoolPick", attributes, x: s[0])
      guard s[0] == s[1] else {
        throw ShapeProblem("maxPoolPick expects two operands of one shape; got \(s[0]) and \(s[1]).")
      }
      return shapes.z
    },
    derivative: { d in [nil, d.wanted[1] ? maxPoolGradient(d.x, d.upstream, attributes: d.attributes) : nil] },
    flops: { s, _ in s[0].count },
    element: { c in c.moved(from: 1, c.attributes.window!.winner(of: c.operands[0], at: c.index)) })
}

private struct PoolingShapes {
  let x: Shape
  let z: Shape

  init(_ name: String, _ attributes: Attributes, x: Shape, z: Shape? = nil) throws(ShapeProblem) {
    guard let window = attributes.window, window.isValid else {
      throw ShapeProblem("\(name) expects a window of size 1 or more; got \(attributes).")
    }
    let (vertical, horizontal) = (window.vertical, window.horizontal)
    guard vertical.positions > 0, horizontal.positions > 0 else {
      throw ShapeProblem(
        "\(name) expects images that the window fits into; got \(window). A smaller window would fit.")
    }
    guard vertical.alwaysCovers, horizontal.alwaysCovers else {
      throw ShapeProblem("\(name) expects padding smaller than the window, and no dilation; got \(window).")
    }
    guard x.rank == 4, x[1] == vertical.size, x[2] == horizontal.size else {
      throw ShapeProblem(
        "\(name) of \(window) expects images [n, \(vertical.size), \(horizontal.size), c]; got \(x).")
    }
    self.x = x
    self.z = [x[0], vertical.positions, horizontal.positions, x[3]]
    if let z, z != self.z {
      throw ShapeProblem("\(name) of \(window) on \(x) expects a gradient \(self.z); got \(z).")
    }
  }
}

// MARK: - Kernels

private func largest<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let x = call.operands[0].shape
  pickLargest(
    of: call.operand(0, as: S.self), from: call.operand(0, as: S.self), into: call.result(as: S.self), images: x[0],
    channels: x[3], call.attributes.window!)
}

private func pick<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let x = call.operands[0].shape
  pickLargest(
    of: call.operand(0, as: S.self), from: call.operand(1, as: S.self), into: call.result(as: S.self), images: x[0],
    channels: x[3], call.attributes.window!)
}

private func toLargest<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let x = call.operands[0].shape
  addToLargest(
    of: call.operand(0, as: S.self), call.operand(1, as: S.self), into: call.result(as: S.self), images: x[0],
    channels: x[3], call.attributes.window!)
}

// MARK: - Explanations

extension WindowGeometry {
  /// The pixels under the window at the position of z, row by row.
  fileprivate func under(_ z: [Int]) -> [[Int]] {
    vertical.pixels(at: z[1]).flatMap { row in
      horizontal.pixels(at: z[2]).map { column in [z[0], row.pixel, column.pixel, z[3]] }
    }
  }

  /// The positions at which the window lies over the pixel x.
  fileprivate func over(_ x: [Int]) -> [[Int]] {
    vertical.positions(over: x[1]).flatMap { row in
      horizontal.positions(over: x[2]).map { column in [x[0], row.position, column.position, x[3]] }
    }
  }

  /// Where x is the largest under the window: the first, and NaN above any number.
  fileprivate func winner(of x: NDArray, at z: [Int]) -> [Int] {
    let places = under(z)
    let numbers = places.map { x[at: x.shape.offset(of: $0)!] }
    if let first = numbers.firstIndex(where: \.isNaN) { return places[first] }
    return places[numbers.firstIndex(of: numbers.max()!)!]
  }
}

// MARK: - Samples

private struct SampleShapes {
  let attributes: Attributes
  let x: Shape
  let z: Shape
}

/// Windows side by side, overlapping, with pixels left over, with padding, and no image at all.
private func poolingSamples(_ sample: (SampleShapes) -> Sample) -> [Sample] {
  func shapes(_ x: Shape, _ window: (Int, Int), _ strides: (Int, Int), padding: Padding = .valid) -> Sample {
    let window = WindowGeometry(image: (x[1], x[2]), window: window, strides: strides, padding: padding)
    let z: Shape = [x[0], window.vertical.positions, window.horizontal.positions, x[3]]
    return sample(SampleShapes(attributes: .window(window), x: x, z: z))
  }
  return [
    shapes([2, 4, 4, 2], (2, 2), (2, 2)), shapes([1, 4, 4, 1], (3, 2), (1, 1)), shapes([1, 5, 3, 2], (2, 2), (2, 2)),
    shapes([1, 3, 4, 1], (2, 3), (2, 2), padding: .same), shapes([0, 2, 2, 1], (2, 2), (2, 2)),
  ]
}
