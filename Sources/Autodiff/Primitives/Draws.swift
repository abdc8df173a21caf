import Tensors

// Random numbers as operations: what is drawn is a function of a seed and a counter, so that any training step can be
// run again, with the same bits, by the stepper and by a plan.
extension Primitive {
  static let draws: [Primitive] = [uniform]

  /// Numbers from 0 to below 1, all equally likely, that depend on nothing but the seed, the counter t and their place:
  /// number i of the sequence that number t of the seed's sequence begins. Both sequences are SplitMix64 (Steele, Lea &
  /// Flood 2014, doi:10.1145/2660193.2660195); the upper 24 bits count.
  ///
  /// Operand: t, a scalar, a whole number from 0.
  public static let uniform: Primitive = Primitive(
    "uniform", computation: .draw, symbol: "U", formula: "z = uniform in 0 ..< 1, drawn at t", operandNames: ["t"],
    operandCount: 1,
    kernel: Kernel(float32: { draw($0, Float.self) }, float64: { draw($0, Double.self) }),
    samples: [
      Sample([], attributes: .draw([2, 3], seed: 7), in: 0..<50, whole: [0]),
      Sample([], attributes: .draw([], seed: 0), in: 0..<50, whole: [0]),
      Sample([], attributes: .draw([0, 2], seed: 1), in: 0..<50, whole: [0]),
    ],
    shape: { shapes, attributes throws(ShapeProblem) in
      guard case .draw(let shape, _) = attributes else { throw ShapeProblem("uniform expects a shape and a seed.") }
      guard shapes[0].isScalar else {
        throw ShapeProblem("uniform expects a counter of one number; got \(shapes[0]).")
      }
      return shape
    },
    element: { c in
      guard case .draw(_, let seed) = c.attributes else { return "" }
      return Explanation(
        reason: "drawn by seed \(seed) at \(c.labels.isEmpty ? "t" : c.label(0)) = \(c.format(c.number(0)))")
    })
}

private func draw<S: Scalar>(_ call: KernelCall, _: S.Type) {
  guard case .draw(_, let seed) = call.attributes else { return }
  let z = call.result(as: S.self)
  let counter = call.operand(0, as: S.self)[0]
  let sequence = SplitMix64(seed: SplitMix64(seed: seed)[UInt64(exactly: counter.rounded()) ?? 0])
  for i in 0..<call.result.count { z[i] = S(sequence[UInt64(i)] >> 40) * 0x1p-24 }
}
