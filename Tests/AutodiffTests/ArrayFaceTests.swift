import Autodiff
import Foundation
import Tensors
import Testing

/// How arrays and tensors are printed, indexed, made and calculated with.
@Suite struct ArrayFaceTests {
  // MARK: - Printing

  @Test func whatIsPrintedIsShort() {
    #expect("\(NDArray([[1, -0.5], [3, .nan]]))" == "[[1, −0.5], [3, nan]]")
    #expect("\(NDArray(scalar: 2))" == "2" && "\(NDArray([], shape: [2, 0]))" == "[[], []]")
    #expect("\(NDArray([0.1, 1.0 / 3, 123_456, 1e-9]))" == "[0.1, 0.3333, 123456, 1e−9]")
    #expect(NDArray([[0.1, -0.5]]).fullText == "[[0.1, -0.5]]")
    let long = NDArray((0..<100).map(Double.init))
    #expect("\(long)" == "[0, 1, 2, …, 97, 98, 99], shape [100]")
    #expect("\(long.reshaped(10, 10))".hasPrefix("[[0, 1, 2, …, 7, 8, 9], [10, 11, 12, …"))
    #expect(
      "\(NDArray.zeros([4, 5, 6]))" == "[[[0, …, 0], …, [0, …, 0]], …, [[0, …, 0], …, [0, …, 0]]], shape [4, 5, 6]")
  }

  /// No shape makes a page of numbers.
  @Test(arguments: [
    [10_000], [36], [37], [7, 7], [1, 1, 1, 50], [3, 3, 3, 3, 3, 3], [2, 2, 2, 2, 2, 2, 2, 2], [200, 0],
  ])
  func nothingPrintsTenThousandNumbers(_ sizes: [Int]) {
    let array = NDArray.ones(Shape(sizes))
    #expect(array.description.count { $0 == "1" } <= 90 && array.description.count < 600, "\(array)")
    #expect(array.fullText.components(separatedBy: "1.0").count - 1 == array.count)
  }

  @Test func tensorsSayWhatTheyAre() {
    let t = Tensor([[1, 2], [3, 4]])
    #expect("\(t)" == "Tensor [2, 2] [[1, 2], [3, 4]]" && "\(Tensor(3.5))" == "Tensor [] 3.5")
    #expect("\(Parameter("w", [0.5, -1]))" == "Parameter w [2] holds [0.5, −1]")
    #expect("\(Input("x", [[1, 2]]))" == "Input x [1, 2] holds [[1, 2]]")
    #expect("\((t * 2).named("twice"))" == "Tensor twice [2, 2] [[2, 4], [6, 8]]")
    #expect("\(Tensor([1], type: .float64))" == "Tensor float64 [1] [1]")
    #expect("\([t[0], t[1]])" == "[Tensor [2] [1, 2], Tensor [2] [3, 4]]")
    #expect("\(Tensor.zeros([1000]))" == "Tensor [1000] [0, 0, 0, …, 0, 0, 0]")
  }

  /// What would take long is not computed by printing, and what is known is printed whatever it took.
  @Test func printingComputesOnlyWhatIsQuick() {
    let w = Parameter("w", [1])
    let chain = (0..<2000).reduce(w as Tensor) { x, _ in x + 1 }
    #expect("\(chain)" == "Tensor [1], not computed yet: .value computes it")
    #expect(chain.value[0] == 2001 && "\(chain)" == "Tensor [1] [2001]")
    w.set([2])
    #expect("\(chain)" == "Tensor [1], not computed yet: .value computes it")
    let large = Tensor.ones([400, 400])
    #expect("\(large.matmul(large))" == "Tensor [400, 400], not computed yet: .value computes it")
    // A tensor that is used again and again is counted once.
    #expect("\((0..<60).reduce(w as Tensor) { x, _ in x + x })" == "Tensor [1] [2.306e18]")
  }

  // MARK: - Brackets

  /// Every index of every kind against plain loops, on arrays and tensors.
  @Test func bracketsPickWhatLoopsPick() {
    let x = NDArray((0..<24).map { Double($0) * 1.5 }, shape: [2, 3, 4], type: .float64)
    let t = Tensor(x)
    func picked(_ rows: [Int], _ columns: [Int], _ cells: [Int], _ shape: Shape) -> NDArray {
      let numbers = rows.flatMap { i in columns.flatMap { j in cells.map { k in Double(12 * i + 4 * j + k) * 1.5 } } }
      return NDArray(numbers, shape: shape, type: .float64)
    }
    let (all2, all3, all4) = ([0, 1], [0, 1, 2], [0, 1, 2, 3])
    let cases: [(NDArray, Tensor, NDArray)] = [
      (x[1] as NDArray, t[1], picked([1], all3, all4, [3, 4])),
      (x[-1] as NDArray, t[-1], picked([1], all3, all4, [3, 4])),
      (x[0, 2] as NDArray, t[0, 2], picked([0], [2], all4, [4])),
      (x[0..<1], t[0..<1], picked([0], all3, all4, [1, 3, 4])),
      (x[0..., 1], t[0..., 1], picked(all2, [1], all4, [2, 4])),
      (x[0..., 1...2, 3], t[0..., 1...2, 3], picked(all2, [1, 2], [3], [2, 2])),
      (x[1, 0..., ..<2], t[1, 0..., ..<2], picked([1], all3, [0, 1], [3, 2])),
      (x[1, ...1, 2], t[1, ...1, 2], picked([1], [0, 1], [2], [2])),
      (x[2..<2], t[2..<2], picked([], all3, all4, [0, 3, 4])),
      (x[1, 2, 3] as NDArray, t[1, 2, 3], picked([1], [2], [3], [])),
      (x[1, -1, -4] as NDArray, t[1, -1, -4], picked([1], [2], [0], [])),
    ]
    for (number, (array, tensor, expected)) in cases.enumerated() {
      #expect(array == expected && tensor.value == expected, "case \(number)")
    }
    let number = x[1, -1, -4]
    #expect(number == 20 * 1.5)
    var changed = x
    changed[-1, 0, -1] = 7
    #expect(changed[at: 15] == 7)
  }

  @Test func gradientsFlowThroughBrackets() {
    let w = Parameter("w", NDArray((0..<6).map(Double.init), shape: [2, 3], type: .float64))
    for row in gradientCheck(of: sum(w[0] * w[1]) + w[1, 2] * w[0, 0] + sum(exp(w[0..., 1])), with: [w]) {
      #expect(row.relativeError < 1e-8, "\(row)")
    }
    let slope = gradients(of: w[1, 2], with: [w])[0].value
    #expect(slope == NDArray([[0, 0, 0], [0, 0, 1]], type: .float64))
  }

  @Test func wrongBracketsEndWithASentence() async {
    func says(_ result: ExitTest.Result?, _ sentence: String) {
      let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(text.contains(sentence), "\(text)")
    }
    says(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([[1, 2], [3, 4]])[2]
      }, "x[…] expects a position of axis 0 of [2, 2], 0 to 1 or −2 to −1 from the end; got 2.")
    says(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([1, 2]).named("v")[0, 0]
      }, "v[…] expects at most 1 index for the axes of [2]; got 2.")
    says(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([[1, 2], [3, 4]])[0..., 1..<3]
      }, "x[…] expects a range inside 0..<2, axis 1 of [2, 2]; got 1..<3.")
    says(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let number: Double = NDArray([[1, 2], [3, 4]])[1]
        print(number)
      }, "x[…] expects one position for each of the 2 axes of [2, 2]; got [1]. x[1, 0...] is all that [1] leaves open.")
    says(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = NDArray([1, 2])[-3] },
      "x[…] expects a position of axis 0 of [2], 0 to 1 or −2 to −1 from the end; got -3.")
  }

  // MARK: - Making

  @Test(arguments: ElementType.allCases) func arraysOfOneNumber(_ type: ElementType) {
    let shape: Shape = [2, 3]
    for (array, tensor, number) in [
      (NDArray.zeros(shape, type: type), Tensor.zeros(shape, type: type), 0.0),
      (.ones(shape, type: type), .ones(shape, type: type), 1),
      (.full(shape, 0.25, type: type), .full(shape, 0.25, type: type), 0.25),
    ] {
      #expect(
        array.doubles == [Double](repeating: number, count: 6) && array.shape == shape && array.elementType == type)
      #expect(tensor.value == array)
    }
    let x = Tensor([1, 2], type: type)
    #expect(Tensor.zeros(like: x).value == NDArray([0, 0], type: type))
    #expect(Tensor.ones(like: x).value == NDArray([1, 1], type: type))
    #expect(NDArray.identity(3, type: type) == NDArray([[1, 0, 0], [0, 1, 0], [0, 0, 1]], type: type))
  }

  @Test func numbersOfOtherTypes() {
    let (whole, single): ([Int], [Float]) = ([3, -1], [0.1, 2])
    #expect(NDArray(whole) == NDArray([3.0, -1]) && NDArray(single).doubles == [Double(Float(0.1)), 2])
    #expect(Tensor(whole).value == NDArray(whole) && Input("k", whole).value == NDArray([3, -1]))
    #expect(NDArray(Tensor([1, 2]) * 2) == NDArray([2, 4]) && NDArray(Parameter("w", [5])) == NDArray([5]))
    #expect(NDArray([1, 2]) == NDArray([1.0, 2]))
    #expect(NDArray([[1, 2], [3, 4], [5, 6]]).matrix == [[1, 2], [3, 4], [5, 6]])
    let w = Parameter("w", [[1, 2]], type: .float64)
    w.set([[3, 4]])
    #expect(w.value == NDArray([[3, 4]], type: .float64) && w.version == 1)
    let b = Input("b", 0)
    b.set(0.5)
    #expect(b.scalar == 0.5)
  }

  @Test func oneNameForReshaping() {
    let x = NDArray([[1, 2, 3], [4, 5, 6]])
    let expected = NDArray([[1, 2], [3, 4], [5, 6]])
    for reshaped in [x.reshaped(3, 2), x.reshaped([3, -1]), x.reshaped(-1, 2), x.reshaped(expected.shape)] {
      #expect(reshaped == expected)
    }
    let t = Tensor(x)
    for reshaped in [t.reshaped(3, 2), t.reshaped([3, -1]), t.reshaped(-1, 2), t.reshaped(expected.shape)] {
      #expect(reshaped.value == expected)
    }
    #expect(NDArray([], shape: [0, 3, 4]).reshaped(0, -1).shape == [0, 12])
  }

  // MARK: - Arithmetic

  private func numbers(_ shape: Shape, _ type: ElementType, seed: UInt64, in range: Range<Double> = -2..<2) -> NDArray {
    var random = RandomSource(seed: seed)
    return .uniform(shape, in: range, type: type, using: &random)
  }

  private func rounded(_ number: Double, _ type: ElementType) -> Double {
    type == .float32 ? Double(Float(number)) : number
  }

  /// Against loops in Double, rounded once: of two numbers of Float32 that is exact.
  @Test(
    arguments: ElementType.allCases, [([2, 3], [2, 3]), ([2, 3], [3]), ([2, 1], [3]), ([], [4]), ([0, 2], [2])])
  func operatorsAgreeWithLoops(_ type: ElementType, _ sizes: ([Int], [Int])) {
    let (a, b) = (numbers(Shape(sizes.0), type, seed: 1), numbers(Shape(sizes.1), type, seed: 2))
    let shape = a.shape.broadcast(with: b.shape)!
    func at(_ x: NDArray, _ index: [Int]) -> Double {
      x[at: x.shape.offset(of: zip(x.shape.sizes, index.suffix(x.shape.rank)).map { $0 == 1 ? 0 : $1 })!]
    }
    func loop(_ f: (Double, Double) -> Double) -> [Double] {
      (0..<shape.count).map { offset in
        let index = shape.index(at: offset)
        return rounded(f(at(a, index), at(b, index)), type)
      }
    }
    for (result, expected) in [
      (a + b, loop(+)), (a - b, loop(-)), (a * b, loop(*)), (a / b, loop(/)), (maximum(a, b), loop { max($0, $1) }),
      (minimum(a, b), loop { min($0, $1) }), (a .> b, loop { $0 > $1 ? 1 : 0 }), (a .<= b, loop { $0 <= $1 ? 1 : 0 }),
    ] {
      #expect(result.doubles == expected && result.shape == shape && result.elementType == type)
    }
  }

  @Test(arguments: ElementType.allCases) func numbersStandOnEitherSide(_ type: ElementType) {
    let x = NDArray([1, -2, 4], type: type)
    let n = 3
    let cases: [(NDArray, [Double])] = [
      (x + 1, [2, -1, 5]), (1 + x, [2, -1, 5]), (x - 0.5, [0.5, -2.5, 3.5]), (1 - x, [0, 3, -3]), (2 * x, [2, -4, 8]),
      (x * n, [3, -6, 12]), (n * x, [3, -6, 12]), (x / 4, [0.25, -0.5, 1]), (8 / x, [8, -4, 2]), (n - x, [2, 5, -1]),
      (-x, [-1, 2, -4]), (abs(x), [1, 2, 4]), (x .== 4, [0, 0, 1]), (x .!= 4, [1, 1, 0]), (x .>= 1, [1, 0, 1]),
      (clamp(x, -1...2), [1, -1, 2]), (relu(x), [1, 0, 4]), (pow(x, 2), [1, 4, 16]), (sign(x), [1, -1, 1]),
      (sqrt(x * x), [1, 2, 4]), (maximum(x, 0), [1, 0, 4]), (minimum(x, 0), [0, -2, 0]),
      (select(x .> 0, x, 0), [1, 0, 4]), (select(x .> 0, -x, x), [-1, -2, -4]),
      (select(Tensor(x) .> 0, 1, 0).value, [1, 0, 1]),
    ]
    for (number, (result, expected)) in cases.enumerated() {
      #expect(result.doubles == expected && result.elementType == type, "case \(number)")
    }
    var u = Tensor(x)
    u += Tensor(x)
    u *= u
    u -= Tensor(x)
    u /= Tensor(x)
    #expect(u.value.doubles == [3, -9, 15])
    var y = x
    y += 1
    y *= x
    y -= x
    y /= 2
    #expect(y.doubles == [0.5, 2, 8])
    let t = Tensor([1, 2])
    #expect(
      (t * n).value == NDArray([3, 6]) && (n + t).value == NDArray([4, 5]) && (n / t).value == NDArray([3, 1.5]))
  }

  @Test func functionsAgreeWithTheLibraryOfC() {
    let x = numbers([3, 4], .float64, seed: 3, in: 0.1..<3)
    for (result, f) in [
      (exp(x), Foundation.exp), (log(x), Foundation.log), (sqrt(x), { $0.squareRoot() }), (tanh(x), Foundation.tanh),
      (sin(x), Foundation.sin), (cos(x), Foundation.cos), (sigmoid(x), { 1 / (1 + Foundation.exp(-$0)) }),
    ] as [(NDArray, (Double) -> Double)] {
      #expect(zip(result.doubles, x.doubles).allSatisfy { abs($0 - f($1)) <= 1e-14 * abs(f($1)) })
    }
  }

  /// By loops over the rows and the columns.
  @Test func foldsAgreeWithLoops() {
    let x = numbers([3, 4], .float64, seed: 4)
    let rows = x.matrix
    let columns = (0..<4).map { j in rows.map { $0[j] } }
    func mean(_ list: [Double]) -> Double { list.reduce(0, +) / Double(list.count) }
    func variance(_ list: [Double]) -> Double {
      list.reduce(0) { $0 + ($1 - mean(list)) * ($1 - mean(list)) } / Double(list.count)
    }
    func place(_ list: [Double]) -> Double { Double(list.firstIndex(of: list.max()!)!) }
    func close(_ a: NDArray, _ b: [Double]) -> Bool {
      a.count == b.count && zip(a.doubles, b).allSatisfy { abs($0 - $1) < 1e-14 }
    }
    #expect(close(sum(x), [x.doubles.reduce(0, +)]) && sum(x).shape == [])
    #expect(
      close(sum(x, axis: 1), rows.map { $0.reduce(0, +) }) && sum(x, axis: -1, keepingAxes: true).shape == [3, 1])
    #expect(close(Autodiff.mean(x, axis: 0), columns.map(mean)) && close(max(x, axis: 1), rows.map { $0.max()! }))
    #expect(close(min(x, axes: [0]), columns.map { $0.min()! }) && close(min(x), [x.doubles.min()!]))
    #expect(close(Autodiff.variance(x, axis: 1), rows.map(variance)))
    #expect(close(std(x, axis: 0), columns.map { variance($0).squareRoot() }))
    #expect(close(std(x, correction: 1), [(variance(x.doubles) * 12 / 11).squareRoot()]))
    #expect(argmax(x, axis: 1).doubles == rows.map(place) && argmin(-x, axis: 0).doubles == columns.map(place))
    let shares = softmax(x, axis: 0)
    #expect(close(sum(shares, axis: 0), [1, 1, 1, 1]))
    #expect(abs(shares[1, 2] - exp(rows[1][2]) / columns[2].map { exp($0) }.reduce(0, +)) < 1e-14)
  }

  @Test func productsAgreeWithLoops() {
    let (x, w) = (numbers([2, 3], .float64, seed: 5), numbers([3, 4], .float64, seed: 6))
    let z = x.matmul(w)
    for i in 0..<2 {
      for j in 0..<4 {
        #expect(abs(z[i, j] - (0..<3).reduce(0) { $0 + x[i, $1] * w[$1, j] }) < 1e-14)
        #expect(w.transposed()[j, i] == w[i, j])
      }
    }
    #expect(concatenate([x, -x], axis: 1).shape == [2, 6] && concatenate([x, -x], axis: 1)[1, 4] == -x[1, 1])
    #expect(NDArray([1, 2]).broadcast(to: [2, 2]) == NDArray([[1, 2], [1, 2]]))
  }

  /// The same bits as the tensors', because it is the same arithmetic.
  @Test func arraysAndTensorsAreOneArithmetic() {
    let (x, y) = (numbers([37, 5], .float32, seed: 7), numbers([5], .float32, seed: 8))
    let (t, u) = (Tensor(x), Tensor(y))
    #expect((exp(x) * y - 0.5).hasSameBits(as: (exp(t) * u - 0.5).value))
    #expect(mean(x / y, axis: 0).hasSameBits(as: mean(t / u, axis: 0).value))
  }

  @Test func wrongArithmeticEndsWithASentence() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = NDArray([[1, 2, 3]]) + NDArray([1, 2])
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      text.contains("add expects shapes that broadcast; got [1, 3] and [2], which differ along the last axis: 3 and 2.")
    )
    let types = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = NDArray([1, 2]) * NDArray([1, 2], type: .float64)
    }
    let other = String(decoding: types?.standardErrorContent ?? [], as: UTF8.self)
    #expect(other.contains("multiply expects operands of one element type"))
    await #expect(processExitsWith: .failure) { _ = sum(NDArray([1, 2]), axis: 1) }
    await #expect(processExitsWith: .failure) { _ = NDArray([1, 2]).matrix }
    await #expect(processExitsWith: .failure) { _ = NDArray([1, 2]).reshaped(3, -1) }
  }

  @Test func clampTakesOneBound() {
    let x = Tensor([-2, 0.5, 3])
    #expect(clamp(x, 0...).value == NDArray([0, 0.5, 3]) && clamp(x, ...1).value == NDArray([-2, 0.5, 1]))
  }

  // MARK: - Folded and chosen

  /// Plain loops, and for what has none the tensors' own functions.
  @Test(arguments: [ElementType.float32, .float64]) func arraysFoldAsLoopsFold(type: ElementType) {
    let numbers = [1, 5, 2, 4, 3, 0.5]
    let a = NDArray(numbers, shape: [2, 3], type: type)
    let rows = [Array(numbers[..<3]), Array(numbers[3...])]
    func close(_ x: NDArray, _ wanted: [Double]) -> Bool {
      x.elementType == type && x.count == wanted.count
        && zip(x.doubles, wanted).allSatisfy { Swift.abs($0 - $1) < 1e-4 }
    }
    #expect(close(product(a), [60]) && close(product(a, axis: 1), [10, 6]))
    #expect(product(a, axis: 0, keepingAxes: true).shape == [1, 3])
    #expect(close(pow(2, a), numbers.map { Foundation.pow(2, $0) }))
    #expect(close(pow(a, a), numbers.map { Foundation.pow($0, $0) }))
    #expect(close(cumulativeSum(a), [1, 6, 8, 4, 7, 7.5]) && close(cumulativeSum(a, axis: 0), [1, 5, 2, 5, 8, 2.5]))
    #expect(close(logSumExp(a), rows.map { Foundation.log($0.map { Foundation.exp($0) }.reduce(0, +)) }))
    #expect(logSumExp(a, axis: 0, keepingAxes: true).shape == [1, 3])
    #expect(close(exp(logSoftmax(a)), softmax(a).doubles))
    let top = topK(a, 2)
    #expect(close(top.values, [5, 2, 4, 3]) && top.indices.doubles == [1, 2, 0, 1])
    #expect(close(einsum("ij,kj->ik", a, a), a.matmul(a.transposed()).doubles))
    #expect(close(einsum("ij->j", a), sum(a, axis: 0).doubles))
    #expect(
      close(a.slice(0..<2, axis: 1), [1, 5, 4, 3])
        && close(a.slice(stride(from: 0, to: 3, by: 2), axis: 1), [1, 2, 4, 0.5]))
    #expect(close(a.slice([1]), rows[1]) && close(a.reversed(axis: 1), rows.flatMap { $0.reversed() }))
    #expect(close(a.reversed(), rows[1] + rows[0]))
  }

  @Test func messagesSayRangesAsTheyAreWritten() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor([1, 2])[5...]
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("got 5....") && !text.contains("PartialRange"))
    let other = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = NDArray([1, 2])[..<7]
    }
    let sentence = String(decoding: other?.standardErrorContent ?? [], as: UTF8.self)
    #expect(sentence.contains("got ..<7.") && !sentence.contains("PartialRange"))
  }

  /// What is printed for a look is a line, and no structure of Swift.
  @Test func stepsAndChecksPrintInALine() {
    let w = Parameter("w", [[0.5, -1]])
    let loss = sum(w * w)
    let rows = gradientCheck(of: loss, with: [w], step: 1e-2)
    #expect("\(rows[1])".hasPrefix("w[0, 1]: by the chain rule −2, by trying −2"), "\(rows[1])")
    let stepper = Stepper(loss)
    #expect("\(stepper)".hasPrefix("Stepper at training step 0 of 1, event 0 of "), "\(stepper)")
    let trace = Run(Program(loss)).record(0..<1)
    #expect("\(trace)".hasPrefix("Trace of 1 training step from step 0 on, "), "\(trace)")
    for text in ["\(rows)", "\(stepper)", "\(trace)"] {
      #expect(!text.contains("Optional(") && !text.contains("NDArray("))
    }
  }
}
