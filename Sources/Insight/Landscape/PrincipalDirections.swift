import Numerals
import Tensors
import Training

/// The directions in which a way spreads most, and how much of its variance each holds: principal component analysis of the
/// way's points. Li et al. 2018, arXiv:1712.09913, section 7.2.
///
///     let principal = PrincipalDirections(of: path)
///     principal.first, principal.second, principal.shares
///
/// With n points in d dimensions the work is n² d + n³, since n is the smaller: the products of all pairs of points say it
/// all.
public struct PrincipalDirections: Sendable {
  /// Of length 1, at right angles, the one that holds most first; their largest number is positive.
  public let directions: [Direction]
  /// What part of the variance each component holds, of all there are, descending.
  public let shares: [Double]

  public var first: Direction { directions[0] }
  public var second: Direction { directions[1] }

  /// - Parameter count: how many directions; the way has to spread in as many.
  public init(of path: WeightPath, count: Int = 2) {
    let points = path.points
    guard count >= 1, points.count > count else {
      stop("PrincipalDirections(count: \(count)) expects a path of at least \(count + 1) points; got \(points.count).")
    }
    let eigen = SymmetricEigen(Self.centredProducts(of: points), size: points.count)
    let variances = eigen.values.map { Swift.max($0, 0) }
    let total = variances.reduce(0, +)
    guard variances.allSatisfy(\.isFinite) else {
      stop("PrincipalDirections expects a path of finite weights; some are not finite.")
    }
    guard total > 0, variances[count - 1] > 1e-12 * variances[0] else {
      let spread = variances.count { $0 > 1e-12 * variances[0] }
      stop(
        "PrincipalDirections(count: \(count)) expects a path that spreads in as many directions; this one spreads in "
          + "only \(spread). Take fewer, or another plane."
      )
    }
    shares = variances.map { $0 / total }
    directions = (0..<count).map { component in
      let arrays = Self.combination(of: points, by: eigen.vector(component), length: variances[component].squareRoot())
      let part = significantText(100 * variances[component] / total, digits: 3)
      return Direction(arrays, name: "principal direction \(component + 1) (\(part) % of the variance)")
    }
  }

  /// Gᵢⱼ = (xᵢ − x̄) · (xⱼ − x̄), row-major.
  private static func centredProducts(of points: [Weights]) -> [Double] {
    let n = points.count
    var products = [Double](repeating: 0, count: n * n)
    for number in points[0].parameters.indices {
      let rows = centred(points.map { $0.parameters[number].doubles })
      for i in 0..<n {
        for j in i..<n {
          var sum = 0.0
          for k in rows[i].indices { sum += rows[i][k] * rows[j][k] }
          products[i * n + j] += sum
        }
      }
    }
    for i in 0..<n { for j in 0..<i { products[i * n + j] = products[j * n + i] } }
    return products
  }

  /// Σ uᵢ (xᵢ − x̄) / σ: the component in the space of weights, from what it is over the points.
  private static func combination(of points: [Weights], by u: [Double], length sigma: Double) -> [NDArray] {
    var arrays = points[0].parameters.indices.map { number -> [Double] in
      let rows = centred(points.map { $0.parameters[number].doubles })
      return rows[0].indices.map { k in zip(rows, u).reduce(0) { $0 + $1.0[k] * $1.1 } / sigma }
    }
    let largest = arrays.joined().max { abs($0) < abs($1) } ?? 0
    if largest < 0 { arrays = arrays.map { $0.map { -$0 } } }
    return zip(points[0].parameters, arrays).map { NDArray($1, shape: $0.shape, type: .float64) }
  }

  private static func centred(_ rows: [[Double]]) -> [[Double]] {
    let means = rows[0].indices.map { k in rows.reduce(0) { $0 + $1[k] } / Double(rows.count) }
    return rows.map { row in row.indices.map { row[$0] - means[$0] } }
  }
}

extension Direction {
  /// The directions in which a way spreads most: `Direction.principal(of: path).first`.
  public static func principal(of path: WeightPath, count: Int = 2) -> PrincipalDirections {
    PrincipalDirections(of: path, count: count)
  }
}
