import Autodiff
import Networks
import Numerals
import Tensors

/// A direction in the space of weights: for each parameter, how its numbers change along it.
///
///     let across = Direction.random(for: model, seed: 1)
///     let there = Direction(from: start, to: Weights(of: model))
public struct Direction: Sendable {
  /// Labels an axis: "random direction, seed 1".
  public var name: String
  /// One for each parameter, of its shape, as Float64.
  public let arrays: [NDArray]

  /// With these numbers.
  ///
  /// - Parameter arrays: finite, not all 0.
  public init(_ arrays: [NDArray], name: String = "direction") {
    self.name = name
    self.arrays = arrays.map { $0.converted(to: .float64) }
    if let (number, value) = self.arrays.enumerated().lazy.compactMap({ number, array in
      array.doubles.first { !$0.isFinite }.map { (number, $0) }
    }).first {
      stop("Direction expects finite numbers; array \(number) holds \(exactText(value)).")
    }
    guard length > 0 else {
      stop("A direction cannot be all zeros; between two sets of weights, that means they are identical.")
    }
  }

  /// The straight line from one point to another, which 1 reaches. Goodfellow, Vinyals & Saxe 2015, arXiv:1412.6544.
  public init(from start: Weights, to end: Weights, name: String = "from start (0) to end (1)") {
    start.check(end)
    let arrays = zip(start.parameters, end.parameters).map { start, end in
      NDArray(zip(start.doubles, end.doubles).map { $1 - $0 }, shape: start.shape, type: .float64)
    }
    self.init(arrays, name: name)
  }

  /// √Σ d²
  public var length: Double { dot(self).squareRoot() }

  /// Σ d e
  ///
  /// - Precondition: of the same shapes.
  func dot(_ other: Direction) -> Double {
    zip(arrays, other.arrays).reduce(0) { sum, pair in
      zip(pair.0.doubles, pair.1.doubles).reduce(sum) { $0 + $1.0 * $1.1 }
    }
  }

  /// Ends with a sentence unless the direction has a number for each of the weights.
  func check(for weights: Weights) {
    guard arrays.map(\.shape) == weights.parameters.map(\.shape) else {
      let shapes = arrays.map { "\($0.shape)" }.joined(separator: ", ")
      stop(
        "The landscape expects a direction for parameters \(weights.shapesText); got one for "
          + "\(shapes.isEmpty ? "none" : shapes). Direction.random(for: model, seed: 1) makes one.")
    }
  }
}

// MARK: - Random

extension Direction {
  /// How long the parts of a random direction are.
  public enum Normalization: String, Sendable, CaseIterable {
    /// As long as the filters of the weights: filter normalisation. Li et al. 2018, arXiv:1712.09913, section 4.
    ///
    ///     d ← d / ‖d‖ · ‖w‖        for the numbers d and w of each filter; 0 for biases, gains and other vectors
    ///
    /// A filter is what belongs to one place of a parameter's last axis: the weights of one unit or one filter of a
    /// convolution. Networks whose weights are large in one layer and small in the next, yet compute the same, then have
    /// the same landscape.
    case filter
    /// The same for each parameter as a whole.
    case layer
    /// As drawn, biases too: normal numbers of standard deviation 1, whatever size the weights have.
    case none
  }

  /// Independent normal numbers, scaled.
  ///
  /// - Parameters:
  ///   - model: whose weights say how long the direction is.
  ///   - seed: the same seed gives the same direction.
  public static func random(
    for model: any Layer, seed: UInt64, normalization: Normalization = .filter
  ) -> Direction {
    random(for: Weights(of: model), seed: seed, normalization: normalization)
  }

  /// The same at given weights.
  public static func random(for weights: Weights, seed: UInt64, normalization: Normalization = .filter) -> Direction {
    var random = RandomSource(seed: seed)
    let arrays = weights.parameters.map { array -> NDArray in
      let drawn = NDArray.normal(array.shape, type: .float64, using: &random)
      switch normalization {
      case .none: return drawn
      case .filter: return scaled(drawn, to: array, parts: array.shape.sizes.last ?? 1)
      case .layer: return scaled(drawn, to: array, parts: 1)
      }
    }
    guard arrays.contains(where: { $0.doubles.contains { $0 != 0 } }) else {
      stop(
        "A normalised direction is as long as the weights, but all weights are 0 or vectors, such as biases. "
          + "normalization: .none makes one without their lengths.")
    }
    return Direction(arrays, name: "random direction, seed \(seed)")
  }

  /// Each part of a matrix, the numbers whose place in the last axis is the same modulo `parts`, as long as that of the
  /// weights; 0 in place of a vector.
  private static func scaled(_ drawn: NDArray, to weights: NDArray, parts: Int) -> NDArray {
    guard weights.shape.rank >= 2 else { return NDArray(repeating: 0, shape: weights.shape, type: .float64) }
    let own = weights.doubles
    var values = drawn.doubles
    var squares = [(drawn: Double, own: Double)](repeating: (0, 0), count: parts)
    for i in values.indices {
      squares[i % parts].drawn += values[i] * values[i]
      squares[i % parts].own += own[i] * own[i]
    }
    let factors = squares.map { $0.drawn > 0 ? ($0.own / $0.drawn).squareRoot() : 0 }
    for i in values.indices { values[i] *= factors[i % parts] }
    return NDArray(values, shape: weights.shape, type: .float64)
  }
}
