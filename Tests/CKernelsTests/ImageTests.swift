import CKernels
import Testing

extension TileTests {
  @Suite struct Images {
    /// height, width, channels, filters, kernel height and width, strides, pads, dilations, groups.
    static let convolutions = [
      [8, 8, 1, 16, 3, 3, 1, 1, 1, 1, 1, 1, 1], [9, 7, 16, 33, 5, 5, 1, 1, 2, 2, 1, 1, 1],
      [9, 10, 3, 5, 4, 3, 2, 3, 1, 0, 1, 1, 1], [11, 8, 8, 9, 3, 2, 1, 2, 2, 1, 2, 3, 1],
      [7, 9, 19, 19, 3, 3, 1, 1, 1, 1, 1, 1, 19], [8, 8, 6, 9, 3, 3, 2, 1, 1, 2, 1, 1, 3],
      [3, 3, 2, 4, 3, 3, 1, 1, 3, 3, 1, 1, 1], [5, 20, 17, 3, 1, 1, 1, 1, 0, 0, 1, 1, 1],
    ]

    @Test(arguments: convolutions, [[1], [3], [9, 2]])
    func convolutionAndItsGradients(c: [Int], chunks: [Int]) {
      onEveryLevel { level in
        for accumulate in [0, 1] {
          let problems = ConvolutionCase(c, chunks: chunks, accumulate: accumulate).problems()
          #expect(problems.isEmpty, "level \(level.rawValue)")
        }
      }
    }

    /// height, width, channels, window height and width, strides, pads before and after.
    @Test(arguments: [
      [6, 8, 16, 2, 2, 2, 2, 0, 0], [7, 5, 3, 3, 2, 1, 2, 0, 0], [9, 9, 37, 2, 3, 3, 4, 0, 0],
      [4, 4, 1, 1, 1, 1, 1, 0, 0], [8, 6, 19, 3, 3, 2, 2, 1, 1], [7, 7, 4, 3, 3, 1, 3, 2, 0],
      [3, 3, 2, 3, 3, 3, 3, 1, 1],
      [5, 4, 8, 2, 2, 2, 2, 0, 1], [6, 2, 3, 2, 2, 2, 2, 1, 1],
    ])
    func maxPoolingPicksTheFirstLargest(size: [Int]) {
      let (height, width, channels, tall, wide) = (size[0], size[1], size[2], size[3], size[4])
      let (before, after) = (size[7], size[8])
      let outHeight = (height + before + after - tall) / size[5] + 1
      let outWidth = (width + before + after - wide) / size[6] + 1
      let inCount = height * width * channels, outCount = outHeight * outWidth * channels, images = 3
      onEveryLevel { level in
        var random = TestNumbers(height)
        let memory = KernelMemory(seed: width)
        var step = nn_pool_step()
        step.x = memory.block(images * inCount, perExample: inCount) { _ in
          [Float.nan, .infinity, -.infinity, 0, 1, 2, 3, 1, 2][random.next(below: 9)]
        }
        step.y = memory.block(images * outCount, perExample: outCount)
        step.dy = memory.block(images * outCount, perExample: outCount)
        step.dx = memory.block(images * inCount, perExample: inCount)
        (step.height, step.width, step.channels) = (Int32(height), Int32(width), Int32(channels))
        (step.outHeight, step.outWidth) = (Int32(outHeight), Int32(outWidth))
        (step.windowHeight, step.windowWidth, step.strideY, step.strideX) = (
          Int32(tall), Int32(wide), Int32(size[5]), Int32(size[6])
        )
        (step.padTop, step.padLeft) = (Int32(before), Int32(before))
        let x = memory.contents
        var wanted = x.map(Double.init)
        for i in 0..<images * inCount { wanted[Int(step.dx.offset) + i] = 0 }
        for n in 0..<images {
          for at in 0..<outCount {
            let top = at / channels / outWidth * size[5] - before, left = at / channels % outWidth * size[6] - before
            let window = (0..<tall * wide).compactMap { place -> Int? in
              let (row, column) = (top + place / wide, left + place % wide)
              guard (0..<height).contains(row), (0..<width).contains(column) else { return nil }
              return n * inCount + (row * width + column) * channels + at % channels
            }
            let best = window.first { x[$0].isNaN } ?? window.first { p in window.allSatisfy { x[$0] <= x[p] } }!
            wanted[Int(step.y.offset) + n * outCount + at] = Double(x[best])
            wanted[Int(step.dx.offset) + best] += Double(x[Int(step.dy.offset) + n * outCount + at])
          }
        }
        memory.run(nn_float32.maxPoolForward, step, chunks: [2, 1])
        memory.run(nn_float32.maxPoolGradient, step, chunks: [2, 1])
        #expect(memory.difference(from: wanted) == nil, "level \(level.rawValue)")
      }
    }
  }
}

