import Autodiff
import Datasets
import Networks
import Tensors
import Training

/// A loss as a function of all weights, looked at along a line or over a plane. Goodfellow, Vinyals & Saxe 2015,
/// arXiv:1412.6544; Li et al. 2018, arXiv:1712.09913.
///
///     let landscape = LossLandscape(model, on: digits, loss: .softmaxCrossEntropy)
///     show(landscape.along(.random(for: model, seed: 1)))
///     show(landscape.over(.random(for: model, seed: 1), .random(for: model, seed: 2)))
///     landscape.between(one, other).barrier
///
/// Every point is one evaluation of all examples, on a plan that works on copies of the numbers: the model keeps its own.
public struct LossLandscape {
  /// Where lines and planes go through: the weights that the model had when the landscape was made, unless others were given.
  public let centre: Weights
  private let surface: Surface

  /// The loss of a model on examples, as the model is used, not trained: without dropout, with running statistics.
  ///
  /// - Parameters:
  ///   - loss: a mean over the examples.
  ///   - centre: nil: the model's weights as they are now.
  ///   - batchSize: how many examples are evaluated at once.
  public init(
    _ model: any Layer, on examples: Examples, loss: @escaping Loss, around centre: Weights? = nil,
    batchSize: Int = 4096, threads: Int? = nil
  ) {
    guard examples.count > 0 else { stop("LossLandscape expects examples to measure the loss with; got none.") }
    let parts = examples.batches(of: batchSize).map { batch in
      let output = loss(model(Input("x", batch.inputs)), Input("y", batch.targets))
      return (output, Double(batch.count) / Double(examples.count))
    }
    self.init(
      Surface(parts, over: model.parameters, state: model.state, threads: threads), around: centre,
      now: Weights(of: model))
  }

  /// Any loss of any parameters.
  ///
  /// - Parameters:
  ///   - loss: a single number.
  ///   - parameters: which of those that it depends on are looked at; the others stay as they are.
  public init(_ loss: Tensor, over parameters: [Parameter], around centre: Weights? = nil, threads: Int? = nil) {
    let graph = Graph(of: [loss])
    for parameter in parameters where graph.id(of: parameter) == nil {
      stop("LossLandscape expects a loss that depends on '\(parameter.name)'; this one does not use it.")
    }
    self.init(
      Surface([(loss, 1)], over: parameters, state: [], threads: threads), around: centre,
      now: Weights(of: parameters))
  }

  private init(_ surface: Surface, around centre: Weights?, now: Weights) {
    guard now.count > 0 else { stop("LossLandscape expects parameters to vary; got none.") }
    if let centre { now.check(centre) }
    self.surface = surface
    self.centre = centre ?? now
  }

  /// The same loss with lines and planes through another point.
  public func centred(at weights: Weights) -> LossLandscape { LossLandscape(surface, around: weights, now: centre) }

  // MARK: - Looked at

  /// At one point.
  public func loss(at weights: Weights) -> Double {
    centre.check(weights)
    return surface.loss(at: weights)
  }

  /// Along a line through the centre.
  ///
  /// - Parameters:
  ///   - range: in lengths of the direction; 0 is the centre.
  ///   - points: how many, at equal distances from end to end; an odd number has the middle among them.
  public func along(
    _ direction: Direction, _ range: ClosedRange<Double> = -1...1, points: Int = 51
  ) -> LossCurve {
    direction.check(for: centre)
    let positions = Self.positions(range, points)
    let losses = positions.map { surface.loss(at: centre.moved(along: (direction, $0))) }
    return LossCurve(label: direction.name, positions: positions, losses: losses)
  }

  /// Along the straight line from one point (0) to another (1). Running statistics go from the ones to the others, too.
  ///
  /// - Parameter range: beyond 0...1: further than the points.
  public func between(
    _ start: Weights, _ end: Weights, _ range: ClosedRange<Double> = 0...1, points: Int = 51
  ) -> LossCurve {
    centre.check(start)
    let positions = Self.positions(range, points)
    let losses = positions.map { surface.loss(at: start.interpolated(to: end, share: $0)) }
    return LossCurve(label: "share of the way", positions: positions, losses: losses)
  }

