import Autodiff
import Tensors

/// A recurrent layer over sequences of different lengths, whose steps say themselves whether they are one: the last
/// feature is 1 at every step, and 0 in the padding that makes them equally long, as `Sequences.padded(marked:
/// true)` writes. So they can be trained on like any other examples.
///
/// x: [batch, time, features + 1] → what the layer gives of the steps that are marked; the others are never read
///
///     Sequential(Masked(LSTM(12, 32)), Dense(32, 9))
public struct Masked: Layer {
  public var name: String { didSet { owned.label(under: name) } }
  private let owned: Parts

  public init(_ layer: any SequenceLayer, name: String = "masked") {
    owned = Parts([layer])
    self.name = name
    owned.label(under: name)
  }

  public var parts: [any Layer] { owned.layers }
  public var parameters: [Parameter] { owned.parameters }
  public var state: [Parameter] { owned.state }
  public var layer: any SequenceLayer { owned.layers[0] as! any SequenceLayer }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    let features = layer.features
    check(
      x, { $0.rank == 3 && $0[2] == features + 1 && $0[1] > 0 },
      wanted: "[batch, time, \(features + 1)], whose last feature is 1 at every step and 0 in the padding")
    return labelled {
      let marks = x.slice(features..<features + 1, axis: 2).reshaped([x.shape[0], x.shape[1]])
      let lengths = round(sum(marks.detached(), axes: [1])).named("lengths")
      return pass.run(layer) {
        layer.run(x.slice(0..<features, axis: 2), from: nil, lengths: lengths, in: pass).outputs
      }
    }
  }

  public var description: String { "Masked(\(layer.signature))" }
}

/// How many tokens each row has before its padding: [batch, time] → [batch], at least 1.
///
///     lstm.run(embedding(x), lengths: lengths(ofTokens: x), in: pass)
///
/// - Parameter padding: the number of what fills a row up; it is counted from the end of the row, so that it may
///   also stand between tokens.
public func lengths(ofTokens x: Tensor, padding: Int = 0) -> Tensor {
  guard x.rank == 2, x.shape[1] > 0 else {
    stop(shapes: "lengths(ofTokens:) expects [batch, time]; got \(x.shapeText).")
  }
  return module("lengths") {
    let places = Tensor(NDArray((1...x.shape[1]).map(Double.init), type: x.elementType), name: "places")
    return maximum(max((x .!= Double(padding)) * places, axes: [1]), 1).named("lengths")
  }
}

extension Masked {
  public static let kind = LayerKind(
    Masked.self, formula: "h of the last marked step", source: "",
    explanation: """
      Lets a recurrent layer read sequences of different lengths: what is not marked as a step is never read, and the \
      last state is that at each sequence's own end.
      """,
    samples: [
      LayerSample([2, 3, 3], marked: true) { type, random in Masked(GRU(2, 2, type: type, using: &random)) }
    ])
}
