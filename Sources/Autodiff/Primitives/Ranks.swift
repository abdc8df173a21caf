import Tensors

// What the ranks of a parallel training add up together.
extension Primitive {
  static let ranks: [Primitive] = [allReduce]

  /// z = x + y + …, a term of each rank, added in the order of the ranks: the same terms give the same bits.
  ///
  /// Without attributes the terms of all ranks are operands, and the whole sum is computed here. As one rank's part of a
  /// program (`Attributes.ranks`), the operand is this rank's term, and the others' come through `RankExchange.current`.
  /// Such a sum goes to every rank, so a derivative of it comes from every rank: it is again a sum over ranks.
  public static let allReduce: Primitive = Primitive(
    "allReduce", called: .noun("sum over ranks"), computation: .loop, symbol: "Σ ranks", formula: "z = x + y + …",
    localDerivatives: ["1", "1"], operandCount: nil, isElementwise: true,
    kernel: Kernel(float32: { addRanks($0, Float.self) }, float64: { addRanks($0, Double.self) }),
    samples: [Sample([2, 3], [2, 3], [2, 3]), Sample([], []), Sample([4])],
    shape: { shapes, attributes throws(ShapeProblem) in
      if case .ranks(let own, let count) = attributes {
        guard count > 0, (0..<count).contains(own), shapes.count == 1 else {
          throw ShapeProblem(
            "allReduce as one rank expects one operand and a rank from 0 to \(Swift.max(0, count - 1)); got "
              + "\(shapes.count) operands and rank \(own) of \(count).")
        }
      }
      if let other = shapes.firstIndex(where: { $0 != shapes[0] }) {
        throw ShapeProblem(
          "allReduce expects a term of the same shape from every rank; got \(shapes[0]) of rank 0 and \(shapes[other]) "
            + "of rank \(other).")
      }
      return shapes[0]
    },
    derivative: { d in
      guard case .ranks(_, let count) = d.attributes, count > 1 else {
        return d.operands.indices.map { d.wanted[$0] ? d.upstream : nil }
      }
      return [Primitive.allReduce.built([d.upstream], d.attributes)]
    },
    slope: { _, _ in 1 }, flops: { shapes, result in (shapes.count - 1) * result.count },
    element: { c in
      let numbers = c.operands.indices.map { c.number($0) }
      if case .ranks(let own, let count) = c.attributes, count > 1 {
        return Explanation(reason: "rank \(own) of \(count) contributes \(c.format(numbers[0]))")
      }
      let terms = numbers.enumerated().map { rank, number in
        Explanation.Term(
          left: rank == 0 ? c.format(number) : c.term(number).behind(.sum), right: "", name: "rank \(rank)")
      }
      return Explanation(c.sum(numbers), terms: numbers.count <= 6 ? terms : [])
    })
}

private func addRanks<S: Scalar>(_ call: KernelCall, _ type: S.Type) {
  let (z, count) = (call.result(as: S.self), call.result.count)
  z.update(from: call.operand(0, as: S.self), count: count)
  if case .ranks(let own, let ranks) = call.attributes, ranks > 1 {
    let bytes = UnsafeMutableRawBufferPointer(start: z, count: count * MemoryLayout<S>.stride)
    return RankExchange.sum(bytes, type is Double.Type ? .float64 : .float32, as: own, of: ranks)
  }
  for rank in call.operands.indices.dropFirst() {
    let x = call.operand(rank, as: S.self)
    for i in 0..<count { z[i] += x[i] }
  }
}
