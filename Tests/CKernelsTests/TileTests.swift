import CKernels
import Testing

@Suite struct TileTests {
  static let kinds = [NN_SCALAR, NN_ROW, NN_COLUMN, NN_TILE]

  @Test func levelIsNeverAboveWhatTheProcessorHas() {
    InstructionSetLevel.each { level in
      #expect(nn_current_isa() == level)
      nn_force_isa(Int32(NN_AVX512.rawValue))
      #expect(nn_current_isa() == nn_best_isa())
    }
  }

  @Test(arguments: TileCase.elementwise.indices)
  func everyOperationOnEveryCombinationOfKinds(index: Int) {
    let op = TileCase.elementwise[index]
    let operands = Int(nn_operands(op))
    onEveryLevel { level in
      for columns in [1, 3, 8, 10, 16, 17, 32, 33, 64] {
        for combination in 0..<(1 << (2 * operands)) {
          var numbers = TestNumbers(columns + combination)
          let tile = TileCase(rowSizes: [1, 5], columns: columns, scales: NN_SCALES_ROWS, extent: 3)
          let registers = (0..<operands).map { operand in
            tile.input(TileTests.kinds[combination >> (2 * operand) & 3]) { _ in
              numbers.next(below: 4) == 0 ? 0.5 : 0.2 + abs(numbers.number())
            }
          }
          tile.store(tile.apply(op, registers[0], registers.dropFirst().first ?? 0, registers.last!, number: 1.5))
          tile.check(chunk: 2, "op \(op.rawValue), kinds \(combination), \(columns) columns, level \(level.rawValue)")
        }
      }
    }
  }

  @Test(arguments: [NN_ROW_SUM, NN_ROW_MAX].map(\.rawValue))
  func rowFoldsOfEveryKind(op: UInt32) {
    onEveryLevel { level in
      for columns in [1, 2, 10, 16, 31, 64, 100, 1000] {
        for kind in TileTests.kinds {
          var numbers = TestNumbers(columns)
          let tile = TileCase(rowSizes: [7], columns: columns)
          let x = tile.input(kind) { _ in numbers.number() - 2 }
          let fold = tile.apply(nn_op(op), x)
          tile.store(tile.apply(NN_SUBTRACT, x, fold))
          tile.store(fold)
          tile.check(tolerance: 1e-5, "kind \(kind.rawValue), \(columns) columns, level \(level.rawValue)")
        }
      }
    }
  }

  @Test(arguments: TileCase.Layout.allCases.indices, TileCase.Layout.allCases.indices)
  func everyLayoutOfInputsAndOutputs(from: Int, to: Int) {
    let layouts = TileCase.Layout.allCases
    guard layouts[to] != .repeatedRows, layouts[to] != .repeatedColumns else { return }
    onEveryLevel { level in
      for (columns, scales) in [(1, NN_SCALES_ROWS), (5, NN_SCALES_ROWS), (24, NN_SCALES_ROWS), (6, NN_SCALES_COLUMNS)]
      {
        for kind in TileTests.kinds.dropFirst() {
          let tile = TileCase(rowSizes: [2, 3, 1, 4], columns: columns, scales: scales, extent: 4)
          let x = tile.input(kind, layouts[from]) { Float($0 % 101) }
          let y = tile.input(NN_TILE) { Float($0 % 7) }
          let sum = tile.apply(NN_ADD, x, y)
          tile.store(sum, layouts[to])
          tile.store(sum)
          let isPerExample = scales == NN_SCALES_ROWS ? kind != NN_COLUMN : kind != NN_ROW
          if isPerExample { tile.store(tile.apply(NN_NEGATE, x), layouts[to]) }
          tile.check(chunk: 3, workers: 2, "kind \(kind.rawValue), \(columns) columns, level \(level.rawValue)")
        }
      }
    }
  }

  @Test(arguments: [0, 1, 15, 16, 17, 1000, 5001])
  func longVectorsOfAnyLength(length: Int) {
    onEveryLevel { _ in
      for scales in [NN_SCALES_NOTHING, NN_SCALES_COLUMNS] {
        let extent = scales == NN_SCALES_COLUMNS ? max(1, length) : 1
        let columns = scales == NN_SCALES_COLUMNS ? min(1, length) : length
        let tile = TileCase(rowSizes: [1], columns: columns, scales: scales, extent: extent)
        let x = tile.input(NN_TILE) { Float($0 % 13) - 6 }
        let factor = tile.input(NN_SCALAR) { _ in 0.25 }
        let y = tile.apply(NN_TANH, tile.apply(NN_MULTIPLY, x, factor))
        tile.store(y)
        tile.sum(NN_TOTAL, y)
        tile.check(chunk: 700, workers: 2, tolerance: 1e-5, "scales \(scales)")
      }
    }
  }

