import Autodiff
import Foundation
import Tensors

/// Draws classes, such as the next token of a text, by what a network says of them.
///
///     let sample = Sampler(temperature: 0.8, topK: 40)
///     let token = sample(logits: model(x), using: &random)      // [n, classes] → [n]
///
/// The logits are divided by the temperature first; then the k greatest stay, and of those as few as have the
/// probability p together (nucleus sampling, Holtzman et al. 2020, arXiv:1904.09751). What stays is drawn by its share.
public struct Sampler: Sendable, Equatable {
  public let temperature: Double
  public let topK: Int?
  public let topP: Double?

  /// - Parameters:
  ///   - temperature: 1 leaves the probabilities as they are, less makes the likely ones likelier; 0 always takes the
  ///     greatest, of equal ones the first.
  ///   - topK: at least 1; of equal logits the first stay. nil: all.
  ///   - topP: above 0, at most 1; nil: all.
  public init(temperature: Double = 1, topK: Int? = nil, topP: Double? = nil) {
    guard temperature >= 0, temperature.isFinite else {
      stop("temperature must be at least 0 and finite; got \(temperature).")
    }
    guard topK ?? 1 >= 1 else { stop("topK must be at least 1; got \(topK!).") }
    guard topP.map({ $0 > 0 && $0 <= 1 }) ?? true else { stop("topP must be above 0 and at most 1; got \(topP!).") }
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
  }

  /// One class of each row: logits […, classes] → […]. A logit of −∞ is never drawn; NaN and ∞, and a row of −∞ alone, end
  /// the cell.
  public func callAsFunction(logits: NDArray, using random: inout RandomSource) -> NDArray {
    let drawn = rows(of: logits).map { draw(probabilities(ofRow: $0), using: &random) }
    return NDArray(drawn, shape: Shape(logits.shape.sizes.dropLast()), type: logits.elementType)
  }

  /// The same for the value of a tensor.
  public func callAsFunction(logits: Tensor, using random: inout RandomSource) -> NDArray {
    self(logits: logits.value, using: &random)
  }

  /// One class of each row of probabilities […, classes] → […], each row of which sums to 1.
  public func callAsFunction(probabilities: NDArray, using random: inout RandomSource) -> NDArray {
    for row in rows(of: probabilities) {
      let sum = row.reduce(0, +)
      guard row.allSatisfy({ $0 >= 0 }), abs(sum - 1) < 1e-3 else {
        stop(
          "Sampler expects probabilities of at least 0 that sum to 1; got a row that sums to \(sum), with \(row.min()!) as "
            + "its least. Logits are given as logits:.")
      }
    }
    return self(
      logits: NDArray(probabilities.doubles.map { log($0) }, shape: probabilities.shape, type: .float64), using: &random
    ).converted(to: probabilities.elementType)
  }

  /// Without a source it draws by the current seed, in a lesson the lesson's; each call draws others.
  public func callAsFunction(logits: NDArray) -> NDArray {
    var random = RandomSource()
    return self(logits: logits, using: &random)
  }

  /// The same for the value of a tensor.
  public func callAsFunction(logits: Tensor) -> NDArray { self(logits: logits.value) }

  /// What is drawn from: the probabilities after temperature, top k and top p, […, classes] → the same shape.
  public func probabilities(logits: NDArray) -> NDArray {
    NDArray(rows(of: logits).flatMap(probabilities(ofRow:)), shape: logits.shape, type: logits.elementType)
  }

  private func rows(of array: NDArray) -> [[Double]] {
    guard let classes = array.shape.sizes.last, classes > 0 else {
      stop(shapes: "Sampler expects […, classes] with at least one class; got \(array.shape).")
    }
    let values = array.doubles
    return stride(from: 0, to: values.count, by: classes).map { Array(values[$0..<$0 + classes]) }
  }

  private func probabilities(ofRow logits: [Double]) -> [Double] {
    guard let greatest = logits.max(), greatest.isFinite, !logits.contains(where: \.isNaN) else {
      stop("Sampler expects finite logits, or −∞ for what is never drawn, but not for all; got \(logits.prefix(8)) ….")
    }
    // Likeliest first; of equal ones the first.
    let order = logits.indices.sorted { (logits[$1], $0) < (logits[$0], $1) }
    let kept = order.prefix(temperature == 0 ? 1 : topK ?? logits.count)
    let weights = kept.map { $0 == order[0] ? 1 : exp((logits[$0] - greatest) / temperature) }
    let count = nucleus(of: weights)
    let total = weights.prefix(count).reduce(0, +)
    var result = [Double](repeating: 0, count: logits.count)
    for (place, weight) in zip(kept.prefix(count), weights) { result[place] = weight / total }
    return result
  }

  /// How many of the weights, the greatest first, have the share p of all together.
  private func nucleus(of weights: [Double]) -> Int {
    guard let topP, topP < 1 else { return weights.count }
    let wanted = topP * weights.reduce(0, +)
    var sum = 0.0
    for (place, weight) in weights.enumerated() {
      sum += weight
      if sum >= wanted { return place + 1 }
    }
    return weights.count
  }

  /// By one uniform number: the first class at which the running sum exceeds it.
  private func draw(_ probabilities: [Double], using random: inout RandomSource) -> Double {
    var rest = random.uniform()
    var last = 0
    for (number, probability) in probabilities.enumerated() where probability > 0 {
      last = number
      rest -= probability
      if rest < 0 { break }
    }
    return Double(last)
  }
}
