import Autodiff
import Tensors

/// One layer of a Transformer: attention among the steps, then, in a decoder, attention to a memory, then a
/// feedforward part for each step; each added to what goes in, and normalised before or after. Vaswani et al. 2017,
/// arXiv:1706.03762, figure 1.
///
///     x ← x + attention(norm(x))                before; after: x ← norm(x + attention(x))
///     x ← x + attention(norm(x), to: memory)    with a memory
///     x ← x + feedForward(norm(x))
///
/// x: [batch, time, width] → the same shape
public struct TransformerBlock: Layer {
  public let settings: TransformerSettings
  public let attention: MultiHeadAttention
  /// To what an encoder gives; nil in an encoder.
  public let memoryAttention: MultiHeadAttention?
  public let feedForward: Sequential
  public var name: String { didSet { owned.label(under: name) } }
  private let norms: [LayerNormalization]
  private let dropout: Dropout?
  private let owned: Parts

  /// - Parameters:
  ///   - isCausal: does each step see the steps up to itself only?
  ///   - readsMemory: is there attention to what an encoder gives? Then x alone is not enough: `run(_:memory:…)`.
  public init(
    _ settings: TransformerSettings, isCausal: Bool = false, readsMemory: Bool = false, name: String = "block",
    using random: inout RandomSource
  ) {
    self.settings = settings
    attention = settings.attention(isCausal: isCausal, isRotary: settings.isRotary, "attention", using: &random)
    memoryAttention =
      readsMemory ? settings.attention(isCausal: false, isRotary: false, "memory attention", using: &random) : nil
    feedForward = Sequential(
      settings.dense(settings.width, settings.feedForward, activation: settings.activation, using: &random),
      settings.dense(settings.feedForward, settings.width, using: &random), name: "feed forward")
    norms = (["attention norm"] + (readsMemory ? ["memory norm"] : []) + ["feed forward norm"]).map(settings.norm)
    dropout = settings.dropout == 0 ? nil : Dropout(settings.dropout, type: settings.type, using: &random)
    let bodies: [any Layer] = [attention] + [memoryAttention].compactMap { $0 } + [feedForward]
    owned = Parts(numbering: zip(norms, bodies).flatMap { [$0, $1] as [any Layer] } + [dropout].compactMap { $0 })
    self.name = name
    owned.label(under: name)
  }

  /// The same, drawn by the current seed.
  public init(
    _ settings: TransformerSettings, isCausal: Bool = false, readsMemory: Bool = false, name: String = "block"
  ) {
    var random = RandomSource()
    self.init(settings, isCausal: isCausal, readsMemory: readsMemory, name: name, using: &random)
  }

  public var parts: [any Layer] { owned.layers }
  public var parameters: [Parameter] { owned.parameters }
  public var state: [Parameter] { owned.state }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { run(x, in: pass) }

  /// - Parameters:
  ///   - x: [batch, time, width].
  ///   - memory: [batch, places, width], where the layer reads one.
  ///   - mask: which steps see which, as in `MultiHeadAttention.attend`.
  ///   - lengths: [batch], how many steps of each sequence there are; what follows is never read.
  ///   - memoryLengths: the same of the memory.
  public func run(
    _ x: Tensor, memory: Tensor? = nil, mask: Tensor? = nil, lengths: Tensor? = nil, memoryLengths: Tensor? = nil,
    in pass: Pass
  ) -> Tensor {
    check(x, { $0.rank == 3 && $0[2] == settings.width && $0[1] > 0 }, wanted: "[batch, time, \(settings.width)]")
    guard (memory != nil) == (memoryAttention != nil) else {
      let problem =
        memory == nil ? "reads a memory: write run(x, memory: encoded, in: pass)" : "reads no memory; got one"
      stop("\(signature) \(problem).")
    }
    let real = SequenceLengths(lengths, of: x, signature)
    return labelled {
      var z = real?.cleared(x) ?? x
      z = around(0, z, in: pass) { x in
        pass.run(attention) { attention.attend(x, mask: mask, lengths: lengths, in: pass).output }
      }
      if let memory, let memoryAttention {
        z = around(1, z, in: pass) { x in
          pass.run(memoryAttention) {
            memoryAttention.attend(x, to: memory, lengths: memoryLengths, in: pass).output
          }
        }
      }
      return around(norms.count - 1, z, in: pass) { pass.run(feedForward, on: $0) }
    }
  }

  /// What a body adds to x, normalised before or after.
  private func around(_ number: Int, _ x: Tensor, in pass: Pass, _ body: (Tensor) -> Tensor) -> Tensor {
    let norm = norms[number]
    let isBefore = settings.normalization == .before
    let added = body(isBefore ? pass.run(norm, on: x) : x)
    let sum = x + (dropout.map { pass.run($0, on: added) } ?? added)
    return isBefore ? sum : pass.run(norm, on: sum)
  }

  public var description: String {
    let kind = (memoryAttention == nil ? "" : ", with memory") + (attention.isCausal ? ", causal" : "")
    return "TransformerBlock(\(settings.description)\(kind))"
  }
}

extension TransformerBlock {
  public static let kind = LayerKind(
    TransformerBlock.self, formula: "y = x + attention(norm(x)), z = y + feedForward(norm(y))",
    source: "Vaswani et al. 2017, arXiv:1706.03762",
    explanation: """
      One layer of a Transformer: steps look at each other, then each is worked on by itself. Both only have to learn \
      what is to be added.
      """,
    samples: TransformerSettings.Normalization.allCases.map { normalization in
      LayerSample([2, 3, 4]) { type, random in
        let settings = TransformerSettings(
          width: 4, heads: 2, feedForward: 6, normalization: normalization,
          dropout: normalization == .before ? 0.3 : 0, type: type)
        return TransformerBlock(settings, isCausal: normalization == .before, using: &random)
      }
    })
}
