import Autodiff

// For numbers: a mass, a price. p is the prediction and y the target, of any one shape, in one unit.
extension Losses {
  static let regression: [NamedLoss] = [
    .meanSquaredError, .meanAbsoluteError, .huber,
  ]
}

extension NamedLoss {
  /// `huber(_:_:delta:)`.
  public static func huber(delta: Double) -> NamedLoss {
    huber.set("huber(prediction, target, delta: \(delta))") { Networks.huber($0, $1, delta: delta) }
  }

  /// `meanSquaredError(_:_:)`: numbers, in the targets' shape.
  public static let meanSquaredError = NamedLoss(
    "mean squared error", call: "meanSquaredError(prediction, target)", formula: "L = (1/n) Σ (p − y)²",
    source: "Gauss 1809; Bishop 2006, section 1.1", target: .numbers, Networks.meanSquaredError(_:_:))

  /// `meanAbsoluteError(_:_:)`: numbers, in the targets' shape.
  public static let meanAbsoluteError = NamedLoss(
    "mean absolute error", call: "meanAbsoluteError(prediction, target)", formula: "L = (1/n) Σ |p − y|",
    source: "Hastie, Tibshirani & Friedman 2009, section 10.6", target: .numbers, Networks.meanAbsoluteError(_:_:))

  /// `huber(_:_:)` with δ = 1: numbers, in the targets' shape.
  public static let huber = NamedLoss(
    "Huber", call: "huber(prediction, target, delta: 1)",
    formula: "L = (1/n) Σ (½ e² if |e| ≤ δ, otherwise δ · (|e| − ½ δ)),  e = p − y",
    source: "Huber 1964, doi:10.1214/aoms/1177703732", target: .numbers, Networks.huber(_:_:))
}

/// L = (1/n) Σ (p − y)², the mean of the squared errors. Gauss 1809; Bishop 2006, section 1.1.
///
/// Its unit is the target's unit, squared. Its derivative is 2 (p − y)/n: large errors count most.
///
/// - Parameters:
///   - prediction: p, any shape.
///   - target: y, the same shape.
public func meanSquaredError(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  meanSquaredError(prediction, target, reduction: .mean)
}

/// `meanSquaredError(_:_:)` with weights, or not as a mean.
///
/// - Parameters:
///   - weights: by example.
///   - reduction: `.mean`, `.sum` or `.none`, the squared error of each element.
public func meanSquaredError(
  _ prediction: Tensor, _ target: Tensor, weights: LossWeights? = nil, reduction: LossReduction = .mean
) -> Tensor {
  let name = "mean squared error"
  return loss(name, prediction, target, reduction: reduction) {
    Costs(pow(prediction - target, 2)).weighted(name, by: weights)
  }
}

/// L = (1/n) Σ |p − y|, the mean of the absolute errors. Hastie, Tibshirani & Friedman 2009, section 10.6.
///
/// Its unit is the target's. Its derivative is ±1/n, however large the error, and 0 at 0.
///
/// - Parameters:
///   - prediction: p, any shape.
///   - target: y, the same shape.
public func meanAbsoluteError(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  meanAbsoluteError(prediction, target, reduction: .mean)
}

/// `meanAbsoluteError(_:_:)` with weights, or not as a mean.
///
/// - Parameters:
///   - weights: by example.
///   - reduction: `.mean`, `.sum` or `.none`, the absolute error of each element.
public func meanAbsoluteError(
  _ prediction: Tensor, _ target: Tensor, weights: LossWeights? = nil, reduction: LossReduction = .mean
) -> Tensor {
  let name = "mean absolute error"
  return loss(name, prediction, target, reduction: reduction) {
    Costs(abs(prediction - target)).weighted(name, by: weights)
  }
}

/// `huber(_:_:delta:weights:reduction:)` with δ = 1.
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
///   - weights: by example.
///   - reduction: `.mean`, `.sum` or `.none`, the cost of each element.
public func huber(
  _ prediction: Tensor, _ target: Tensor, delta: Double, weights: LossWeights? = nil,
  reduction: LossReduction = .mean
) -> Tensor {
  checkSetting("Huber", "delta", delta, wanted: "above 0") { $0 > 0 && $0.isFinite }
  return loss("Huber", prediction, target, reduction: reduction) {
    let error = abs(prediction - target).named("|e|")
    let cut = minimum(error, setting("δ", delta, like: error)).named("c")
    return Costs(cut * (error - 0.5 * cut)).weighted("Huber", by: weights)
  }
}
