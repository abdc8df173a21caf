import Tensors

/// Inputs with the targets that a network should answer: row i of one belongs to row i of the other.
public struct Examples: Sendable, Equatable {
  /// [n, …]
  public let inputs: NDArray
  /// [n, …]
  public let targets: NDArray

  public init(inputs: NDArray, targets: NDArray) {
    guard inputs.shape.rank >= 1, targets.shape.rank >= 1, inputs.rowCount == targets.rowCount else {
      stop("a target was wanted for each input, but inputs \(inputs.shape) and targets \(targets.shape) came.")
    }
    self.inputs = inputs
    self.targets = targets
  }

  /// Reads an image set of the user's own: two IDX files, as MNIST has them.
  public init(idxImages: String, labels: String, type: ElementType = .float32) throws(DataProblem) {
    try self.init(
      images: NDArray(idxFile: idxImages, type: type), labels: NDArray(idxFile: labels, type: type),
      file: fileName(labels))
  }

  init(images: NDArray, labels: NDArray, file: String) throws(DataProblem) {
    guard images.shape.rank >= 1, labels.shape == [images.rowCount] else {
      throw DataProblem(
        file,
        "\(images.rowCount) labels were wanted, one for each image, but \(labels.shape) came. "
          + "Do the two files belong together?")
    }
    self.init(inputs: images, targets: labels)
  }

  public var count: Int { inputs.rowCount }

  /// The examples with these numbers, in this order.
  public func rows(_ indices: [Int]) -> Examples {
    Examples(inputs: inputs.rows(indices), targets: targets.rows(indices))
  }

  public func shuffled(seed: UInt64) -> Examples {
    var random = RandomSource(seed: seed)
    return rows(random.permutation(count))
  }

  /// Shuffles, then splits in two: to train with, and to measure with.
  ///
  /// - Parameter fraction: the part to train with, from 0 to 1; the number of examples is rounded to the nearest.
  public func split(training fraction: Double, seed: UInt64) -> (training: Examples, validation: Examples) {
    guard (0...1).contains(fraction) else {
      stop("a part from 0 to 1 was wanted to train with, but \(fraction) came. 0.8 is four fifths.")
    }
    var random = RandomSource(seed: seed)
    let order = random.permutation(count)
    let border = Int((Double(count) * fraction).rounded())
    return (rows(Array(order[..<border])), rows(Array(order[border...])))
  }

  /// As they come, in batches of `size`; the last one holds what is left.
  public func batches(of size: Int) -> [Examples] {
    guard size > 0 else { stop("a batch of at least 1 example was wanted, but \(size) came.") }
    return stride(from: 0, to: count, by: size).map { start in
      rows(Array(start..<Swift.min(start + size, count)))
    }
  }
}

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
  public let countPerEpoch: Int

  public init(_ examples: Examples, size: Int, seed: UInt64, lastBatch: LastBatch = .dropped) {
    guard size > 0, examples.count > 0 else {
      stop("a batch of at least 1 example was wanted, but size \(size) of \(examples.count) examples came.")
    }
    guard lastBatch == .kept || size <= examples.count else {
      stop("a batch of at most \(examples.count) examples was wanted, as many as there are, but \(size) came.")
    }
    self.examples = examples
    self.size = size
    self.seed = seed
    self.lastBatch = lastBatch
    countPerEpoch = lastBatch == .kept ? (examples.count + size - 1) / size : examples.count / size
  }

  public func epoch(of step: Int) -> Int { step / countPerEpoch }

  /// Which examples batch `step` holds, counted from 0.
  public func indices(of step: Int) -> [Int] {
    var random = RandomSource(seed: seed, stream: epoch(of: step))
    let order = random.permutation(examples.count)
    let start = step % countPerEpoch * size
    return Array(order[start..<Swift.min(start + size, examples.count)])
  }

  public subscript(step: Int) -> Examples { examples.rows(indices(of: step)) }
}
