import Autodiff

// For numbers: a mass, a price. p is the prediction and y the target, of any one shape, in one unit.
extension Losses {
  static let regression: [NamedLoss] = [
    NamedLoss(
      "mean squared error", "meanSquaredError(prediction, target)", formula: "L = (1/n) Σ (p − y)²",
      source: "Gauss 1809; Bishop 2006, section 1.1", target: .numbers, meanSquaredError),
    NamedLoss(
      "mean absolute error", "meanAbsoluteError(prediction, target)", formula: "L = (1/n) Σ |p − y|",
      source: "Hastie, Tibshirani & Friedman 2009, section 10.6", target: .numbers, meanAbsoluteError),
    NamedLoss(
      "Huber", "huber(prediction, target, delta: 1)",
      formula: "L = (1/n) Σ (½ e² if |e| ≤ δ, otherwise δ · (|e| − ½ δ)),  e = p − y",
      source: "Huber 1964, doi:10.1214/aoms/1177703732", target: .numbers, huber),
  ]
}

/// L = (1/n) Σ (p − y)², the mean of the squared errors. Gauss 1809; Bishop 2006, section 1.1.
///
/// Its unit is the target's unit, squared. Its derivative is 2 (p − y)/n: large errors count most.
///
/// - Parameters:
///   - prediction: p, any shape.
///   - target: y, the same shape.
public func meanSquaredError(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  loss("mean squared error", prediction, target) { mean(pow(prediction - target, 2)) }
}

/// L = (1/n) Σ |p − y|, the mean of the absolute errors. Hastie, Tibshirani & Friedman 2009, section 10.6.
///
/// Its unit is the target's. Its derivative is ±1/n, however large the error, and 0 at 0.
///
/// - Parameters:
///   - prediction: p, any shape.
///   - target: y, the same shape.
public func meanAbsoluteError(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  loss("mean absolute error", prediction, target) { mean(abs(prediction - target)) }
}

/// `huber(_:_:delta:)` with δ = 1.
public func huber(_ prediction: Tensor, _ target: Tensor) -> Tensor { huber(prediction, target, delta: 1) }

/// L = (1/n) Σ (½ e² if |e| ≤ δ, otherwise δ · (|e| − ½ δ)) with e = p − y: squared near 0, straight beyond δ, so that a
/// few wild targets do not rule the training. Huber 1964, doi:10.1214/aoms/1177703732.
///
/// Computed as c · (|e| − ½ c) with c = min(|e|, δ), which is equal. Its derivative is e/n, cut off at ±δ/n.
///
/// - Parameters:
///   - prediction: p, any shape.
///   - target: y, the same shape.
///   - delta: δ > 0, in the target's unit.
public func huber(_ prediction: Tensor, _ target: Tensor, delta: Double) -> Tensor {
  checkSetting("Huber", "δ", delta, wanted: "above 0") { $0 > 0 && $0.isFinite }
  return loss("Huber", prediction, target) {
    let error = abs(prediction - target).named("|e|")
    let cut = minimum(error, setting("δ", delta, like: error)).named("c")
    return mean(cut * (error - 0.5 * cut))
  }
}
