import Autodiff
import Tensors

/// Each position gathers from others what its query finds in their keys, several heads at a time. Vaswani et al. 2017,
/// arXiv:1706.03762, section 3.2.
///
///     [q k v] = x · Wqkv + bqkv                 cut into heads of d = width / heads numbers
///     head = softmax(q · kᵀ / √d) · v           causal: position i sees positions 0 … i only
///     z = [head 1 … head h] · Wo + bo
///
/// x: [batch, time, width], Wqkv: [width, 3 · width], Wo: [width, width] → [batch, time, width]
///
/// Keys and values may come from another sequence, and what may be seen may be limited further: `attend`.
public struct MultiHeadAttention: Layer {
  /// Of queries, keys and values together, or of each.
  public enum Projections: String, Sendable, CaseIterable { case joint, separate }

  /// One to 3 · width, or three to width: queries, keys, values.
  public let projections: [Dense]
  public let output: Dense
  public let heads: Int
  public let isCausal: Bool
  /// Are queries and keys turned by their places? See `rotated(_:in:base:)`.
  public let isRotary: Bool
  public var name: String { didSet { relabel() } }
  /// Of what is seen where, in training: a step does without some places.
  var dropout: Dropout?

  /// With these weights.
  ///
  /// - Parameters:
  ///   - weights: Wqkv, [width, 3 · width]: first all columns of the queries, head by head, then keys, then values.
  ///   - bias: [3 · width].
  ///   - outputWeights: Wo, [width, width].
  ///   - outputBias: [width].
  public init(
    weights: NDArray, bias: NDArray?, outputWeights: NDArray, outputBias: NDArray?, heads: Int, isCausal: Bool = false,
    isRotary: Bool = false, name: String = "attention"
  ) {
    self.init(
      [Dense(weights: weights, bias: bias, name: "qkv")],
      output: Dense(weights: outputWeights, bias: outputBias, name: "output"), heads: heads, isCausal: isCausal,
      isRotary: isRotary, name: name)
  }

  /// With a layer for queries, one for keys and one for values.
  ///
  /// - Parameters:
  ///   - queries: from width to width; keys and values: from the source's width to width.
  ///   - output: from width to width.
  public init(
    queries: Dense, keys: Dense, values: Dense, output: Dense, heads: Int, isCausal: Bool = false,
    isRotary: Bool = false, name: String = "attention"
  ) {
    self.init(
      [queries, keys, values], output: output, heads: heads, isCausal: isCausal, isRotary: isRotary, name: name)
  }

  /// With random weights, and biases of 0.
  ///
  /// - Parameters:
  ///   - sourceWidth: of what keys and values are made of, where that is another sequence; they are then projected
  ///     separately.
  ///   - dropout: the probability with which a number of the softmax's result becomes 0 in training.
  ///   - initializer: of all weights.
  public init(
    _ width: Int, heads: Int, isCausal: Bool = false, isRotary: Bool = false, projections: Projections = .joint,
    sourceWidth: Int? = nil, dropout: Double = 0, initializer: Initializer = .glorotUniform,
    type: ElementType = .float32, name: String = "attention", using random: inout RandomSource
  ) {
    checkSizes("MultiHeadAttention", ["width": width, "heads": heads, "sourceWidth": sourceWidth ?? 1])
    func dense(_ inputs: Int, _ outputs: Int, _ name: String) -> Dense {
      Dense(inputs, outputs, initializer: initializer, type: type, name: name, using: &random)
    }
    let source = sourceWidth ?? width
    let isJoint = projections == .joint && sourceWidth == nil
    let projections =
      isJoint
      ? [dense(width, 3 * width, "qkv")]
      : [dense(width, width, "q"), dense(source, width, "k"), dense(source, width, "v")]
    self.init(
      projections, output: dense(width, width, "output"), heads: heads, isCausal: isCausal, isRotary: isRotary,
      name: name)
    self.dropout = dropout == 0 ? nil : Dropout(dropout, type: type, using: &random)
    relabel()
  }

  private init(_ projections: [Dense], output: Dense, heads: Int, isCausal: Bool, isRotary: Bool, name: String) {
    let width = projections[0].inputs
    let isJoint = projections.count == 1
    guard projections.allSatisfy({ $0.outputs == (isJoint ? 3 * width : width) }),
      isJoint || projections[1].inputs == projections[2].inputs, output.inputs == width, output.outputs == width
    else {
      let wanted = isJoint ? "[width, 3 · width]" : "[width, width] and twice [source width, width]"
      let found = projections.map { "\($0.weights.shape)" }.joined(separator: ", ")
      stop(
        shapes:
          "MultiHeadAttention expects weights \(wanted) and [width, width]; got \(found) and \(output.weights.shape).")
    }
    guard heads > 0, width % heads == 0 else {
      stop("MultiHeadAttention expects heads that divide the width \(width); got \(heads).")
    }
    guard !isRotary || width / heads % 2 == 0 else {
      stop(
        "MultiHeadAttention with rotary positions expects heads of an even size; got \(width / heads), of \(heads) "
          + "heads of a width of \(width).")
    }
    self.projections = projections
    self.output = output
    self.heads = heads
    self.isCausal = isCausal
    self.isRotary = isRotary
    self.name = name
    relabel()
  }

  public var parameters: [Parameter] { projections.flatMap(\.parameters) + output.parameters }
  public var state: [Parameter] { dropout?.state ?? [] }
  /// It is shown as one.
  public var parts: [any Layer] { [] }
  public var width: Int { output.outputs }
  /// Of what keys and values are made of.
  public var sourceWidth: Int { projections.count == 1 ? width : projections[1].inputs }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { attend(x, in: pass).output }

  private mutating func relabel() {
    dropout?.name = "\(name).dropout"
    let names = projections.count == 1 ? ["qkv"] : ["q", "k", "v"]
    for (layer, own) in zip(projections + [output], names + ["output"]) {
      layer.weights.name = "\(name).\(own).w"
      layer.bias?.name = "\(name).\(own).b"
    }
  }

  public var description: String {
    let from = sourceWidth == width ? "" : ", from \(sourceWidth)"
    let dropped = dropout.map { ", dropout \($0.probability)" } ?? ""
    return "MultiHeadAttention(\(width), \(heads) heads\(from)\(isCausal ? ", causal" : "")"
      + "\(isRotary ? ", rotary" : "")\(dropped))"
  }
}

extension MultiHeadAttention {
  public static let kind = LayerKind(
    MultiHeadAttention.self,
    formula: "z = [softmax(q · kᵀ / √d) · v of each head] · Wo + bo, where [q k v] = x · W + b",
    source: "Vaswani et al. 2017, arXiv:1706.03762",
    explanation: """
      Each position asks a question (q), compares it with what the others offer (k), and takes a weighted mean of what \
      they hold (v). Several heads ask different questions.
      """,
    samples: [false, true].map { isCausal in
      LayerSample([2, 3, 4]) { type, random in
        MultiHeadAttention(4, heads: 2, isCausal: isCausal, type: type, using: &random)
      }
    } + [
      LayerSample([2, 3, 4]) { type, random in
        MultiHeadAttention(
          4, heads: 1, isCausal: true, isRotary: true, projections: .separate, type: type, using: &random)
      },
      LayerSample([2, 3, 4]) { type, random in
        MultiHeadAttention(4, heads: 2, dropout: 0.3, type: type, using: &random)
      },
    ])
}
