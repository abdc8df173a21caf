// Activations composed of primitives, element by element. The simplest (sigmoid, tanh, relu, leakyRelu) are primitives.

/// x where x > 0, otherwise α · (eˣ − 1), which levels off at −α. Clevert, Unterthiner & Hochreiter 2015,
/// arXiv:1511.07289, equation 15.
///
/// The exponential is taken of 0 where x > 0, so that it never overflows.
public func elu(_ x: Tensor, alpha: Double = 1) -> Tensor {
  module("elu") {
    let isPositive = x .> 0
    let below = expm1(select(isPositive, Tensor(0, like: x), x))
    return select(isPositive, x, alpha == 1 ? below : alpha * below)
  }
}

/// x · Φ(x) = ½ x · (1 + erf(x / √2)), where Φ(x) is the probability that a normally distributed number is below x.
/// Hendrycks & Gimpel 2016, arXiv:1606.08415.
public func gelu(_ x: Tensor) -> Tensor {
  module("gelu") { gated(x) { $0 * normalCDF($0) } }
}

/// ½ x · (1 + tanh(√(2/π) · (x + 0.044715 x³))), which is within 5 · 10⁻⁴ of `gelu` and was once faster. The same paper,
/// section 2; GPT-2 and BERT have it.
///
/// Computed as x · σ(2u), which is the same: ½ (1 + tanh u) = σ(2u), and σ loses no digits where it is small.
public func geluTanh(_ x: Tensor) -> Tensor {
  let slope = (8 / Double.pi).squareRoot()
  return module("geluTanh") { gated(x) { $0 * sigmoid($0 * (slope + 0.044715 * slope * pow($0, 2))) } }
}

/// x · σ(x), also called swish. Elfwing, Uchibe & Doya 2017, arXiv:1702.03118, equation 4; Ramachandran, Zoph & Le 2017,
/// arXiv:1710.05941.
public func silu(_ x: Tensor) -> Tensor {
  module("silu") { gated(x) { $0 * sigmoid($0) } }
}

/// x · tanh(softplus(x)). Misra 2019, arXiv:1908.08681.
public func mish(_ x: Tensor) -> Tensor {
  module("mish") { gated(x) { $0 * tanh(softplus($0)) } }
}

/// min(max(0, x), 6). Krizhevsky 2010, "Convolutional deep belief networks on CIFAR-10".
public func relu6(_ x: Tensor) -> Tensor {
  module("relu6") { minimum(relu(x), Tensor(6, like: x)) }
}

/// relu6(x + 3) / 6: straight lines in place of `sigmoid`, from 0 at −3 to 1 at 3. Howard et al. 2019, arXiv:1905.02244,
/// section 5.2.
public func hardSigmoid(_ x: Tensor) -> Tensor {
  module("hardSigmoid") { relu6(x + 3) / 6 }
}

/// x · hardSigmoid(x), in place of `silu`. The same paper.
public func hardSwish(_ x: Tensor) -> Tensor {
  module("hardSwish") { gated(x) { $0 * hardSigmoid($0) } }
}

/// `function`, which multiplies x by a gate between 0 and 1, where |x| ≤ 1000, and of NaN. Beyond, the gate is 0 or 1 to the
/// last bit, and the result is relu(x): the product would be ∞ · 0 at −∞, and its derivative already where x³ overflows.
private func gated(_ x: Tensor, _ function: (Tensor) -> Tensor) -> Tensor {
  let isFar = (abs(x) .> 1000).named("|x| > 1000")
  return select(isFar, relu(x), function(select(isFar, Tensor(0, like: x), x)))
}
