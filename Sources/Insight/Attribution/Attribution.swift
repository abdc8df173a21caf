import Networks
import Tensors

/// A way to say which numbers of an input spoke for an answer, and which against it.
///
///     let maps = IntegratedGradients().maps(of: network, on: pictures, label: 7)
///     show(maps)                     // over the pictures
///     maps.completenessGaps          // what the maps leave unexplained
///
/// A map is a statement about the model, not about the world, and looking plausible proves nothing: compare it with the
/// maps of the same network with random weights, `control(of:on:labels:remade:)`.
///
/// One of your own is a struct whose `maps(_:)` asks the question's model for scores and gradients:
///
///     struct SquaredGradient: Attribution {
///       func maps(_ question: AttributionQuestion) -> AttributionMaps {
///         let (scores, slopes) = question.gradients(of: question.inputs)
///         let squares = NDArray(slopes.doubles.map { $0 * $0 }, shape: slopes.shape, type: slopes.elementType)
///         return AttributionMaps(self, question, values: squares, scores: scores)
///       }
///     }
///
/// To add one to the library: a struct in a file of its own, its paper and formula above it, listed in `Attributions.all`, with its numbers
/// in Tests/Fixtures/make_attribution_fixtures.py. Docs/ATTRIBUTION.md lists it then.
public protocol Attribution: Sendable, CustomStringConvertible {
  /// As lessons call it: "integrated gradients".
  static var name: String { get }
  /// s is the class's score, x the input, m the map.
  static var formula: String { get }
  static var source: String { get }
  /// What it does and what to mind, in a sentence or two.
  static var explanation: String { get }

  /// A map for each input.
  func maps(_ question: AttributionQuestion) -> AttributionMaps
}

extension Attribution {
  public static var name: String { "\(Self.self)" }
  public static var formula: String { "" }
  public static var source: String { "" }
  public static var explanation: String { "" }

  /// A map for each input: what spoke for this class?
  ///
  /// - Parameters:
  ///   - model: from inputs [n, …] to scores [n, classes], before any softmax.
  ///   - inputs: [n, …].
  ///   - label: the class that is asked about, from 0.
  public func maps(
    of model: any Layer, on inputs: NDArray, label: Int, score: AttributionQuestion.Score = .logit
  ) -> AttributionMaps {
    let labels = [Int](repeating: label, count: inputs.rowCount)
    return maps(AttributionQuestion(model, inputs, labels: labels, score: score))
  }

  /// The same with a class of its own for each input.
  public func maps(
    of model: any Layer, on inputs: NDArray, labels: [Int], score: AttributionQuestion.Score = .logit
  ) -> AttributionMaps {
    maps(AttributionQuestion(model, inputs, labels: labels, score: score))
  }

  public var description: String { Self.name }
}

/// Every attribution there is, with settings that suit a first try on small pictures.
public enum Attributions {
  public static let all: [any Attribution] = [
    Saliency(), GradientTimesInput(), IntegratedGradients(), SmoothGrad(), Occlusion(), GradCAM(),
  ]
}

/// One map for each input.
public struct AttributionMaps: Sendable {
  /// "integrated gradients"
  public let name: String
  /// With its settings: "integrated gradients, 64 steps".
  public let method: String
  /// The inputs that were asked about: [n, …].
  public let inputs: NDArray
  /// One number for each number of the inputs, [n, …], or for each pixel, [n, rows, columns].
  public let values: NDArray
  /// The class that was asked about, for each input.
  public let labels: [Int]
  /// What the model answered for that class, for each input.
  public let scores: [Double]
  /// What it answers for what the method compares inputs with; nil where it compares with nothing.
  public let baselineScores: [Double]?
  private let channels: ChannelRule

  /// How the numbers of a pixel's channels become one.
  public enum ChannelRule: Sendable { case sum, greatest }

  /// - Parameters:
  ///   - values: [n, …] like the inputs, or [n, rows, columns].
  ///   - scores: of the inputs, [n].
  ///   - baselineScores: of what the method compares them with, where the map divides up the difference.
  public init(
    _ method: any Attribution, _ question: AttributionQuestion, values: NDArray, scores: [Double],
    baselineScores: [Double]? = nil, channels: ChannelRule = .sum
  ) {
    name = type(of: method).name
    self.method = method.description
    inputs = question.inputs
    labels = question.labels
    self.values = values
    self.scores = scores
    self.baselineScores = baselineScores
    self.channels = channels
  }

  public var count: Int { values.rowCount }

  /// The greatest number of a map without signs: its scale.
  ///
  /// - Parameter i: the number of the input.
  public func greatest(_ i: Int = 0) -> Double {
    guard (0..<count).contains(i) else { stop("greatest expects a map from 0 to \(count - 1); got \(i).") }
    return values.rows([i]).doubles.filter(\.isFinite).reduce(0) { Swift.max($0, abs($1)) }
  }

  /// How much more, or less, each map says in sum than the score differs from the baseline's: Σ m − (s(x) − s(x′)). 0 when
  /// the map accounts for all of the difference. nil for a method that does not divide up a difference.
  public var completenessGaps: [Double]? {
    baselineScores.map { baselines in
      let (numbers, size) = (values.doubles, values.count / Swift.max(count, 1))
      return (0..<count).map { i in
        numbers[i * size..<(i + 1) * size].reduce(0, +) - (scores[i] - baselines[i])
      }
    }
  }

  /// One number for each pixel: [n, rows, columns]. The channels' numbers are added up; of saliency, which has no signs, the
  /// greatest counts.
  public var pictures: NDArray {
    let shape = PictureShape(values.shape, asker: "A picture of \(method)")
    guard shape.channels > 1 else { return values.reshaped([count, shape.rows, shape.columns]) }
    let numbers = values.doubles
    let folded = (0..<numbers.count / shape.channels).map { pixel -> Double in
      let own = numbers[pixel * shape.channels..<(pixel + 1) * shape.channels]
      return channels == .sum ? own.reduce(0, +) : own.max()!
    }
    return NDArray(folded, shape: [count, shape.rows, shape.columns], type: values.elementType)
  }
}

/// Inputs as pictures: [n, rows, columns], or [n, rows, columns, channels].
struct PictureShape {
  let rows: Int
  let columns: Int
  let channels: Int

  init(_ shape: Shape, asker: String) {
    guard shape.rank == 3 || shape.rank == 4, shape.sizes.dropFirst().allSatisfy({ $0 > 0 }) else {
      stop(shapes: "\(asker) expects pictures [n, rows, columns] or [n, rows, columns, channels]; got \(shape).")
    }
    (rows, columns, channels) = (shape[1], shape[2], shape.rank == 4 ? shape[3] : 1)
  }
}
