import Autodiff
import Foundation
import Tensors
import Testing

/// Operations composed of the catalogue's, each against plain loops or PyTorch, its derivative against finite differences.
@Suite struct OperationTests {
  private func leaf(_ shape: Shape, seed: UInt64 = 5, in range: Range<Double> = -2..<2) -> Parameter {
    var random = RandomSource(seed: seed)
    return Parameter("x", .uniform(shape, in: range, type: .float64, using: &random))
  }

  /// First and second derivatives.
  private func check(
    _ targets: [Parameter], sourceLocation: SourceLocation = #_sourceLocation, _ body: () -> Tensor
  ) {
    let z = body()
    let weights = Tensor(NDArray((0..<z.shape.count).map { 1.3 - 0.37 * Double($0) }, shape: z.shape, type: .float64))
    for row in gradientCheck(of: sum(z * weights), with: targets) {
      #expect(row.relativeError < 1e-8, "\(row)", sourceLocation: sourceLocation)
    }
    let slopes = gradients(of: sum(z * z * weights), with: targets)
    let second = slopes.map { sum($0 * $0) }
    for row in gradientCheck(of: second.dropFirst().reduce(second[0], +), with: targets) {
      #expect(row.relativeError < 1e-6, "\(row)", sourceLocation: sourceLocation)
    }
  }

  // MARK: - Broadcasting

  @Test func whatComparesBroadcasts() {
    let (x, y) = (leaf([2, 1, 3]), leaf([4, 1], seed: 6))
    #expect(maximum(x, y).shape == [2, 4, 3] && minimum(x, y).shape == [2, 4, 3])
    #expect(select(x .> y, x, y).value == maximum(x, y).value)
    #expect(select(leaf([3]), x, Tensor(0, type: .float64)).shape == [2, 1, 3])
    check([x, y]) { maximum(x, y) }
    check([x, y]) { minimum(x, y) * select(x .> 0, y, x) }
  }

  @Test(arguments: ElementType.allCases) func comparisonsTakeNumbersOnEitherSide(_ type: ElementType) {
    let x = Tensor([-1, 0, 2, .nan], type: type)
    let zero = Tensor([0, 0, 0, 0], type: type)
    let all: [(String, [Tensor], [Double])] = [
      (">", [x .> 0, 0 .< x, x .> zero], [0, 0, 1, 0]), ("<", [x .< 0, 0 .> x, x .< zero], [1, 0, 0, 0]),
      ("==", [x .== 0, 0 .== x, x .== zero], [0, 1, 0, 0]), ("!=", [x .!= 0, 0 .!= x, x .!= zero], [1, 0, 1, 1]),
      (">=", [x .>= 0, 0 .<= x, x .>= zero], [0, 1, 1, 0]), ("<=", [x .<= 0, 0 .>= x, x .<= zero], [1, 1, 0, 0]),
    ]
    for (name, results, expected) in all {
      for result in results { #expect(result.value.doubles == expected, "\(name)") }
    }
  }

  // MARK: - Products

  /// Each element by index arithmetic, for every pair of ranks.
  @Test(
    arguments: [
      ([3], [3]), ([3], [3, 4]), ([2, 3], [3]), ([2, 3], [3, 4]), ([3], [5, 3, 4]), ([5, 2, 3], [3]),
      ([5, 2, 3], [3, 4]), ([2, 3], [5, 3, 4]), ([5, 2, 3], [5, 3, 4]), ([5, 1, 2, 3], [6, 3, 4]),
      ([1, 2, 3], [5, 3, 4]), ([6, 5, 2, 3], [5, 3, 1]), ([0, 2, 3], [3, 4]), ([2, 0], [0, 3]),
    ] as [([Int], [Int])])
  func matmulBroadcasts(_ shapes: ([Int], [Int])) {
    let (x, w) = (leaf(Shape(shapes.0)), leaf(Shape(shapes.1), seed: 6))
    let z = x.matmul(w).value
    let a = shapes.0.count == 1 ? x.value.reshaped([1] + shapes.0) : x.value
    let b = shapes.1.count == 1 ? w.value.reshaped(shapes.1 + [1]) : w.value
    let lead = Shape(Array(a.shape.sizes.dropLast(2))).broadcast(with: Shape(Array(b.shape.sizes.dropLast(2))))!.sizes
    let (m, k, n) = (a.shape[a.shape.rank - 2], a.shape[a.shape.rank - 1], b.shape[b.shape.rank - 1])
    let full = Shape(lead + [m, n])
    #expect(
      z.shape.sizes == lead + (shapes.0.count == 1 ? [] : [m]) + (shapes.1.count == 1 ? [] : [n]))
    func at(_ array: NDArray, _ index: [Int]) -> Double {
      let own = zip(array.shape.sizes, index.suffix(array.shape.rank)).map { $0 == 1 ? 0 : $1 }
      return array[at: array.shape.offset(of: own)!]
    }
    for offset in 0..<full.count {
      let index = full.index(at: offset)
      let outer = Array(index.dropLast(2))
      let expected = (0..<k).reduce(0.0) {
        $0 + at(a, outer + [index[index.count - 2], $1]) * at(b, outer + [$1, index.last!])
      }
      #expect(abs(z[at: offset] - expected) < 1e-13)
    }
    if full.count > 0, full.count < 30, k > 0 { check([x, w]) { x.matmul(w) } }
  }

