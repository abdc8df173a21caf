import Autodiff
import Networks
import Tensors

/// The transformer of workload W6: words and their positions, two blocks, a normalisation, a dense layer.
struct Transformer {
  private struct Block {
    let norm1, norm2: LayerNormalization
    let attention: MultiHeadAttention
    let up, down: Dense

    func callAsFunction(_ x: Tensor) -> Tensor {
      let seen = x + attention(norm1(x))
      return seen + down(up(norm2(seen)))
    }

    var parameters: [Parameter] {
      norm1.parameters + attention.parameters + norm2.parameters + up.parameters + down.parameters
    }
  }

  private let words: Embedding
  private let positions: Parameter
  private let blocks: [Block]
  private let norm: LayerNormalization
  private let head: Dense

  /// - Parameter array: the initial weights by name.
  init(_ array: (String) throws -> NDArray) throws {
    func dense(_ name: String, _ activation: Activation? = nil) throws -> Dense {
      Dense(weights: try array("W6.\(name).w"), bias: try array("W6.\(name).b"), activation: activation)
    }
    func normalization(_ name: String) throws -> LayerNormalization {
      LayerNormalization(gain: try array("W6.\(name).gain"), bias: try array("W6.\(name).bias"))
    }
    words = Embedding(table: try array("W6.tokens"))
    positions = Parameter("positions", try array("W6.positions"))
    blocks = try ["b0", "b1"].map { block in
      Block(
        norm1: try normalization("\(block).norm1"), norm2: try normalization("\(block).norm2"),
        attention: MultiHeadAttention(
          weights: try array("W6.\(block).qkv.w"), bias: try array("W6.\(block).qkv.b"),
          outputWeights: try array("W6.\(block).out.w"), outputBias: try array("W6.\(block).out.b"), heads: 4,
          isCausal: true),
        up: try dense("\(block).up", .relu), down: try dense("\(block).down"))
    }
    norm = try normalization("norm")
    head = try dense("head")
  }

  var parameters: [Parameter] {
    words.parameters + [positions] + blocks.flatMap(\.parameters) + norm.parameters + head.parameters
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    head(norm(blocks.reduce(words(x) + positions) { $1($0) }))
  }
}
