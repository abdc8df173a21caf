import Networks
import Tensors
import Training

// Does a map say what happens when something is changed? Blank what it ranks highest, and look at the scores.

extension AttributionMaps {
  /// The inputs with the pixels blank that their maps rank highest: of all channels, and by number, not by size, so that
  /// what speaks against the class stays.
  ///
  /// - Parameters:
  ///   - pixels: how many of each input, from 0; where there are fewer, all.
  ///   - blank: the number that is written in their place.
  public func erasing(_ pixels: Int, to blank: Double = 0) -> NDArray {
    guard pixels >= 0 else { stop("erasing expects 0 or more pixels; got \(pixels).") }
    let (maps, size) = (pictures.doubles, pictures.count / max(count, 1))
    let channels = max(1, inputs.count / max(pictures.count, 1))
    var numbers = inputs.doubles
    for i in 0..<count {
      let ranked = (0..<size).sorted { maps[i * size + $0] > maps[i * size + $1] }
      for pixel in ranked.prefix(pixels) {
        let first = (i * size + pixel) * channels
        for place in first..<first + channels { numbers[place] = blank }
      }
    }
    return NDArray(numbers, shape: inputs.shape, type: inputs.elementType)
  }

  /// How far a model's score for the class that was asked about falls, for each input, when the pixels are blank that the maps
  /// rank highest. The maps may come from elsewhere: from the same model with random weights, for comparison.
  ///
  /// - Parameters:
  ///   - model: from inputs [n, …] to scores [n, classes].
  ///   - pixels: how many of each input.
  ///   - blank: the number that is written in their place.
  public func falls(of model: any Layer, erasing pixels: Int, to blank: Double = 0) -> [Double] {
    let (before, after) = (predict(model, inputs), predict(model, erasing(pixels, to: blank)))
    return labels.enumerated().map { before[$0, $1] - after[$0, $1] }
  }
}

extension RandomisedWeights {
  /// One similarity for each seed, the mean over the inputs for which it is defined; NaN where there is none.
  public func bySeed(_ similarity: KeyPath<MapSimilarity, MetricValue>) -> [Double] {
    similarities.map { maps in
      let defined = maps.compactMap { $0[keyPath: similarity].number }
      return defined.isEmpty ? .nan : defined.reduce(0, +) / Double(defined.count)
    }
  }

  /// How far the score of each input falls when the pixels are blank that the maps of random weights rank highest, the mean
  /// over the seeds: what choosing by the picture and the architecture alone achieves.
  ///
  /// - Parameters:
  ///   - model: the trained network.
  ///   - pixels: how many of each input.
  public func randomFalls(of model: any Layer, erasing pixels: Int, to blank: Double = 0) -> [Double] {
    let all = random.map { $0.falls(of: model, erasing: pixels, to: blank) }
    return (0..<trained.count).map { i in all.reduce(0) { $0 + $1[i] } / Double(all.count) }
  }
}
