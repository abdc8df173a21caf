import Tensors

// Examples for learning without labels, or with few.

extension Examples {
  /// The same inputs, each with itself as its target: what an autoencoder learns from. The labels are left out.
  public var inputsAsTargets: Examples { mapTargets { _ in inputs } }

  /// Some examples whose labels may be seen, as many of each class, and all others, whose labels may not:
  ///
  ///     let (labelled, others) = parts.training.labelled(perClass: 5, seed: 1)
  ///     others.inputs                  // others.targets is for marking only
  ///
  /// - Parameter count: how many of each class, 1 or more; each class has to have more.
  public func labelled(perClass count: Int, seed: UInt64 = RandomSource.currentSeed) -> (
    labelled: Examples, others: Examples
  ) {
    let classes = classes
    let counts = classCounts
    guard count >= 1, let least = counts.filter({ $0 > 0 }).min(), count < least else {
      stop(
        "labelled(perClass:) expects at least 1 and fewer than each class has; got \(count), and the smallest class has "
          + "\(counts.filter { $0 > 0 }.min() ?? 0).")
    }
    var random = RandomSource(seed: seed)
    var taken = [Int](repeating: 0, count: counts.count)
    var (own, rest): ([Int], [Int]) = ([], [])
    for row in random.permutation(self.count) {
      if taken[classes[row]] < count {
        taken[classes[row]] += 1
        own.append(row)
      } else {
        rest.append(row)
      }
    }
    return (rows(own), rows(rest))
  }
}
