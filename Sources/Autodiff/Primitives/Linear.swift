import Tensors

// Matrix products.
extension Primitive {
  static let linear: [Primitive] = [matmul]

  /// Z = X · W, the matrix product: Z[i, j] = Σ_k X[i, k] · W[k, j].
  ///
  /// X: [m, k], W: [k, n] → [m, n]. With leading axes, one product for each: X: [b, m, k], W: [b, k, n] or [k, n].
  public static let matmul: Primitive = Primitive(
    "matmul", called: .noun("product"), computation: .product, symbol: "@", formula: "Z = X · W,  Zᵢⱼ = Σₖ Xᵢₖ Wₖⱼ",
    localDerivatives: ["· Wᵀ", "Xᵀ ·"],
    operandNames: ["X", "W"], operandCount: 2, notation: { _ in .infix("@", .product) },
    kernel: Kernel(float32: { product($0, Float.self) }, float64: { product($0, Double.self) }),
    samples: [
      Sample([2, 3], [3, 4]), Sample([1, 3], [3, 1]), Sample([2, 2, 3], [2, 3, 2]), Sample([2, 2, 3], [3, 2]),
      Sample([2, 0], [0, 3]),
    ],
    shape: { shapes, _ throws(ShapeProblem) in
      let (x, w) = (shapes[0], shapes[1])
      guard x.rank >= 2, w.rank >= 2, x[x.rank - 1] == w[w.rank - 2],
        w.rank == 2 || w.sizes.dropLast(2) == x.sizes.dropLast(2)
      else {
        throw ShapeProblem(
          "matmul expects X [m, k] and W [k, n] with equal k; got X \(x) and W \(w)."
            + (x.rank == 2 && w.rank == 2 && x[1] == w[1] ? " W transposed would fit." : ""))
      }
      return Shape(x.sizes.dropLast() + [w[w.rank - 1]])
    },
    derivative: { d in
      d.forEachOperand(
        { d.upstream.matmul(d.y.transposed()) },
        {
          guard d.y.rank == 2, d.x.rank > 2 else { return d.x.transposed().matmul(d.upstream) }
          let flat = d.x.reshaped([-1, d.x.shape[d.x.rank - 1]])
          return flat.transposed().matmul(d.upstream.reshaped([-1, d.upstream.shape[d.upstream.rank - 1]]))
        })
    },
    flops: { shapes, result in 2 * result.count * shapes[0][shapes[0].rank - 1] },
    element: { c in
      let (x, w) = (c.operands[0], c.operands[1])
      var (left, right) = (c.index, c.index)
      if w.shape.rank == 2 { right.removeFirst(c.index.count - 2) }
      let inner = x.shape[x.shape.rank - 1]
      let pairs = (0..<inner).map { k in
        left[left.count - 1] = k
        right[right.count - 2] = k
        return (x[at: x.shape.offset(of: left)!], w[at: w.shape.offset(of: right)!])
      }
      return c.sum(ofProducts: pairs, called: c.entryNames(0, x.shape.rank - 1) ?? c.entryNames(1, w.shape.rank - 2))
    })
}

private func product<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let (x, w) = (call.operands[0].shape, call.operands[1].shape)
  matrixProduct(
    call.operand(0, as: S.self), call.operand(1, as: S.self), into: call.result(as: S.self),
    batch: x.sizes.dropLast(2).reduce(1, *), rows: x[x.rank - 2], inner: x[x.rank - 1], columns: w[w.rank - 1],
    sharesRight: w.rank == 2)
}
