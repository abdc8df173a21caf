import Autodiff
import Networks
import Planning
import Tensors
import Testing

/// Every sum over many numbers, by the stepper's executor and by plans, against sums that lose nothing. Terms are all alike
/// (each rounding then errs to the same side), all positive, or of both signs.
@Suite("exact sums", .serialized)
struct ExactSumTests {
  enum Terms: CaseIterable { case alike, positive, cancelling }

  #if DEBUG
    static let counts = [1_000, 100_000]
  #else
    static let counts = [1_000, 100_000, 1_000_000]
  #endif

  @Test("up to a million terms", arguments: Terms.allCases, counts)
  func sums(_ terms: Terms, count: Int) throws {
    // In float64 a million terms are as exact as a hundred thousand, and take minutes for their oracle.
    for type in ElementType.allCases where type == .float32 || count <= 100_000 {
      for sum in LongSum.all { try check(sum, terms, count, type) }
    }
  }

  #if !DEBUG
    @Test("twenty million terms", arguments: Terms.allCases)
    func longest(_ terms: Terms) throws {
      for sum in LongSum.all where sum.isShort { try check(sum, terms, 20_000_000, .float32) }
    }

    @Test("twenty million terms in float64")
    func longestInDouble() throws { try check(LongSum.all[0], .alike, 20_000_000, .float64) }
  #endif

  private func check(_ sum: LongSum, _ terms: Terms, _ count: Int, _ type: ElementType) throws {
    var random = RandomSource(seed: 5)
    let numbers: NDArray =
      switch terms {
      case .alike: NDArray(repeating: 0.1, shape: [count], type: type)
      case .positive: .uniform([count], in: 0..<1, type: type, using: &random)
      case .cancelling: .uniform([count], in: -1..<1, type: type, using: &random)
      }
    let (program, expected) = sum.make(numbers)
    let tolerance = type == .float32 ? 1e-6 : 1e-14
    func compare(_ value: NDArray, _ executor: String) {
      for (position, pair) in zip(value.doubles, expected).enumerated() {
        let error = abs(pair.0 - pair.1.sum) / pair.1.magnitude
        #expect(error <= tolerance, "\(sum.name), \(terms), \(count), \(type), \(executor): element \(position)")
      }
    }
    let output = program.graph[program.graph.outputs[0]].tensor
    compare(output.value, "stepper")
    for threads in [1, 2] {
      let plan = try Plan(program, threads: threads)
      plan.run()
      compare(plan.value(of: output), "plan, \(threads) threads")
    }
  }
}

/// A sum as users write it, with what it comes to.
private struct LongSum: Sendable {
  struct Expected { let sum, magnitude: Double }

  let name: String
  /// Takes little memory and time for many terms.
  var isShort = false
  let make: @Sendable (NDArray) -> (Program, [Expected])

