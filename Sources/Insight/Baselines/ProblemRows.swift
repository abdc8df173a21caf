import Datasets

/// The rows of a table as fitting a linear model reads them. `from` is where the table's columns begin among the parameters.
protocol ProblemRows {
  /// Σ x v of row i.
  func dot(_ i: Int, _ v: [Double], from start: Int) -> Double
  /// Adds x · factor of row i.
  func add(_ i: Int, times factor: Double, to result: inout [Double], from start: Int)
  /// Adds x² · factor of row i.
  func addSquares(_ i: Int, times factor: Double, to result: inout [Double], from start: Int)
}

/// Every number of a table, row-major. Eight products at a time, without bounds checks: fitting spends all its time here.
struct DenseRows: ProblemRows {
  let values: [Double]
  let width: Int

  func dot(_ i: Int, _ v: [Double], from start: Int) -> Double {
    precondition(v.count >= start + width && values.count >= (i + 1) * width)
    return values.withUnsafeBytes { x in
      v.withUnsafeBytes { v in
        let (row, first) = (i * width * 8, start * 8)
        var lanes = SIMD8<Double>.zero
        let whole = width / 8 * 8
        for j in stride(from: 0, to: whole * 8, by: 64) {
          lanes +=
            x.loadUnaligned(fromByteOffset: row + j, as: SIMD8<Double>.self)
            * v.loadUnaligned(fromByteOffset: first + j, as: SIMD8<Double>.self)
        }
        var sum = lanes.sum()
        for j in whole..<width {
          sum +=
            x.load(fromByteOffset: row + 8 * j, as: Double.self)
            * v.load(fromByteOffset: first + 8 * j, as: Double.self)
        }
        return sum
      }
    }
  }

  func add(_ i: Int, times factor: Double, to result: inout [Double], from start: Int) {
    precondition(result.count >= start + width && values.count >= (i + 1) * width)
    values.withUnsafeBufferPointer { x in
      result.withUnsafeMutableBufferPointer { result in
        guard let x = x.baseAddress.map({ $0 + i * width }), let sums = result.baseAddress.map({ $0 + start }) else {
          return
        }
        for j in 0..<width { sums[j] += factor * x[j] }
      }
    }
  }

  func addSquares(_ i: Int, times factor: Double, to result: inout [Double], from start: Int) {
    for j in 0..<width { result[start + j] += factor * values[i * width + j] * values[i * width + j] }
  }
}

extension SparseRows: ProblemRows {
  func dot(_ i: Int, _ v: [Double], from start: Int) -> Double {
    range(i).reduce(0.0) { $0 + values[$1] * v[start + columns[$1]] }
  }

  func add(_ i: Int, times factor: Double, to result: inout [Double], from start: Int) {
    for place in range(i) { result[start + columns[place]] += factor * values[place] }
  }

  func addSquares(_ i: Int, times factor: Double, to result: inout [Double], from start: Int) {
    for place in range(i) { result[start + columns[place]] += factor * values[place] * values[place] }
  }
}

/// Of each class, from the weighted sums of one example: of a single sum, those of no and yes.
func classProbabilities(_ z: some Collection<Double>) -> [Double] {
  let logits = z.count == 1 ? [0] + z : Array(z)
  let highest = logits.max()!
  let exponentials = logits.map { Double.exp($0 - highest) }
  let sum = exponentials.reduce(0, +)
  return exponentials.map { $0 / sum }
}
