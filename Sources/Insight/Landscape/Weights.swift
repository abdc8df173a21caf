import Autodiff
import Networks
import Tensors

/// All numbers of a model at one moment: a point in the space of weights.
///
///     let start = Weights(of: model)
///     train(model, …)
///     start.distance(to: Weights(of: model))
///     model.set(start)        // as if it had not been trained
public struct Weights: Sendable, Equatable {
  /// One array for each parameter, in the model's order, shapes and element types; of one that is used in several places
  /// one array.
  public let parameters: [NDArray]
  /// What training passes change beside them: running statistics. No direction changes them.
  public let state: [NDArray]

  public init(_ parameters: [NDArray], state: [NDArray] = []) {
    self.parameters = parameters
    self.state = state
  }

  /// Those that a model has now.
  public init(of model: any Layer) {
    self.init(model.parameters.distinct.map(\.value), state: model.state.distinct.map(\.value))
  }

  /// Those that some parameters hold now.
  public init(of parameters: [Parameter]) { self.init(parameters.distinct.map(\.value)) }

  /// How many numbers the parameters have: the dimensions of the space.
  public var count: Int { parameters.reduce(0) { $0 + $1.count } }

  /// The length of the straight way to another point: √Σ (a − b)², over the parameters.
  public func distance(to other: Weights) -> Double {
    check(other)
    return zip(parameters, other.parameters).reduce(0) { $0 + squaredDistance($1.0, $1.1) }.squareRoot()
  }

  /// As far as the given amounts along directions from here.
  public func moved(along steps: (direction: Direction, amount: Double)...) -> Weights { moved(along: steps) }

  func moved(along steps: [(direction: Direction, amount: Double)]) -> Weights {
    let moved = parameters.indices.map { number -> NDArray in
      var values = parameters[number].doubles
      for (direction, amount) in steps {
        let step = direction.arrays[number].doubles
        for i in values.indices { values[i] += amount * step[i] }
      }
      return NDArray(values, shape: parameters[number].shape, type: parameters[number].elementType)
    }
    return Weights(moved, state: state)
  }

  /// A point of the straight line from here to another one, the state included: here at `share` 0, there at 1.
  public func interpolated(to other: Weights, share: Double) -> Weights {
    check(other)
    func mixed(_ a: [NDArray], _ b: [NDArray]) -> [NDArray] {
      zip(a, b).map { a, b in
        let values = zip(a.doubles, b.doubles).map { (1 - share) * $0 + share * $1 }
        return NDArray(values, shape: a.shape, type: a.elementType)
      }
    }
    return Weights(mixed(parameters, other.parameters), state: mixed(state, other.state))
  }

  /// "[64, 32], [32]"
  var shapesText: String { parameters.isEmpty ? "none" : parameters.map { "\($0.shape)" }.joined(separator: ", ") }

  /// Ends with a sentence unless the other ones are of the same model.
  func check(_ other: Weights) {
    func kinds(_ arrays: [NDArray]) -> [String] { arrays.map { "\($0.elementType) \($0.shape)" } }
    guard kinds(parameters) == kinds(other.parameters), kinds(state) == kinds(other.state) else {
      stop(
        "Weights of one model are expected, with parameters \(shapesText); got \(other.shapesText). "
          + "Take both from the same model, Weights(of: model).")
    }
  }
}

extension Layer {
  /// Gives the model these numbers.
  ///
  /// - Parameter weights: taken from a model of the same shapes.
  public func set(_ weights: Weights) {
    Weights(of: self).check(weights)
    for (parameter, array) in zip(parameters.distinct, weights.parameters) { parameter.set(array) }
    for (parameter, array) in zip(state.distinct, weights.state) { parameter.set(array) }
  }
}

private func squaredDistance(_ a: NDArray, _ b: NDArray) -> Double {
  zip(a.doubles, b.doubles).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
}
