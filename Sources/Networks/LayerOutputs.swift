import Autodiff
import Tensors

/// What comes out of every layer of a model in one evaluation pass, beside its answer.
///
///     let seen = LayerOutputs(of: network, on: x)
///     seen.answer                        // [n, classes]
///     seen["convolution 1"]?.output      // [n, rows, columns, filters], after the activation
///
/// They are values of one graph, so that gradients of the answer with respect to any of them can be asked for.
public struct LayerOutputs {
  public struct Entry {
    /// The names from the outside in, as parameters bear them: "block 2.dense 1".
    public let path: String
    public let layer: any Layer
    /// Of the last time, for a layer that the pass goes through several times.
    public let output: Tensor
  }

  public let answer: Tensor
  /// A block before what is inside of it; of a model without parts, the model.
  public let entries: [Entry]

  /// - Parameter x: a batch that the model takes, [n, …].
  public init(of model: any Layer, on x: Tensor) {
    let visits = Visits()
    answer = Pass(.evaluation, noting: visits).run(model, on: x)
    func entries(of whole: any Layer, _ path: [String]) -> [Entry] {
      whole.labelledParts.flatMap { label, layer -> [Entry] in
        let inner = path + [label]
        let own = visits.found[[model.name] + inner].map {
          Entry(path: inner.joined(separator: "."), layer: layer, output: $0.output)
        }
        return (own.map { [$0] } ?? []) + entries(of: layer, inner)
      }
    }
    let inside = entries(of: model, [])
    self.entries = inside.isEmpty ? [Entry(path: model.name, layer: model, output: answer)] : inside
  }

  /// The layer of this path; nil when there is none.
  public subscript(path: String) -> Entry? { entries.first { $0.path == path } }
}
