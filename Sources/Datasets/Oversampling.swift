import Tensors

extension Examples {
  /// Adds made-up examples of the rarer classes until all classes have as many as the largest: each lies somewhere between
  /// an example and one of its nearest neighbours of the same class. SMOTE, Chawla et al. 2002, doi:10.1613/jair.953.
  /// Only for training data: what is made from an example must not measure what was learnt from it.
  ///
  /// - Parameter neighbours: how many nearest ones to choose from; of a small class, all others.
  /// - Returns: inputs [m, columns], targets [m]; the old ones first.
  public func oversampled(neighbours: Int = 5, seed: UInt64 = RandomSource.currentSeed) -> Examples {
    guard inputs.shape.rank == 2, neighbours > 0 else {
      stop(
        shapes:
          "oversampled expects inputs [n, columns] and at least 1 neighbour; got \(inputs.shape) and \(neighbours).")
    }
    let classes = classes
    let members = Dictionary(grouping: classes.indices) { classes[$0] }.sorted { $0.key < $1.key }
    let largest = members.map(\.value.count).max() ?? 0
    var random = RandomSource(seed: seed)
    let rows = RowDistances(inputs)
    var (values, targets) = (inputs.doubles, self.targets.doubles)
    for (number, members) in members where members.count < largest {
      guard members.count > 1 else {
        stop("oversampled expects at least 2 examples of each class, to make more between them; class \(number) has 1.")
      }
      for _ in members.count..<largest {
        let one = members[random.integer(below: members.count)]
        let nearest = rows.nearest(neighbours, to: one, among: members)
        values += rows.between(one, nearest[random.integer(below: nearest.count)], random.uniform())
        targets.append(Double(number))
      }
    }
    return Examples(
      inputs: NDArray(values, shape: [targets.count, inputs.shape[1]], type: inputs.elementType),
      targets: NDArray(targets, type: self.targets.elementType))
  }
}

private struct RowDistances {
  private let values: [Double]
  private let width: Int

  init(_ array: NDArray) {
    values = array.doubles
    width = array.shape[1]
  }

  /// Without the row itself; of equally near ones the first.
  func nearest(_ count: Int, to row: Int, among rows: [Int]) -> [Int] {
    let others = rows.filter { $0 != row }.map { (distance: squaredDistance(row, $0), row: $0) }
    return others.sorted { ($0.distance, $0.row) < ($1.distance, $1.row) }.prefix(count).map(\.row)
  }

  func between(_ a: Int, _ b: Int, _ part: Double) -> [Double] {
    (0..<width).map { values[a * width + $0] + part * (values[b * width + $0] - values[a * width + $0]) }
  }

  private func squaredDistance(_ a: Int, _ b: Int) -> Double {
    (0..<width).reduce(0) { sum, column in
      let difference = values[a * width + column] - values[b * width + column]
      return sum + difference * difference
    }
  }
}
