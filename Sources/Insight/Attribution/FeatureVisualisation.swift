import Autodiff
import Networks
import Tensors

/// An input that a class, or a channel of a layer, answers most to: found by going uphill from noise. Erhan, Bengio, Courville &
/// Vincent 2009, "Visualizing higher-layer features of a deep network"; Olah, Mordvintsev & Schubert 2017,
/// doi:10.23915/distill.00007.
///
///     x ← (1 − decay) · x + rate · g / √(mean of g²),   g = ∂a/∂x        then into the range
///
/// Without restraint the answer is noise that happens to excite the network. Each step therefore pulls x towards 0 and looks
/// at it moved a little (*jitter*), so that what depends on single pixels does not last. It shows what excites the
/// network, which need not look like any example.
public struct FeatureVisualisation: Sendable, CustomStringConvertible {
  public let steps: Int
  /// How far a step goes, in units of the input, on average over the numbers.
  public let rate: Double
  /// Which part of each number a step takes away.
  public let decay: Double
  /// How many pixels the picture is moved at most while it is looked at; what leaves it on one side returns on the other.
  public let jitter: Int
  /// What numbers inputs have.
  public let range: ClosedRange<Double>
  public let seed: UInt64

  public init(
    steps: Int = 200, rate: Double = 0.05, decay: Double = 0.02, jitter: Int = 1, range: ClosedRange<Double> = 0...1,
    seed: UInt64 = 0
  ) {
    guard steps >= 1 else { stop("FeatureVisualisation expects at least 1 step; got \(steps).") }
    guard rate > 0, rate.isFinite, (0..<1).contains(decay), jitter >= 0 else {
      stop(
        "FeatureVisualisation expects a rate above 0, a decay from 0 to below 1 and a jitter of 0 or more; got "
          + "\(rate), \(decay) and \(jitter).")
    }
    self.steps = steps
    self.rate = rate
    self.decay = decay
    self.jitter = jitter
    self.range = range
    self.seed = seed
  }

  public var description: String { "feature visualisation, \(steps) step\(steps == 1 ? "" : "s")" }

  /// An input for each class, whose logit it raises.
  ///
  /// - Parameters:
  ///   - model: from inputs [n, …] to scores [n, classes].
  ///   - input: the shape of one input.
  ///   - labels: classes, from 0.
  public func inputs(of model: any Layer, input: Shape, labels: [Int]) -> FeatureInputs {
    inputs(of: model, input: input, features: labels, name: { "class \($0)" }) { $0.answer }
  }

  /// An input for each channel of a layer, whose mean over all positions it raises.
  ///
  /// - Parameters:
  ///   - channels: from 0.
  ///   - layer: the path of a layer that answers images or rows of numbers: "convolution 1".
  public func inputs(of model: any Layer, input: Shape, channels: [Int], of layer: String) -> FeatureInputs {
    inputs(of: model, input: input, features: channels, name: { "\(layer), channel \($0)" }) { seen in
      guard let entry = seen[layer], entry.output.shape.rank >= 2 else {
        let names = seen.entries.map { "'\($0.path)'" }.joined(separator: ", ")
        stop("FeatureVisualisation expects a layer with channels; '\(layer)' is none. There are \(names).")
      }
      let output = entry.output
      return output.rank == 2 ? output : mean(output, axes: Array(1..<output.rank - 1))
    }
  }

