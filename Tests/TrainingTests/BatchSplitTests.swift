import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors
import Testing
import Training

/// A last batch of one example, which batch normalisation cannot train on.
@Suite struct BatchSplitTests {
  @Test(arguments: 2...60, [2, 3, 5, 8, 32, 33, 64]) func theSizesItNamesWork(examples: Int, size: Int) {
    let split = BatchSplit(examples: examples, size: size)
    let works = { (size: Int) in size > 1 && examples % size != 1 }
    for other in split.sizesWithoutSingles { #expect(works(other) && other != size) }
    // None between them and the size that was asked for works.
    let smaller = split.sizesWithoutSingles.first { $0 < size } ?? 1
    for other in smaller + 1..<max(smaller + 1, min(size, examples)) { #expect(!works(other)) }
  }

  @Test func theMessageNamesTheBatchAndOtherSizes() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      trainNormalised(examples: 33, batchSize: 32)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("the last batch has 1 example, as 33 examples in batches of 32 leave 1 over."), "\(text)")
    #expect(text.contains("batchSize: 31 or 33 leaves none.") && !text.contains("matmul"))
    trainNormalised(examples: 33, batchSize: 31)
    trainNormalised(examples: 33, batchSize: 33)
    let single = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      trainNormalised(examples: 4, batchSize: 1)
    }
    let other = String(decoding: single?.standardErrorContent ?? [], as: UTF8.self)
    #expect(other.contains("Train with at least 2 examples in each batch."), "\(other)")
  }

  @Test func epochsPrintInALine() {
    let epochs = trainNormalised(examples: 32, batchSize: 16).epochs
    #expect("\(epochs)".hasPrefix("[epoch 0: loss "), "\(epochs)")
    #expect("\(epochs)".contains(", validation loss ") && "\(epochs)".contains(", accuracy "), "\(epochs)")
    #expect("\(epochs)".hasSuffix(", best so far]") && !"\(epochs)".contains("EpochSummary"), "\(epochs)")
  }
}

@discardableResult
private func trainNormalised(examples count: Int, batchSize: Int) -> History {
  var random = RandomSource(seed: 1)
  let examples = Examples(
    inputs: NDArray.normal([count, 2], using: &random), targets: NDArray((0..<count).map { Double($0 % 2) }))
  let model = Sequential(Dense(2, 4, using: &random), BatchNormalization(4), Dense(4, 2, using: &random))
  return train(
    model, on: examples, batchSize: batchSize, epochs: 1, loss: softmaxCrossEntropy(logits:labels:), by: Adam(),
    seed: 1,
    validation: examples, metrics: [.accuracy], reporting: .silent)
}
