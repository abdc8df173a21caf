import Autodiff
import Tensors

/// Layers of a Transformer one above another: an encoder, or, with causal attention and a memory, a decoder. Where
/// layers normalise before, a last normalisation follows.
///
/// x: [batch, time, width] → the same shape
///
///     let encoder = TransformerStack(settings)
///     let decoder = TransformerStack(settings, isCausal: true, readsMemory: true)
///     let z = decoder.run(y, memory: encoder.run(x, lengths: lengths, in: pass), memoryLengths: lengths, in: pass)
public struct TransformerStack: Layer {
  public let settings: TransformerSettings
  public var name: String { didSet { owned.label(under: name) } }
  private let owned: Parts

  public init(
    _ settings: TransformerSettings, isCausal: Bool = false, readsMemory: Bool = false, name: String = "layers",
    using random: inout RandomSource
  ) {
    self.settings = settings
    let blocks = (0..<settings.layers).map { _ in
      TransformerBlock(settings, isCausal: isCausal, readsMemory: readsMemory, using: &random)
    }
    let norm = settings.normalization == .before ? settings.norm("last norm") : nil
    owned = Parts(numbering: blocks + [norm].compactMap { $0 })
    self.name = name
    owned.label(under: name)
  }

  /// The same, drawn by the current seed.
  public init(
    _ settings: TransformerSettings, isCausal: Bool = false, readsMemory: Bool = false, name: String = "layers"
  ) {
    var random = RandomSource()
    self.init(settings, isCausal: isCausal, readsMemory: readsMemory, name: name, using: &random)
  }

  public var parts: [any Layer] { owned.layers }
  public var blocks: [TransformerBlock] { parts.compactMap { $0 as? TransformerBlock } }
  /// nil where layers normalise after.
  public var norm: LayerNormalization? { parts.last as? LayerNormalization }
  public var parameters: [Parameter] { owned.parameters }
  public var state: [Parameter] { owned.state }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { run(x, in: pass) }

  /// As `TransformerBlock.run`, through all layers.
  public func run(
    _ x: Tensor, memory: Tensor? = nil, mask: Tensor? = nil, lengths: Tensor? = nil, memoryLengths: Tensor? = nil,
    in pass: Pass
  ) -> Tensor {
    labelled {
      let z = blocks.reduce(x) { z, block in
        pass.run(block) {
          block.run(z, memory: memory, mask: mask, lengths: lengths, memoryLengths: memoryLengths, in: pass)
        }
      }
      return norm.map { pass.run($0, on: z) } ?? z
    }
  }

  public var description: String { "TransformerStack(\(settings.description), \(blocks.count) layers)" }
}

extension TransformerStack {
  public static let kind = LayerKind(
    TransformerStack.self, formula: "z = norm(layer k(… layer 1(x)))", source: "Vaswani et al. 2017, arXiv:1706.03762",
    explanation: "Layers of a Transformer one above another: an encoder, or with causal attention a decoder.",
    samples: [
      LayerSample([2, 3, 4]) { type, random in
        TransformerStack(
          TransformerSettings(width: 4, heads: 2, layers: 2, feedForward: 5, isRotary: true, type: type), using: &random
        )
      }
    ])
}
