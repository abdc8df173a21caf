import Autodiff
import Datasets
import Foundation
import Networks
import Tensors
import Testing
import Training

/// A published encoder of sentences: what its parameters are called, and, where its weights are, that it answers as in
/// Fixtures/sentence_encoder.json, which make_sentence_encoder_fixtures.py has computed.
@Suite struct SentenceEncoderTests {
  private static let folder = ProcessInfo.processInfo.environment["MINILM"]

  private struct Golden: Decodable {
    let texts: [String]
    let tokens: [[Int]]
    let embeddings: [[Double]]
  }

  private struct MeanOfStates: Layer {
    var name = "sentence"
    let encoder: TextEncoder

    func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
      let marks = (x .!= 0).reshaped([x.shape[0], x.shape[1], 1])
      let total = sum(pass.run(encoder, on: x) * marks, axes: [1])
      return total / sqrt(sum(total * total, axes: [1], keepingAxes: true))
    }
  }

  private static func settings(width: Int, feedForward: Int, layers: Int, heads: Int) -> TransformerSettings {
    var settings = TransformerSettings.bertBase
    (settings.width, settings.feedForward, settings.layers, settings.heads) = (width, feedForward, layers, heads)
    return settings
  }

  /// The names of one layer, and those around the layers, as the published files have them.
  @Test func parametersHaveTheirPublishedNames() {
    let encoder = TextEncoder(
      Self.settings(width: 8, feedForward: 12, layers: 11, heads: 2), vocabulary: 10, context: 6, gives: .pooled)
    let names = encoder.parameters.flatMap { TextEncoder.nameInBERT($0.name) }
    #expect(names.count == encoder.parameters.count && Set(names).count == names.count)
    let around = [
      "embeddings.word_embeddings.weight", "embeddings.position_embeddings.weight",
      "embeddings.token_type_embeddings.weight", "embeddings.LayerNorm.weight", "embeddings.LayerNorm.bias",
      "pooler.dense.weight", "pooler.dense.bias",
    ]
    let parts = [
      "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
      "attention.output.LayerNorm", "intermediate.dense", "output.dense", "output.LayerNorm",
    ]
    let inLayers = (0..<11).flatMap { layer in
      parts.flatMap { part in ["weight", "bias"].map { "encoder.layer.\(layer).\(part).\($0)" } }
    }
    #expect(Set(names) == Set(around + inLayers))
    #expect(TextEncoder.nameInBERT("something") == ["something"])
  }

  @Test(.enabled(if: folder != nil)) func aPublishedEncoderAnswersAsElsewhere() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/sentence_encoder.json")
    let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
    let encoder = TextEncoder(
      Self.settings(width: 384, feedForward: 1536, layers: 6, heads: 12), vocabulary: 30522, context: 512,
      gives: .states)
    let report = try encoder.loadWeights(
      from: Self.folder! + "/model.safetensors", layout: .pyTorch, partially: true, naming: TextEncoder.nameInBERT)
    #expect(report.missing.isEmpty)
    #expect(report.leftOver.sorted() == ["embeddings.position_ids", "pooler.dense.bias", "pooler.dense.weight"])
    let pieces = try Vocabulary.wordPieces(file: Self.folder! + "/vocab.txt")
    let texts = golden.texts.map { "[CLS] \($0) [SEP]" }
    #expect(texts.map(pieces.numbers) == golden.tokens)
    let answers = predict(MeanOfStates(encoder: encoder), pieces.sequences(texts)).doubles
    let differences = zip(answers, golden.embeddings.joined()).map { abs($0 - $1) }
    #expect(differences.count == 4 * 384 && differences.max()! < 1e-4)
  }
}
