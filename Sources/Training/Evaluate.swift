import Autodiff
import Datasets
import Networks
import Planning
import Tensors

/// What a model answers to many inputs, computed on a plan, several thousand at once.
///
///     let logits = predict(model, digits.inputs)      // [n, 64] → [n, 10]
///
/// - Parameters:
///   - model: from inputs [n, …] to answers [n, …], each of its own input only.
///   - inputs: [n, …].
///   - batchSize: how many at once.
public func predict(
  _ model: any Layer, _ inputs: NDArray, batchSize: Int = 4096, threads: Int? = nil
) -> NDArray {
  predict({ model($0) }, inputs, batchSize: batchSize, threads: threads)
}

/// The same for a function: `predict({ sigmoid(network($0)) }, points)`.
public func predict(
  _ model: (Tensor) -> Tensor, _ inputs: NDArray, batchSize: Int = 4096, threads: Int? = nil
) -> NDArray {
  Prediction(model, inputs, batchSize: batchSize, threads: threads).answers()
}

/// The same for a function of several arrays, row by row: `predict([inputs, targets]) { gradient(of: loss($0[0], $0[1]), with: $0[0]) }`.
///
/// - Parameters:
///   - arrays: [n, …] each.
///   - function: its answer's rows depend on the same row of each array only.
public func predict(
  _ arrays: [NDArray], batchSize: Int = 4096, threads: Int? = nil, _ function: ([Tensor]) -> Tensor
) -> NDArray {
  Prediction(function, arrays, batchSize: batchSize, threads: threads).answers()
}

/// How wrong a model is on examples: its loss over all of them, computed on a plan, several thousand at once.
///
///     let error = evaluate(model, on: others, loss: .softmaxCrossEntropy)
///
/// - Parameter loss: a mean over the examples.
public func evaluate(
  _ model: any Layer, on examples: Examples, loss: @escaping Loss, batchSize: Int = 4096, threads: Int? = nil
) -> Double {
  Measurement(model, on: examples, loss: loss, batchSize: batchSize, threads: threads).loss()
}

/// What a metric says of a model on examples: `evaluate(model, on: others, metric: .accuracy)`.
///
/// A metric that is undefined there ends the cell with the reason; `metric(predict(model, others.inputs), others.targets)` gives it
/// as a value.
public func evaluate(
  _ model: any Layer, on examples: Examples, metric: Metric, batchSize: Int = 4096, threads: Int? = nil
) -> Double {
  let value = metric(predict(model, examples.inputs, batchSize: batchSize, threads: threads), examples.targets)
  guard let number = value.number else {
    stop("evaluate: \(metric.name) is undefined on these examples: \(value.reason ?? "").")
  }
  return number
}

/// How many percent of the examples a classifier answers correctly: `percentCorrect(network, on: test)` is 96.1 where the accuracy
/// is 0.961.
///
/// - Parameter model: from inputs [n, …] to scores [n, classes], or to labels [n].
public func percentCorrect(
  _ model: any Layer, on examples: Examples, batchSize: Int = 4096, threads: Int? = nil
) -> Double {
  100 * evaluate(model, on: examples, metric: .accuracy, batchSize: batchSize, threads: threads)
}

/// What a model, or a function of several arrays, answers to the same inputs, asked as often as wanted while the parameters change.
final class Prediction {
  private let parts: [(computation: Computation, count: Int, fill: (Computation) -> Void)]
  private let count: Int

  convenience init(_ model: (Tensor) -> Tensor, _ inputs: NDArray, batchSize: Int = 4096, threads: Int? = nil) {
    self.init({ model($0[0]) }, [inputs], batchSize: batchSize, threads: threads)
  }

