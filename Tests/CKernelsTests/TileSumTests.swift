import CKernels
import Testing

extension TileTests {
  @Test(arguments: [1, 2, 3], [1, 3, 100])
  func sumsOverChunksAndWorkers(workers: Int, chunk: Int) {
    onEveryLevel { level in
      for columns in [1, 3, 10, 16, 64, 100, 130] {
        var numbers = TestNumbers(columns)
        let tile = TileCase(rowSizes: [1, 3], columns: columns, scales: NN_SCALES_ROWS, extent: 11)
        let x = tile.input(NN_TILE) { _ in numbers.number() + 0.5 }
        let perRow = tile.input(NN_ROW, .gaps) { Float($0 % 5) }
        let column = tile.input(NN_COLUMN) { Float($0 % 3) }
        let one = tile.input(NN_SCALAR) { _ in 3 }
        for register in [x, perRow, column, one] { tile.sum(NN_COLUMN_SUM, register) }
        for register in [x, perRow] { tile.sum(NN_TOTAL, register) }
        tile.check(chunk: chunk, workers: workers, tolerance: 1e-5, "\(columns) columns, level \(level.rawValue)")
      }
    }
  }

  @Test func sumsAreAddedToWhatIsThere() {
    onEveryLevel { _ in
      for columns in [1, 20] {
        let tile = TileCase(rowSizes: [6], columns: columns)
        let x = tile.input(NN_TILE) { Float($0 % 11) }
        tile.sum(NN_COLUMN_SUM, x, accumulate: true)
        tile.sum(NN_TOTAL, x, accumulate: true)
        tile.sum(NN_TOTAL, x)
        tile.check()
      }
    }
  }

  @Test func totalOfManyNumbersKeepsItsPrecision() {
    onEveryLevel { _ in
      let tile = TileCase(rowSizes: [1], columns: 1_000_003)
      tile.sum(NN_TOTAL, tile.input(NN_TILE) { 0.1 + Float($0 % 7) / 1000 })
      tile.check(tolerance: 1e-6)
    }
  }

  @Test func sameBitsFromRunToRun() {
    onEveryLevel { _ in
      for workers in 1...3 {
        var numbers = TestNumbers(workers)
        let tile = TileCase(rowSizes: [1], columns: 50, scales: NN_SCALES_ROWS, extent: 77)
        let y = tile.apply(NN_TANH, tile.input(NN_TILE) { _ in numbers.number() })
        tile.store(y)
        tile.sum(NN_COLUMN_SUM, y)
        tile.sum(NN_TOTAL, y)
        let first = tile.run(chunk: 5, workers: workers).map(\.bitPattern)
        for _ in 0..<10 { #expect(tile.run(chunk: 5, workers: workers).map(\.bitPattern) == first) }
      }
    }
  }

  /// Programs of up to ten instructions on random kinds, layouts and sizes.
  @Test(arguments: 0..<20) func randomPrograms(seed: Int) {
    onEveryLevel { level in
      for trial in 0..<20 {
        var numbers = TestNumbers(seed * 1000 + trial)
        let scales = numbers.pick([NN_SCALES_NOTHING, NN_SCALES_ROWS, NN_SCALES_COLUMNS])
        let extent = scales == NN_SCALES_NOTHING ? 1 : 1 + numbers.next(below: 7)
        let tile = TileCase(
          rowSizes: (0..<4).map { _ in 1 + numbers.next(below: 4) }, columns: numbers.pick([1, 2, 7, 16, 33]),
          scales: scales, extent: extent)
        var registers = (0..<4).map { _ in
          tile.input(numbers.pick(TileTests.kinds), numbers.pick(TileCase.Layout.allCases)) { _ in
            numbers.next(below: 5) == 0 ? 0 : numbers.number()
          }
        }
        let inputs = registers
        registers.append(tile.constant(numbers.number()))
        for _ in 0..<10 {
          let op = numbers.pick(TileTests.safeOperations)
          let a = op == NN_SELECT || op == NN_GREATER ? numbers.pick(inputs) : numbers.pick(registers)
          let b = op == NN_GREATER ? numbers.pick(inputs) : numbers.pick(registers)
          registers.append(tile.apply(op, a, b, numbers.pick(registers), number: 0.1))
        }
        let stored = (0..<3).map { _ in numbers.pick(registers) }
        for register in stored { tile.store(register, numbers.pick([.dense, .gaps, .transposed])) }
        // Two would write what is the same for all examples to one place at the same time.
        let mostWorkers = stored.allSatisfy(tile.isPerExample) ? 2 : 1
        tile.check(
          chunk: 1 + numbers.next(below: extent), workers: 1 + numbers.next(below: mostWorkers), tolerance: 1e-4,
          "seed \(seed), trial \(trial), level \(level.rawValue)")
      }
    }
  }

  static let safeOperations = [
    NN_COPY, NN_NEGATE, NN_TANH, NN_SIGMOID, NN_RELU, NN_ABSOLUTE, NN_ERF, NN_NORMAL_CDF, NN_SIN, NN_COS, NN_LEAKY_RELU,
    NN_ADD,
    NN_SUBTRACT, NN_MULTIPLY, NN_MAXIMUM, NN_MINIMUM, NN_GREATER, NN_SELECT, NN_MULTIPLY_ADD,
  ]
}
