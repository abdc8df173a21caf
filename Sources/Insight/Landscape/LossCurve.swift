/// A loss along a line through the space of weights.
public struct LossCurve: Sendable, Equatable {
  /// What the positions are: "random direction, seed 1".
  public let label: String
  /// Ascending, at equal distances.
  public let positions: [Double]
  /// One for each position; may be NaN or infinite far out.
  public let losses: [Double]

  /// Where the loss is least, the first of several; nil when no loss is finite.
  public var lowest: (position: Double, loss: Double)? {
    positions.indices.filter { losses[$0].isFinite }.min { losses[$0] < losses[$1] }
      .map { (positions[$0], losses[$0]) }
  }

  /// How far the loss rises above the straight line that joins its first and its last value; 0 where it stays below.
  /// Entezari et al. 2022, arXiv:2110.06296, definition 1.
  ///
  ///     max over t of  L(t) − ((1 − t) L(0) + t L(1))
  ///
  /// Read off the points there are: a narrow peak between two of them is missed. NaN when a loss is.
  public var barrier: Double {
    let last = losses.count - 1
    let heights = losses.enumerated().map { i, loss in
      let share = Double(i) / Double(last)
      return loss - ((1 - share) * losses[0] + share * losses[last])
    }
    return heights.contains { $0.isNaN } ? .nan : Swift.max(0, heights.max() ?? 0)
  }
}

/// A loss over a plane through the space of weights.
public struct LossPlane: Sendable {
  public let plane: WeightPlane
  public let columns: Int
  public let rows: Int
  public let xRange: ClosedRange<Double>
  public let yRange: ClosedRange<Double>
  /// Row-major, the lowest y first; each belongs to the middle of its cell. May be NaN or infinite far out.
  public let losses: [Double]

  /// The coordinates of the middle of a cell.
  public func position(column: Int, row: Int) -> (x: Double, y: Double) {
    func middle(_ range: ClosedRange<Double>, _ i: Int, _ count: Int) -> Double {
      range.lowerBound + (range.upperBound - range.lowerBound) * (Double(i) + 0.5) / Double(count)
    }
    return (middle(xRange, column, columns), middle(yRange, row, rows))
  }

  /// Where the loss is least, the first of several; nil when no loss is finite.
  public var lowest: (x: Double, y: Double, loss: Double)? {
    losses.indices.filter { losses[$0].isFinite }.min { losses[$0] < losses[$1] }.map { i in
      let (x, y) = position(column: i % columns, row: i / columns)
      return (x, y, losses[i])
    }
  }
}