  @Test func rowsLongerThanTheStackHolds() {
    onEveryLevel { _ in
      let tile = TileCase(rowSizes: [3], columns: 20_011, scales: NN_SCALES_ROWS, extent: 2)
      let x = tile.input(NN_TILE, .transposed) { Float($0 % 1009) / 1009 }
      let bias = tile.input(NN_COLUMN, .gaps) { Float($0 % 17) }
      let y = tile.apply(NN_ADD, x, bias)
      tile.store(tile.apply(NN_SUBTRACT, y, tile.apply(NN_ROW_MAX, y)), .transposed)
      tile.sum(NN_COLUMN_SUM, y)
      tile.check(chunk: 1, tolerance: 1e-4)
    }
  }

  @Test func programsOfEmptyExtents() {
    onEveryLevel { _ in
      for (rows, columns) in [(0, 4), (3, 0), (0, 0)] {
        let tile = TileCase(rowSizes: [rows], columns: columns)
        let x = tile.input(NN_TILE) { _ in 1 }
        tile.store(tile.apply(NN_EXP, x))
        tile.sum(NN_TOTAL, x)
        tile.sum(NN_COLUMN_SUM, x)
        tile.check("\(rows) × \(columns)")
      }
    }
  }

  @Test func foldsOfNoColumns() {
    onEveryLevel { _ in
      let tile = TileCase(rowSizes: [3], columns: 0)
      let x = tile.input(NN_TILE) { _ in 1 }
      let start = tile.run().count / 2
      tile.store(tile.apply(NN_ROW_SUM, x))
      tile.store(tile.apply(NN_ROW_MAX, x))
      #expect(tile.run()[start..<start + 6] == [0, 0, 0, -.infinity, -.infinity, -.infinity])
    }
  }

  // MARK: - In place

  /// Moments and parameter are read and written at the same place; the old parameter is read last.
  @Test func updatesInPlace() {
    onEveryLevel { _ in
      let adam = TileCase(rowSizes: [1], columns: 3333)
      let gradient = adam.input(NN_TILE) { Float($0 % 19) / 19 - 0.5 }
      let weight = adam.input(NN_TILE) { Float($0 % 23) / 23 }
      let mean = adam.input(NN_TILE) { Float($0 % 29) / 29 }
      let square = adam.input(NN_TILE) { Float($0 % 31) / 31 }
      let newMean = adam.apply(
        NN_ADD, adam.apply(NN_MULTIPLY, mean, adam.constant(0.9)),
        adam.apply(NN_MULTIPLY, gradient, adam.constant(0.1)))
      let newSquare = adam.apply(
        NN_ADD, adam.apply(NN_MULTIPLY, square, adam.constant(0.999)),
        adam.apply(NN_MULTIPLY, adam.apply(NN_SQUARE, gradient), adam.constant(0.001)))
      let root = adam.apply(NN_SQRT, adam.apply(NN_MULTIPLY, newSquare, adam.constant(1.5)))
      let step = adam.apply(NN_DIVIDE, newMean, adam.apply(NN_ADD, root, adam.constant(1e-8)))
      let newWeight = adam.apply(NN_SUBTRACT, weight, adam.apply(NN_MULTIPLY, step, adam.constant(0.01)))
      adam.store(newWeight, whereInputLies: 1)
      adam.store(newMean, whereInputLies: 2)
      adam.store(newSquare, whereInputLies: 3)
      adam.check()
    }
  }

  @Test func whatIsOverwrittenIsReadFirst() {
    onEveryLevel { _ in
      for columns in [1, 6, 40] {
        let swap = TileCase(rowSizes: [50], columns: columns, scales: NN_SCALES_ROWS, extent: 3)
        let x = swap.input(NN_TILE) { Float($0) }
        let y = swap.input(NN_TILE) { -Float($0) }
        swap.store(y, whereInputLies: 0)
        swap.store(x, whereInputLies: 1)
        swap.check(chunk: 2, "\(columns) columns")

        let late = TileCase(rowSizes: [50], columns: columns, scales: NN_SCALES_ROWS, extent: 3)
        let a = late.input(NN_TILE, .gaps) { Float($0 % 10) }
        let b = late.input(NN_TILE) { Float($0 % 3) }
        let doubled = late.apply(NN_ADD, a, a)
        late.store(doubled, whereInputLies: 0)
        late.store(late.apply(NN_SUBTRACT, late.apply(NN_MAXIMUM, doubled, b), a), whereInputLies: 1)
        late.check(chunk: 2, "\(columns) columns")
      }
    }
  }
}