  init(_ function: ([Tensor]) -> Tensor, _ arrays: [NDArray], batchSize: Int, threads: Int?) {
    guard let first = arrays.first else { stop("predict(…) expects inputs [n, …], at least one; got none.") }
    for array in arrays where array.shape.rank < 1 || array.count == 0 {
      stop(shapes: "predict(…) expects inputs [n, …], at least one; got \(array.shape).")
    }
    if let other = arrays.first(where: { $0.rowCount != first.rowCount }) {
      stop(shapes: "predict(…) expects arrays with as many rows as each other; got \(first.shape) and \(other.shape).")
    }
    count = first.rowCount
    let ranges = ranges(of: count, size: batchSize)
    var known: [Int: (inputs: [Input], computation: Computation)] = [:]
    parts = ranges.map { range in
      let rows = ranges.count == 1 ? arrays : arrays.map { $0.rows(Array(range)) }
      if known[range.count] == nil {
        let inputs = rows.enumerated().map { Input(rows.count == 1 ? "x" : "x\($0)", $1) }
        known[range.count] = (inputs, Computation(function(inputs), threads: threads))
      }
      let (inputs, computation) = known[range.count]!
      return (computation, range.count, { for (input, numbers) in zip(inputs, rows) { $0.set(input, numbers) } })
    }
  }

  /// With the parameters as they are now.
  func answers() -> NDArray {
    let answers = parts.map { part in
      part.computation.loadParameters()
      part.fill(part.computation)
      let answer = part.computation.value()
      guard answer.rowCount == part.count else {
        stop(
          shapes:
            "predict(…) expects an answer for each of \(part.count) inputs, [\(part.count), …]; got \(answer.shape).")
      }
      return answer
    }
    return answers.count == 1 ? answers[0] : joined(answers, count: count)
  }
}

/// Loss and metrics over examples, measured as often as wanted while the parameters change.
final class Measurement {
  let metrics: [Metric]
  private let examples: Examples
  private let prediction: Prediction?
  private let parts: [(computation: Computation, count: Double, fill: (Computation) -> Void)]
  private var weighing = BatchWeight.examples

  init(
    _ model: any Layer, on examples: Examples, loss: @escaping Loss, metrics: [Metric] = [], batchSize: Int = 4096,
    threads: Int? = nil
  ) {
    guard examples.count > 0 else { stop("evaluate(…, on:) expects examples to measure with; got none.") }
    self.metrics = metrics
    self.examples = examples
    prediction =
      metrics.isEmpty ? nil : Prediction({ model($0) }, examples.inputs, batchSize: batchSize, threads: threads)
    var known: [Int: (x: Input, y: Input, computation: Computation)] = [:]
    var weighing = BatchWeight.examples
    parts = ranges(of: examples.count, size: batchSize).map { range in
      let rows = examples.rows(Array(range))
      if known[range.count] == nil {
        let (x, y) = (Input("x", rows.inputs), Input("y", rows.targets))
        let cost = loss(model(x), y)
        checkComparisons(in: Graph(of: [cost]), inputs: x, targets: y)
        weighing = BatchWeight(of: cost)
        var outputs = [cost]
        if case .total(let weight) = weighing { outputs.append(weight) }
        known[range.count] = (x, y, Computation(outputs, threads: threads))
      }
      let (x, y, computation) = known[range.count]!
      let fill = { (computation: Computation) in
        computation.set(x, rows.inputs)
        computation.set(y, rows.targets)
      }
      return (computation, Double(range.count), fill)
    }
    self.weighing = weighing
  }

  /// With the parameters as they are now.
  func measure() -> (loss: Double, metrics: [MetricValue]) {
    guard let answers = prediction?.answers() else { return (loss(), []) }
    return (loss(), metrics.map { $0(answers, examples.targets) })
  }

  func loss() -> Double {
    var losses = BatchLosses()
    for part in parts {
      part.computation.loadParameters()
      part.fill(part.computation)
      let values = part.computation.values()
      losses.add(values[0].scalar, weight: values.count > 1 ? values[1].scalar : weighing.isSum ? 1 : part.count)
    }
    return losses.value(isSum: weighing.isSum)
  }
}

private func ranges(of count: Int, size: Int) -> [Range<Int>] {
  guard size > 0 else { stop("batchSize: expects at least 1 example; got \(size).") }
  return stride(from: 0, to: count, by: size).map { $0..<Swift.min($0 + size, count) }
}

/// Arrays [n, …], one below the other.
package func joined(_ arrays: [NDArray], count: Int) -> NDArray {
  let shape = Shape([count] + arrays[0].shape.sizes.dropFirst())
  return arrays[0].elementType == .float32
    ? NDArray(
      .float32(arrays.flatMap { array in array.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) } }), shape: shape
    )
    : NDArray(arrays.flatMap(\.doubles), shape: shape, type: .float64)
}
