import Tensors

/// The cross-entropy of logistic regression with its gradient and curvature, and Newton's method to its minimum.
///
/// A Newton step d solves H d = −g. Conjugate gradients do that with products H v alone, so H, of columns × classes squared, is
/// never built. Nocedal & Wright 2006, algorithm 7.1; Bishop 2006, equations 4.91, 4.97, 4.109 and 4.110.
struct LogisticProblem<Rows: ProblemRows> {
  /// 1 for two classes, otherwise one for each class.
  let outputs: Int
  /// For each output the weights of the (standardised) columns, then the intercept.
  private(set) var parameters: [Double]

  private let x: Rows
  private let labels: [Int]
  /// The columns, and one of ones for the intercept.
  private let width: Int
  /// λ of each parameter: in units of the standardised columns, 0 for intercepts.
  private let penalties: [Double]

  /// - Parameters:
  ///   - x: standardised.
  ///   - scales: the standard deviation that each column was divided by.
  init(_ x: Rows, _ targets: ClassTargets, scales: [Double], l2: Double) {
    outputs = targets.classCount == 2 ? 1 : targets.classCount
    labels = targets.labels
    width = scales.count + 1
    self.x = x
    penalties = (0..<outputs).flatMap { _ in scales.map { l2 / ($0 * $0) } + [0] }
    parameters = [Double](repeating: 0, count: outputs * width)
  }

  /// - Returns: the mean cross-entropy, and whether the gradient vanished.
  mutating func minimise(stepLimit: Int) -> (steps: Int, isConverged: Bool, loss: Double) {
    let n = Double(labels.count)
    var (loss, crossEntropy) = objective(parameters)
    for step in 0..<stepLimit {
      let chances = chances(parameters)
      let g = gradient(chances)
      let size = g.reduce(0) { Swift.max($0, Swift.abs($1)) } / n
      if size < 1e-10 { return (step, true, crossEntropy / n) }
      let d = newtonStep(g, chances)
      let slope = zip(g, d).reduce(0) { $0 + $1.0 * $1.1 }
      var length = 1.0
      var moved = parameters
      // Where the loss is as good as flat, its rounding may not forbid the step.
      let rounding = 1e-13 * Swift.max(loss, 1)
      while length > 1e-10 {
        moved = zip(parameters, d).map { $0 + length * $1 }
        let next = objective(moved)
        if next.total <= loss + 1e-4 * length * slope + rounding {
          (loss, crossEntropy) = next
          break
        }
        length /= 2
      }
      guard length > 1e-10 else { return (step, size < 1e-6, crossEntropy / n) }
      parameters = moved
      centre()
    }
    return (stepLimit, false, crossEntropy / n)
  }

  /// Of several classes only differences between their weights matter: adding one number to all leaves every probability.
  /// Their sum is kept 0.
  private mutating func centre() {
    guard outputs > 1 else { return }
    for j in 0..<width where penalties[j] == 0 {
      let mean = (0..<outputs).reduce(0) { $0 + parameters[$1 * width + j] } / Double(outputs)
      for k in 0..<outputs { parameters[k * width + j] -= mean }
    }
  }

  /// x · v of one example, for each output.
  private func sums(_ i: Int, _ v: [Double]) -> [Double] {
    (0..<outputs).map { k in x.dot(i, v, from: k * width) + v[k * width + width - 1] }
  }

  private func chances(_ parameters: [Double]) -> [[Double]] {
    labels.indices.map { classProbabilities(sums($0, parameters)) }
  }

  /// Σ (log Σ exp z − z of the target), with the penalty and without.
  private func objective(_ parameters: [Double]) -> (total: Double, crossEntropy: Double) {
    let crossEntropy = labels.indices.reduce(0.0) { total, i in
      let z = outputs == 1 ? [0] + sums(i, parameters) : sums(i, parameters)
      let highest = z.max()!
      return total + highest + Double.log(z.reduce(0) { $0 + Double.exp($1 - highest) }) - z[labels[i]]
    }
    let penalty = zip(parameters, penalties).reduce(0) { $0 + $1.0 * $1.0 * $1.1 } / 2
    return (crossEntropy + penalty, crossEntropy)
  }

  /// Σ (p − y) x + λ w
  private func gradient(_ chances: [[Double]]) -> [Double] {
    var g = zip(parameters, penalties).map { $0 * $1 }
    for i in labels.indices {
      let errors = chances[i].enumerated().map { $1 - ($0 == labels[i] ? 1 : 0) }
      add(i, outputs == 1 ? [errors[1]] : errors, to: &g)
    }
    return g
  }

  /// H v: for each example p (u − Σ p u) x, where u = x · v; + λ v.
  private func curvature(_ v: [Double], _ chances: [[Double]]) -> [Double] {
    var result = zip(v, penalties).map { $0 * $1 }
    for i in labels.indices {
      let (u, p) = (sums(i, v), chances[i])
      if outputs == 1 {
        add(i, [p[0] * p[1] * u[0]], to: &result)
      } else {
        let mean = zip(p, u).reduce(0) { $0 + $1.0 * $1.1 }
        add(i, zip(p, u).map { $0 * ($1 - mean) }, to: &result)
      }
    }
    return result
  }

  private func add(_ i: Int, _ factors: [Double], to result: inout [Double]) {
    for k in 0..<outputs {
      x.add(i, times: factors[k], to: &result, from: k * width)
      result[k * width + width - 1] += factors[k]
    }
  }

  /// The diagonal of H: Σ p (1 − p) x² + λ.
  private func diagonal(_ chances: [[Double]]) -> [Double] {
    var result = penalties
    for i in labels.indices {
      for k in 0..<outputs {
        let p = chances[i][outputs == 1 ? 1 : k]
        x.addSquares(i, times: p * (1 - p), to: &result, from: k * width)
        result[k * width + width - 1] += p * (1 - p)
      }
    }
    return result.map { $0 > 0 ? $0 : 1 }
  }

  /// H d = −g by conjugate gradients, scaled by H's diagonal; the nearer the minimum, the more exactly.
  private func newtonStep(_ g: [Double], _ chances: [[Double]]) -> [Double] {
    let scale = diagonal(chances)
    var d = [Double](repeating: 0, count: g.count)
    var residual = g.map { -$0 }
    var scaled = zip(residual, scale).map { $0 / $1 }
    var direction = scaled
    var product = zip(residual, scaled).reduce(0) { $0 + $1.0 * $1.1 }
    let enough = Swift.min(0.1, norm(g) / Double(labels.count)) * norm(g)
    for _ in 0..<Swift.min(2 * g.count + 10, 1000) {
      let h = curvature(direction, chances)
      let bend = zip(direction, h).reduce(0) { $0 + $1.0 * $1.1 }
      guard bend > 0 else { break }
      let length = product / bend
      for j in d.indices {
        d[j] += length * direction[j]
        residual[j] -= length * h[j]
      }
      guard norm(residual) > enough else { break }
      scaled = zip(residual, scale).map { $0 / $1 }
      let next = zip(residual, scaled).reduce(0) { $0 + $1.0 * $1.1 }
      direction = zip(scaled, direction).map { $0 + next / product * $1 }
      product = next
    }
    return d
  }
}
