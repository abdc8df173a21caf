import Tensors

/// Inputs with the targets that a network should answer: row i of one belongs to row i of the other.
public struct Examples: Splittable {
  /// [n, …]
  public let inputs: NDArray
  /// [n, …]
  public let targets: NDArray
  /// What was left out on the way from a table: "Not among the inputs: species, …".
  public internal(set) var notes: [String] = []

  public init(inputs: NDArray, targets: NDArray) {
    guard inputs.shape.rank >= 1, targets.shape.rank >= 1, inputs.rowCount == targets.rowCount else {
      stop(shapes: "Examples expects a target for each input; got inputs \(inputs.shape) and targets \(targets.shape).")
    }
    self.inputs = inputs
    self.targets = targets
  }

  public var count: Int { inputs.rowCount }

  /// The examples with these numbers, in this order.
  public func rows(_ indices: [Int]) -> Examples {
    noted(Examples(inputs: inputs.rows(indices), targets: targets.rows(indices)))
  }

  /// As they come, in batches of `size`; the last one holds what is left.
  public func batches(of size: Int) -> [Examples] {
    guard size > 0 else { stop("batches(of:) expects at least 1 example in a batch; got \(size).") }
    return stride(from: 0, to: count, by: size).map { start in
      rows(Array(start..<Swift.min(start + size, count)))
    }
  }

  /// The same examples with changed inputs, such as standardised ones: `validation.mapInputs(standard.callAsFunction)`.
  ///
  /// - Parameter change: keeps the number of rows.
  public func mapInputs(_ change: (NDArray) -> NDArray) -> Examples {
    noted(Examples(inputs: change(inputs), targets: targets))
  }

  /// The same with changed targets.
  public func mapTargets(_ change: (NDArray) -> NDArray) -> Examples {
    noted(Examples(inputs: inputs, targets: change(targets)))
  }

  private func noted(_ examples: Examples) -> Examples {
    var examples = examples
    examples.notes = notes
    return examples
  }

  /// Every input multiplied by a factor: pixels from 0 to 255 become 0 to 1 by `scaled(by: 1.0 / 255)`.
  public func scaled(by factor: Double) -> Examples {
    mapInputs { NDArray($0.doubles.map { $0 * factor }, shape: $0.shape, type: $0.elementType).calledAs($0) }
  }
}

extension Examples: Equatable {
  /// The same inputs and targets, whatever the notes say.
  public static func == (a: Examples, b: Examples) -> Bool { a.inputs == b.inputs && a.targets == b.targets }
}

// MARK: - Classes

extension Examples {
  /// The class of each example, from targets [n] that number the classes from 0.
  public var classes: [Int] {
    guard targets.shape.rank == 1 else {
      stop(
        shapes: "classes expects classes as targets [n]; got targets \(targets.shape). One-hot targets are made last.")
    }
    return targets.doubles.enumerated().map { row, target in
      guard let number = Int(exactly: target), (0..<largestClassCount).contains(number) else {
        stop("classes expects a class, 0 or 1 or 2 …, as each target; got \(target) as target \(row).")
      }
      return number
    }
  }

  /// How many examples each class has.
  public var classCounts: [Int] {
    let classes = classes
    var counts = [Int](repeating: 0, count: (classes.max() ?? -1) + 1)
    for number in classes { counts[number] += 1 }
    return counts
  }

  /// Only the examples of these classes, which keep their numbers: `digits.keeping(classes: 0..<5)`.
  public func keeping(classes wanted: some Sequence<Int>) -> Examples {
    let (wanted, classes) = (Set(wanted), classes)
    return rows(classes.indices.filter { wanted.contains(classes[$0]) })
  }

  /// Targets [n] that number the classes become one-hot rows [n, classes].
  public func oneHot(classes count: Int) -> Examples { mapTargets { $0.oneHot(classes: count) } }

  /// Shuffles, then splits in two so that each class has the same share of both, as nearly as whole examples allow.
  ///
  /// - Parameter fraction: the part to train with, from 0 to 1.
  public func stratifiedSplit(training fraction: Double, seed: UInt64 = RandomSource.currentSeed) -> (
    training: Examples, validation: Examples
  ) {
    stratifiedSplit(by: classes, training: fraction, seed: seed)
  }

  /// k folds, each of which has every class in the same share, as nearly as whole examples allow.
  public func stratifiedFolds(_ k: Int, seed: UInt64 = RandomSource.currentSeed) -> [(
    training: Examples, validation: Examples
  )] {
    stratifiedFolds(k, by: classes, seed: seed)
  }
}

/// A target above is no class but a measurement.
let largestClassCount = 1 << 20

// MARK: - From series

extension Examples {
  /// From a series in order of time: each input is a window of it, the target what comes `horizon` steps after the
  /// window's end. Split them in order (`splitInOrder`), or the windows of one part look into the other.
  ///
  /// - Parameter series: [n, channels].
  /// - Returns: inputs [n − length − horizon + 1, length, channels], targets [same, channels].
  public static func windows(of series: NDArray, length: Int, horizon: Int = 1) -> Examples {
    guard series.shape.rank == 2, length > 0, horizon > 0, series.rowCount >= length + horizon else {
      stop(
        shapes:
          "windows expects a series [n, channels] with n of at least \(Swift.max(length, 1)) + "
          + "\(Swift.max(horizon, 1)); got \(series.shape) with windows of \(length) and a horizon of \(horizon).")
    }
    let count = series.rowCount - length - horizon + 1
    let inputs = series.rows((0..<count).flatMap { $0..<$0 + length })
    return Examples(
      inputs: inputs.reshaped([count, length, series.shape[1]]),
      targets: series.rows((0..<count).map { $0 + length + horizon - 1 }))
  }
}
