import Tensors
import Testing

@Suite struct SolvingTests {
  /// A · x, number by number.
  private func product(_ a: NDArray, _ x: NDArray) -> [Double] {
    let (n, width) = (a.shape[0], x.count / a.shape[0])
    return (0..<n * width).map { place in
      (0..<n).reduce(0) { $0 + a[at: place / width * n + $1] * x[at: $1 * width + place % width] }
    }
  }

  @Test(arguments: 1...6, [[], [1], [3]]) func theSolutionSolves(n: Int, columns: [Int]) {
    var random = RandomSource(seed: UInt64(n))
    let a = NDArray.normal([n, n], type: .float64, using: &random)
    let b = NDArray.normal(Shape([n] + columns), type: .float64, using: &random)
    let x = solve(a, b)
    #expect(x.shape == b.shape && x.elementType == .float64)
    #expect(zip(product(a, x), b.doubles).allSatisfy { abs($0 - $1) < 1e-10 })
    let unit = product(a, inverse(a))
    #expect(unit.indices.allSatisfy { abs(unit[$0] - ($0 / n == $0 % n ? 1 : 0)) < 1e-10 })
  }

  /// The first pivot is 0: rows are exchanged.
  @Test func zeroOnTheDiagonal() {
    #expect(solve(NDArray([[0, 2], [4, 0]]), NDArray([2, 8])) == NDArray([2, 1]))
  }

  @Test func whatCannotBeSolvedIsRefused() async {
    let singular = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = solve(NDArray([[1, 2], [2, 4]]), NDArray([1, 2]))
    }
    #expect(singular.map { String(decoding: $0.standardErrorContent, as: UTF8.self) }?.contains("full rank") == true)
    let wide = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = solve(NDArray([[1, 2, 3], [2, 4, 5]]), NDArray([1, 2]))
    }
    #expect(wide.map { String(decoding: $0.standardErrorContent, as: UTF8.self) }?.contains("square") == true)
  }
}
