import Autodiff
import Networks
import Tensors
import Training

/// What is asked of a model: why this class, of each of these inputs?
public struct AttributionQuestion {
  /// What is to be explained.
  public enum Score: String, Sendable, CaseIterable {
    /// What the model answers for the class.
    case logit
    /// After a softmax: it also rises when another class's logit falls, and hardly at all where the model is sure.
    case probability
  }

  public let model: any Layer
  /// [n, …]
  public let inputs: NDArray
  /// One for each input.
  public let labels: [Int]
  public let score: Score
  let classCount: Int

  /// - Parameters:
  ///   - model: from inputs [n, …] to scores [n, classes], before any softmax; each of its own input only.
  ///   - labels: the class that is asked about, from 0, for each input.
  public init(_ model: any Layer, _ inputs: NDArray, labels: [Int], score: Score = .logit) {
    guard inputs.shape.rank >= 2, inputs.count > 0 else {
      stop(shapes: "An attribution expects inputs [n, …] to explain, at least one; got \(inputs.shape).")
    }
    guard labels.count == inputs.rowCount else {
      stop("labels: expects a label for each of \(inputs.rowCount) inputs; got \(labels.count).")
    }
    classCount = Self.classCount(model, inputs)
    for (i, label) in labels.enumerated() where !(0..<classCount).contains(label) {
      stop("labels: expects classes of the model, 0 to \(classCount - 1); label \(i) is \(label).")
    }
    self.model = model
    self.inputs = inputs
    self.labels = labels
    self.score = score
  }

  private static func classCount(_ model: any Layer, _ inputs: NDArray) -> Int {
    let answer = model(Input("x", inputs.rows([0])))
    guard answer.shape.rank == 2, answer.shape[0] == 1, answer.shape[1] > 0 else {
      stop(
        shapes: "An attribution expects a model that answers scores [n, classes]; got one that answers "
          + "\(answer.shape) to one input.")
    }
    return answer.shape[1]
  }

  /// The class's scores, one for each input.
  func scores(of answer: Tensor, chosen: Tensor) -> Tensor {
    sum((score == .logit ? answer : softmax(answer)) * chosen, axes: [1])
  }
}

/// Values that depend on inputs and on what is asked about each, for any number of inputs: computed on plans, up to some
/// hundred inputs at once.
final class BatchedValues {
  /// From a batch, and a row for each of its inputs with 1 where something is asked about, to values [batch, …].
  typealias Build = (_ x: Tensor, _ chosen: Tensor) -> [Tensor]

  private let choices: Int
  private let build: Build
  private var known: [Int: (x: Input, chosen: Input, computation: Computation)] = [:]

  /// - Parameter choices: how many things can be asked about, such as classes.
  init(choices: Int, _ build: @escaping Build) {
    self.choices = choices
    self.build = build
  }

  /// - Parameters:
  ///   - inputs: [n, …].
  ///   - choices: what is asked about each.
  /// - Returns: each value, [n, …].
  func callAsFunction(_ inputs: NDArray, _ choices: [Int]) -> [NDArray] {
    let count = inputs.rowCount
    let size = Swift.max(1, Swift.min(256, (1 << 18) * count / Swift.max(inputs.count, 1)))
    let parts = stride(from: 0, to: count, by: size).map { start -> [NDArray] in
      let range = start..<Swift.min(start + size, count)
      return values(range.count == count ? inputs : inputs.rows(Array(range)), Array(choices[range]))
    }
    return parts.count == 1 ? parts[0] : parts[0].indices.map { i in joined(parts.map { $0[i] }, count: count) }
  }

  private func values(_ rows: NDArray, _ choices: [Int]) -> [NDArray] {
    let type = rows.elementType
    let chosen = NDArray(choices.map(Double.init), shape: [choices.count], type: type).oneHot(classes: self.choices)
    guard let (x, choice, computation) = known[rows.rowCount] else {
      let (x, choice) = (Input("x", rows), Input("asked about", chosen))
      let computation = Computation(build(x, choice))
      known[rows.rowCount] = (x, choice, computation)
      return computation.values()
    }
    computation.set(x, rows)
    computation.set(choice, chosen)
    return computation.values()
  }
}

extension AttributionQuestion {
  /// What the model answers for the classes that are asked about, to other inputs.
  ///
  /// - Parameters:
  ///   - inputs: [n, …].
  ///   - labels: a class for each; nil: those of the question, one for each of its inputs.
  /// - Returns: [n].
  public func scores(of inputs: NDArray, labels: [Int]? = nil) -> [Double] {
    scoring()(inputs, checked(labels, inputs))[0].doubles
  }

  /// These scores, and their gradients with respect to the inputs: ∂s/∂x.
  ///
  /// - Returns: [n] and [n, …].
  public func gradients(of inputs: NDArray, labels: [Int]? = nil) -> (scores: [Double], gradients: NDArray) {
    let values = differentiating()(inputs, checked(labels, inputs))
    return (values[0].doubles, values[1])
  }

  private func checked(_ labels: [Int]?, _ inputs: NDArray) -> [Int] {
    let labels = labels ?? self.labels
    guard inputs.shape.rank >= 1, labels.count == inputs.rowCount else {
      stop(shapes: "an attribution expects a label for each input; got \(labels.count) and inputs \(inputs.shape).")
    }
    for label in labels where !(0..<classCount).contains(label) {
      stop("an attribution expects classes from 0 to \(classCount - 1), which the model tells apart; got \(label).")
    }
    return labels
  }

  /// The class's scores [n], of any inputs.
  func scoring() -> BatchedValues {
    BatchedValues(choices: classCount) { x, chosen in [scores(of: model(x), chosen: chosen)] }
  }

  /// The class's scores [n] and their gradients with respect to the inputs, [n, …], of any inputs.
  func differentiating() -> BatchedValues {
    BatchedValues(choices: classCount) { x, chosen in
      let scores = scores(of: model(x), chosen: chosen)
      return [scores, gradient(of: sum(scores), with: x)]
    }
  }
}
