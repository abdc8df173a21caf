import Autodiff
import Foundation
import Tensors
import Testing

/// Each kernel against a definition of one element, by index arithmetic: no strides, no loops over memory.
@Suite struct KernelOracleTests {
  @Test(arguments: SampleCase.all, ElementType.allCases)
  func kernels(_ item: SampleCase, _ type: ElementType) throws {
    let oracle = try #require(oracles[item.primitive.name], "\(item.primitive.name) has no oracle")
    let operands = item.operands(type)
    let z = try item.primitive.apply(operands, item.sample.attributes).value
    #expect(z.elementType == type)
    let contents = operands.map { $0.value }
    let tolerance = type == .float32 ? 2e-6 : 1e-14
    for offset in 0..<z.count {
      let expected = oracle(contents, item.sample.attributes, z.shape.index(at: offset))
      #expect(abs(z[at: offset] - expected) <= tolerance * max(1, abs(expected)), "element \(offset)")
    }
  }

  /// NaN, infinities and zeros: what the functions promise beyond their samples.
  @Test(arguments: ElementType.allCases) func edges(_ type: ElementType) {
    let x = Tensor([-.infinity, -1000, -0.0, 0, 1000, .infinity, .nan], type: type)
    func same(_ z: Tensor, _ expected: [Double]) -> Bool {
      zip(z.value.doubles, expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
    }
    let inf = Double.infinity
    let nothing = Tensor(NDArray([], shape: [0], type: type))
    #expect(same(sigmoid(x), [0, 0, 0.5, 0.5, 1, 1, .nan]))
    #expect(same(tanh(x), [-1, -1, 0, 0, 1, 1, .nan]))
    #expect(same(relu(x), [0, 0, 0, 0, 1000, inf, .nan]))
    #expect(same(exp(x), [0, 0, 1, 1, inf, inf, .nan]))
    #expect(same(erf(x), [-1, -1, 0, 0, 1, 1, .nan]))
    #expect(same(normalCDF(x), [0, 0, 0.5, 0.5, 1, 1, .nan]))
    #expect(same(sign(x), [-1, -1, 0, 0, 1, 1, .nan]))
    #expect(same(floor(x - 0.25), [-inf, -1001, -1, -1, 999, inf, .nan]))
    #expect(same(sin(x * 0), [.nan, 0, 0, 0, 0, .nan, .nan]) && same(cos(x * 0), [.nan, 1, 1, 1, 1, .nan, .nan]))
    #expect(
      same(log(x), [.nan, .nan, -inf, -inf, type == .float32 ? Double(logf(1000)) : log(1000), inf, .nan]))
    #expect(same(maximum(x, Tensor(0, type: type)), [0, 0, 0, 0, 1000, inf, .nan]))
    #expect(same(minimum(x, Tensor(0, type: type)), [-inf, -1000, 0, 0, 0, 0, .nan]))
    #expect(max(x).scalar.isNaN)
    #expect(sum(nothing).scalar == 0)
  }

  private typealias Oracle = ([NDArray], Attributes, [Int]) -> Double

  /// The number of an elementwise operand.
  private static func at(_ x: NDArray, _ index: [Int]) -> Double {
    x.shape.isScalar ? x[at: 0] : x[at: x.shape.offset(of: index)!]
  }

  /// The numbers along an axis through an index of the result, which lacks that axis when it is to be inserted.
  private static func line(_ x: NDArray, _ index: [Int], _ axis: Int, inserting: Bool) -> [Double] {
    (0..<x.shape[axis]).map { place in
      var index = index
      if inserting { index.insert(place, at: axis) } else { index[axis] = place }
      return x[at: x.shape.offset(of: index)!]
    }
  }

  private static func unary(_ f: @escaping (Double) -> Double) -> Oracle { { x, _, i in f(at(x[0], i)) } }
  private static func binary(_ f: @escaping (Double, Double) -> Double) -> Oracle {
    { x, _, i in f(at(x[0], i), at(x[1], i)) }
  }
  /// (2/√π) · e^(−x²) · (x + (2/3) x³ + (4/15) x⁵ + …), whose terms are all positive.
  private static func errorFunction(_ x: Double) -> Double {
    var (sum, term) = (0.0, x)
    for n in 1...100 {
      sum += term
      term *= 2 * x * x / Double(2 * n + 1)
    }
    return 2 / Double.pi.squareRoot() * exp(-x * x) * sum
  }
  private static func withNumber(_ f: @escaping (Double, Double) -> Double) -> Oracle {
    { x, attributes, i in
      guard case .number(let number) = attributes else { return .nan }
      return f(at(x[0], i), number)
    }
  }