/// One convolution and what naive loops make of it.
struct ConvolutionCase {
  var step = nn_convolution_step()
  let chunks: [Int]
  private let memory = KernelMemory(seed: 5)
  private let inCount: Int, outCount: Int, filterCount: Int
  private var images: Int { chunks.reduce(0, +) }

  init(_ c: [Int], chunks: [Int], accumulate: Int) {
    let n = c.map { Int32($0) }
    self.chunks = chunks
    (step.height, step.width, step.channels, step.filters) = (n[0], n[1], n[2], n[3])
    (step.kernelHeight, step.kernelWidth, step.strideY, step.strideX) = (n[4], n[5], n[6], n[7])
    (step.padTop, step.padLeft, step.dilationY, step.dilationX, step.groups) = (n[8], n[9], n[10], n[11], n[12])
    step.outHeight = (n[0] + 2 * n[8] - (n[4] - 1) * n[10] - 1) / n[6] + 1
    step.outWidth = (n[1] + 2 * n[9] - (n[5] - 1) * n[11] - 1) / n[7] + 1
    step.accumulate = Int32(accumulate)
    inCount = c[0] * c[1] * c[2]
    outCount = Int(step.outHeight * step.outWidth) * c[3]
    filterCount = c[4] * c[5] * (c[2] / c[12]) * c[3]
    let images = chunks.reduce(0, +)
    step.x = memory.block(images * inCount, perExample: inCount)
    step.w = memory.block(filterCount)
    step.y = memory.block(images * outCount, perExample: outCount)
    step.scratch = memory.block(0)
    step.scratch.offset = Int64(memory.contents.count + images * (inCount + outCount) + filterCount)
  }

  /// Calls `body` with the elements of x, w and y that each multiplication of the convolution joins.
  private func eachTerm(_ body: (_ x: Int, _ w: Int, _ y: Int) -> Void) {
    let s = step, height = Int(s.height), width = Int(s.width), channels = Int(s.channels), filters = Int(s.filters)
    let perGroup = channels / Int(s.groups), filtersPerGroup = filters / Int(s.groups)
    for n in 0..<images {
      for out in 0..<Int(s.outHeight * s.outWidth) {
        for place in 0..<Int(s.kernelHeight * s.kernelWidth) {
          let i = out / Int(s.outWidth) * Int(s.strideY) - Int(s.padTop) + place / Int(s.kernelWidth) * Int(s.dilationY)
          let j =
            out % Int(s.outWidth) * Int(s.strideX) - Int(s.padLeft) + place % Int(s.kernelWidth) * Int(s.dilationX)
          guard i >= 0, j >= 0, i < height, j < width else { continue }
          for f in 0..<filters {
            for c in 0..<perGroup {
              body(
                n * inCount + (i * width + j) * channels + f / filtersPerGroup * perGroup + c,
                (place * perGroup + c) * filters + f, n * outCount + out * filters + f)
            }
          }
        }
      }
    }
  }

  func problems() -> [String] {
    var forward = step, input = step, filter = step
    forward.y = memory.block(images * outCount, perExample: outCount)
    input.x = memory.block(images * inCount, perExample: inCount)
    filter.w = memory.block(filterCount)
    _ = withUnsafePointer(to: step) { memory.block(Int(nn_float32.convolutionScratch($0))) }
    let numbers = memory.contents
    var wanted = numbers.map(Double.init)
    if step.accumulate == 0 { for i in Int(forward.y.offset)..<Int(step.scratch.offset) { wanted[i] = 0 } }
    let (x, w, y) = (Int(step.x.offset), Int(step.w.offset), Int(step.y.offset))
    let (toX, toW, toY) = (Int(input.x.offset), Int(filter.w.offset), Int(forward.y.offset))
    eachTerm { i, j, k in
      wanted[toY + k] += Double(numbers[x + i]) * Double(numbers[w + j])
      wanted[toX + i] += Double(numbers[y + k]) * Double(numbers[w + j])
      wanted[toW + j] += Double(numbers[x + i]) * Double(numbers[y + k])
    }
    memory.run(nn_float32.convolutionForward, forward, chunks: chunks)
    memory.run(nn_float32.convolutionInputGradient, input, chunks: chunks)
    memory.run(nn_float32.convolutionFilterGradient, filter, chunks: chunks)
    return memory.difference(from: Array(wanted[..<Int(step.scratch.offset)])).map { [$0] } ?? []
  }
}