  @Test(
    arguments: [
      "ij,jk->ik", "ij,kj->ik", "ij,ij->", "ij->ji", "ij->", "ij,jk", "bij,bjk->bik", "ij,k->ijk", "i,i", "ii", "ii->i",
      "iij->ji", "bqd,bkd->bqk", "ij,jk,kl->il", "ijk,k->ji", "ij , jk -> k i", "ij,j->i", "i,j,k->kji",
      "...ij,...jk->...ik",
      "…i->…", "b...i,i->...b", "ij,ik->jk", "ijij->ji",
    ])
  func einsumIsWhatItsLettersSay(_ notation: String) {
    let sizes: [Character: Int] = ["i": 2, "j": 3, "k": 4, "l": 2, "b": 2, "q": 3, "d": 2, "…": 3]
    let text = notation.replacingOccurrences(of: "...", with: "…").filter { $0 != " " }
    let parts = text.components(separatedBy: "->")
    let letters = parts[0].components(separatedBy: ",").map(Array.init)
    let operands = letters.enumerated().map { i, letters in
      leaf(Shape(letters.map { sizes[$0]! }), seed: UInt64(i + 1))
    }
    let all = letters.flatMap { $0 }
    let result =
      parts.count > 1 ? Array(parts[1]) : Set(all).filter { l in all.count { $0 == l } == 1 }.sorted()
    func compute() -> Tensor {
      switch operands.count {
      case 1: einsum(notation, operands[0])
      case 2: einsum(notation, operands[0], operands[1])
      default: einsum(notation, operands[0], operands[1], operands[2])
      }
    }
    // Over every assignment of places to letters.
    let names = Array(Set(all)).sorted()
    let space = Shape(names.map { sizes[$0]! })
    var expected = NDArray(repeating: 0, shape: Shape(result.map { sizes[$0]! }), type: .float64)
    for offset in 0..<space.count {
      let place = Dictionary(uniqueKeysWithValues: zip(names, space.index(at: offset)))
      let term = zip(operands, letters).reduce(1.0) { product, pair in
        let index = pair.1.map { place[$0]! }
        return product * pair.0.value[at: pair.0.shape.offset(of: index)!]
      }
      expected[at: expected.shape.offset(of: result.map { place[$0]! })!] += term
    }
    #expect(relativeError(compute().value, expected) < 1e-13)
    check(operands, compute)
  }

  @Test func einsumBroadcastsDots() {
    let (x, y) = (leaf([4, 1, 2, 3]), leaf([5, 3, 2], seed: 2))
    #expect(relativeError(einsum("...ij,...jk->...ik", x, y).value, x.matmul(y).value) < 1e-14)
    check([x]) { sum(einsum("...ij,...jk->i...", x, y), axes: [1]) }
  }

