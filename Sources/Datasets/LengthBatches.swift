import Tensors

/// Batches of sequences that are about equally long, so that little padding is read: sorted by length, cut into
/// batches, and these in a new order in every epoch.
///
///     let batches = LengthBatches(texts.map(vocabulary.numbers), size: 32)
///     for batch in batches.epoch(0) { x.set(batch.inputs) … }
public struct LengthBatches: Sendable {
  public struct Batch: Sendable, Equatable {
    /// Which sequences, in this order.
    public let rows: [Int]
    /// [rows, length of the longest]
    public let inputs: NDArray
    /// [rows]: how many tokens of each row there are.
    public let lengths: NDArray
  }

  public let sequences: [[Int]]
  public let size: Int
  public let seed: UInt64
  public let padding: Int

  /// - Parameter sequences: token numbers, at least one each.
  public init(_ sequences: [[Int]], size: Int, padding: Int = 0, seed: UInt64 = RandomSource.currentSeed) {
    guard size > 0, !sequences.isEmpty else {
      stop("LengthBatches expects a batch of at least 1 and at least one sequence; got \(size) and \(sequences.count).")
    }
    if let empty = sequences.firstIndex(where: \.isEmpty) {
      stop(
        "LengthBatches expects sequences of at least one token; got none in sequence \(empty). Leave empty texts out.")
    }
    self.sequences = sequences
    self.size = size
    self.padding = padding
    self.seed = seed
  }

  /// How many batches an epoch has; the last may be smaller.
  public var count: Int { (sequences.count + size - 1) / size }

  /// All sequences once.
  public func epoch(_ number: Int) -> [Batch] {
    var random = RandomSource(seed: seed, stream: number)
    // Of equal lengths, others come together in every epoch.
    let shuffled = random.permutation(sequences.count)
    let order = shuffled.enumerated().sorted {
      (sequences[$0.element].count, $0.offset) < (sequences[$1.element].count, $1.offset)
    }.map(\.element)
    let batches = stride(from: 0, to: order.count, by: size).map {
      Array(order[$0..<Swift.min($0 + size, order.count)])
    }
    return random.permutation(batches.count).map { batch(batches[$0]) }
  }

  private func batch(_ rows: [Int]) -> Batch {
    let chosen = rows.map { sequences[$0] }
    return Batch(
      rows: rows, inputs: padded(chosen, to: chosen.map(\.count).max()!, with: padding),
      lengths: NDArray(chosen.map(\.count)))
  }
}
