import Tensors

/// The w with the smallest ‖y − X w‖² + λ ‖w‖², by Householder reflections with column pivoting. Golub & Van Loan 2013,
/// sections 5.2 and 5.4.
///
/// Each step takes, of the columns that are left, the one that the columns taken so far explain least, and reflects it onto
/// one axis. When hardly anything of any column is left, the rest depend on those taken: the rank is known, and their
/// weights are 0. Unlike the normal equations it does not square the condition number.
///
/// λ is made of further rows: √λ · I below X, 0 below y.
struct LeastSquares {
  /// For each target, a weight for each column.
  private(set) var weights: [[Double]]
  private(set) var rank = 0
  private(set) var dependentColumns: [Int] = []

  private var columns: [[Double]]
  private var targets: [[Double]]
  private let scales: [Double]
  private var order: [Int]
  private var diagonal: [Double] = []

  /// - Parameters:
  ///   - columns: of X, with mean 0, each of n numbers.
  ///   - targets: each of n numbers.
  ///   - tolerance: what part of a column counts as nothing.
  ///   - sizes: of each column's numbers before their mean was taken away: a column that is small beside it is constant.
  init(columns: [[Double]], targets: [[Double]], ridge: Double, tolerance: Double, sizes: [Double]) {
    let count = columns.count
    let norms = columns.map(norm)
    scales = (0..<count).map { j in
      let total = (norms[j] * norms[j] + ridge).squareRoot()
      let nothing = 1e-12 * sizes[j] * Double(columns[j].count).squareRoot()
      return total > nothing ? total : 0
    }
    self.columns = columns
    self.targets = targets
    order = Array(0..<count)
    weights = targets.map { _ in [Double](repeating: 0, count: count) }
    for j in 0..<count {
      if ridge > 0 { self.columns[j] += (0..<count).map { $0 == j ? ridge.squareRoot() : 0 } }
      let scale = scales[j]
      self.columns[j] = self.columns[j].map { scale > 0 ? $0 / scale : 0 }
    }
    if ridge > 0 { self.targets = targets.map { $0 + [Double](repeating: 0, count: count) } }
    reflect(tolerance)
    solve()
  }

  /// Makes X upper triangular, as far as its rank goes; the same reflections change the targets.
  private mutating func reflect(_ tolerance: Double) {
    let rows = columns.first?.count ?? 0
    for step in 0..<Swift.min(rows, columns.count) {
      let left = (step..<columns.count).map { rest(of: columns[$0], from: step) }
      let pivot = left.firstMaximum
      guard left[pivot] > tolerance else { break }
      columns.swapAt(step, step + pivot)
      order.swapAt(step, step + pivot)
      // v = x ∓ ‖x‖ e₁, away from x₁, so that nothing cancels; H = I − 2 v vᵀ / ‖v‖².
      var v = columns[step]
      let end = v[step] > 0 ? -left[pivot] : left[pivot]
      v[step] -= end
      diagonal.append(end)
      let length = rest(of: v, from: step)
      for j in columns.indices.dropFirst(step + 1) { Self.reflect(&columns[j], by: v, from: step, length) }
      for t in targets.indices { Self.reflect(&targets[t], by: v, from: step, length) }
      rank += 1
    }
    dependentColumns = order[rank...].sorted()
  }

  private static func reflect(_ x: inout [Double], by v: [Double], from start: Int, _ length: Double) {
    var product = 0.0
    for i in start..<v.count { product += v[i] * x[i] }
    let factor = 2 * product / (length * length)
    for i in start..<v.count { x[i] -= factor * v[i] }
  }

  /// R w = Qᵀ y, from the last row up; then the columns' scales are undone.
  private mutating func solve() {
    for t in targets.indices {
      var w = [Double](repeating: 0, count: rank)
      for i in stride(from: rank - 1, through: 0, by: -1) {
        var sum = targets[t][i]
        for j in i + 1..<Swift.max(rank, i + 1) { sum -= columns[j][i] * w[j] }
        w[i] = sum / diagonal[i]
      }
      for i in 0..<rank { weights[t][order[i]] = w[i] / scales[order[i]] }
    }
  }

  private func rest(of column: [Double], from start: Int) -> Double { norm(column[start...]) }
}

/// ‖x‖
func norm(_ x: some Sequence<Double>) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
