import CKernels
import Foundation
import Testing

extension TileTests {
  /// Sums so long that their parts are added exactly, in every kernel that has some.
  @Suite struct LongSums {
    @Test func whatAnAdditionLosesIsKept() {
      onEveryLevel { level in
        for count in [1, 16, 37] {
          var high = [Float](repeating: 1, count: count), low = [Float](repeating: 0, count: count)
          let x = [Float](repeating: 1e-9, count: count)
          for _ in 0..<1000 { nn_float32.addExactly(Int64(count), x, &high, &low) }
          let isKept = zip(high, low).allSatisfy { abs(Double($0) + Double($1) - 1.000001) < 1e-10 }
          #expect(isKept, "\(high[0]) + \(low[0]), level \(level.rawValue)")
        }
      }
    }

    /// Infinite sums stay infinite, whichever part meets the infinite number.
    @Test(arguments: [0, 2500, 4999]) func infiniteSums(position: Int) {
      func check<Number: BinaryFloatingPoint>(_ kernels: nn_arithmetic, _ type: Number.Type, _ what: String) {
        var x = [Number](repeating: 1, count: 5000), z: [Number] = [0, 0]
        x[position] = .infinity
        kernels.fold(NN_ROW_SUM, 1, 5000, 1, x, &z)
        #expect(z[0] == .infinity, "\(what)")
        kernels.fold(NN_ROW_SUM, 1, 2500, 2, x, &z)
        #expect(z == (position % 2 == 0 ? [.infinity, 2500] : [2500, .infinity]), "\(what)")
      }
      onEveryLevel { level in
        check(nn_float32, Float.self, "level \(level.rawValue)")
        check(nn_float64, Double.self, "level \(level.rawValue)")
      }
    }

    /// C (+)= A · B, where all of A is `number` and B is 1; rows of C have gaps.
    private func check(
      _ m: Int, _ n: Int, _ k: Int, accumulate: Bool, acrossA: Bool = false, number: Float = 0.1, _ what: String
    ) {
      let memory = KernelMemory(seed: 1)
      var step = nn_matrix_step()
      step.a = memory.block(m * k) { _ in number }
      step.b = memory.block(k * n) { _ in 1 }
      step.c = memory.block(m * (n + 1)) { _ in 5 }
      (step.m, step.n, step.k, step.outer1, step.outer2) = (Int64(m), Int64(n), Int64(k), 1, 1)
      (step.aRow, step.aColumn) = acrossA ? (1, Int64(m)) : (Int64(k), 1)
      (step.bRow, step.bColumn, step.cRow, step.accumulate) = (Int64(n), 1, Int64(n + 1), accumulate ? 1 : 0)
      var wanted = memory.contents.map(Double.init)
      for i in 0..<m {
        for j in 0..<n {
          wanted[Int(step.c.offset) + i * (n + 1) + j] = (accumulate ? 5 : 0) + Double(number) * Double(k)
        }
      }
      step.scratch = memory.block(Int(nn_float32.matrixScratch(step.m, step.n, step.k))) { _ in .nan }
      memory.run(nn_float32.matrix, step)
      #expect(memory.difference(from: wanted, tolerance: 1e-6) == nil, "\(m)×\(k) · \(k)×\(n), \(what)")
    }

    @Test func productsOfManyTerms() {
      onEveryLevel { level in
        for accumulate in [false, true] {
          for acrossA in [false, true] {
            let what = "accumulate \(accumulate), A across \(acrossA), level \(level.rawValue)"
            check(3, 2, 8200, accumulate: accumulate, acrossA: acrossA, what)
            check(3, 2, 100_000, accumulate: accumulate, acrossA: acrossA, what)
            check(1, 1, 300_000, accumulate: accumulate, what)
          }
        }
        check(193, 200, 4096, accumulate: false, "level \(level.rawValue)")
      }
    }

