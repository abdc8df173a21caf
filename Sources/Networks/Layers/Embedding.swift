import Autodiff
import Tensors

/// A learnt row of numbers for each kind of thing: a word, a letter, a position. Bengio et al. 2003, "A neural
/// probabilistic language model".
///
/// x: [n, …], whole numbers from 0 to count − 1; table: [count, width] → [n, …, width]
public struct Embedding: Layer {
  public let table: Parameter
  public var name: String { didSet { label(["table": table]) } }

  /// - Parameter table: [count, width].
  public init(table: NDArray, name: String = "embedding") {
    guard table.shape.rank == 2 else { stop(shapes: "Embedding expects a table [count, width]; got \(table.shape).") }
    self.table = Parameter("table", table)
    self.name = name
    label(["table": self.table])
  }

  /// With a random table.
  public init(
    _ count: Int, _ width: Int, initializer: Initializer = .normal(standardDeviation: 0.02),
    type: ElementType = .float32, name: String = "embedding", using random: inout RandomSource
  ) {
    checkSizes("Embedding", ["count": count, "width": width])
    self.init(
      table: initializer([count, width], fan: .init(in: 1, out: width), type: type, using: &random), name: name)
  }

  public var parameters: [Parameter] { [table] }
  public var count: Int { table.shape[0] }
  public var width: Int { table.shape[1] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank >= 1 }, wanted: "[n, …]")
    return labelled { table.rows(x.reshaped([x.shape.count])).reshaped(x.shape.sizes + [width]) }
  }

  public var description: String { "Embedding(\(count) → \(width))" }
}

extension Embedding {
  public static let kind = LayerKind(
    Embedding.self, formula: "zᵢ = row xᵢ of the table",
    source: "Bengio et al. 2003, jmlr.org/papers/v3/bengio03a.html",
    explanation: """
      A row of learnt numbers for each kind of thing, a word or a letter. Things that are used alike come to have similar \
      rows.
      """,
    samples: [
      LayerSample([2, 4], wholeBelow: 5) { type, random in Embedding(5, 3, type: type, using: &random) }
    ])
}
