/// How training divides its examples among batches, for what a layer has to say about a batch.
package struct BatchSplit: Sendable {
  @TaskLocal package static var current: BatchSplit?

  package let examples: Int
  /// Of every batch but the last, which holds what is left.
  package let size: Int

  package init(examples: Int, size: Int) {
    self.examples = examples
    self.size = size
  }

  /// The nearest smaller and larger sizes of a batch that leave no single example over.
  package var sizesWithoutSingles: [Int] {
    func works(_ size: Int) -> Bool { examples % size != 1 }
    let smaller = stride(from: min(size, examples) - 1, to: 1, by: -1).first(where: works)
    let larger = size < examples ? (size + 1...examples).first(where: works) : nil
    return [smaller, larger].compactMap { $0 }
  }
}
