import Tensors

/// A plane through a point in the space of weights.
public struct WeightPlane: Sendable {
  public let centre: Weights
  public let x: Direction
  public let y: Direction
  /// xx, xy, yy: the products of the directions.
  private let products: (xx: Double, xy: Double, yy: Double)

  /// - Parameters:
  ///   - x: a direction for the centre's parameters.
  ///   - y: another one, not the same or opposite; it need not be at a right angle.
  public init(through centre: Weights, x: Direction, y: Direction) {
    for direction in [x, y] { direction.check(for: centre) }
    self.centre = centre
    self.x = x
    self.y = y
    products = (x.dot(x), x.dot(y), y.dot(y))
    guard determinant > 1e-12 * products.xx * products.yy else {
      stop("A plane expects two directions that are not parallel; '\(x.name)' and '\(y.name)' are.")
    }
  }

  private var determinant: Double { products.xx * products.yy - products.xy * products.xy }

  /// The point of the plane with these coordinates.
  public func point(_ x: Double, _ y: Double) -> Weights { centre.moved(along: (self.x, x), (self.y, y)) }

  /// The coordinates of the plane's point nearest to some weights: θ − θ₀ ≈ x d₁ + y d₂ by least squares. For directions
  /// at a right angle these are products, as Li et al. 2018 have them.
  public func coordinates(of weights: Weights) -> (x: Double, y: Double) {
    centre.check(weights)
    var (alongX, alongY) = (0.0, 0.0)
    for (number, array) in weights.parameters.enumerated() {
      let (there, here) = (array.doubles, centre.parameters[number].doubles)
      let (d, e) = (x.arrays[number].doubles, y.arrays[number].doubles)
      for i in there.indices {
        let way = there[i] - here[i]
        alongX += way * d[i]
        alongY += way * e[i]
      }
    }
    return (
      (products.yy * alongX - products.xy * alongY) / determinant,
      (products.xx * alongY - products.xy * alongX) / determinant
    )
  }

  /// A way as the plane shows it.
  public func projection(of path: WeightPath) -> PathProjection {
    let places = path.points.map { coordinates(of: $0) }
    let (inside, whole) = zip(path.points, places).reduce((0.0, 0.0)) { sums, item in
      let (point, (a, b)) = item
      let distance = centre.distance(to: point)
      let square = a * a * products.xx + 2 * a * b * products.xy + b * b * products.yy
      return (sums.0 + square, sums.1 + distance * distance)
    }
    return PathProjection(x: places.map(\.x), y: places.map(\.y), share: whole > 0 ? inside / whole : 1)
  }
}

/// What a plane shows of a way.
public struct PathProjection: Sendable {
  public let x: [Double]
  public let y: [Double]
  /// Of the squared distances from the plane's centre to the way's points, the part that lies in the plane. In two random
  /// directions of a large space it is near 0: hardly anything of the way is seen. Li et al. 2018, section 7.1.
  public let share: Double
}
