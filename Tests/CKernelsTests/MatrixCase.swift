import CKernels

/// Memory for one step of products or images: blocks of random numbers at places in one shared space.
final class KernelMemory {
  private(set) var contents: [Float] = []
  private var random: TestNumbers

  init(seed: Int) { random = TestNumbers(seed) }

  /// - Returns: The place of `count` new numbers.
  func block(_ count: Int, perExample: Int = 0, value: ((Int) -> Float)? = nil) -> nn_place {
    let start = contents.count
    for i in 0..<count { contents.append(value?(i) ?? random.number()) }
    return nn_place(space: Int32(NN_SHARED), offset: Int64(start), perExample: Int64(perExample))
  }

  /// - Parameter chunks: The examples of each call; they follow each other from 0.
  func run<Step>(_ kernel: (UnsafeRawPointer?, UnsafePointer<nn_chunk>?) -> Void, _ step: Step, chunks: [Int] = [1]) {
    contents.withUnsafeMutableBufferPointer { memory in
      let bases = [UnsafeMutableRawPointer?](repeating: memory.baseAddress!, count: 3)
      bases.withUnsafeBufferPointer { bases in
        withUnsafePointer(to: step) { step in
          var begin = 0
          for count in chunks {
            var chunk = nn_chunk(
              bases: bases.baseAddress, begin: Int64(begin), count: Int64(count), first: begin == 0 ? 1 : 0)
            kernel(step, &chunk)
            begin += count
          }
        }
      }
    }
  }

  /// The first element that differs, in words; nil if none does.
  func difference(from wanted: [Double], tolerance: Double = 1e-4) -> String? {
    for (i, want) in wanted.enumerated() {
      let got = Double(contents[i])
      let same = want.isNaN ? got.isNaN : got == want || abs(got - want) <= tolerance * max(1, abs(want))
      if !same { return "element \(i) is \(got), should be \(want)" }
    }
    return nil
  }
}