  private func inputs(
    of model: any Layer, input: Shape, features: [Int], name: (Int) -> String,
    answers: @escaping (LayerOutputs) -> Tensor
  ) -> FeatureInputs {
    let type = model.parameters.first?.elementType ?? .float32
    let shape = Shape([features.count] + input.sizes)
    let sample = NDArray(repeating: 0, shape: Shape([1] + input.sizes), type: type)
    let choices = answers(LayerOutputs(of: model, on: Input("x", sample))).shape[1]
    guard !features.isEmpty, input.count > 0, features.allSatisfy((0..<choices).contains) else {
      stop("FeatureVisualisation expects at least one feature from 0 to \(choices - 1); got \(features).")
    }
    let ask = BatchedValues(choices: choices) { x, chosen in
      let activations = sum(answers(LayerOutputs(of: model, on: x)) * chosen, axes: [1])
      return [activations, gradient(of: sum(activations), with: x)]
    }
    var random = RandomSource(seed: seed)
    let (middle, width) = ((range.lowerBound + range.upperBound) / 2, range.upperBound - range.lowerBound)
    let noise = (0..<input.count).map { _ in middle + 0.1 * width * random.normal() }
    var x = clamped([[Double]](repeating: noise, count: features.count).flatMap { $0 })
    func activations() -> [Double] { ask(NDArray(x, shape: shape, type: type), features)[0].doubles }
    let before = activations()
    let mover = PictureMover(input, jitter: jitter)
    for _ in 0..<steps {
      let move = mover.draw(using: &random)
      let slopes = ask(NDArray(mover.moved(x, by: move), shape: shape, type: type), features)[1].doubles
      x = uphill(x, mover.moved(slopes, by: (-move.down, -move.right)), size: input.count)
    }
    return FeatureInputs(
      values: NDArray(x, shape: shape, type: type), names: features.map(name), activationsBefore: before,
      activations: activations())
  }

  private func uphill(_ x: [Double], _ slopes: [Double], size: Int) -> [Double] {
    let lengths = stride(from: 0, to: x.count, by: size).map { start in
      (slopes[start..<start + size].reduce(0) { $0 + $1 * $1 } / Double(size)).squareRoot()
    }
    return clamped(
      x.indices.map { i in
        let length = lengths[i / size]
        return (1 - decay) * x[i] + (length > 0 ? rate * slopes[i] / length : 0)
      })
  }

  private func clamped(_ x: [Double]) -> [Double] {
    x.map { Swift.min(range.upperBound, Swift.max(range.lowerBound, $0)) }
  }
}

/// What a feature visualisation found.
public struct FeatureInputs: Sendable {
  /// [features, …], each like an input of the model.
  public let values: NDArray
  /// "class 7", or "convolution 1, channel 3"
  public let names: [String]
  /// What each feature answered to the noise that it began with.
  public let activationsBefore: [Double]
  /// What it answers in the end.
  public let activations: [Double]
}

/// Moves pictures by whole pixels; what leaves on one side returns on the other.
private struct PictureMover {
  private let jitter: Int
  private let rows: Int
  private let columns: Int
  private let channels: Int

  /// - Parameter input: of one picture, [rows, columns] or [rows, columns, channels]; others are not moved.
  init(_ input: Shape, jitter: Int) {
    let isPicture = input.rank == 2 || input.rank == 3
    self.jitter = isPicture ? jitter : 0
    (rows, columns, channels) = isPicture ? (input[0], input[1], input.rank == 3 ? input[2] : 1) : (1, 1, input.count)
  }

  func draw(using random: inout RandomSource) -> (down: Int, right: Int) {
    guard jitter > 0 else { return (0, 0) }
    return (random.integer(below: 2 * jitter + 1) - jitter, random.integer(below: 2 * jitter + 1) - jitter)
  }

  /// - Parameter pictures: any number of them, one after another.
  func moved(_ pictures: [Double], by move: (down: Int, right: Int)) -> [Double] {
    guard move != (0, 0) else { return pictures }
    let size = rows * columns * channels
    return pictures.indices.map { place in
      let (picture, inside) = (place / size, place % size)
      let (row, column, channel) = (inside / (columns * channels), inside / channels % columns, inside % channels)
      func wrapped(_ i: Int, _ count: Int) -> Int { ((i % count) + count) % count }
      let source = wrapped(row - move.down, rows) * columns + wrapped(column - move.right, columns)
      return pictures[picture * size + source * channels + channel]
    }
  }
}
