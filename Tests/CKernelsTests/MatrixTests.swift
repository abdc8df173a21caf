import CKernels
import Testing

/// In the suite of all tests that force a level, so that they run one after another.
extension TileTests {
  @Suite struct Products {
    struct Shape: CustomStringConvertible {
      var m, n, k: Int
      var description: String { "\(m)×\(k) · \(k)×\(n)" }
    }
    static let shapes = [
      (1, 1, 1), (200, 16, 2), (200, 16, 1), (200, 1, 16), (1, 37, 21), (7, 33, 5), (29, 47, 300), (15, 10, 64),
      (3, 5, 0),
      (40, 100, 130), (0, 4, 4), (4, 0, 4), (13, 64, 16),
    ].map { Shape(m: $0.0, n: $0.1, k: $0.2) }

    @Test(arguments: shapes, [0, 1, 2, 3])
    func everyElementAgrees(shape: Shape, layout: Int) {
      onEveryLevel { level in
        for scales in [NN_MATRIX_NOTHING, NN_MATRIX_OUTER, NN_MATRIX_M, NN_MATRIX_K] {
          for accumulate in [0, 1] {
            let problem = check(shape, acrossA: layout & 1 == 1, acrossB: layout & 2 == 2, Int(scales), accumulate)
            #expect(problem == nil, "\(shape), scales \(scales), accumulate \(accumulate), level \(level.rawValue)")
          }
        }
      }
    }

    /// Three examples, in chunks of two and one where chunks add up, otherwise at once; two outer products; gaps in rows.
    private func check(_ shape: Shape, acrossA: Bool, acrossB: Bool, _ scales: Int, _ accumulate: Int) -> String? {
      let examples = 3
      let m = shape.m * (scales == NN_MATRIX_M ? examples : 1), k = shape.k * (scales == NN_MATRIX_K ? examples : 1)
      let n = shape.n, products = scales == NN_MATRIX_OUTER ? 2 * examples : 2
      let aRow = (acrossA ? m : k) + 2, bRow = (acrossB ? k : n) + 1, cRow = n + 3
      let aSize = (acrossA ? k : m) * aRow, bSize = (acrossB ? n : k) * bRow, cSize = m * cRow
      let memory = KernelMemory(seed: m + 7 * n + 31 * k)
      var step = nn_matrix_step()
      step.a = memory.block(products * aSize)
      step.b = memory.block(products * bSize)
      step.c = memory.block(products * cSize + 1)
      (step.m, step.n, step.k) = (Int64(shape.m), Int64(n), Int64(shape.k))
      (step.outer1, step.outer2, step.scales) = (
        scales == NN_MATRIX_OUTER ? 2 : 1, scales == NN_MATRIX_OUTER ? 1 : 2, Int32(scales)
      )
      (step.aRow, step.aColumn) = acrossA ? (1, Int64(aRow)) : (Int64(aRow), 1)
      (step.bRow, step.bColumn) = acrossB ? (1, Int64(bRow)) : (Int64(bRow), 1)
      step.cRow = Int64(cRow)
      (step.aOuter1, step.bOuter1, step.cOuter1) = (Int64(aSize), Int64(bSize), Int64(cSize))
      (step.aOuter2, step.bOuter2, step.cOuter2) = (Int64(aSize), Int64(bSize), Int64(cSize))
      step.accumulate = Int32(accumulate)

      let x = memory.contents
      var wanted = x.map(Double.init)
      for t in 0..<products {
        for i in 0..<m {
          for j in 0..<n {
            let at = Int(step.c.offset) + t * cSize + i * cRow + j
            var sum = accumulate == 1 ? wanted[at] : 0
            for q in 0..<k {
              let a = x[t * aSize + i * Int(step.aRow) + q * Int(step.aColumn)]
              let b = x[Int(step.b.offset) + t * bSize + q * Int(step.bRow) + j * Int(step.bColumn)]
              sum += Double(a) * Double(b)
            }
            wanted[at] = sum
          }
        }
      }
      if scales == NN_MATRIX_K {
        // A and B of a later chunk begin where its examples do.
        step.a.perExample = Int64(shape.k) * step.aColumn
        step.b.perExample = Int64(shape.k) * step.bRow
        memory.run(nn_float32.matrix, step, chunks: [2, 1])
      } else {
        memory.run(nn_float32.matrix, step, chunks: [examples])
      }
      return memory.difference(from: wanted)
    }