    /// A convolution whose filter is as large as the image, or whose result is: 3600 terms, and many images.
    @Test(arguments: [[60, 60, 1], [60, 1, 1], [1, 1, 20_000]], [1, 2, 8, 9])
    func convolutionsOfManyTerms(size: [Int], channels: Int) {
      let (height, kernel, images) = (size[0], size[1], size[2])
      for groups in Set([1, channels]) where channels < 8 || (groups == 1 && images == 1) {
        for accumulate in [0, 1] {
          onEveryLevel { level in
            let memory = KernelMemory(seed: 1)
            let out = height - kernel + 1, perGroup = channels / groups
            var step = nn_convolution_step()
            (step.height, step.width, step.channels, step.filters) = (
              Int32(height), Int32(height), Int32(channels), Int32(channels)
            )
            (step.kernelHeight, step.kernelWidth, step.strideY, step.strideX) = (Int32(kernel), Int32(kernel), 1, 1)
            (step.outHeight, step.outWidth, step.dilationY, step.dilationX) = (Int32(out), Int32(out), 1, 1)
            (step.groups, step.accumulate) = (Int32(groups), Int32(accumulate))
            let inCount = height * height * channels, outCount = out * out * channels
            step.x = memory.block(images * inCount, perExample: inCount) { _ in 0.1 }
            step.w = memory.block(kernel * kernel * perGroup * channels) { _ in 1 }
            step.y = memory.block(images * outCount, perExample: outCount) { _ in 1 }
            var forward = step, filter = step
            forward.y = memory.block(images * outCount, perExample: outCount) { _ in 3 }
            filter.w = memory.block(kernel * kernel * perGroup * channels) { _ in 3 }
            var wanted = memory.contents.map(Double.init)
            let start = accumulate == 1 ? 3.0 : 0, x = Double(Float(0.1))
            for i in Int(forward.y.offset)..<Int(filter.w.offset) {
              wanted[i] = start + x * Double(kernel * kernel * perGroup)
            }
            for i in Int(filter.w.offset)..<wanted.count { wanted[i] = start + x * Double(out * out * images) }
            let scratch = memory.block(Int(withUnsafePointer(to: step) { nn_float32.convolutionScratch($0) }))
            (forward.scratch, filter.scratch) = (scratch, scratch)
            memory.run(nn_float32.convolutionForward, forward, chunks: [images])
            memory.run(nn_float32.convolutionFilterGradient, filter, chunks: [images])
            let problem = memory.difference(from: wanted, tolerance: 1e-6)
            #expect(problem == nil, "\(groups) groups, accumulate \(accumulate), level \(level.rawValue)")
          }
        }
      }
    }

    @Test func filterGradientOfNoImages() {
      let memory = KernelMemory(seed: 1)
      var step = nn_convolution_step()
      (step.height, step.width, step.channels, step.filters) = (2, 2, 1, 1)
      (step.kernelHeight, step.kernelWidth, step.strideY, step.strideX) = (1, 1, 1, 1)
      (step.outHeight, step.outWidth, step.dilationY, step.dilationX, step.groups) = (2, 2, 1, 1, 1)
      step.w = memory.block(1) { _ in 3 }
      step.scratch = memory.block(Int(withUnsafePointer(to: step) { nn_float32.convolutionScratch($0) }))
      memory.run(nn_float32.convolutionFilterGradient, step, chunks: [0])
      #expect(memory.contents[0] == 0)
    }

    /// Rows of very different size, so that what one loses shows in another.
    @Test(arguments: [0, 1]) func scatteredRowsOfManyTerms(accumulate: Int) {
      onEveryLevel { level in
        let memory = KernelMemory(seed: 1)
        let count = 9000, numbers: [Float] = [123_456_789, 0.1, 1e-3]
        var step = nn_rows_step()
        (step.tableRows, step.width, step.perExample, step.accumulate) = (3, 1, Int64(count), Int32(accumulate))
        step.table = memory.block(3) { numbers[$0] }
        step.indices = memory.block(count, perExample: count) { Float($0 % 3) }
        step.rows = memory.block(count, perExample: count) { numbers[$0 % 3] }
        var wanted = memory.contents.map(Double.init)
        for row in 0..<3 { wanted[row] = Double(numbers[row]) * Double(count / 3 + accumulate) }
        memory.run(nn_float32.scatterAddRows, step)
        for row in 0..<3 {
          let got = Double(memory.contents[row])
          #expect(abs(got - wanted[row]) <= 1e-7 * wanted[row], "row \(row), level \(level.rawValue)")
        }
      }
    }
  }
}
