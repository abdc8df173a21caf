import Autodiff
import Tensors

/// An encoder that reads one sequence of tokens and a decoder that writes another, each new token from those before
/// it and from all that the encoder gives. Vaswani et al. 2017, arXiv:1706.03762.
///
///     let logits = translator.run(source, target, lengths: lengths, in: pass)
///
/// source: [batch, places], target: [batch, time], whole numbers → logits of the next target token, [batch, time,
/// targets].
///
/// To train on examples like any other layer it takes both in one row, the source first: [batch, places + time],
/// where `places` was said.
public struct Transformer: Layer {
  public let settings: TransformerSettings
  /// How many tokens of an input row are the source.
  public let places: Int
  public let sourceTokens, targetTokens: Embedding
  public let encoder, decoder: TransformerStack
  public let head: Dense
  public var name: String { didSet { owned.label(under: name) } }
  private let positions: SinusoidalPositions
  private let owned: Parts

  /// - Parameters:
  ///   - sources: how many tokens there are to read; targets: to write.
  public init(
    _ settings: TransformerSettings, sources: Int, targets: Int, places: Int, name: String = "transformer",
    using random: inout RandomSource
  ) {
    checkSizes("Transformer", ["sources": sources, "targets": targets, "places": places])
    self.settings = settings
    self.places = places
    let initializer = Initializer.normal(standardDeviation: 1 / Double(settings.width).squareRoot())
    func tokens(_ count: Int, _ name: String) -> Embedding {
      Embedding(count, settings.width, initializer: initializer, type: settings.type, name: name, using: &random)
    }
    (sourceTokens, targetTokens) = (tokens(sources, "source tokens"), tokens(targets, "target tokens"))
    encoder = TransformerStack(settings, name: "encoder", using: &random)
    decoder = TransformerStack(settings, isCausal: true, readsMemory: true, name: "decoder", using: &random)
    head = settings.dense(settings.width, targets, name: "head", using: &random)
    positions = SinusoidalPositions(settings.width)
    owned = Parts(numbering: [sourceTokens, targetTokens, positions, encoder, decoder, head])
    self.name = name
    owned.label(under: name)
  }

  /// The same, drawn by the current seed.
  public init(
    _ settings: TransformerSettings, sources: Int, targets: Int, places: Int, name: String = "transformer"
  ) {
    var random = RandomSource()
    self.init(settings, sources: sources, targets: targets, places: places, name: name, using: &random)
  }

  public var parts: [any Layer] { owned.layers }
  public var parameters: [Parameter] { owned.parameters }
  public var state: [Parameter] { owned.state }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(
      x, { $0.rank == 2 && $0[1] > places }, wanted: "[batch, \(places) tokens of the source + tokens of the target]")
    let (source, target) = module(name) {
      (x.slice(0..<places, axis: 1), x.slice(places..<x.shape[1], axis: 1))
    }
    return run(source, target, in: pass)
  }

  /// - Parameter lengths: [batch], how many tokens of each source there are; what follows is never read.
  public func run(_ source: Tensor, _ target: Tensor, lengths: Tensor? = nil, in pass: Pass) -> Tensor {
    check(source, { $0.rank == 2 && $0[1] > 0 }, wanted: "a source [batch, places]")
    check(target, { $0.rank == 2 && $0[0] == source.shape[0] && $0[1] > 0 }, wanted: "a target [batch, time]")
    return labelled {
      let scale = Double(settings.width).squareRoot()
      func placed(_ tokens: Embedding, _ x: Tensor) -> Tensor {
        pass.run(positions, on: pass.run(tokens, on: x) * scale)
      }
      let (read, written) = (placed(sourceTokens, source), placed(targetTokens, target))
      let memory = pass.run(encoder) { encoder.run(read, lengths: lengths, in: pass) }
      let decoded = pass.run(decoder) {
        decoder.run(written, memory: memory, memoryLengths: lengths, in: pass)
      }
      return pass.run(head, on: decoded)
    }
  }

  public var description: String {
    "Transformer(\(sourceTokens.count) → \(targetTokens.count), \(settings.description), \(settings.layers) layers)"
  }
}

extension Transformer {
  public static let kind = LayerKind(
    Transformer.self, formula: "z = decoder(y, encoder(x)) · W + b", source: "Vaswani et al. 2017, arXiv:1706.03762",
    explanation: """
      An encoder reads one sequence, a decoder writes another: each new token from those before it and from all \
      that the encoder gives.
      """,
    samples: [
      LayerSample([2, 5], wholeBelow: 4) { type, random in
        Transformer(
          TransformerSettings(width: 4, heads: 2, feedForward: 4, type: type), sources: 4, targets: 5, places: 3,
          using: &random)
      }
    ])
}
