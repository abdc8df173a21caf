import Tensors

extension Initializer {
  /// A matrix whose columns are orthogonal and of length `gain` (or its rows, where there are fewer of these): it turns
  /// signals without stretching them, so that they keep their size through any number of layers. Saxe, McClelland &
  /// Ganguli 2013, arXiv:1312.6120, section 3.
  ///
  /// The Q of normal numbers = Q · R with a positive diagonal of R, which makes every orthogonal matrix equally likely
  /// (Mezzadri 2007, arXiv:math-ph/0609050). All axes but the last count as rows.
  public static func orthogonal(gain: Double = 1) -> Initializer {
    Initializer("orthogonal") { shape, _, type, random in
      let columns = shape.sizes.last ?? 1
      let rows = columns == 0 ? 0 : shape.count / columns
      let (length, count) = (max(rows, columns), min(rows, columns))
      let vectors = orthonormalVectors(count, of: length, using: &random)
      var numbers = [Double](repeating: 0, count: rows * columns)
      for (i, vector) in vectors.enumerated() {
        for (j, number) in vector.enumerated() {
          numbers[rows >= columns ? j * columns + i : i * columns + j] = gain * number
        }
      }
      return NDArray(numbers, shape: shape, type: type)
    }
  }
}

/// Random vectors made orthogonal one after another (Gram & Schmidt). Each is freed twice of its parts along the ones
/// before: the first time leaves rounding behind (Giraud, Langou & Rozložník 2005, doi:10.1016/j.camwa.2005.08.009).
private func orthonormalVectors(_ count: Int, of length: Int, using random: inout RandomSource) -> [[Double]] {
  var vectors: [[Double]] = []
  while vectors.count < count {
    var vector = (0..<length).map { _ in random.normal() }
    for _ in 0..<2 {
      for other in vectors { subtract(dot(vector, other), times: other, from: &vector) }
    }
    let size = dot(vector, vector).squareRoot()
    vectors.append(vector.map { $0 / size })
  }
  return vectors
}

private func dot(_ x: [Double], _ y: [Double]) -> Double {
  var sum = 0.0
  for i in x.indices { sum += x[i] * y[i] }
  return sum
}

private func subtract(_ factor: Double, times x: [Double], from y: inout [Double]) {
  for i in x.indices { y[i] -= factor * x[i] }
}
