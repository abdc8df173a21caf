import Autodiff
import Networks
import Tensors

/// Layers of one's own, as a student writes them: nothing but what they hold and compute. [n, 3] → [n, 3].
struct Pair: Layer {
  var name = "pair"
  let first, second: any Layer
  func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { pass.run(second, on: pass.run(first, on: x)) }
}

/// Parts in an array and an optional, beside a parameter of its own.
struct Sum: Layer {
  var name = "sum"
  let scale = Parameter("scale", NDArray([1.0, 2, 3]))
  let branches: [any Layer]
  let last: (any Layer)?
  func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    let sum = branches.dropFirst().reduce(branches[0](x, in: pass)) { $0 + $1(x, in: pass) } * scale
    return last.map { $0(sum, in: pass) } ?? sum
  }
}

/// Parts listed by hand.
final class Listed: Layer {
  var name = "listed"
  private let layer: (Tensor, Pass) -> Tensor
  let parts: [any Layer]

  init(_ a: any Layer, _ b: any Layer) {
    parts = [a, b]
    layer = { b(a($0, in: $1), in: $1) }
  }

  func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { layer(x, pass) }
}

/// Layers in layers, drawn at random; some of them in two places.
func composition(depth: Int, using random: inout RandomSource) -> any Layer {
  let kind = depth == 0 ? random.integer(below: 3) : 3 + random.integer(below: 6)
  func inner() -> any Layer { composition(depth: depth - 1, using: &random) }
  switch kind {
  case 0: return Dense(3, 3, activation: .tanh, using: &random)
  case 1: return BatchNormalization(3)
  case 2: return Dropout(0.5, using: &random)
  case 3: return Pair(first: inner(), second: inner())
  case 4:
    let shared = inner()
    return Pair(first: shared, second: shared)
  case 5:
    return Sum(branches: [inner(), inner(), Activation.tanh], last: random.integer(below: 2) == 0 ? inner() : nil)
  case 6: return Listed(inner(), inner())
  case 7: return Residual(inner(), shortcut: inner())
  default: return Sequential(inner(), inner(), Dense(3, 3, using: &random))
  }
}
