import CKernels
import Foundation
import Testing

extension TileTests {
  /// Single operations on arrays, and sums of many numbers, for both element types.
  @Suite struct Arithmetic {
    #if DEBUG
      static let sizes = [1000, 100_000]
    #else
      static let sizes = [1000, 100_000, 1_000_000, 20_000_000]
    #endif

    /// Numbers that err most in Float32 where 32 of them, or 56 or 64 of their squares, are added one to the next: found by
    /// trying 200,000.
    static let unlucky = [1.882944107055664, 1.4257932901382446, 1.0504916906356812, 1.3932052850723267]

    /// All the same, all positive, of both signs; then all the same unlucky number.
    static func numbers<Element: BinaryFloatingPoint>(_ count: Int, kind: Int, as type: Element.Type) -> [Element] {
      var random = TestNumbers(kind + 1)
      return (0..<count).map { _ in
        switch kind {
        case 0: 0.1
        case 1: Element(random.number() + 1)
        case 2: Element(random.number())
        default: Element(unlucky[kind - 3])
        }
      }
    }

    /// The sum of x[start], x[start + step], … and of their magnitudes, added in groups so that the oracle loses nothing.
    static func sums(_ count: Int, _ term: (Int) -> Double) -> (sum: Double, magnitude: Double) {
      var total = 0.0, lost = 0.0, magnitude = 0.0
      for i in 0..<count {
        let x = term(i), sum = total + x, part = sum - total
        lost += (total - (sum - part)) + (x - part)
        total = sum
        magnitude += abs(x)
      }
      return (total + lost, magnitude)
    }

    func check<Element: BinaryFloatingPoint>(
      _ arithmetic: nn_arithmetic, _ type: Element.Type, _ count: Int, kind: Int, tolerance: Double
    ) {
      let x = Arithmetic.numbers(count, kind: kind, as: type)
      var z = [Element](repeating: -1, count: 64)
      arithmetic.fold(NN_ROW_SUM, 1, Int64(count), 1, x, &z)
      let whole = Arithmetic.sums(count) { Double(x[$0]) }
      #expect(abs(Double(z[0]) - whole.sum) <= tolerance * whole.magnitude, "sum of \(count), kind \(kind), \(type)")

      let (inner, rows) = (10, count / 10)
      arithmetic.fold(NN_ROW_SUM, 1, Int64(rows), Int64(inner), x, &z)
      for k in 0..<inner {
        let column = Arithmetic.sums(rows) { Double(x[$0 * inner + k]) }
        #expect(
          abs(Double(z[k]) - column.sum) <= tolerance * column.magnitude, "column of \(rows), kind \(kind), \(type)")
      }

