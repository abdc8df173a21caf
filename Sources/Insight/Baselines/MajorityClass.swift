import Datasets
import Numerals
import Tensors
import Training

/// Always answers the class that occurs most often, the lowest of several. Where 95 % of the examples are of one class, an
/// accuracy of 95 % shows that nothing was learnt.
public struct MajorityClass: Baseline {
  public static let name = "majority class"
  public var task: BaselineTask { .classification }
  public var description: String { Self.name }

  public init() {}

  public func fit(_ examples: Examples, names: ExampleNames) -> Fitted {
    let features = Features(learningFrom: examples, asker: Self.name)
    let targets = ClassTargets(examples.targets, asker: Self.name)
    names.check(columns: features.columnCount, classes: targets.classCount)
    let label = targets.counts.firstMaximum
    return Fitted(
      label: label, share: Double(targets.counts[label]) / Double(examples.count), names: names,
      columnCount: features.columnCount)
  }

  public struct Fitted: FittedBaseline {
    public let label: Int
    /// How many of the examples have it, from 0 to 1.
    public let share: Double
    let names: ExampleNames
    let columnCount: Int

    public func predict(_ inputs: NDArray) -> NDArray {
      let features = Features(inputs, columns: columnCount, asker: name)
      return NDArray(repeating: Double(label), shape: [features.rowCount], type: inputs.elementType)
    }

    /// "always setosa, as 0.3333 of the examples"
    public var description: String { "always \(names.label(label)), as \(significantText(share)) of the examples" }
  }
}

/// Always answers the mean of the targets: what R² = 0 stands for.
public struct MeanTarget: Baseline {
  public static let name = "mean"
  public var task: BaselineTask { .regression }
  public var description: String { Self.name }

  public init() {}

  public func fit(_ examples: Examples, names: ExampleNames) -> Fitted {
    let features = Features(learningFrom: examples, asker: Self.name)
    names.check(columns: features.columnCount)
    let targets = NumberTargets(examples.targets, asker: Self.name)
    let means = (0..<targets.outputCount).map { output in
      stride(from: output, to: targets.values.count, by: targets.outputCount).reduce(0) { $0 + targets.values[$1] }
        / Double(examples.count)
    }
    return Fitted(means: means, targets: targets, columnCount: features.columnCount)
  }

  public struct Fitted: FittedBaseline {
    /// One for each output.
    public let means: [Double]
    let targets: NumberTargets
    let columnCount: Int

    public func predict(_ inputs: NDArray) -> NDArray {
      let rows = Features(inputs, columns: columnCount, asker: name).rowCount
      return targets.array((0..<rows).flatMap { _ in means }, rows: rows, type: inputs.elementType)
    }

    /// "always 4202"
    public var description: String { "always " + means.map { significantText($0) }.joined(separator: ", ") }
  }
}