    /// So large that both operands are packed: several blocks of rows and of terms, and ends that fill no tile.
    @Test(arguments: [0, 1, 2, 3])
    func largeProductsAgree(layout: Int) {
      let (m, n, k, accumulate) = (811, 227, 741, layout % 2)
      let (acrossA, acrossB) = (layout & 1 == 1, layout & 2 == 2)
      #expect(nn_float32.matrixScratch(Int64(m), Int64(n), Int64(k)) > 0)
      #expect(nn_float32.matrixScratch(Int64(m), Int64(n), 20) == 0)
      onEveryLevel { level in
        let memory = KernelMemory(seed: layout)
        let aRow = (acrossA ? m : k) + 2, bRow = (acrossB ? k : n) + 1, cRow = n + 3
        // A = x yᵀ, so that (A B)[i, j] = x[i] · Σ y[q] B[q, j] is quickly computed for every element.
        let x = (0..<m).map { Double($0 * 37 % 101) / 64 - 0.75 }
        let y = (0..<k).map { Double($0 * 29 % 89) / 64 - 0.6875 }
        var step = nn_matrix_step()
        step.a = memory.block((acrossA ? k : m) * aRow) { at in
          let (i, q) = acrossA ? (at % aRow, at / aRow) : (at / aRow, at % aRow)
          return i < m && q < k ? Float(x[i] * y[q]) : .nan
        }
        step.b = memory.block((acrossB ? n : k) * bRow)
        step.c = memory.block(m * cRow)
        (step.m, step.n, step.k, step.outer1, step.outer2) = (Int64(m), Int64(n), Int64(k), 1, 1)
        (step.aRow, step.aColumn) = acrossA ? (1, Int64(aRow)) : (Int64(aRow), 1)
        (step.bRow, step.bColumn) = acrossB ? (1, Int64(bRow)) : (Int64(bRow), 1)
        (step.cRow, step.accumulate) = (Int64(cRow), Int32(accumulate))
        var wanted = memory.contents.map(Double.init)
        step.scratch = memory.block(Int(nn_float32.matrixScratch(step.m, step.n, step.k))) { _ in .nan }
        let (b, c) = (Int(step.b.offset), Int(step.c.offset))
        for j in 0..<n {
          let column = (0..<k).reduce(0) { $0 + y[$1] * wanted[b + $1 * Int(step.bRow) + j * Int(step.bColumn)] }
          for i in 0..<m {
            let at = c + i * cRow + j
            wanted[at] = (accumulate == 1 ? wanted[at] : 0) + x[i] * column
          }
        }
        memory.run(nn_float32.matrix, step)
        let problem = memory.difference(from: wanted)
        #expect(problem == nil, "layout \(layout), level \(level.rawValue)")
      }
    }

    @Test func infinityAndNaNStayInTheirRows() {
      onEveryLevel { _ in
        let memory = KernelMemory(seed: 1)
        var step = nn_matrix_step()
        step.a = memory.block(20 * 5) { $0 / 5 == 3 ? .nan : $0 / 5 == 9 ? .infinity : 1 }
        step.b = memory.block(5 * 19) { _ in 1 }
        step.c = memory.block(20 * 19)
        (step.m, step.n, step.k, step.outer1, step.outer2) = (20, 19, 5, 1, 1)
        (step.aRow, step.aColumn, step.bRow, step.bColumn, step.cRow) = (5, 1, 19, 1, 19)
        var wanted = memory.contents.map(Double.init)
        for i in 0..<20 * 19 { wanted[195 + i] = i / 19 == 3 ? .nan : i / 19 == 9 ? .infinity : 5 }
        memory.run(nn_float32.matrix, step)
        #expect(memory.difference(from: wanted) == nil)
      }
    }
  }
}
