import CKernels
import Foundation
import Testing

extension TileTests {
  /// What one operation makes of each number.
  private func results(_ op: nn_op, _ numbers: [Float], number: Float = 0) -> [Float] {
    let tile = TileCase(rowSizes: [1], columns: numbers.count)
    let x = tile.input(NN_TILE) { numbers[$0] }
    tile.store(tile.apply(op, x, x, x, number: number))
    return Array(tile.run()[numbers.count..<2 * numbers.count])
  }

  /// The distance of a result from the true value in units of its last place.
  private func unitsInTheLastPlace(_ got: Float, _ wanted: Double) -> Double {
    if got.isNaN || wanted.isNaN { return got.isNaN == wanted.isNaN ? 0 : .infinity }
    if !Float(wanted).isFinite || !got.isFinite { return Float(wanted) == got ? 0 : .infinity }
    let place = max(Float(wanted).ulp, Float.leastNormalMagnitude.ulp)
    return abs(Double(got) - wanted) / Double(place)
  }

  private static let accuracies: [(op: nn_op, most: Double)] = [
    (NN_EXP, 1.5), (NN_LOG, 1.5), (NN_TANH, 4), (NN_SIGMOID, 4), (NN_SQRT, 0.5001), (NN_RECIPROCAL, 0.5001),
    (NN_ERF, 2), (NN_NORMAL_CDF, 6), (NN_SIN, 2), (NN_COS, 2), (NN_FLOOR, 0),
  ]

  @Test func functionsAreAccurateOverTheWholeRange() {
    // Every 40,009th of all bit patterns.
    let all = stride(from: UInt32(0), to: .max - 40_009, by: 40_009).map { Float(bitPattern: $0) }
    onEveryLevel { level in
      for (op, most) in TileTests.accuracies {
        let worst = zip(all, results(op, all)).map { x, got -> Double in
          let wanted = TileCase.compute(op, Double(x), 0, 0, 0)
          // Below the normal range results may be flushed, and exp's overflow may begin with the last place.
          if abs(wanted) < Double(Float.leastNormalMagnitude) && abs(got) < Float.leastNormalMagnitude { return 0 }
          return unitsInTheLastPlace(got, wanted)
        }.max()!
        #expect(worst <= most, "op \(op.rawValue), level \(level.rawValue)")
      }
    }
  }

  @Test func powersAreAccurate() {
    let bases = (1...2000).map { Float($0) / 100 } + (1...2000).map { -Float($0) / 100 }
    onEveryLevel { level in
      for exponent in [0, 1, 2, 3, 5, 8, -1, -2, -3, 0.5, 1.5, -0.5, 0.1, 9, 17, -12] as [Float] {
        for (x, got) in zip(bases, results(NN_POWER, bases, number: exponent)) {
          let wanted = pow(Double(x), Double(exponent))
          #expect(
            wanted.isNaN ? got.isNaN : abs(Double(got) - wanted) <= 1e-5 * abs(wanted),
            "\(x) to \(exponent), level \(level.rawValue)")
        }
      }
    }
  }

  @Test func infinityNaNAndZero() {
    let special: [Float] = [0, -0.0, .infinity, -.infinity, .nan, 1, -1, 200, -200, -3]
    onEveryLevel { level in
      for op in TileCase.elementwise where nn_operands(op) == 1 && op != NN_POWER {
        for (x, got) in zip(special, results(op, special, number: 0.5)) {
          let wanted = Float(TileCase.compute(op, Double(x), 0, 0, 0.5))
          let agrees = got.isNaN == wanted.isNaN && (got.isNaN || got == wanted || abs(got - wanted) <= wanted.ulp * 4)
          #expect(agrees, "op \(op.rawValue) of \(x) is \(got), should be \(wanted), level \(level.rawValue)")
        }
      }
      for exponent in [0, 2, 3, -1, -2, 0.5, 1.5, -1.5, 9, 10] as [Float] {
        for (x, got) in zip(special, results(NN_POWER, special, number: exponent)) {
          let wanted = Float(pow(Double(x), Double(exponent)))
          let agrees = got.isNaN == wanted.isNaN && (got.isNaN || got == wanted || abs(got / wanted - 1) < 1e-5)
          #expect(agrees, "\(x) to \(exponent) is \(got), should be \(wanted), level \(level.rawValue)")
        }
      }
    }
  }

  @Test func nanGoesWhereItShould() {
    let special: [Float] = [.nan, 1, -1, .infinity, -.infinity, 0]
    onEveryLevel { level in
      for op in [NN_ADD, NN_MULTIPLY, NN_DIVIDE, NN_MAXIMUM, NN_MINIMUM, NN_GREATER, NN_EQUAL, NN_SELECT] {
        for kinds in [(NN_TILE, NN_TILE), (NN_TILE, NN_SCALAR), (NN_SCALAR, NN_TILE), (NN_ROW, NN_COLUMN)] {
          for b in special {
            let tile = TileCase(rowSizes: [6], columns: 6)
            let x = tile.input(kinds.0) { special[$0 % 6] }
            let y = tile.input(kinds.1) { $0 % 2 == 0 ? b : 2 }
            tile.store(tile.apply(op, x, y, tile.constant(5)))
            tile.check("op \(op.rawValue), level \(level.rawValue)")
          }
        }
      }
      for columns in [1, 5, 16, 100] {
        for position in Set([0, columns / 2, columns - 1]) {
          let tile = TileCase(rowSizes: [2], columns: columns)
          let x = tile.input(NN_TILE) { $0 == position ? .nan : Float($0) }
          tile.store(tile.apply(NN_ROW_MAX, x))
          tile.store(tile.apply(NN_ROW_SUM, x))
          tile.check("NaN at \(position) of \(columns), level \(level.rawValue)")
        }
      }
    }
  }
}
