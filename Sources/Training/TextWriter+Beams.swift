import Autodiff
import Datasets
import Foundation
import Networks
import Tensors

extension TextWriter {
  /// A text that a beam search has found.
  public struct Found: Sendable, Equatable {
    /// The text that it goes on from, and what was added.
    public let tokens: [Int]
    /// The logarithm of the probability of what was added.
    public let logProbability: Double
    /// By which texts of different lengths are compared: logProbability / length^α.
    public let score: Double
  }

  /// The likeliest texts that were found by keeping, at every token, the `beams` likeliest beginnings: Lowerre 1976,
  /// "The Harpy speech recognition system"; divided by lengths as in Wu et al. 2016, arXiv:1609.08144, section 7,
  /// without its constant.
  ///
  /// With one beam it is what `write` gives with a temperature of 0.
  ///
  /// - Parameters:
  ///   - count: how many tokens are added at most.
  ///   - end: a token after which nothing follows.
  ///   - lengthPower: α: 0 compares the probabilities of whole texts, 1 the mean of each token.
  /// - Returns: up to `beams` texts, the best first; of equal ones that which was found first.
  public func search(
    after text: [Int], count: Int, beams: Int = 4, end: Int? = nil, lengthPower: Double = 0
  ) -> [Found] {
    check(text, count)
    guard beams >= 1 else { stop("TextWriter expects 1 or more beams; got \(beams).") }
    guard lengthPower >= 0, lengthPower.isFinite else {
      stop("TextWriter expects a lengthPower of at least 0; got \(lengthPower). 0.6 to 1 are usual.")
    }
    func found(_ tokens: [Int], _ sum: Double) -> Found {
      Found(
        tokens: tokens, logProbability: sum,
        score: sum / Foundation.pow(Double(Swift.max(tokens.count - text.count, 1)), lengthPower))
    }
    let reader = reader(rows: beams, last: text.count + count)
    var open = [(tokens: text, sum: 0.0, origin: 0)]
    var finished: [Found] = []
    for _ in 0..<count where finished.count < beams && !open.isEmpty {
      // Rows without a beginning of their own repeat the first one, and count nothing.
      let rows = (0..<beams).map { $0 < open.count ? open[$0] : open[0] }
      let logits = reader.next(rows.map(\.tokens), origins: rows.map(\.origin))
      var next: [(tokens: [Int], sum: Double, origin: Int)] = []
      for candidate in best(2 * beams, of: logits, open.map(\.sum)) where next.count < beams {
        let tokens = open[candidate.row].tokens + [candidate.token]
        if candidate.token == end {
          finished.append(found(tokens, candidate.sum))
        } else {
          next.append((tokens, candidate.sum, candidate.row))
        }
      }
      open = next
    }
    if finished.count < beams { finished += open.map { found($0.tokens, $0.sum) } }
    let order = finished.indices.sorted { (finished[$1].score, $0) < (finished[$0].score, $1) }
    return order.prefix(beams).map { finished[$0] }
  }

  /// The likeliest next tokens of all open texts together, the best first.
  private func best(
    _ count: Int, of logits: NDArray, _ sums: [Double]
  ) -> [(row: Int, token: Int, sum: Double)] {
    let classes = logits.shape[1]
    let numbers = logSoftmax(Tensor(logits.converted(to: .float64))).value.doubles
    let all = sums.indices.flatMap { row in
      (0..<classes).map { (row: row, token: $0, sum: sums[row] + numbers[row * classes + $0]) }
    }
    guard all.allSatisfy({ !$0.sum.isNaN }) else { stop("TextWriter expects finite logits; got some that are not.") }
    return Array(
      all.filter { $0.sum > -.infinity }.sorted { ($1.sum, $0.row, $0.token) < ($0.sum, $1.row, $1.token) }.prefix(
        count))
  }
}

/// Among how many equally likely tokens a model seems to choose, over all targets of the examples: exp of the mean
/// cross-entropy. Jelinek et al. 1977, doi:10.1121/1.2016299.
///
/// - Parameters:
///   - model: from inputs [n, …] to logits [n, …, vocabulary].
///   - ignored: a target that counts nothing, such as padding.
public func perplexity(of model: any Layer, on examples: Examples, ignoring ignored: Int? = nil) -> Double {
  let loss = evaluate(model, on: examples, loss: { softmaxCrossEntropy(logits: $0, labels: $1, ignoring: ignored) })
  guard !loss.isNaN else {
    stop("perplexity(of:on:) expects a finite loss, and a target that is not ignored; got \(loss).")
  }
  return Foundation.exp(loss)
}
