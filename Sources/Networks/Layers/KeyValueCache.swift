import Autodiff
import Tensors

/// What attention layers keep of the tokens that a model has read: their keys and values, so that the next token
/// costs one position and not all of them again. Room for `capacity` positions.
///
///     let cache = KeyValueCache(batch: 1, capacity: 64)
///     let pass = Pass(readingOn: cache)
///     let logits = model(x, in: pass)                // x: [batch, new tokens]
///     let program = Program([logits], updates: pass.updates)
///
/// `cache.position` says how many were read before; it is set by whoever runs the program. Works for models whose
/// attention is causal and whose positions are those of `pass.places(_:)`.
public final class KeyValueCache {
  public let batch: Int
  public let capacity: Int
  /// How many tokens were read before: [].
  public let position: Input
  /// Which row of the cache each row of the batch goes on from: [batch]; nil: its own.
  public let origins: Input?
  private var entries: [ObjectIdentifier: (keys: Parameter, values: Parameter)] = [:]

  /// - Parameter branches: rows of the batch may go on from others, as in a beam search.
  public init(batch: Int, capacity: Int, branches: Bool = false, type: ElementType = .float32) {
    checkSizes("KeyValueCache", ["batch": batch, "capacity": capacity])
    self.batch = batch
    self.capacity = capacity
    position = Input("position", NDArray(scalar: 0, type: type))
    origins = branches ? Input("origins", NDArray((0..<batch).map(Double.init), type: type)) : nil
  }

  /// The keys and values of all positions, those of this pass put at their places.
  ///
  /// - Parameters:
  ///   - layer: whose they are.
  ///   - keys: [batch, heads, new, size], as the values.
  /// - Returns: [batch, heads, capacity, size] each.
  func extended(_ layer: Parameter, keys: Tensor, values: Tensor, in pass: Pass) -> (keys: Tensor, values: Tensor) {
    let new = keys.shape[2]
    guard keys.shape[0] == batch, new <= capacity else {
      stop(
        shapes:
          "this KeyValueCache expects a batch of \(batch) and at most \(capacity) tokens; got "
          + "\(keys.shape[0]) and \(new)."
      )
    }
    let sizes = Shape([batch, keys.shape[1], capacity, keys.shape[3]])
    let type = keys.elementType
    let entry =
      entries[ObjectIdentifier(layer)] ?? (
        Parameter("\(layer.name).keys", NDArray(repeating: 0, shape: sizes, type: type)),
        Parameter("\(layer.name).values", NDArray(repeating: 0, shape: sizes, type: type))
      )
    entries[ObjectIdentifier(layer)] = entry
    let rows = Tensor(NDArray((0..<capacity).map(Double.init), type: type), name: "rows").reshaped([capacity, 1])
    // [capacity, new]: 1 where a row of the cache is the place of a new token.
    let put = (rows .== pass.places(new, type: type).reshaped([1, new])).named("put")
    let isNew = sum(put, axes: [1], keepingAxes: true)
    func extended(_ old: Parameter, _ added: Tensor) -> Tensor {
      let before = origins.map { old.rows($0) } ?? old
      let placed =
        new == 1
        ? added : put.broadcast(to: Shape([batch, keys.shape[1], capacity, new])).matmul(added)
      return select(isNew, placed, before)
    }
    let (allKeys, allValues) = (extended(entry.keys, keys), extended(entry.values, values))
    pass.keep([Assignment(entry.keys, allKeys), Assignment(entry.values, allValues)])
    return (allKeys, allValues)
  }
}
