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
