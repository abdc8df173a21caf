import Autodiff
import Tensors

/// Reads a text in both directions, as BERT does. Devlin et al. 2019, arXiv:1810.04805.
///
///     h = layers(norm(row of the token + row of its place + row of its segment))
///
/// x: [batch, time], whole numbers below `vocabulary` → what was asked for; the padding at a row's end is never read
///
///     let settings = TransformerSettings(width: 32, heads: 4, normalization: .after)
///     let model = TextEncoder(settings, vocabulary: 2000, context: 30, gives: .classes(2))
///     let bert = TextEncoder(.bertBase, vocabulary: 30522, context: 512, gives: .pooled)
public struct TextEncoder: Layer {
  public enum Answer: Sendable, Equatable {
    /// Of each token, [batch, time, width].
    case states
    /// Of the text, tanh(h₀ · W + b) from its first token, [batch, width].
    case pooled
    /// Logits of the pooled text, [batch, classes].
    case classes(Int)
    /// Logits of what each token is, [batch, time, vocabulary]: for tokens that were masked.
    case tokens
  }

  public let settings: TransformerSettings
  public let answer: Answer
  public let tokens: Embedding
  public let positions: LearntPositions
  public let segments: Embedding
  public let layers: TransformerStack
  /// The number of what fills a row up; nil: rows are full.
  public let padding: Int?
  public var name: String { didSet { relabel() } }
  private let norm: LayerNormalization
  private let heads: [any Layer]
  private let bias: Parameter?
  private let owned: Parts

  public init(
    _ settings: TransformerSettings, vocabulary: Int, context: Int, segments: Int = 2, gives answer: Answer = .states,
    padding: Int? = 0, name: String = "encoder", using random: inout RandomSource
  ) {
    checkSizes("TextEncoder", ["vocabulary": vocabulary, "context": context, "segments": segments])
    let (width, type) = (settings.width, settings.type)
    self.settings = settings
    self.answer = answer
    self.padding = padding
    tokens = Embedding(vocabulary, width, type: type, name: "tokens", using: &random)
    positions = LearntPositions(context, width, type: type, name: "positions", using: &random)
    self.segments = Embedding(segments, width, type: type, name: "segments", using: &random)
    norm = settings.norm("norm")
    layers = TransformerStack(settings, using: &random)
    var bias: Parameter?
    switch answer {
    case .states: heads = []
    case .pooled: heads = [settings.dense(width, width, activation: .tanh, name: "pooler", using: &random)]
    case .classes(let count):
      checkSizes("TextEncoder", ["classes": count])
      heads = [
        settings.dense(width, width, activation: .tanh, name: "pooler", using: &random),
        settings.dense(width, count, name: "head", using: &random),
      ]
    case .tokens:
      heads = [
        settings.dense(width, width, activation: settings.activation, name: "transform", using: &random),
        settings.norm("transform norm"),
      ]
      bias = Parameter("b", NDArray(repeating: 0, shape: [vocabulary], type: type))
    }
    self.bias = bias
    owned = Parts(numbering: [tokens, positions, self.segments, norm, layers] as [any Layer] + heads)
    self.name = name
    relabel()
  }

  /// The same, drawn by the current seed.
  public init(
    _ settings: TransformerSettings, vocabulary: Int, context: Int, segments: Int = 2, gives answer: Answer = .states,
    padding: Int? = 0, name: String = "encoder"
  ) {
    var random = RandomSource()
    self.init(
      settings, vocabulary: vocabulary, context: context, segments: segments, gives: answer, padding: padding,
      name: name, using: &random)
  }

  /// How many numbers such a model learns that gives a pooled text, without making it.
  public static func parameterCount(
    _ settings: TransformerSettings, vocabulary: Int, context: Int, segments: Int = 2
  ) -> Int {
    let width = settings.width
    let norms = (settings.normalization == .before ? 2 : 1) * 2 * width
    return (vocabulary + context + segments) * width + settings.layers * settings.parametersPerLayer() + norms
      + width * width + width
  }

  public var parts: [any Layer] { owned.layers }
  public var parameters: [Parameter] { owned.parameters + [bias].compactMap { $0 } }
  public var state: [Parameter] { owned.state }
  public var vocabulary: Int { tokens.count }

  private func relabel() {
    owned.label(under: name)
    label(["b": bias])
  }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { run(x, in: pass) }

  /// - Parameters:
  ///   - segments: [batch, time], to which part of the text each token belongs, from 0; nil: all to the first.
  ///   - lengths: [batch]; nil: up to the padding at each row's end.
  public func run(_ x: Tensor, segments: Tensor? = nil, lengths: Tensor? = nil, in pass: Pass) -> Tensor {
    check(x, { $0.rank == 2 && $0[1] > 0 }, wanted: "[batch, time]")
    return labelled {
      let lengths = lengths ?? padding.map { Networks.lengths(ofTokens: x, padding: $0) }
      let placed = pass.run(positions, on: pass.run(tokens, on: x))
      let rows = pass.run(norm, on: placed + pass.run(self.segments, on: segments ?? Tensor.zeros(like: x)))
      let states = pass.run(layers) { layers.run(rows, lengths: lengths, in: pass) }
      switch answer {
      case .states: return states
      case .pooled, .classes:
        let first = states.slice(0..<1, axis: 1).reshaped([x.shape[0], settings.width])
        return heads.reduce(first) { pass.run($1, on: $0) }
      case .tokens:
        let ready = heads.reduce(states) { pass.run($1, on: $0) }
        return ready.matmul(tokens.table.transposed()) + bias!
      }
    }
  }

  public var description: String {
    "TextEncoder(\(vocabulary) tokens, \(settings.description), \(settings.layers) layers)"
  }
}

extension TextEncoder {
  public static let kind = LayerKind(
    TextEncoder.self, formula: "h = layers(norm(row of the token + row of its place + row of its segment))",
    source: "Devlin et al. 2019, arXiv:1810.04805",
    explanation: "Reads a text in both directions, for questions about the whole text or about words that were masked.",
    samples: [Answer.states, .pooled, .classes(3), .tokens].map { answer in
      LayerSample([2, 4], wholeBelow: 5) { type, random in
        TextEncoder(
          TransformerSettings(width: 4, heads: 2, feedForward: 4, normalization: .after, type: type), vocabulary: 5,
          context: 6, gives: answer, using: &random
        ).withLargeTables(using: &random)
      }
    })
}
