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
public struct MultiHeadAttention: Layer {
  public let projection: Dense
  public let output: Dense
  public let heads: Int
  public let isCausal: Bool
  public var name: String { didSet { relabel() } }

  /// With these weights.
  ///
  /// - Parameters:
  ///   - weights: Wqkv, [width, 3 · width]: first all columns of the queries, head by head, then keys, then values.
  ///   - bias: [3 · width].
  ///   - outputWeights: Wo, [width, width].
  ///   - outputBias: [width].
  public init(
    weights: NDArray, bias: NDArray?, outputWeights: NDArray, outputBias: NDArray?, heads: Int, isCausal: Bool = false,
    name: String = "attention"
  ) {
    self.init(
      projection: Dense(weights: weights, bias: bias, name: "qkv"),
      output: Dense(weights: outputWeights, bias: outputBias, name: "output"), heads: heads, isCausal: isCausal,
      name: name)
  }

  /// With random weights, and biases of 0.
  public init(
    _ width: Int, heads: Int, isCausal: Bool = false, initializer: Initializer = .glorotUniform,
    type: ElementType = .float32, name: String = "attention", using random: inout RandomSource
  ) {
    checkSizes("MultiHeadAttention", ["width": width, "heads": heads])
    let projection = Dense(width, 3 * width, initializer: initializer, type: type, name: "qkv", using: &random)
    let output = Dense(width, width, initializer: initializer, type: type, name: "output", using: &random)
    self.init(projection: projection, output: output, heads: heads, isCausal: isCausal, name: name)
  }

  private init(projection: Dense, output: Dense, heads: Int, isCausal: Bool, name: String) {
    let width = projection.inputs
    guard projection.outputs == 3 * width, output.inputs == width, output.outputs == width else {
      stop(
        shapes:
          "MultiHeadAttention expects weights [width, 3 · width] and [width, width]; got \(projection.weights.shape) and "
          + "\(output.weights.shape).")
    }
    guard heads > 0, width % heads == 0 else {
      stop("MultiHeadAttention expects heads that divide the width \(width); got \(heads).")
    }
    self.projection = projection
    self.output = output
    self.heads = heads
    self.isCausal = isCausal
    self.name = name
    relabel()
  }

  public var parameters: [Parameter] { projection.parameters + output.parameters }
  /// It is shown as one.
  public var parts: [any Layer] { [] }
  public var width: Int { output.outputs }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank == 3 && $0[2] == width }, wanted: "[batch, time, \(width)]")
    return labelled {
      let (batch, time) = (x.shape[0], x.shape[1])
      let qkv = projection(x)
      // [batch, heads, time, width / heads]
      func part(_ number: Int) -> Tensor {
        qkv.slice(number * width..<(number + 1) * width, axis: 2).reshaped([batch, time, heads, width / heads])
          .transposed([0, 2, 1, 3])
      }
      let query = part(0) * (1 / Double(width / heads).squareRoot())
      let scores = query.matmul(part(1).transposed())
      let weights = softmax(isCausal ? scores + Self.mask(time, x.elementType) : scores)
      let seen = weights.matmul(part(2))
      return output(seen.transposed([0, 2, 1, 3]).reshaped([batch, time, width]))
    }
  }

  /// [time, time]: 0 where row i may see column j ≤ i, elsewhere so low that the softmax gives exactly 0.
  private static func mask(_ time: Int, _ type: ElementType) -> Tensor {
    let numbers = (0..<time).flatMap { i in (0..<time).map { j in j <= i ? 0 : -1e9 } }
    return Tensor(NDArray(numbers, shape: [time, time], type: type), name: "mask")
  }

  private func relabel() {
    label([
      "qkv.w": projection.weights, "qkv.b": projection.bias, "output.w": output.weights, "output.b": output.bias,
    ])
  }

  public var description: String { "MultiHeadAttention(\(width), \(heads) heads\(isCausal ? ", causal" : ""))" }
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
    })
}
