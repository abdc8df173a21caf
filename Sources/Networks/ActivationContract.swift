import Autodiff
import Numerals
import Tensors

/// Holds an activation to what layers rely on; ends with a sentence that says what to write where it does not: for a test or a
/// cell beside one of one's own.
///
///     checkActivation(Activation("squared relu") { x in relu(x) * relu(x) })
///
/// It keeps the shape, its numbers are finite for all that are not huge, and its derivative is what finite differences say.
public func checkActivation(_ activation: Activation) {
  let numbers = NDArray([[-30, -3.1, -0.7], [0.2, 2.3, 30]], type: .float64)
  let x = Input("x", numbers)
  let z = activation(x)
  guard z.shape == x.shape else { stop(shapes: "\(activation) expects to keep the shape \(x.shape); got \(z.shape).") }
  for (number, result) in zip(numbers.doubles, z.value.doubles) where !result.isFinite {
    stop("\(activation) makes \(exactText(result)) of \(exactText(number)). Rewrite it so that nothing overflows.")
  }
  let weights = Tensor([[0.3, -1.2, 0.7], [1.1, 0.4, -0.8]], type: .float64)
  if let wrong = gradientCheck(of: sum(z * weights), with: [x]).first(where: { !($0.relativeError < 1e-5) }) {
    stop(
      "\(activation) has the derivative \(exactText(wrong.analytic)) at place \(wrong.index), weighted, but a finite "
        + "difference gives \(exactText(wrong.numeric)). Is something detached or rounded on the way?")
  }
}

/// Holds an initialiser to what layers rely on: numbers of the shape and type that were asked for, finite, and the same ones
/// for the same seed.
public func checkInitializer(_ initializer: Initializer) {
  for (shape, type) in [([6, 4], .float32), ([3, 3, 2, 5], .float64)] as [(Shape, ElementType)] {
    func made() -> NDArray {
      var random = RandomSource(seed: 5)
      return initializer(
        shape, fan: .init(in: shape.count / shape.sizes.last!, out: shape.sizes.last!), type: type, using: &random)
    }
    let weights = made()
    guard weights.shape == shape, weights.elementType == type else {
      stop(shapes: "\(initializer) expects to make \(type) \(shape); got \(weights.elementType) \(weights.shape).")
    }
    if let number = weights.doubles.first(where: { !$0.isFinite }) {
      stop("\(initializer) makes the weight \(exactText(number)); weights are finite.")
    }
    guard weights.hasSameBits(as: made()) else {
      stop("\(initializer) makes other weights for the same seed. Draw from the source that it is given.")
    }
  }
}
