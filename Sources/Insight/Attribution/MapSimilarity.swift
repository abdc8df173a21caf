import Tensors
import Training

/// How alike two maps are. Of three ways to say it, as Adebayo et al. 2018, arXiv:1810.03292, do: 1 is the same, 0 unrelated.
public struct MapSimilarity: Sendable, Equatable {
  /// Spearman's: does what is greater in one map tend to be greater in the other? −1 to 1.
  public let rankCorrelation: MetricValue
  /// The same of the numbers without their signs: are the same places important?
  public let absoluteRankCorrelation: MetricValue
  /// Structural similarity of the maps as pictures, each divided by its greatest absolute number. Wang, Bovik, Sheikh &
  /// Simoncelli 2004, doi:10.1109/TIP.2003.819861, with windows of 7×7 equal weights, or as large as the picture allows.
  public let structure: MetricValue

  /// - Parameters:
  ///   - a: [rows, columns].
  ///   - b: the same shape.
  public init(_ a: NDArray, _ b: NDArray) {
    guard a.shape.rank == 2, a.shape == b.shape, a.count > 1 else {
      stop(
        shapes:
          "MapSimilarity expects two maps [rows, columns] of one shape, at least 2 numbers each; got \(a.shape) and "
          + "\(b.shape)."
      )
    }
    let (x, y) = (a.doubles, b.doubles)
    rankCorrelation = Self.rankCorrelation(x, y)
    absoluteRankCorrelation = Self.rankCorrelation(x.map(abs), y.map(abs))
    structure = Self.structure(x, y, rows: a.shape[0], columns: a.shape[1])
  }

  /// The correlation of the ranks; equal numbers share the mean of theirs. Spearman 1904, doi:10.2307/1412159.
  private static func rankCorrelation(_ x: [Double], _ y: [Double]) -> MetricValue {
    guard (x + y).allSatisfy(\.isFinite) else { return .undefined("a map has numbers that are not finite") }
    let (a, b) = (centred(ranks(x)), centred(ranks(y)))
    func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let lengths = product(a, a) * product(b, b)
    guard lengths > 0 else { return .undefined("a map is the same everywhere") }
    return .value(product(a, b) / lengths.squareRoot())
  }

  private static func centred(_ numbers: [Double]) -> [Double] {
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    return numbers.map { $0 - mean }
  }

  private static func ranks(_ numbers: [Double]) -> [Double] {
    let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
    var ranks = [Double](repeating: 0, count: numbers.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, numbers[order[end]] == numbers[order[start]] { end += 1 }
      for place in order[start..<end] { ranks[place] = Double(start + end - 1) / 2 }
      start = end
    }
    return ranks
  }

  /// The mean over all windows inside of the picture, with the constants of the paper for numbers from −1 to 1.
  private static func structure(_ x: [Double], _ y: [Double], rows: Int, columns: Int) -> MetricValue {
    let scales = [x, y].map { $0.reduce(0) { Swift.max($0, abs($1)) } }
    guard scales.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      return .undefined("a map is 0 everywhere, or not finite")
    }
    let (a, b) = (x.map { $0 / scales[0] }, y.map { $0 / scales[1] })
    let (height, width) = (Swift.min(7, rows), Swift.min(7, columns))
    var sum = 0.0
    for top in 0...rows - height {
      for left in 0...columns - width {
        var places: [Int] = []
        for row in top..<top + height { places += (left..<left + width).map { row * columns + $0 } }
        sum += structure(places.map { a[$0] }, places.map { b[$0] })
      }
    }
    return .value(sum / Double((rows - height + 1) * (columns - width + 1)))
  }

  /// Of one window.
  private static func structure(_ a: [Double], _ b: [Double]) -> Double {
    let n = Double(a.count)
    let means = (a: a.reduce(0, +) / n, b: b.reduce(0, +) / n)
    let (x, y) = (a.map { $0 - means.a }, b.map { $0 - means.b })
    func covariance(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } / (n - 1) }
    let (steadyMean, steadySpread) = (0.02 * 0.02, 0.06 * 0.06)
    let brightness = (2 * means.a * means.b + steadyMean) / (means.a * means.a + means.b * means.b + steadyMean)
    let pattern = (2 * covariance(x, y) + steadySpread) / (covariance(x, x) + covariance(y, y) + steadySpread)
    return brightness * pattern
  }
}
