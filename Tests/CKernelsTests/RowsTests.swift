import CKernels
import Testing

extension TileTests {
  @Suite struct Rows {
    static let indices: [Float] = [3, 0, .nan, 3, -1, 0.5, 6, .infinity, 5, 1e30]

    @Test(arguments: [1, 4, 17, 70], [0, 1])
    func gatherAndScatterSkipWhatIsNoRow(width: Int, accumulate: Int) {
      onEveryLevel { level in
        let memory = KernelMemory(seed: width)
        var step = nn_rows_step()
        step.table = memory.block(6 * width)
        step.indices = memory.block(10, perExample: 2) { Rows.indices[$0] }
        step.rows = memory.block(10 * width, perExample: 2 * width)
        (step.tableRows, step.width, step.perExample, step.accumulate) = (6, Int64(width), 2, Int32(accumulate))
        var bad: Int64 = -1
        var wanted = memory.contents.map(Double.init)
        let rows = Int(step.rows.offset)
        let good = Rows.indices.enumerated().filter { (0..<6).map(Float.init).contains($0.element) }
        for (i, index) in good {
          for j in 0..<width {
            let old = accumulate == 1 ? wanted[rows + i * width + j] : 0
            wanted[rows + i * width + j] = old + wanted[Int(index) * width + j]
          }
        }
        withUnsafeMutablePointer(to: &bad) {
          step.badIndex = $0
          memory.run(nn_float32.gatherRows, step, chunks: [2, 3])
        }
        #expect(bad == 2)
        #expect(memory.difference(from: wanted) == nil, "gather, level \(level.rawValue)")

        bad = -1
        if accumulate == 0 { for i in 0..<6 * width { wanted[i] = 0 } }
        for (i, index) in good {
          for j in 0..<width { wanted[Int(index) * width + j] += wanted[rows + i * width + j] }
        }
        withUnsafeMutablePointer(to: &bad) {
          step.badIndex = $0
          memory.run(nn_float32.scatterAddRows, step, chunks: [2, 3])
        }
        #expect(bad == 2)
        #expect(memory.difference(from: wanted) == nil, "scatter, level \(level.rawValue)")
      }
    }

    /// Every order of the axes on both sides is met by chance in 300 rounds; sizes 0 and 1, gaps and repeats too.
    @Test func copiesWithAnyStrides() {
      var random = TestNumbers(3)
      for round in 0..<300 {
        let sizes = (0..<5).map { _ in random.pick([1, 1, 2, 3, 5, 9]) * (random.next(below: 80) == 0 ? 0 : 1) }
        func strides(_ repeats: Bool) -> [Int] {
          var order = Array(0..<5), strides = [Int](repeating: 0, count: 5), next = 1
          if random.next(below: 4) > 0 { for i in 1..<5 { order.swapAt(i, random.next(below: i + 1)) } }
          for axis in order.reversed() {
            strides[axis] = repeats && random.next(below: 6) == 0 ? 0 : next
            next = next * max(sizes[axis], 1) + (random.next(below: 5) == 0 ? 2 : 0)
          }
          return strides
        }
        let from = strides(true), to = strides(false)
        func extent(_ strides: [Int]) -> Int { 1 + zip(sizes, strides).map { max($0 - 1, 0) * $1 }.reduce(0, +) }
        let memory = KernelMemory(seed: round)
        var step = nn_copy_step()
        step.x = memory.block(extent(from))
        step.y = memory.block(extent(to))
        let wide = (sizes + from + to).map { Int64($0) }
        step.sizes = (wide[0], wide[1], wide[2], wide[3], wide[4])
        step.xStrides = (wide[5], wide[6], wide[7], wide[8], wide[9])
        step.yStrides = (wide[10], wide[11], wide[12], wide[13], wide[14])
        var wanted = memory.contents.map(Double.init)
        for element in 0..<sizes.reduce(1, *) {
          var rest = element, x = 0, y = Int(step.y.offset)
          for axis in (0..<5).reversed() {
            x += rest % sizes[axis] * from[axis]
            y += rest % sizes[axis] * to[axis]
            rest /= sizes[axis]
          }
          wanted[y] = wanted[x]
        }
        memory.run(nn_float32.copy, step)
        #expect(memory.difference(from: wanted, tolerance: 0) == nil, "sizes \(sizes), from \(from), to \(to)")
      }
    }

    @Test func zerosOnlyWhatIsAsked() {
      let memory = KernelMemory(seed: 1)
      var wanted = [Double](repeating: 0, count: 14)
      let step = nn_zero_step(y: memory.block(14, perExample: 4) { _ in 1 }, perExample: 4)
      wanted[12] = 1
      wanted[13] = 1
      memory.run(nn_float32.zero, step, chunks: [1, 2])
      #expect(memory.difference(from: wanted) == nil)
    }

    /// What lies in memory for one chunk only begins at the same place in each.
    @Test func zerosForOneChunk() {
      let memory = KernelMemory(seed: 1)
      let step = nn_zero_step(y: memory.block(14) { _ in 1 }, perExample: 4)
      memory.run(nn_float32.zero, step, chunks: [1, 3])
      #expect(memory.difference(from: [Double](repeating: 0, count: 12) + [1, 1]) == nil)
    }
  }
}
