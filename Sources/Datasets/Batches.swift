import Synchronization
import Tensors

/// An endless, seeded sequence of batches: every epoch all examples once, in a new order. Batch `step` is a pure
/// function of the seed, so any training step can be run again.
public struct Batches: Sendable {
  public enum LastBatch: Sendable {
    /// It holds what is left, so it may be smaller.
    case kept
    /// What is left over waits for another epoch's order: all batches are equally large.
    case dropped
  }

  public let examples: Examples
  public let size: Int
  public let seed: UInt64
  public let lastBatch: LastBatch
  /// What changes each batch, every time in another way; also a function of the seed and the step only.
  public let augmentation: Augmentation?
  public let countPerEpoch: Int
  private let orders = EpochOrders()

  /// - Precondition: all inputs and targets are finite.
  public init(
    _ examples: Examples, size: Int, seed: UInt64 = RandomSource.currentSeed, lastBatch: LastBatch = .dropped,
    augmentation: Augmentation? = nil
  ) {
    guard size > 0, examples.count > 0 else {
      stop("A batch expects at least 1 example; got size \(size) of \(examples.count) examples.")
    }
    guard lastBatch == .kept || size <= examples.count else {
      stop("A batch holds at most \(examples.count) examples, all there are; got size \(size).")
    }
    examples.inputs.stopIfNotFinite("inputs")
    examples.targets.stopIfNotFinite("targets")
    self.examples = examples
    self.augmentation = augmentation
    self.size = size
    self.seed = seed
    self.lastBatch = lastBatch
    countPerEpoch = lastBatch == .kept ? (examples.count + size - 1) / size : examples.count / size
  }

  public func epoch(of step: Int) -> Int { step / countPerEpoch }

  /// How many examples batch `step` holds.
  public func count(of step: Int) -> Int { places(of: step).count }

  /// Which examples batch `step` holds, counted from 0.
  public func indices(of step: Int) -> [Int] { Array(order(of: step)[places(of: step)]) }

  public subscript(step: Int) -> Examples {
    let batch = examples.rows(indices(of: step))
    return augmentation.map { $0(batch, seed: seed, step: step) } ?? batch
  }

  /// Copies batch `step` to where someone else keeps it, row after row.
  ///
  /// - Parameters:
  ///   - inputs: room for the inputs of as many examples as the batch holds, in their element type.
  ///   - targets: and for their targets.
  public func copy(_ step: Int, inputs: UnsafeMutableRawBufferPointer, targets: UnsafeMutableRawBufferPointer) {
    func copy(_ rows: UnsafeBufferPointer<Int>, of examples: Examples) {
      copyRows(rows, of: examples.inputs, to: inputs)
      copyRows(rows, of: examples.targets, to: targets)
    }
    if augmentation != nil {
      let batch = self[step]
      Array(0..<batch.count).withUnsafeBufferPointer { copy($0, of: batch) }
    } else {
      order(of: step).withUnsafeBufferPointer { order in
        copy(UnsafeBufferPointer(rebasing: order[places(of: step)]), of: examples)
      }
    }
  }

  /// Where in its epoch's order the batch lies.
  private func places(of step: Int) -> Range<Int> {
    let start = step % countPerEpoch * size
    return start..<Swift.min(start + size, examples.count)
  }

  private func order(of step: Int) -> [Int] { orders.order(of: epoch(of: step), count: examples.count, seed: seed) }
}

private func copyRows(_ rows: UnsafeBufferPointer<Int>, of array: NDArray, to memory: UnsafeMutableRawBufferPointer) {
  let byteCount = array.count / Swift.max(array.rowCount, 1) * array.elementType.byteCount
  precondition(rows.count * byteCount == memory.count)
  guard byteCount > 0, var target = memory.baseAddress else { return }
  array.withUnsafeBytes { source in
    for row in rows {
      target.copyMemory(from: source.baseAddress! + row * byteCount, byteCount: byteCount)
      target += byteCount
    }
  }
}

/// The order of the epoch that was last asked for, so that an epoch is shuffled once and not for each of its batches.
private final class EpochOrders: Sendable {
  private let last = Mutex<(epoch: Int, order: [Int])?>(nil)

  func order(of epoch: Int, count: Int, seed: UInt64) -> [Int] {
    last.withLock { last in
      if let last, last.epoch == epoch { return last.order }
      var random = RandomSource(seed: seed, stream: epoch)
      let order = random.permutation(count)
      last = (epoch, order)
      return order
    }
  }
}
