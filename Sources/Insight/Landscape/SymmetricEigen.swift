/// Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations. Golub & Van Loan 2013, section 8.5.
///
/// Each rotation makes one number beside the diagonal 0; the others stay as large together, so that all fade, quadratically in
/// the end.
struct SymmetricEigen {
  /// Descending.
  let values: [Double]
  /// Row i is the vector of value i, of length 1.
  private let vectors: [Double]
  private let size: Int

  /// - Parameter matrix: row-major, size × size.
  init(_ matrix: [Double], size n: Int) {
    var (a, v) = (matrix, [Double](repeating: 0, count: n * n))
    for i in 0..<n { v[i * n + i] = 1 }
    let total = matrix.reduce(0) { $0 + $1 * $1 }
    for _ in 0..<60 {
      var beside = 0.0
      for i in 0..<n { for j in 0..<i { beside += 2 * a[i * n + j] * a[i * n + j] } }
      guard beside > 1e-30 * total else { break }
      for p in 0..<n { for q in p + 1..<Swift.max(n, p + 1) { Self.rotate(&a, &v, p, q, n) } }
    }
    let order = (0..<n).sorted { a[$0 * n + $0] > a[$1 * n + $1] }
    values = order.map { a[$0 * n + $0] }
    vectors = order.flatMap { v[$0 * n..<($0 + 1) * n] }
    size = n
  }

  func vector(_ i: Int) -> [Double] { Array(vectors[i * size..<(i + 1) * size]) }

  private static func rotate(_ a: inout [Double], _ v: inout [Double], _ p: Int, _ q: Int, _ n: Int) {
    let beside = a[p * n + q]
    guard beside != 0 else { return }
    let theta = (a[q * n + q] - a[p * n + p]) / (2 * beside)
    let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
    let c = 1 / (t * t + 1).squareRoot()
    let s = t * c
    for k in 0..<n {
      let (x, y) = (a[k * n + p], a[k * n + q])
      (a[k * n + p], a[k * n + q]) = (c * x - s * y, s * x + c * y)
    }
    for k in 0..<n {
      let (x, y) = (a[p * n + k], a[q * n + k])
      (a[p * n + k], a[q * n + k]) = (c * x - s * y, s * x + c * y)
      let (z, w) = (v[p * n + k], v[q * n + k])
      (v[p * n + k], v[q * n + k]) = (c * z - s * w, s * z + c * w)
    }
  }
}
