import Autodiff
import Tensors

/// Recurrent layers one above another: each reads the states of the one below. Between them, numbers are dropped in
/// training. Graves, Mohamed & Hinton 2013, arXiv:1303.5778; dropout between layers only: Zaremba, Sutskever &
/// Vinyals 2014, arXiv:1409.2329.
///
///     Stacked(LSTM(8, 16, returnsSequence: true), LSTM(16, 16), dropout: 0.2)
///
/// x: [batch, time, features] → what the last layer gives. Any of them may be `Bidirectional`; all but the last
/// return sequences.
public struct Stacked: SequenceLayer {
  public var name: String { didSet { owned.label(under: name) } }
  private let owned: Parts

  /// - Parameter dropout: the probability with which a number between two layers becomes 0 in training.
  public init(
    _ layers: [any SequenceLayer], dropout: Double = 0, name: String = "stack", using random: inout RandomSource
  ) {
    guard !layers.isEmpty else { stop("Stacked expects at least one layer; got none.") }
    if let early = layers.dropLast().first(where: { !$0.returnsSequence }) {
      stop(
        "Stacked expects layers that return sequences below the last; got \(early.signature). Write "
          + "returnsSequence: true."
      )
    }
    for (below, above) in zip(layers, layers.dropFirst()) where below.outputs != above.features {
      stop(
        shapes: "Stacked expects layers that take what the one below gives, \(below.outputs) features; got "
          + "\(above.signature).")
    }
    let type = layers[0].parameters.first?.elementType ?? .float32
    let below = layers.dropLast().flatMap { layer -> [any Layer] in
      dropout == 0 ? [layer] : [layer, Dropout(dropout, type: type, using: &random)]
    }
    owned = Parts(numbering: below + [layers.last!])
    self.name = name
    owned.label(under: name)
  }

  public init(
    _ layers: any SequenceLayer..., dropout: Double = 0, name: String = "stack", using random: inout RandomSource
  ) {
    self.init(layers, dropout: dropout, name: name, using: &random)
  }

  /// The dropout drawn by the current seed.
  public init(_ layers: any SequenceLayer..., dropout: Double = 0, name: String = "stack") {
    self.init(layers, dropout: dropout, name: name)
  }

  /// The dropout drawn by the current seed.
  public init(_ layers: [any SequenceLayer], dropout: Double = 0, name: String = "stack") {
    var random = RandomSource()
    self.init(layers, dropout: dropout, name: name, using: &random)
  }

  public var parts: [any Layer] { owned.layers }
  public var parameters: [Parameter] { owned.parameters }
  public var state: [Parameter] { owned.state }
  public var layers: [any SequenceLayer] { parts.compactMap { $0 as? any SequenceLayer } }
  public var features: Int { layers[0].features }
  public var outputs: Int { layers.last!.outputs }
  public var returnsSequence: Bool { layers.last!.returnsSequence }

  public func run(
    _ x: Tensor, from start: RecurrentState? = nil, lengths: Tensor? = nil, in pass: Pass
  ) -> (outputs: Tensor, state: RecurrentState) {
    checkSequences(x)
    check(start, batch: x.shape[0])
    return module(name) {
      var (ends, waiting): ([RecurrentState.Cell], ArraySlice) = ([], (start?.cells ?? [])[...])
      let top = parts.reduce(x) { below, part in
        guard let layer = part as? any SequenceLayer else { return pass.run(part, on: below) }
        let count = layer.emptyState(batch: 1).cells.count
        let own = start.map { _ in RecurrentState(Array(waiting.prefix(count))) }
        waiting = waiting.dropFirst(count)
        return pass.run(layer) {
          let (outputs, end) = layer.run(below, from: own, lengths: lengths, in: pass)
          ends += end.cells
          return outputs
        }
      }
      return (top, RecurrentState(ends))
    }
  }

  public func emptyState(batch: Int, _ make: (Shape, ElementType) -> Tensor) -> RecurrentState {
    RecurrentState(layers.flatMap { $0.emptyState(batch: batch, make).cells })
  }

  public var description: String { "Stacked(" + parts.map(\.signature).joined(separator: ", ") + ")" }
}

extension Stacked {
  public static let kind = LayerKind(
    Stacked.self, formula: "h of layer k is x of layer k + 1", source: "Graves, Mohamed & Hinton 2013, arXiv:1303.5778",
    explanation: """
      Recurrent layers one above another: each reads the states of the one below, so that slow and fast changes can be \
      followed at once.
      """,
    samples: [
      LayerSample([2, 3, 2]) { type, random in
        Stacked(
          Bidirectional(
            GRU(2, 2, returnsSequence: true, type: type, using: &random),
            GRU(2, 1, returnsSequence: true, type: type, using: &random)),
          LSTM(3, 2, type: type, using: &random), dropout: 0.4, using: &random)
      },
      LayerSample([2, 3, 2]) { type, random in
        Stacked(
          RNN(2, 3, returnsSequence: true, type: type, using: &random),
          RNN(3, 2, returnsSequence: true, type: type, using: &random), using: &random)
      },
    ])
}