  /// Over a plane through the centre.
  ///
  /// - Parameters:
  ///   - x: the first direction.
  ///   - y: the second one, not parallel to the first.
  ///   - xRange: in lengths of the first direction.
  ///   - yRange: in lengths of the second.
  ///   - columns: how many points across, each in the middle of its part of the range; odd: the range's middle is one.
  ///   - rows: how many points up.
  public func over(
    _ x: Direction, _ y: Direction, x xRange: ClosedRange<Double> = -1...1, y yRange: ClosedRange<Double> = -1...1,
    columns: Int = 41, rows: Int = 41
  ) -> LossPlane {
    let plane = WeightPlane(through: centre, x: x, y: y)
    let (across, up) = (Self.middles(xRange, columns), Self.middles(yRange, rows))
    let losses = up.flatMap { y in across.map { x in surface.loss(at: plane.point(x, y)) } }
    return LossPlane(
      plane: plane, columns: columns, rows: rows, xRange: xRange, yRange: yRange, losses: losses)
  }

  /// Over a plane through the centre, as far as some ways go in it.
  ///
  /// - Parameter margin: how much further on every side, as a share of what the ways span.
  public func over(
    _ x: Direction, _ y: Direction, covering paths: [WeightPath], margin: Double = 0.25, columns: Int = 41,
    rows: Int = 41
  ) -> LossPlane {
    let plane = WeightPlane(through: centre, x: x, y: y)
    let seen = paths.map { plane.projection(of: $0) }
    guard margin >= 0, margin.isFinite, !seen.isEmpty else {
      stop(
        "over(covering:, margin:) expects at least one path and a margin of at least 0; got \(paths.count) paths and "
          + "\(margin)."
      )
    }
    func range(_ places: [Double]) -> ClosedRange<Double> {
      let (low, high) = (places.min()!, places.max()!)
      guard low.isFinite, high.isFinite else { stop("A plane expects a path of finite weights; some are not finite.") }
      let more = high > low ? margin * (high - low) : 1
      return low - more...high + more
    }
    return over(
      x, y, x: range(seen.flatMap(\.x)), y: range(seen.flatMap(\.y)), columns: columns, rows: rows)
  }

  private static func positions(_ range: ClosedRange<Double>, _ points: Int) -> [Double] {
    checkRange(range)
    guard points >= 2 else { stop("points must be at least 2 on a line; got \(points).") }
    return (0..<points).map { i in
      let share = Double(i) / Double(points - 1)
      return (1 - share) * range.lowerBound + share * range.upperBound
    }
  }

  private static func middles(_ range: ClosedRange<Double>, _ count: Int) -> [Double] {
    checkRange(range)
    guard count >= 1 else {
      stop("A plane expects at least 1 point in each direction, columns and rows; got \(count).")
    }
    return (0..<count).map { i in
      let share = (Double(i) + 0.5) / Double(count)
      return (1 - share) * range.lowerBound + share * range.upperBound
    }
  }

  private static func checkRange(_ range: ClosedRange<Double>) {
    guard range.lowerBound.isFinite, range.upperBound.isFinite, range.lowerBound < range.upperBound else {
      stop("A range must be finite and end above its start, such as -1...1; got \(range).")
    }
  }
}

/// A loss on plans, whose parameters are given other numbers than the model's own.
private final class Surface {
  private let parts: [(computation: Computation, weight: Double)]
  private let parameters: [Parameter]
  private let state: [Parameter]

  init(_ parts: [(loss: Tensor, weight: Double)], over parameters: [Parameter], state: [Parameter], threads: Int?) {
    for (loss, _) in parts where loss.shape.count != 1 {
      stop(shapes: "LossLandscape expects a loss of one number; got \(loss.shape). Take its mean.")
    }
    self.parts = parts.map { (Computation($0.loss, threads: threads), $0.weight) }
    self.parameters = parameters.distinct
    self.state = state.distinct
  }

  func loss(at weights: Weights) -> Double {
    parts.reduce(0) { total, part in
      for (parameter, array) in zip(parameters, weights.parameters) { part.computation.set(parameter, array) }
      for (parameter, array) in zip(state, weights.state) { part.computation.set(parameter, array) }
      return total + part.weight * part.computation.value().scalar
    }
  }
}
