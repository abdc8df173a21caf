import Tensors

extension Examples {
  /// For a model that tells which tokens were masked: in windows of a long text some tokens are chosen; most of
  /// these are replaced by the mask, some by any other token, some stay. Devlin et al. 2019, arXiv:1810.04805,
  /// section 3.1.
  ///
  ///     let examples = Examples.maskedTokens(numbers, length: 32, mask: 4, below: vocabulary.count, from: 5)
  ///     train(encoder, on: examples, …, loss: .softmaxCrossEntropy(ignoring: -1), …)
  ///
  /// - Parameters:
  ///   - mask: the number of the mask.
  ///   - below: how many tokens there are.
  ///   - from: the first number that may be chosen; those before it are padding and the like.
  ///   - share: which part of the tokens is chosen; 80 % of these are masked, 10 % replaced by any token.
  /// - Returns: inputs [n, length], and targets [n, length]: the token where one was chosen, −1 where not.
  public static func maskedTokens(
    _ numbers: [Int], length: Int, mask: Int, below count: Int, from first: Int = 2, share: Double = 0.15,
    seed: UInt64 = RandomSource.currentSeed
  ) -> Examples {
    guard length > 0, numbers.count >= length else {
      stop(
        "maskedTokens expects at least \(Swift.max(length, 1)) tokens, one window; got \(numbers.count) "
          + "and a length of \(length).")
    }
    guard share > 0, share <= 1 else { stop("maskedTokens expects a share above 0 and at most 1; got \(share).") }
    guard first < count, mask >= 0 else {
      stop("maskedTokens expects tokens from \(first) below \(count), and a mask of 0 or above; got \(mask).")
    }
    if let wrong = numbers.first(where: { $0 < 0 || $0 >= count }) {
      stop("maskedTokens expects tokens from 0 to \(count - 1); got \(wrong).")
    }
    var random = RandomSource(seed: seed)
    var (inputs, targets): ([Double], [Double]) = ([], [])
    let rows = numbers.count / length
    for token in numbers.prefix(rows * length) {
      let isChosen = random.uniform() < share && token >= first
      targets.append(isChosen ? Double(token) : -1)
      let kind = isChosen ? random.uniform() : 1
      inputs.append(Double(kind < 0.8 ? mask : kind < 0.9 ? first + random.integer(below: count - first) : token))
    }
    return Examples(inputs: NDArray(inputs, shape: [rows, length]), targets: NDArray(targets, shape: [rows, length]))
  }
}
