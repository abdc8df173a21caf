import Tensors

extension Examples {
  /// The same inputs with their targets shuffled: each target occurs as often as before, and says nothing of its input.
  /// What a network still learns from them it has memorised. Zhang et al. 2017, arXiv:1611.03530.
  ///
  /// - Parameter share: how many of the examples take part, from 0 to 1; the others keep their targets.
  public func shufflingTargets(share: Double = 1, seed: UInt64 = RandomSource.currentSeed) -> Examples {
    guard (0...1).contains(share) else {
      stop("share must be from 0 to 1, the part of the targets to shuffle; got \(share).")
    }
    var random = RandomSource(seed: seed)
    let chosen = random.permutation(count).prefix(Int((Double(count) * share).rounded()))
    let places = chosen.sorted()
    let order = random.permutation(places.count)
    var sources = Array(0..<count)
    for (place, other) in zip(places, order) { sources[place] = places[other] }
    return mapTargets { $0.rows(sources) }
  }

  /// The same targets, the numbers of every input in a new order, one order for all: what a network learns of which numbers go
  /// together it learns as before, but no eye sees a picture in them.
  public func shufflingPixels(seed: UInt64 = RandomSource.currentSeed) -> Examples {
    var random = RandomSource(seed: seed)
    let width = inputs.shape.sizes.dropFirst().reduce(1, *)
    let order = random.permutation(width)
    return mapInputs { inputs in
      let numbers = inputs.doubles
      let moved = (0..<inputs.rowCount).flatMap { row in order.map { numbers[row * width + $0] } }
      return NDArray(moved, shape: inputs.shape, type: inputs.elementType)
    }
  }
}
