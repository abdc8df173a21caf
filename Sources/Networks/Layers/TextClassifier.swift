import Autodiff
import Tensors

/// Reads a text word by word and tells its class from what it remembers at the end. Hochreiter & Schmidhuber 1997,
/// doi:10.1162/neco.1997.9.8.1735, over an embedding.
///
/// x: [batch, time], whole numbers; the padding at a row's end is never read → logits [batch, classes]
///
///     TextClassifier(vocabulary: 2000, width: 32, reader: Bidirectional(LSTM(32, 32), LSTM(32, 32)), classes: 2)
public struct TextClassifier: Layer {
  public let tokens: Embedding
  public let reader: any SequenceLayer
  public let head: Dense
  public let padding: Int
  public var name: String { didSet { owned.label(under: name) } }
  private let dropout: Dropout?
  private let owned: Parts

  /// - Parameters:
  ///   - width: how many numbers stand for a token.
  ///   - reader: from `width` features to its last state.
  ///   - dropout: of the token's numbers and of the last state.
  public init(
    vocabulary: Int, width: Int, reader: any SequenceLayer, classes: Int, dropout: Double = 0, padding: Int = 0,
    name: String = "classifier", using random: inout RandomSource
  ) {
    guard reader.features == width, !reader.returnsSequence else {
      stop("TextClassifier expects a reader of \(width) features that returns its last state; got \(reader.signature).")
    }
    let type = reader.parameters.first?.elementType ?? .float32
    tokens = Embedding(vocabulary, width, type: type, name: "tokens", using: &random)
    self.reader = reader
    head = Dense(reader.outputs, classes, type: type, name: "head", using: &random)
    self.dropout = dropout == 0 ? nil : Dropout(dropout, type: type, using: &random)
    self.padding = padding
    owned = Parts(numbering: [tokens, reader, head] as [any Layer] + [self.dropout].compactMap { $0 })
    self.name = name
    owned.label(under: name)
  }

  /// The same, drawn by the current seed.
  public init(
    vocabulary: Int, width: Int, reader: any SequenceLayer, classes: Int, dropout: Double = 0, padding: Int = 0,
    name: String = "classifier"
  ) {
    var random = RandomSource()
    self.init(
      vocabulary: vocabulary, width: width, reader: reader, classes: classes, dropout: dropout, padding: padding,
      name: name, using: &random)
  }

  public var parts: [any Layer] { owned.layers }
  public var parameters: [Parameter] { owned.parameters }
  public var state: [Parameter] { owned.state }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank == 2 && $0[1] > 0 }, wanted: "[batch, time]")
    return labelled {
      func dropped(_ x: Tensor) -> Tensor { dropout.map { pass.run($0, on: x) } ?? x }
      let rows = dropped(pass.run(tokens, on: x))
      let last = pass.run(reader) {
        reader.run(rows, from: nil, lengths: lengths(ofTokens: x, padding: padding), in: pass).outputs
      }
      return pass.run(head, on: dropped(last))
    }
  }

  public var description: String {
    "TextClassifier(\(tokens.count) tokens, \(reader.signature), \(head.outputs) classes)"
  }
}

extension TextClassifier {
  public static let kind = LayerKind(
    TextClassifier.self, formula: "z = h of the last token · W + b",
    source: "Hochreiter & Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735",
    explanation:
      "Reads a text token by token with a recurrent layer, and tells its class from what it remembers at the end.",
    samples: [
      LayerSample([3, 4], wholeBelow: 3) { type, random in
        TextClassifier(
          vocabulary: 3, width: 2, reader: LSTM(2, 3, type: type, using: &random), classes: 2, dropout: 0.3,
          using: &random)
      }
    ])
}