  // MARK: - Along an axis

  @Test func sumsUpToEachPlace() {
    let x = leaf([2, 3, 4])
    for axis in [-3, -2, -1, 0, 1, 2] {
      let (z, positive) = (cumulativeSum(x, axis: axis).value, (axis + 3) % 3)
      for offset in 0..<z.count {
        let index = z.shape.index(at: offset)
        let expected = (0...index[positive]).reduce(0.0) { total, place in
          var other = index
          other[positive] = place
          return total + x.value[at: x.shape.offset(of: other)!]
        }
        #expect(abs(z[at: offset] - expected) < 1e-14)
      }
    }
    #expect(cumulativeSum(Tensor([1, .infinity, 2])).value.doubles == [1, .infinity, .infinity])
    let ones = Tensor(NDArray(repeating: 0.1, shape: [1_000_000]))
    #expect(abs(cumulativeSum(ones).value[at: 999_999] / (1e6 * Double(Float(0.1))) - 1) < 1e-7)
  }

  /// Right where numbers are 0: one, several, or all.
  @Test(arguments: [[2, 3, 4], [2, 0, 4], [0, 0, 4], [0, 0, 0], [5], [1, 2, 3, 4, 5, 0, 7], []])
  func products(_ numbers: [Double]) {
    let x = Parameter("x", NDArray(numbers, type: .float64))
    let z = product(x, axis: 0)
    #expect(z.scalar == numbers.reduce(1, *))
    let slopes = gradient(of: z, with: x).value.doubles
    for i in numbers.indices {
      var others = numbers
      others.remove(at: i)
      #expect(slopes[i] == others.reduce(1, *))
    }
    if !numbers.isEmpty { check([x]) { product(x, axis: -1, keepingAxes: true) } }
  }

  @Test func productsOverAxes() {
    let x = leaf([2, 3, 4])
    #expect(product(x).shape == [] && product(x, keepingAxes: true).shape == [1, 1, 1])
    #expect(product(x, axes: [0, -1]).shape == [3] && product(x, axes: [2, 0], keepingAxes: true).shape == [1, 3, 1])
    #expect(abs(product(x).scalar - x.value.doubles.reduce(1, *)) < 1e-12)
    #expect(product(Tensor(NDArray([], shape: [0, 2]))).scalar == 1)
    #expect(product(Tensor(NDArray([], shape: [0, 2])), axis: 0).value.doubles == [1, 1])
  }

  @Test func placesOfTheGreatest() {
    let x = Tensor([[1, 5, 5], [.nan, 2, .nan], [-.infinity, -.infinity, -.infinity]])
    #expect(argmax(x, axis: 1).value.doubles == [1, 0, 0] && argmin(x, axis: -1).value.doubles == [0, 0, 0])
    #expect(argmax(x, axis: 0).value.doubles == [1, 0, 1] && argmax(x).scalar == 3)
    #expect(argmax(Tensor([3, 1, 3])).scalar == 0 && argmin(Tensor([3, 1, 1])).scalar == 1)
    let w = leaf([3, 2])
    #expect(gradient(of: sum(argmax(w, axis: 0)), with: w).value.doubles == [0, 0, 0, 0, 0, 0])
  }

  @Test func theGreatestInOrder() {
    let x = Parameter("x", [[3, 1, 3, 2], [0, .nan, -1, .infinity]], type: .float64)
    let top = topK(x, 3)
    #expect(top.indices.value.doubles == [0, 2, 3, 1, 3, 0])
    #expect(top.values.value.doubles.map { $0.isNaN ? 9 : $0 } == [3, 3, 2, 9, .infinity, 0])
    #expect(gradient(of: sum(top.values), with: x).value.doubles == [1, 0, 1, 1, 1, 1, 0, 1])
    let y = leaf([4, 3])
    #expect(topK(y, 4, axis: 0).values.shape == [4, 3] && topK(y, 0).values.shape == [4, 0])
    check([y]) { topK(y, 2, axis: 0).values }
  }