  /// Visits every element of x and keeps those that agree with the index on the axes that stay.
  private static func folded(_ fold: @escaping ([Double]) -> Double) -> Oracle {
    { x, attributes, index in
      guard case .axes(let axes, let keepsAxes) = attributes else { return .nan }
      let wanted = keepsAxes ? index.enumerated().filter { !axes.contains($0.offset) }.map(\.element) : index
      let members = (0..<x[0].count).filter { offset in
        x[0].shape.index(at: offset).enumerated().filter { !axes.contains($0.offset) }.map(\.element) == wanted
      }
      return fold(members.map { x[0][at: $0] })
    }
  }

  private let oracles: [String: Oracle] = [
    "add": binary(+), "subtract": binary(-), "multiply": binary(*), "divide": binary(/), "negate": unary { 0 - $0 },
    "reciprocal": unary { pow($0, -1) }, "power": withNumber { pow($0, $1) }, "exp": unary { pow(M_E, $0) },
    "expm1": unary { pow(M_E, $0) - 1 }, "log1p": unary { log2(1 + $0) / log2(M_E) },
    "log": unary { log2($0) / log2(M_E) }, "sqrt": unary { pow($0, 0.5) },
    "tanh": unary { (exp($0) - exp(-$0)) / (exp($0) + exp(-$0)) }, "sigmoid": unary { 0.5 * (1 + tanh($0 / 2)) },
    "relu": unary { $0 > 0 ? $0 : 0 }, "leakyRelu": withNumber { $0 > 0 ? $0 : $0 * $1 },
    "abs": unary { ($0 * $0).squareRoot() }, "sign": unary { $0 / abs($0) },
    "floor": unary { x in (-3...3).map(Double.init).last { $0 <= x }! }, "erf": unary(errorFunction),
    "normalCDF": unary { 0.5 + 0.5 * errorFunction($0 / 2.squareRoot()) },
    "sin": unary { 2 * tan($0 / 2) / (1 + pow(tan($0 / 2), 2)) },
    "cos": unary { (1 - pow(tan($0 / 2), 2)) / (1 + pow(tan($0 / 2), 2)) },
    "maximum": binary { ($0 + $1 + abs($0 - $1)) / 2 },
    "minimum": binary { ($0 + $1 - abs($0 - $1)) / 2 }, "greater": binary { $0 - $1 > 0 ? 1 : 0 },
    "equal": binary { $0 - $1 == 0 ? 1 : 0 }, "passOn": unary { $0 }, "accumulate": binary(+),
    "allReduce": { terms, _, i in terms.map { at($0, i) }.reduce(0, +) },
    "assign": { x, _, i in at(x[1], i) },
    "select": { x, _, i in at(x[0], i) == 0 ? at(x[2], i) : at(x[1], i) },
    "sum": folded { $0.reduce(0, +) }, "mean": folded { $0.reduce(0, +) / Double($0.count) },
    "max": folded { $0.sorted().last ?? -.infinity },
    "matmul": { x, _, index in
      let (lead, i, j) = (Array(index.dropLast(2)), index[index.count - 2], index[index.count - 1])
      return (0..<x[0].shape.sizes.last!).reduce(0) { total, k in
        total + at(x[0], lead + [i, k]) * at(x[1], (x[1].shape.rank == 2 ? [] : lead) + [k, j])
      }
    },
    "transpose": { x, attributes, index in
      guard case .permutation(let order) = attributes else { return .nan }
      return at(x[0], x[0].shape.sizes.indices.map { axis in index[order.firstIndex(of: axis)!] })
    },
    "reshape": { x, attributes, index in
      guard case .shape(let shape) = attributes else { return .nan }
      return x[0][at: (0..<shape.count).first { shape.index(at: $0) == index }!]
    },
    "broadcast": { x, _, index in
      at(x[0], zip(x[0].shape.sizes, index.suffix(x[0].shape.rank)).map { $0 == 1 ? 0 : $1 })
    },
    "slice": { x, attributes, index in
      guard case .range(let axis, let start, _) = attributes else { return .nan }
      return at(x[0], index.enumerated().map { $0.offset == axis ? $0.element + start : $0.element })
    },
    "pad": { x, attributes, index in
      guard case .range(let axis, let start, _) = attributes else { return .nan }
      let source = index.enumerated().map { $0.offset == axis ? $0.element - start : $0.element }
      return x[0].shape.offset(of: source).map { x[0][at: $0] } ?? 0
    },
    "concatenate": { x, attributes, index in
      guard case .axis(let axis) = attributes else { return .nan }
      var (index, operand) = (index, 0)
      while index[axis] >= x[operand].shape[axis] {
        index[axis] -= x[operand].shape[axis]
        operand += 1
      }
      return at(x[operand], index)
    },
    "raise": binary { exp($1 * log($0)) },
    "round": unary { x in (-3...3).map(Double.init).min { abs(x - $0) < abs(x - $1) }! },
    "argmax": { x, attributes, index in
      guard case .axis(let axis) = attributes else { return .nan }
      return Double(line(x[0], index, axis, inserting: true).enumerated().max { $0.element < $1.element }!.offset)
    },
    "topK": { x, attributes, index in
      guard case .range(let axis, _, _) = attributes else { return .nan }
      let numbers = line(x[0], index, axis, inserting: false)
      // As many are greater as come before.
      return Double(numbers.indices.first { i in numbers.count { $0 > numbers[i] } == index[axis] }!)
    },
    "cumulativeSum": { x, attributes, index in
      guard case .axis(let axis) = attributes else { return .nan }
      return line(x[0], index, axis, inserting: false).prefix(index[axis] + 1).reduce(0, +)
    },
    "takeAlong": { x, attributes, index in
      guard case .axis(let axis) = attributes else { return .nan }
      return line(x[0], index, axis, inserting: false)[Int(at(x[1], index))]
    },
    "addAlong": { x, attributes, index in
      guard case .range(let axis, _, _) = attributes else { return .nan }
      let (numbers, places) = (line(x[0], index, axis, inserting: false), line(x[1], index, axis, inserting: false))
      return zip(numbers, places).reduce(0) { $1.1 == Double(index[axis]) ? $0 + $1.0 : $0 }
    },
    "gather": { x, _, index in at(x[0], [Int(x[1][at: index[0]])] + index.dropFirst()) },
    "detach": unary { $0 },
    "uniform": { x, attributes, index in
      guard case .draw(let shape, let seed) = attributes else { return .nan }
      let offset = (0..<shape.count).first { shape.index(at: $0) == index }!
      let key = splitMixNumber(Int(x[0][at: 0]), seed: seed)
      return Double(splitMixNumber(offset, seed: key) >> 40) / 16_777_216
    },
    "convolution": { x, attributes, index in
      products(attributes, x[0], x[1], nil) { _, _, z in z == index }
    },
    "convolutionInputGradient": { x, attributes, index in
      products(attributes, nil, x[1], x[0], channels: x[1].shape[2] * groups(attributes)) { x, _, _ in x == index }
    },
    "convolutionFilterGradient": { x, attributes, index in
      products(attributes, x[0], nil, x[1]) { _, w, _ in w == index }
    },
    "maxPool": { x, attributes, index in at(x[0], winner(attributes, x[0], index)) },
    "maxPoolPick": { x, attributes, index in at(x[1], winner(attributes, x[0], index)) },
    "maxPoolGradient": { x, attributes, index in
      (0..<x[1].count).reduce(0) { total, offset in
        winner(attributes, x[0], x[1].shape.index(at: offset)) == index ? total + x[1][at: offset] : total
      }
    },
    "scatterAdd": { x, _, index in
      (0..<x[1].count).reduce(0) { total, row in
        Int(x[1][at: row]) == index[0] ? total + at(x[0], [row] + index.dropFirst()) : total
      }
    },
  ]
}

/// One step after another, from a state that grows.
private func splitMixNumber(_ index: Int, seed: UInt64) -> UInt64 {
  var (state, number) = (seed, UInt64(0))
  for _ in 0...index {
    state &+= 0x9E37_79B9_7F4A_7C15
    number = state
    for (shift, factor) in [(30, 0xBF58_476D_1CE4_E5B9 as UInt64), (27, 0x94D0_49BB_1331_11EB), (31, 1)] {
      number = (number ^ number >> UInt64(shift)) &* factor
    }
  }
  return number
}
