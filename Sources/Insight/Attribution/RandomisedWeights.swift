import Networks
import Tensors
import Training

/// The control that a map has to pass: the same method asked about the same network with random weights. Where both maps are
/// alike, the map shows the picture and the architecture, not what was learnt. Adebayo et al. 2018, arXiv:1810.03292,
/// section 3.
public struct RandomisedWeights: Sendable {
  public let trained: AttributionMaps
  public let seeds: [UInt64]
  /// Of the network with random weights, for each seed.
  public let random: [AttributionMaps]
  /// For each seed, of each input's map with that of the trained network.
  public let similarities: [[MapSimilarity]]

  /// The mean of one similarity over all seeds and inputs for which it is defined: a map that is 0 everywhere is like no other.
  public func mean(_ similarity: KeyPath<MapSimilarity, MetricValue>) -> MetricValue {
    let values = similarities.flatMap { $0 }.map { $0[keyPath: similarity] }
    let defined = values.compactMap(\.number)
    return defined.isEmpty ? values[0] : .value(defined.reduce(0, +) / Double(defined.count))
  }
}

extension Attribution {
  /// Compares this method's maps with those of networks of the same architecture with random weights.
  ///
  /// - Parameters:
  ///   - model: the trained network, from pictures [n, rows, columns] or [n, rows, columns, channels] to scores [n, classes].
  ///   - labels: the class asked about, for each picture.
  ///   - seeds: one random network each.
  ///   - remade: makes a new network of the same layers, with random weights.
  public func control(
    of model: any Layer, on inputs: NDArray, labels: [Int], score: AttributionQuestion.Score = .logit,
    seeds: [UInt64] = [1, 2, 3, 4, 5], remade: (inout RandomSource) -> any Layer
  ) -> RandomisedWeights {
    guard !seeds.isEmpty else { stop("control expects at least one seed; got none.") }
    let trained = maps(of: model, on: inputs, labels: labels, score: score)
    let pictures = trained.pictures
    let random = seeds.map { seed -> AttributionMaps in
      var source = RandomSource(seed: seed)
      let other = remade(&source)
      checkSameArchitecture(model, other)
      return maps(of: other, on: inputs, labels: labels, score: score)
    }
    let similarities = random.map { maps -> [MapSimilarity] in
      let others = maps.pictures
      return (0..<trained.count).map { MapSimilarity(pictures.picture($0), others.picture($0)) }
    }
    return RandomisedWeights(trained: trained, seeds: seeds, random: random, similarities: similarities)
  }
}

private func checkSameArchitecture(_ model: any Layer, _ other: any Layer) {
  let (a, b) = (model.parameters, other.parameters)
  guard a.map(\.name) == b.map(\.name), a.map(\.shape) == b.map(\.shape) else {
    stop(
      shapes:
        "control expects a network of the same layers, with "
        + "\(a.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")); "
        + "got \(b.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")).")
  }
  guard a.isEmpty || zip(a, b).allSatisfy({ $0 !== $1 }) else {
    stop("control expects a newly made network; got the same parameters. Make its layers inside the closure.")
  }
}

extension NDArray {
  /// Of [n, rows, columns].
  package func picture(_ i: Int) -> NDArray { rows([i]).reshaped([shape[1], shape[2]]) }
}
