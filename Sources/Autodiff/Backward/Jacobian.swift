import Tensors

// Derivatives of many numbers, and of derivatives. Each is built of the engine's operations in the phase `backward`, like a
// gradient: it is stepped, drawn, compiled and differentiated again.

/// All derivatives ∂yᵢ/∂xⱼ: what each number of y would change by, were one number of x to grow.
///
///     let J = jacobian(of: w.matmul(x), with: x)      // [3] and [2] → [3, 2], which is w
///
/// One backward pass for all of y's numbers at once (`vmap`). The rows are y's: for y [m] and x [n] it is [m, n].
///
/// - Returns: y's shape, followed by x's.
public func jacobian(of y: Tensor, with x: Tensor) -> Tensor {
  let count = y.shape.count
  guard count > 0 else {
    stop(shapes: "a Jacobian expects at least one number to differentiate; got y \(y.shapeText).")
  }
  return phase(.backward) {
    var units = NDArray(repeating: 0, shape: Shape([count, count]), type: y.elementType)
    for i in 0..<count { units[at: i * count + i] = 1 }
    let rows = vmap(Tensor(units.reshaped(Shape([count] + y.shape.sizes)), name: "unit vectors")) { unit in
      gradient(of: sum(y * unit), with: x)
    }
    return rows.reshaped(y.shape.sizes + x.shape.sizes)
  }
}

/// All second derivatives ∂²L/∂xᵢ∂xⱼ, the curvature of a loss: [n, n] for x [n].
///
/// It takes as many numbers as x has, squared; `hessianVectorProduct` does without them.
///
/// - Parameter loss: one number.
/// - Returns: x's shape, twice.
public func hessian(of loss: Tensor, with x: Tensor) -> Tensor { jacobian(of: gradient(of: loss, with: x), with: x) }

/// H · v for each target, where H holds the second derivatives of the loss with respect to all targets together: how the
/// gradient changes along v. Pearlmutter 1994, doi:10.1162/neco.1994.6.1.147.
///
/// It costs about two gradients, and H is never there.
///
/// - Parameters:
///   - loss: one number.
///   - vectors: one for each target, of its shape; they count as constant.
/// - Returns: tensors of the targets' shapes, in their order.
public func hessianVectorProducts(of loss: Tensor, with targets: [Tensor], times vectors: [Tensor]) -> [Tensor] {
  checkVectors("a Hessian-vector product", "target", targets, vectors)
  guard !targets.isEmpty else { return [] }
  let slopes = gradients(of: loss, with: targets)
  return phase(.backward) {
    let parts = zip(slopes, vectors).map { sum($0 * $1.detached()) }
    return gradients(of: parts.dropFirst().reduce(parts[0], +), with: targets)
  }
}

/// H · v for one target: see `hessianVectorProducts(of:with:times:)`.
public func hessianVectorProduct(of loss: Tensor, with target: Tensor, times vector: Tensor) -> Tensor {
  hessianVectorProducts(of: loss, with: [target], times: [vector])[0]
}

/// vᵀ · J, where J is the Jacobian of y: one backward pass. The gradient of a loss is that of v = [1].
///
/// - Parameter vector: v, of y's shape; it counts as constant.
/// - Returns: x's shape.
public func vectorJacobianProduct(of y: Tensor, with x: Tensor, times vector: Tensor) -> Tensor {
  checkVectors("a vector-Jacobian product", "y", [y], [vector])
  return phase(.backward) { gradient(of: sum(y * vector.detached()), with: x) }
}

/// J · v, where J is the Jacobian of y: how y changes when x moves along v. Made of two backward passes: vᵀ · J is linear in
/// its v, and its derivative is J.
///
/// - Parameter vector: v, of x's shape; it counts as constant.
/// - Returns: y's shape.
public func jacobianVectorProduct(of y: Tensor, with x: Tensor, times vector: Tensor) -> Tensor {
  checkVectors("a Jacobian-vector product", "x", [x], [vector])
  return phase(.backward) {
    let unknown = Tensor.zeros(like: y)
    let back = gradient(of: sum(y * unknown), with: x)
    return gradient(of: sum(back * vector.detached()), with: unknown)
  }
}

private func checkVectors(_ name: String, _ what: String, _ targets: [Tensor], _ vectors: [Tensor]) {
  guard targets.count == vectors.count else {
    stop("\(name) expects a vector for each of \(targets.count) targets; got \(vectors.count).")
  }
  for (target, vector) in zip(targets, vectors) where target.shape != vector.shape {
    stop(
      shapes: "\(name) expects a vector of the shape of its \(what), \(target.shapeText); got \(vector.shapeText)."
        + trail(of: [vector]))
  }
}

/// The gradients of each example's own loss: what each would change, were it the only one. Their mean is the gradient of the
/// mean loss.
///
///     let each = exampleGradients(with: model.parameters, over: [x, y]) { example in
///       softmaxCrossEntropy(logits: model(example[0]), labels: example[1])
///     }
///     let lengths = sqrt(sum(pow(each[0], 2), axes: [1, 2]))      // of the first layer's weights [in, out] → [n]
///
/// - Parameters:
///   - targets: what the loss is differentiated with respect to.
///   - examples: [n, …] each: inputs and targets, say.
///   - loss: from one example, as a batch of one: [1, …] each, to one number.
/// - Returns: for each target [n, …], followed by its shape.
public func exampleGradients(
  with targets: [Tensor], over examples: [Tensor], _ loss: (_ example: [Tensor]) -> Tensor
) -> [Tensor] {
  vmap(examples) { rows in
    gradients(of: loss(rows.map { $0.reshaped([1] + $0.shape.sizes) }), with: targets)
  }
}