  @Test func numbersPickedAlongAnAxis() {
    let x = leaf([2, 3, 4])
    for axis in -3..<3 {
      let places = Tensor([[1, 0], [1, 1]], type: .float64)
      let (z, positive) = (x.gathered(places, axis: axis).value, (axis + 3) % 3)
      #expect(z.shape.sizes == x.shape.sizes[..<positive] + [2, 2] + x.shape.sizes[(positive + 1)...])
      for offset in 0..<z.count {
        var index = z.shape.index(at: offset)
        let place = Int(places.value[at: index[positive] * 2 + index[positive + 1]])
        index.replaceSubrange(positive...positive + 1, with: [place])
        #expect(z[at: offset] == x.value[at: x.shape.offset(of: index)!])
      }
      check([x]) { x.gathered(places, axis: axis) }
    }
    #expect(x.gathered(Tensor(2, type: .float64), axis: 2).shape == [2, 3])
    let own = Tensor([[0], [3]], type: .float64).reshaped([2, 1, 1])
    let picked = x.takenAlong(own, axis: -1)
    #expect(picked.shape == [2, 3, 1] && picked.value[1, 2, 0] == x.value[1, 2, 3])
    check([x]) { x.takenAlong(own, axis: 2) }
    let rows = leaf([3, 2])
    #expect(
      scatterAdd(rows, at: Tensor([1, 1, 0], type: .float64), count: 4).value[1, 0] == rows.value[0, 0]
        + rows.value[1, 0])
  }

  @Test func slicesWithAStep() {
    let x = Parameter("x", [[0, 1, 2, 3, 4], [10, 11, 12, 13, 14]], type: .float64)
    #expect(x.slice(stride(from: 0, to: 5, by: 2), axis: -1).value.doubles == [0, 2, 4, 10, 12, 14])
    #expect(x.slice(stride(from: 4, through: 0, by: -2), axis: 1).value.doubles == [4, 2, 0, 14, 12, 10])
    #expect(x.reversed(axis: 0).value.doubles == [10, 11, 12, 13, 14, 0, 1, 2, 3, 4])
    #expect(x.slice(1..<3, axis: -1).value.doubles == [1, 2, 11, 12] && x.slice([] as [Int]).shape == [0, 5])
    check([x]) { x.slice([4, 4, 0], axis: 1) * x.reversed(axis: 1).slice(0..<3, axis: 1) }
  }

  @Test func bordersOfThreeKinds() {
    let x = Parameter("x", [1, 2, 3], type: .float64)
    #expect(pad(x, before: 2, after: 1).value.doubles == [0, 0, 1, 2, 3, 0])
    #expect(pad(x, before: 2, after: 1, by: .edge).value.doubles == [1, 1, 1, 2, 3, 3])
    #expect(pad(x, before: 2, after: 2, by: .reflected).value.doubles == [3, 2, 1, 2, 3, 2, 1])
    let image = leaf([2, 3])
    for border in Border.allCases {
      #expect(pad(image, [(1, 0), (0, 2)], by: border).shape == [3, 5])
      check([image]) { pad(image, [(1, 0), (0, 2)], by: border) }
    }
  }

  @Test func triangles() {
    #expect(triangularMask(rows: 2, columns: 3).value.doubles == [1, 0, 0, 1, 1, 0])
    let x = leaf([2, 3, 3])
    for offset in -3...3 {
      let (low, high) = (triangularLower(x, offset: offset).value, triangularUpper(x, offset: offset).value)
      for place in 0..<18 {
        let index = x.shape.index(at: place)
        #expect(low[at: place] == (index[2] - index[1] <= offset ? x.value[at: place] : 0))
        #expect(high[at: place] == (index[2] - index[1] >= offset ? x.value[at: place] : 0))
      }
    }
    check([x]) { triangularLower(x, offset: 1) * triangularUpper(x) }
  }

  // MARK: - Elements

  @Test(arguments: ElementType.allCases) func rounding(_ type: ElementType) {
    let x = Tensor([-2.5, -1.5, -0.5, -0.25, 0.5, 1.5, 2.75, .infinity, -.infinity], type: type)
    #expect(round(x).value.doubles == [-2, -2, 0, 0, 0, 2, 3, .infinity, -.infinity])
    #expect(ceil(x).value.doubles == [-2, -1, 0, 0, 1, 2, 3, .infinity, -.infinity])
    #expect(trunc(x).value.doubles == [-2, -1, 0, 0, 0, 1, 2, .infinity, -.infinity])
    #expect(clamp(x, -1...2).value.doubles == [-1, -1, -0.5, -0.25, 0.5, 1.5, 2, 2, -1])
    #expect([round(Tensor(.nan)), ceil(Tensor(.nan)), trunc(Tensor(.nan))].allSatisfy { $0.scalar.isNaN })
  }

  /// Both derivatives, and their limits at x = 0.
  @Test func powersByAnArray() {
    let (x, y) = (leaf([3, 1], in: 0.5..<2), leaf([4], seed: 8))
    #expect(pow(x, y).shape == [3, 4])
    check([x, y]) { pow(x, y) }
    check([y]) { pow(2, y) }
    let zeros = Parameter("x", [0, 0, 0, 0, -2, .infinity], type: .float64)
    let powers = Parameter("y", [3, 1, 0.5, 0, 3, -1], type: .float64)
    let z = pow(zeros, powers)
    #expect(z.value.doubles == [0, 0, 0, 1, -8, 0])
    let slopes = gradients(of: sum(z.slice(0..<4)), with: [zeros, powers]).map(\.value.doubles)
    #expect(slopes[0] == [0, 1, .infinity, 0, 0, 0] && slopes[1].prefix(4) == [0, 0, 0, 0])
    #expect(gradient(of: sum(pow(zeros, powers)), with: zeros).value.doubles.suffix(2) == [12, 0])
    #expect(gradient(of: sum(z.slice(5..<6)), with: powers).value.doubles.last == 0)
  }

  @Test func spreads() {
    let x = leaf([3, 4])
    let deviation = std(x, axis: -1, correction: 1).value
    for row in 0..<3 {
      let numbers = (0..<4).map { x.value[row, $0] }
      let mean = numbers.reduce(0, +) / 4
      let expected = (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3).squareRoot()
      #expect(abs(deviation[row] - expected) < 1e-14)
    }
    check([x]) { std(x, axes: [0], keepingAxes: true) + variance(x, axis: 0) }
    let flat = Parameter("flat", [2, 2, 2], type: .float64)
    #expect(std(flat).scalar == 0 && gradient(of: std(flat), with: flat).value.doubles == [0, 0, 0])
  }

  @Test func anyAxis() {
    let x = leaf([2, 3, 4])
    for axis in -3..<3 {
      let last = Array((0..<3).filter { $0 != (axis + 3) % 3 }) + [(axis + 3) % 3]
      let turned = x.transposed(last)
      #expect(relativeError(softmax(x, axis: axis).transposed(last).value, softmax(turned).value) < 1e-15)
      #expect(relativeError(logSoftmax(x, axis: axis).transposed(last).value, logSoftmax(turned).value) < 1e-15)
      #expect(relativeError(logSumExp(x, axis: axis).value, logSumExp(turned).value) < 1e-15)
      #expect(relativeError(min(x, axis: axis).value, min(turned, axes: [-1]).value) < 1e-15)
      #expect(sum(x, axis: axis).value == sum(x, axes: [axis]).value)
      #expect(concatenate([x, x], axis: axis).value == concatenate([x, x], axis: (axis + 3) % 3).value)
    }
    #expect(logSumExp(x, axis: 1, keepingAxes: true).shape == [2, 1, 4])
  }

  @Test func reshapesOfNothing() {
    let nothing = Tensor(NDArray([], shape: [0, 3, 4]))
    #expect(nothing.reshaped([0, -1]).shape == [0, 12] && nothing.reshaped([0, 2, -1]).shape == [0, 2, 6])
    #expect(nothing.reshaped([-1, 12]).shape == [0, 12] && nothing.reshaped([-1]).shape == [0])
  }
}
