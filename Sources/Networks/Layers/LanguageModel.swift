import Autodiff
import Tensors

/// Tells the next token of a text from those before it: a Transformer with causal attention, as GPT-2 is. Radford et
/// al. 2019, "Language models are unsupervised multitask learners".
///
///     h = layers(row of the token + row of its place)
///     z = h · tableᵀ        tied to the tokens' table (Press & Wolf 2017, arXiv:1608.05859), or h · W
///
/// x: [batch, time], whole numbers below `vocabulary`, time up to `context` → logits [batch, time, vocabulary]
///
///     let model = LanguageModel(TransformerSettings(width: 32, heads: 4, layers: 2), vocabulary: 65, context: 32)
///     let gpt2 = LanguageModel(.gpt2, vocabulary: 50257, context: 1024)
public struct LanguageModel: Layer {
  public let settings: TransformerSettings
  public let tokens: Embedding
  /// nil where positions are told by turning queries and keys.
  public let positions: LearntPositions?
  public let layers: TransformerStack
  /// nil where logits are made by the tokens' table.
  public let head: Dense?
  public let context: Int
  public var name: String { didSet { owned.label(under: name) } }
  private let dropout: Dropout?
  private let owned: Parts

  /// - Parameters:
  ///   - vocabulary: how many tokens there are.
  ///   - context: how many it reads at most.
  ///   - isTied: does the tokens' table also make the logits?
  public init(
    _ settings: TransformerSettings, vocabulary: Int, context: Int, isTied: Bool = true, name: String = "model",
    using random: inout RandomSource
  ) {
    checkSizes("LanguageModel", ["vocabulary": vocabulary, "context": context])
    self.settings = settings
    self.context = context
    tokens = Embedding(vocabulary, settings.width, type: settings.type, name: "tokens", using: &random)
    positions =
      settings.isRotary
      ? nil : LearntPositions(context, settings.width, type: settings.type, name: "positions", using: &random)
    layers = TransformerStack(settings, isCausal: true, using: &random)
    head =
      isTied
      ? nil
      : Dense(
        settings.width, vocabulary, hasBias: false, initializer: settings.initializer, type: settings.type,
        name: "head", using: &random)
    dropout = settings.dropout == 0 ? nil : Dropout(settings.dropout, type: settings.type, using: &random)
    let all: [(any Layer)?] = [tokens, positions, dropout, layers, head]
    owned = Parts(numbering: all.compactMap { $0 })
    self.name = name
    owned.label(under: name)
  }

  /// The same, drawn by the current seed.
  public init(
    _ settings: TransformerSettings, vocabulary: Int, context: Int, isTied: Bool = true, name: String = "model"
  ) {
    var random = RandomSource()
    self.init(settings, vocabulary: vocabulary, context: context, isTied: isTied, name: name, using: &random)
  }

  /// How many numbers such a model learns, without making it.
  public static func parameterCount(
    _ settings: TransformerSettings, vocabulary: Int, context: Int, isTied: Bool = true
  ) -> Int {
    let tables = vocabulary * (isTied ? 1 : 2) + (settings.isRotary ? 0 : context)
    let last = settings.normalization == .before ? 2 * settings.width : 0
    return tables * settings.width + settings.layers * settings.parametersPerLayer() + last
  }

  public var parts: [any Layer] { owned.layers }
  public var parameters: [Parameter] { owned.parameters }
  public var state: [Parameter] { owned.state }
  public var vocabulary: Int { tokens.count }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank == 2 && $0[1] > 0 }, wanted: "[batch, time]")
    let most = pass.cache?.capacity ?? x.shape[1]
    guard most <= context else {
      stop("\(signature) reads \(context) tokens at most; got \(most). Cut the text, or make the context longer.")
    }
    return labelled {
      let h = parts.reduce(x) { pass.run($1, on: $0) }
      return head == nil ? h.matmul(tokens.table.transposed()) : h
    }
  }

  public var description: String {
    "LanguageModel(\(vocabulary) tokens, \(settings.description), \(settings.layers) layers)"
  }
}

extension TransformerSettings {
  /// GPT-2 small, with 50257 tokens and 1024 places 124439808 parameters. Radford et al. 2019.
  public static let gpt2 = TransformerSettings(
    width: 768, heads: 12, layers: 12, activation: .geluTanh, dropout: 0.1, attentionDropout: 0.1,
    initializer: .normal(standardDeviation: 0.02))

  /// BERT base, with 30522 tokens and 512 places 109482240 parameters. Devlin et al. 2019, arXiv:1810.04805.
  public static let bertBase = TransformerSettings(
    width: 768, heads: 12, layers: 12, activation: .gelu, normalization: .after, dropout: 0.1, attentionDropout: 0.1,
    epsilon: 1e-12, projections: .separate, initializer: .normal(standardDeviation: 0.02))
}

extension LanguageModel {
  public static let kind = LayerKind(
    LanguageModel.self, formula: "z = layers(row of the token + row of its place) · tableᵀ",
    source: "Radford et al. 2019, Language models are unsupervised multitask learners",
    explanation: "Tells the next token of a text from those before it: a Transformer whose steps see the past only.",
    samples: [true, false].map { isTied in
      LayerSample([2, 4], wholeBelow: 5) { type, random in
        LanguageModel(
          TransformerSettings(width: 4, heads: 2, feedForward: 4, isRotary: !isTied, type: type), vocabulary: 5,
          context: 6, isTied: isTied, using: &random
        ).withLargeTables(using: &random)
      }
    })
}

extension Layer {
  /// For samples: tables whose numbers are about 1, so that finite differences are good ones behind a normalisation.
  func withLargeTables(using random: inout RandomSource) -> Self {
    for table in parameters where table.name.hasSuffix(".table") {
      table.set(.normal(table.shape, type: table.elementType, using: &random))
    }
    return self
  }
}
