/// The x of A · x = b, by Gaussian elimination with partial pivoting, in double precision. Golub & Van Loan 2013, section 3.4.
///
/// A: [n, n], b: [n] or [n, k] → the shape of b, in b's element type. A singular A ends the cell.
public func solve(_ a: NDArray, _ b: NDArray) -> NDArray {
  guard a.shape.rank == 2, a.shape[0] == a.shape[1] else {
    stop(
      shapes:
        "solve(A, b) expects a square matrix A [n, n]; got \(a.shape). LinearRegression fits more rows than columns.")
  }
  let n = a.shape[0]
  guard (1...2).contains(b.shape.rank), b.shape[0] == n else {
    stop(shapes: "solve(A, b) expects b with a row for each of A's \(n) rows, [\(n)] or [\(n), k]; got \(b.shape).")
  }
  guard n > 0 else { return b }
  let width = b.count / n
  let (left, right) = (a.doubles, b.doubles)
  var rows = (0..<n).map { i in Array(left[i * n..<(i + 1) * n] + right[i * width..<(i + 1) * width]) }
  let smallest = Double(n) * .ulpOfOne * (left.map(\.magnitude).max() ?? 0)
  for column in 0..<n {
    let pivot = (column..<n).max { rows[$0][column].magnitude < rows[$1][column].magnitude }!
    // Not `<=`: NaN is no pivot either.
    guard rows[pivot][column].magnitude > smallest else {
      stop(
        "solve(A, b) expects a matrix of full rank; got one whose column \(column) depends on those before it. "
          + "Add a small λ to the diagonal: A + 0.001 * NDArray.identity(\(n)).")
    }
    rows.swapAt(column, pivot)
    let top = rows[column]
    for i in column + 1..<n {
      let factor = rows[i][column] / top[column]
      for j in column..<n + width { rows[i][j] -= factor * top[j] }
    }
  }
  for i in stride(from: n - 1, through: 0, by: -1) {
    for j in n..<n + width {
      for k in i + 1..<n { rows[i][j] -= rows[i][k] * rows[k][j] }
      rows[i][j] /= rows[i][i]
    }
  }
  return NDArray(rows.flatMap { $0[n...] }, shape: b.shape, type: b.elementType)
}

/// A⁻¹ of a square matrix [n, n]: `solve` with ones on the diagonal. To solve A · x = b, `solve(A, b)` is more accurate.
public func inverse(_ a: NDArray) -> NDArray {
  guard a.shape.rank == 2, a.shape[0] == a.shape[1] else {
    stop(shapes: "inverse(A) expects a square matrix [n, n]; got \(a.shape).")
  }
  return solve(a, NDArray.identity(a.shape[0]).converted(to: a.elementType))
}
