import Autodiff
import Tensors

/// Two recurrent layers, one from the first step to the last, the other from the last to the first, and their hidden
/// states side by side: each step then knows what comes before it and after it. Schuster & Paliwal 1997,
/// doi:10.1109/78.650093.
///
/// x: [batch, time, features] → every state: [batch, time, 2 · hidden], or each layer's last: [batch, 2 · hidden]
///
///     Bidirectional(LSTM(8, 16, using: &random), LSTM(8, 16, using: &random))
public struct Bidirectional: SequenceLayer {
  public var name: String { didSet { owned.label(under: name) } }
  public let features: Int
  public let outputs: Int
  public let returnsSequence: Bool
  private let owned: Parts

  /// - Parameter backward: is turned to go from the last step to the first.
  public init(_ forward: any Recurrent, _ backward: any Recurrent, name: String = "bidirectional") {
    guard forward.features == backward.features else {
      stop(
        shapes: "Bidirectional expects two layers that take the same features; got \(forward.signature) and "
          + "\(backward.signature).")
    }
    guard forward.returnsSequence == backward.returnsSequence, !forward.isReversed else {
      stop(
        "Bidirectional expects two layers that both return sequences or both do not, the first not reversed; got "
          + "\(forward.signature) and \(backward.signature).")
    }
    var turned = backward
    turned.isReversed = true
    owned = Parts(["forward": forward, "backward": turned])
    returnsSequence = forward.returnsSequence
    features = forward.features
    outputs = forward.outputs + backward.outputs
    self.name = name
    owned.label(under: name)
  }

  public var parts: [any Layer] { owned.layers }
  public var parameters: [Parameter] { owned.parameters }
  public var state: [Parameter] { owned.state }

  private var directions: [any SequenceLayer] { parts.map { $0 as! any SequenceLayer } }

  public func run(
    _ x: Tensor, from start: RecurrentState? = nil, lengths: Tensor? = nil, in pass: Pass
  ) -> (outputs: Tensor, state: RecurrentState) {
    checkSequences(x)
    check(start, batch: x.shape[0])
    return module(name) {
      var cells: [RecurrentState.Cell] = []
      let seen = directions.enumerated().map { number, layer in
        pass.run(layer) {
          let own = start.map { RecurrentState([$0.cells[number]]) }
          let (outputs, state) = layer.run(x, from: own, lengths: lengths, in: pass)
          cells += state.cells
          return outputs
        }
      }
      return (concatenate(seen, axis: returnsSequence ? 2 : 1), RecurrentState(cells))
    }
  }

  public func emptyState(batch: Int, _ make: (Shape, ElementType) -> Tensor) -> RecurrentState {
    RecurrentState(directions.flatMap { $0.emptyState(batch: batch, make).cells })
  }

  public var description: String { "Bidirectional(\(parts[0].signature), \(parts[1].signature))" }
}

extension Bidirectional {
  public static let kind = LayerKind(
    Bidirectional.self, formula: "z = [h from the first step on, h from the last step back]",
    source: "Schuster & Paliwal 1997, doi:10.1109/78.650093",
    explanation: """
      Two recurrent layers read the sequence, one forwards and one backwards, so that each step knows what comes before \
      it and after it.
      """,
    samples: [
      LayerSample([2, 3, 2]) { type, random in
        Bidirectional(
          LSTM(2, 2, returnsSequence: true, type: type, using: &random),
          GRU(2, 1, returnsSequence: true, type: type, using: &random))
      },
      LayerSample([2, 3, 2]) { type, random in
        Bidirectional(RNN(2, 2, type: type, using: &random), RNN(2, 2, type: type, using: &random))
      },
    ])
}
