import Numerals
import Tensors
import Training

/// Divides examples among k clusters, each around its mean. Lloyd 1982, doi:10.1109/TIT.1982.1056489: every example goes to the nearest
/// centre, every centre to the mean of its examples, until nothing changes. The first centres are drawn, each the likelier the farther
/// it lies from those before it: k-means++, Arthur & Vassilvitskii 2007, dl.acm.org/doi/10.5555/1283383.1283494.
///
///     let clusters = KMeans(50, seed: 1).fit(pictures.inputs)
///     clusters.labels                // of each example, its cluster
///     clusters.representatives       // of each cluster, the example nearest to its centre
///
/// The end depends on the first centres, so it is tried several times, and the least inertia is kept.
public struct KMeans: Sendable, CustomStringConvertible {
  public let count: Int
  public let starts: Int
  public let stepLimit: Int
  public let seed: UInt64

  /// - Parameters:
  ///   - count: k, how many clusters.
  ///   - starts: how often it is tried.
  ///   - stepLimit: after so many steps a try ends, and says so.
  public init(_ count: Int, starts: Int = 4, stepLimit: Int = 100, seed: UInt64 = RandomSource.currentSeed) {
    guard count >= 1, starts >= 1, stepLimit >= 1 else {
      stop("KMeans expects 1 or more clusters, starts and steps; got \(count), \(starts) and \(stepLimit).")
    }
    self.count = count
    self.starts = starts
    self.stepLimit = stepLimit
    self.seed = seed
  }

  public var description: String { "k-means with \(count) clusters" }

  /// - Parameter inputs: [n, …], each row's numbers being its columns; at least as many different rows as clusters.
  public func fit(_ inputs: NDArray) -> Fitted {
    let features = Features(inputs, asker: "KMeans")
    guard features.rowCount >= count else {
      stop("KMeans(\(count)) expects at least \(count) examples; got \(features.rowCount).")
    }
    var best: Fitted?
    for start in 0..<starts {
      var random = RandomSource(seed: seed, stream: start)
      let ended = run(features, from: firstCentres(features, &random), Array(inputs.shape.sizes.dropFirst()))
      if ended.inertia < best?.inertia ?? .infinity { best = ended }
    }
    return best!
  }

  /// Lloyd's steps from given centres.
  ///
  /// - Parameter centres: [k, …].
  public func fit(_ inputs: NDArray, from centres: NDArray) -> Fitted {
    let features = Features(inputs, asker: "KMeans")
    let first = Features(centres, columns: features.columnCount, asker: "KMeans")
    guard first.rowCount == count else {
      stop(shapes: "KMeans(\(count)) expects \(count) centres, [\(count), …]; got \(centres.shape).")
    }
    return run(features, from: first.values, Array(inputs.shape.sizes.dropFirst()))
  }

  private func firstCentres(_ features: Features, _ random: inout RandomSource) -> [Double] {
    var centres = [random.integer(below: features.rowCount)]
    var nearest = [Double](repeating: .infinity, count: features.rowCount)
    while true {
      let newest = features.row(centres.last!)
      for i in 0..<features.rowCount { nearest[i] = Swift.min(nearest[i], squaredDistance(features.row(i), newest)) }
      guard centres.count < count else { break }
      let total = nearest.reduce(0, +)
      guard total > 0 else {
        stop("KMeans(\(count)) expects at least \(count) different examples; got \(centres.count).")
      }
      var rest = random.uniform() * total
      let drawn = nearest.firstIndex {
        rest -= $0
        return rest < 0
      }
      centres.append(drawn ?? nearest.lastIndex { $0 > 0 }!)
    }
    return centres.flatMap { features.row($0) }
  }

