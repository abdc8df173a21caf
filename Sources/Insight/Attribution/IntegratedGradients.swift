import Tensors

/// The gradient averaged on the straight way from a baseline x′ to the input, times the way:
/// m = (x − x′) · ∫ ∂s/∂x (x′ + α (x − x′)) dα. Sundararajan, Taly & Yan 2017, arXiv:1703.01365, equation 1.
///
/// *Completeness* (their proposition 1): the map's numbers add up to s(x) − s(x′). The integral is a sum over the middles of
/// equal steps, so there is a gap; `AttributionMaps.completenessGaps` says how large it is, and more steps make it smaller.
public struct IntegratedGradients: Attribution {
  public static let name = "integrated gradients"
  public static let formula = "m = (x − x′) · mean of ∂s/∂x on the way from x′ to x"
  public static let source = "Sundararajan, Taly & Yan 2017, arXiv:1703.01365"
  public static let explanation = """
    Divides up the difference between the score of the input and that of a baseline: the numbers add up to it, within a gap \
    that more steps make smaller. What is like the baseline gets nothing, so another baseline gives another map.
    """

  public let steps: Int
  /// x′, in the shape of one input; nil: zeros.
  public let baseline: NDArray?

  public init(steps: Int = 64, baseline: NDArray? = nil) {
    guard steps >= 1 else { stop("IntegratedGradients expects at least 1 step; got \(steps).") }
    self.steps = steps
    self.baseline = baseline
  }

  public var description: String { "\(Self.name), \(steps) step\(steps == 1 ? "" : "s")" }

  public func maps(_ question: AttributionQuestion) -> AttributionMaps {
    let inputs = question.inputs
    let count = inputs.rowCount
    let start = startingPoint(like: inputs)
    let from = [[Double]](repeating: start.doubles, count: count).flatMap { $0 }
    let way = zip(inputs.doubles, from).map { $0 - $1 }
    let ask = question.differentiating()
    var sums = [Double](repeating: 0, count: inputs.count)
    for step in 0..<steps {
      let share = (Double(step) + 0.5) / Double(steps)
      let points = zip(from, way).map { $0 + share * $1 }
      let gradients = ask(NDArray(points, shape: inputs.shape, type: inputs.elementType), question.labels)[1]
      for (i, slope) in gradients.doubles.enumerated() { sums[i] += slope }
    }
    let values = zip(way, sums).map { $0 * $1 / Double(steps) }
    let ends = ask(
      NDArray(
        inputs.doubles + from, shape: Shape([2 * count] + inputs.shape.sizes.dropFirst()), type: inputs.elementType),
      question.labels + question.labels)[0].doubles
    return AttributionMaps(
      self, question, values: NDArray(values, shape: inputs.shape, type: inputs.elementType),
      scores: Array(ends[..<count]), baselineScores: Array(ends[count...]))
  }

  private func startingPoint(like inputs: NDArray) -> NDArray {
    let shape = Shape(Array(inputs.shape.sizes.dropFirst()))
    guard let baseline else { return NDArray(repeating: 0, shape: shape, type: inputs.elementType) }
    guard baseline.shape == shape else {
      stop(shapes: "IntegratedGradients expects a baseline like one input, \(shape); got \(baseline.shape).")
    }
    return baseline
  }
}