  static let all: [LongSum] = [
    LongSum(name: "sum", isShort: true) { x in (Program(sum(input(x, [x.count]))), [exact(x, 0, 1)]) },
    LongSum(name: "mean") { x in
      (Program(mean(input(x, [x.count]))), [exact(x, 0, 1)].map { scaled($0, 1 / Double(x.count)) })
    },
    LongSum(name: "sum of rows", isShort: true) { x in
      (Program(sum(input(x, [x.count / 5, 5]), axes: [0])), (0..<5).map { exact(x, $0, 5) })
    },
    LongSum(name: "sum of columns") { x in
      let n = x.count / 5
      return (Program(sum(input(x, [5, n]), axes: [1])), (0..<5).map { exact(x, $0 * n, 1, n) })
    },
    LongSum(name: "sum over two axes") { x in
      (
        Program(sum(input(x, [x.count / 10, 5, 2]), axes: [0, 2])),
        (0..<5).map { i in
          let halves = [exact(x, 2 * i, 10), exact(x, 2 * i + 1, 10)]
          return Expected(sum: halves[0].sum + halves[1].sum, magnitude: halves[0].magnitude + halves[1].magnitude)
        }
      )
    },
    LongSum(name: "sum of squared distances") { x in
      (Program(sum(pow(input(x, [x.count / 2, 2]) - 0.25, 2))), [exact(x, 0, 1) { ($0 - 0.25) * ($0 - 0.25) }])
    },
    LongSum(name: "product of vectors", isShort: true) { x in product(x, rows: 1, columns: 1) },
    LongSum(name: "product of a row") { x in product(x, rows: 1, columns: 5) },
    LongSum(name: "product with a column") { x in product(x, rows: 5, columns: 1) },
    LongSum(name: "product") { x in product(x, rows: 2, columns: 5) },
    LongSum(name: "product, transposed") { x in product(x, rows: 5, columns: 2, transposed: true) },
    LongSum(name: "products of several matrices") { x in
      let k = x.count / 20
      let z = input(x, [2, 2, k * 5]).matmul(input(x, [2, k * 5, 2]))
      return (
        Program(z),
        (0..<8).map { place in
          let (b, i, j) = (place / 4, place / 2 % 2, place % 2)
          return exact(
            (0..<k * 5).map { x[at: (b * 2 + i) * k * 5 + $0] * x[at: (b * k * 5 + $0) * 2 + j] }, x.elementType)
        }
      )
    },
    LongSum(name: "rows added to a table") { x in
      let n = x.count / 2
      let indices = NDArray((0..<n).map { Double($0 % 3) }, shape: [n], type: x.elementType)
      let table = scatterAdd(input(x, [n, 2]), at: Input("i", indices), count: 3)
      return (Program(table), (0..<6).map { exact(x, $0, 6) })
    },
    LongSum(name: "filters of a convolution") { x in
      let n = x.count / 200
      let images = input(x, [n, 10, 10, 2])
      let filters = Parameter("w", NDArray(repeating: 1, shape: [1, 1, 2, 3], type: x.elementType))
      let slope = gradient(of: sum(convolution(images, filters)), with: filters)
      return (Program(slope), (0..<6).map { exact(x, $0 / 3, 2) })
    },
    LongSum(name: "a convolution as large as its image") { x in
      let n = x.count / 2
      let filters = Parameter("w", NDArray(repeating: 1, shape: [1, n, 2, 3], type: x.elementType))
      return (Program(convolution(input(x, [1, 1, n, 2]), filters)), (0..<3).map { _ in exact(x, 0, 1) })
    },
    LongSum(name: "mean squared error") { x in
      let zeros = Input("y", NDArray(repeating: 0, shape: [x.count, 1], type: x.elementType))
      return (
        Program(meanSquaredError(input(x, [x.count, 1]), zeros)),
        [scaled(exact(x, 0, 1) { $0 * $0 }, 1 / Double(x.count))]
      )
    },
    LongSum(name: "gradient of a bias") { x in
      let bias = Parameter("b", NDArray([0, 0], type: x.elementType))
      let values = input(x, [x.count / 2, 2])
      return (
        Program(gradient(of: sum(values * (values * 0 + bias)), with: bias)), (0..<2).map { exact(x, $0, 2) }
      )
    },
  ]

  private static func input(_ x: NDArray, _ shape: Shape) -> Input {
    let numbers =
      x.count == shape.count ? x : NDArray(Array(x.doubles.prefix(shape.count)), shape: shape, type: x.elementType)
    return Input("x", numbers.reshaped(shape))
  }

  private static func product(
    _ x: NDArray, rows: Int, columns: Int, transposed: Bool = false
  ) -> (Program, [Expected]) {
    let k = x.count / Swift.max(rows, columns)
    let (a, b) = (input(x, transposed ? [k, rows] : [rows, k]), input(x, [k, columns]))
    return (
      Program((transposed ? a.transposed() : a).matmul(b)),
      (0..<rows * columns).map { place in
        let (i, j) = (place / columns, place % columns)
        return exact(
          (0..<k).map { x[at: transposed ? $0 * rows + i : i * k + $0] * x[at: $0 * columns + j] }, x.elementType)
      }
    )
  }

  private static func scaled(_ e: Expected, _ factor: Double) -> Expected {
    Expected(sum: e.sum * factor, magnitude: e.magnitude * factor)
  }

  private static func exact(
    _ x: NDArray, _ start: Int, _ step: Int, _ count: Int? = nil, _ f: (Double) -> Double = { $0 }
  ) -> Expected {
    let numbers = x.doubles
    let end = count.map { start + $0 * step } ?? numbers.count
    return exact(stride(from: start, to: end, by: step).map { f(numbers[$0]) }, x.elementType)
  }

  private static func exact(_ terms: [Double], _ type: ElementType) -> Expected {
    var (sum, magnitude) = (CompensatedSum<Double>(), CompensatedSum<Double>())
    for term in terms {
      sum.add(term)
      magnitude.add(abs(term))
    }
    return Expected(sum: sum.value, magnitude: magnitude.value)
  }
}