  private func run(_ features: Features, from first: [Double], _ example: [Int]) -> Fitted {
    let (n, d) = (features.rowCount, features.columnCount)
    var (centres, labels, steps) = (first, [Int](repeating: -1, count: n), 0)
    var squares = [Double](repeating: 0, count: n)
    var isSettled = false
    while true {
      var changed = 0
      Distances(to: Features(rows: count, columns: d, centres)).each(features) { row, distances in
        let nearest = smallest(1, of: distances)[0]
        if nearest != labels[row] { changed += 1 }
        (labels[row], squares[row]) = (nearest, distances[nearest])
      }
      isSettled = changed == 0
      guard !isSettled, steps < stepLimit else { break }
      steps += 1
      centres = moved(features, &labels, squares)
    }
    return Fitted(
      centres: NDArray(centres, shape: Shape([count] + example), type: .float64), labels: labels,
      distances: squares.map { $0.squareRoot() }, inertia: squares.reduce(0, +), steps: steps, isSettled: isSettled)
  }

  /// The means of the clusters. An empty one takes the example that lies farthest from its own centre.
  private func moved(_ features: Features, _ labels: inout [Int], _ squares: [Double]) -> [Double] {
    var squares = squares
    var sizes = [Int](repeating: 0, count: count)
    for label in labels { sizes[label] += 1 }
    for empty in 0..<count where sizes[empty] == 0 {
      let farthest = squares.indices.filter { sizes[labels[$0]] > 1 }.max { squares[$0] < squares[$1] }!
      sizes[labels[farthest]] -= 1
      (sizes[empty], labels[farthest], squares[farthest]) = (1, empty, 0)
    }
    let d = features.columnCount
    var centres = [Double](repeating: 0, count: count * d)
    for (i, label) in labels.enumerated() {
      for (k, x) in features.row(i).enumerated() { centres[label * d + k] += x }
    }
    for i in centres.indices { centres[i] /= Double(sizes[i / d]) }
    return centres
  }

  public struct Fitted: Sendable, CustomStringConvertible {
    /// [k, …], each a mean of its examples.
    public let centres: NDArray
    /// Of each example, the number of its cluster.
    public let labels: [Int]
    /// Of each example, how far it lies from its centre.
    public let distances: [Double]
    /// The sum of the squares of the distances.
    public let inertia: Double
    /// How often the centres moved.
    public let steps: Int
    /// false where `stepLimit` came before the end.
    public let isSettled: Bool

    /// Of each cluster, which example is nearest to the centre: whoever can have only k examples labelled by hand takes these.
    public var representatives: [Int] {
      (0..<centres.rowCount).map { cluster in
        labels.indices.filter { labels[$0] == cluster }.min { distances[$0] < distances[$1] }!
      }
    }

    /// Which examples are nearest to the centres of their clusters: of each cluster the given part, at least one.
    public func nearest(part: Double) -> [Int] {
      guard (0...1).contains(part) else { stop("nearest(part:) expects a part from 0 to 1; got \(part).") }
      return (0..<centres.rowCount).flatMap { cluster in
        let members = labels.indices.filter { labels[$0] == cluster }.sorted { distances[$0] < distances[$1] }
        return members.prefix(Swift.max(1, Int((part * Double(members.count)).rounded())))
      }
    }

    /// The nearest cluster of each input: [n, …] → [n].
    public func predict(_ inputs: NDArray) -> NDArray {
      let own = Features(centres, asker: "KMeans")
      let asked = Features(inputs, columns: own.columnCount, asker: "KMeans")
      var nearest: [Double] = []
      Distances(to: own).each(asked) { _, distances in nearest.append(Double(smallest(1, of: distances)[0])) }
      return NDArray(nearest, shape: [nearest.count], type: inputs.elementType)
    }

    /// "50 clusters of 3000 examples, inertia 1.234, settled after 12 steps"
    public var description: String {
      "\(centres.rowCount) cluster\(centres.rowCount == 1 ? "" : "s") of \(labels.count) examples, inertia "
        + "\(significantText(inertia)), \(isSettled ? "settled" : "not settled") after \(steps) "
        + "step\(steps == 1 ? "" : "s")"
    }
  }
}

private func squaredDistance(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
  var sum = 0.0
  for (x, y) in zip(a, b) { sum += (x - y) * (x - y) }
  return sum
}