      // C = Xᵀ X, where X has a few columns: products are summed over the rows.
      let (m, k) = (5, count / 5)
      var step = nn_matrix_step()
      (step.m, step.n, step.k, step.outer1, step.outer2) = (Int64(m), Int64(m), Int64(k), 1, 1)
      (step.aRow, step.aColumn, step.bRow, step.bColumn, step.cRow) = (1, Int64(m), Int64(m), 1, Int64(m))
      step.b.space = 0
      step.c.space = 1
      step.scratch.space = 2
      var c = [Element](repeating: -1, count: m * m)
      var scratch = [Element](repeating: .nan, count: Int(arithmetic.matrixScratch(Int64(m), Int64(m), Int64(k))) + 1)
      var input = x
      input.withUnsafeMutableBytes { input in
        c.withUnsafeMutableBytes { c in
          scratch.withUnsafeMutableBytes { scratch in
            let bases = [input.baseAddress, c.baseAddress, scratch.baseAddress]
            bases.withUnsafeBufferPointer { bases in
              var chunk = nn_chunk(bases: bases.baseAddress, begin: 0, count: 1, first: 1)
              withUnsafePointer(to: step) { arithmetic.matrix($0, &chunk) }
            }
          }
        }
      }
      for i in 0..<m {
        for j in 0..<m {
          let dot = Arithmetic.sums(k) { Double(x[$0 * m + i]) * Double(x[$0 * m + j]) }
          #expect(
            abs(Double(c[i * m + j]) - dot.sum) <= tolerance * dot.magnitude, "product over \(k), kind \(kind), \(type)"
          )
        }
      }
    }

    @Test(arguments: sizes, 0..<3) func sumsAreExact(count: Int, kind: Int) {
      onEveryLevel { level in
        // Twenty million take seconds: once.
        guard count <= 1_000_000 || level == nn_best_isa() else { return }
        check(nn_float32, Float.self, count, kind: kind, tolerance: 1e-6)
        if count <= 1_000_000 || kind == 0 { check(nn_float64, Double.self, count, kind: kind, tolerance: 1e-14) }
      }
    }

    @Test(arguments: unlucky.indices) func sumsOfUnluckyNumbersAreExact(number: Int) {
      onEveryLevel { _ in
        for count in [320, 5 * 56, 5 * 672, 5 * 1344, 10_000, 100_000, 1_000_000] {
          check(nn_float32, Float.self, count, kind: 3 + number, tolerance: 1e-6)
        }
      }
    }

    func elementwise<Element: BinaryFloatingPoint>(
      _ arithmetic: nn_arithmetic, _ op: nn_op, _ operands: [[Element]], number: Double = 0
    ) -> [Element] {
      var z = operands[0]
      let all = operands + Array(repeating: operands[0], count: 3 - operands.count)
      all[0].withUnsafeBytes { a in
        all[1].withUnsafeBytes { b in
          all[2].withUnsafeBytes { c in
            arithmetic.elementwise(
              op, number, 1, Int64(z.count), &z, [a.baseAddress, b.baseAddress, c.baseAddress], [0, 0, 0], 0)
          }
        }
      }
      return z
    }

    static let special: [Double] = [
      0, -0.0, .infinity, -.infinity, .nan, 1, -1, 0.5, -0.5, 100, -100, -17, 1e-30, -1e-30, 1e30, -1e30,
      .leastNonzeroMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 708, -745,
    ]

    /// Also at the ends of the range: the mathematical limit, its sign, and the same bits alone and beside others.
    @Test func functionsOfFloat64() {
      onEveryLevel { level in
        var numbers = Arithmetic.special
        var random = TestNumbers(9)
        for _ in 0..<3000 { numbers.append(Double(random.number()) * pow(10, Double(random.next(below: 6)) - 3)) }
        for op in TileCase.elementwise where nn_operands(op) == 1 {
          for exponent in op == NN_POWER ? [0, 0.7, 3, 5, -1, -2, -2.5, 40] : [0.1] {
            let got = elementwise(nn_float64, op, [numbers], number: exponent)
            for (x, y) in zip(numbers, got) {
              let wanted = op == NN_SIGMOID && x < 0 ? exp(x) / (1 + exp(x)) : TileCase.compute(op, x, 0, 0, exponent)
              let isRight = wanted.isNaN ? y.isNaN : y == wanted || abs(y - wanted) <= 6 * wanted.ulp
              #expect(
                isRight, "op \(op.rawValue) of \(x) (\(exponent)): \(y), should be \(wanted), level \(level.rawValue)")
              if wanted == 0 { #expect(y.sign == wanted.sign, "op \(op.rawValue) of \(x), level \(level.rawValue)") }
              let alone = elementwise(nn_float64, op, [[x]], number: exponent)[0]
              #expect(alone.bitPattern == y.bitPattern || (alone.isNaN && y.isNaN))
            }
          }
        }
      }
    }

    /// All numbers above to the power of each other, as C's pow has it.
    @Test func raising() {
      onEveryLevel { level in
        let exponents = Arithmetic.special + [2, 3, -2, -3, 7.5, 0x1p24, 0x1p53 - 1, -0x1p60]
        for exponent in exponents {
          let x = Arithmetic.special + [2, -2, 3, -3, 0.99, 1.0001]
          let got = elementwise(nn_float64, NN_RAISE, [x, x.map { _ in exponent }])
          for (x, y) in zip(x, got) {
            let wanted = pow(x, exponent)
            let isRight = wanted.isNaN ? y.isNaN : y == wanted || abs(y - wanted) <= 6 * wanted.ulp
            #expect(isRight, "\(x) to \(exponent): \(y), should be \(wanted), level \(level.rawValue)")
          }
          let (narrow, power) = (x.map { Float($0) }, Float(exponent))
          for (x, y) in zip(narrow, elementwise(nn_float32, NN_RAISE, [narrow, narrow.map { _ in power }])) {
            let wanted = Float(pow(Double(x), Double(power)))
            let isRight = wanted.isNaN ? y.isNaN : y == wanted || abs(y - wanted) <= 2 * wanted.ulp
            #expect(isRight, "\(x) to \(power): \(y), should be \(wanted), level \(level.rawValue)")
          }
        }
      }
    }

    @Test func sigmoidIsNotZeroTooEarly() {
      onEveryLevel { _ in
        #expect(elementwise(nn_float32, NN_SIGMOID, [[-100]] as [[Float]])[0] == Float(exp(-100.0)))
        #expect(elementwise(nn_float32, NN_EXPM1, [[1e-20, -1e-30]] as [[Float]]) == [1e-20, -1e-30])
        #expect(elementwise(nn_float32, NN_LOG1P, [[4e-8, -1]] as [[Float]]) == [4e-8, -.infinity])
      }
    }

    /// Division by one number goes by its reciprocal, in what it is joined with, too.
    @Test func joinedDivisionsByOneNumber() {
      onEveryLevel { level in
        let tile = TileCase(rowSizes: [1], columns: 1000)
        let x = tile.input(NN_TILE) { 0.5 + Float($0 % 13) }, y = tile.input(NN_TILE) { 1.5 + Float($0 % 7) }
        let divisor = tile.input(NN_SCALAR) { _ in 3 }
        func quotient() -> Int16 { tile.apply(NN_DIVIDE, x, divisor) }
        tile.store(tile.apply(NN_MULTIPLY, quotient(), y))
        tile.store(tile.apply(NN_DIVIDE, quotient(), y))
        tile.store(tile.apply(NN_SQRT, quotient()))
        tile.store(tile.apply(NN_ADD, tile.apply(NN_SQRT, quotient()), y))
        tile.check("level \(level.rawValue)")
      }
    }

    /// Two operations in one pass round like two.
    @Test func joinedOperationsHaveTheSameBits() {
      let pairs: [(outer: nn_op, inner: nn_op, second: Bool)] = [
        (NN_ADD, NN_MULTIPLY, false), (NN_ADD, NN_MULTIPLY, true), (NN_SUBTRACT, NN_MULTIPLY, false),
        (NN_SUBTRACT, NN_MULTIPLY, true), (NN_ADD, NN_SQUARE, false), (NN_SUBTRACT, NN_SQUARE, false),
        (NN_SUBTRACT, NN_SQUARE, true), (NN_MULTIPLY, NN_SQUARE, true), (NN_MULTIPLY, NN_DIVIDE, false),
        (NN_SQRT, NN_MULTIPLY, false), (NN_ADD, NN_SQRT, true), (NN_RELU, NN_ADD, false), (NN_TANH, NN_ADD, false),
        (NN_SIGMOID, NN_ADD, false), (NN_EXP, NN_SUBTRACT, false),
      ]
      onEveryLevel { level in
        var random = TestNumbers(4)
        let values = (0..<3).map { _ in (0..<1000).map { _ in abs(random.number()) + 0.001 } }
        for pair in pairs {
          let tile = TileCase(rowSizes: [1], columns: 1000)
          let inputs = values.map { input in tile.input(NN_TILE) { input[$0] } }
          let inner = tile.apply(pair.inner, inputs[0], inputs[1])
          tile.store(
            pair.second ? tile.apply(pair.outer, inputs[2], inner) : tile.apply(pair.outer, inner, inputs[2]))
          let one = elementwise(nn_float32, pair.inner, [values[0], values[1]])
          let apart = elementwise(nn_float32, pair.outer, pair.second ? [values[2], one] : [one, values[2]])
          let joined = tile.run()[3000..<4000]
          #expect(
            zip(joined, apart).allSatisfy { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) },
            "\(pair.inner.rawValue) in \(pair.outer.rawValue), level \(level.rawValue)")
        }
      }
    }
  }
}
