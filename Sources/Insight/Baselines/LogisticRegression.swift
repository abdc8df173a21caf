import Datasets
import Tensors
import Training

/// Probabilities from weighted sums: of yes σ(x · w + b), of several classes softmax(x · W + b). The weights have the smallest
/// cross-entropy, summed over the examples, + (λ/2) ‖W‖². Bishop 2006, section 4.3; Cox 1958,
/// doi:10.1111/j.2517-6161.1958.tb00292.x.
///
/// It is a network of one layer. There is one minimum, and Newton's method goes there without a learning rate.
public struct LogisticRegression: Baseline {
  public static let name = "logistic regression"
  public var task: BaselineTask { .classification }
  /// λ, at least 0; the intercepts are not held back by it.
  public let l2: Double
  /// Newton steps after which it gives up, and says so.
  public let stepLimit: Int

  public init(l2: Double = 1, stepLimit: Int = 100) {
    guard l2 >= 0, l2.isFinite else { stop("l2 (λ) must be at least 0 and finite; got \(l2).") }
    guard stepLimit > 0 else { stop("stepLimit must be at least 1; got \(stepLimit).") }
    self.l2 = l2
    self.stepLimit = stepLimit
  }

  public var description: String { "\(Self.name), L2 \(l2)" }

  public func fit(_ examples: Examples, names: ExampleNames) -> Fitted {
    let features = Features(learningFrom: examples, asker: Self.name)
    let targets = ClassTargets(examples.targets, asker: Self.name)
    let columns = features.columnCount
    names.check(columns: columns, classes: targets.classCount)
    let table = NDArray(features.values, shape: [features.rowCount, columns], type: .float64)
    let standard = Standardisation(fitting: table)
    var problem = LogisticProblem(
      DenseRows(values: standard(table).doubles, width: columns), targets, scales: standard.standardDeviations, l2: l2)
    let end = problem.minimise(stepLimit: stepLimit)
    let outputs = problem.outputs
    let weights = (0..<columns).map { column in
      (0..<outputs).map { problem.parameters[$0 * (columns + 1) + column] / standard.standardDeviations[column] }
    }
    let intercepts = (0..<outputs).map { output in
      (0..<columns).reduce(problem.parameters[output * (columns + 1) + columns]) {
        $0 - weights[$1][output] * standard.means[$1]
      }
    }
    return Fitted(
      weights: NDArray(weights.flatMap { $0 }, shape: [columns, outputs], type: .float64), intercepts: intercepts,
      columnNames: (0..<columns).map(names.column), classNames: (0..<targets.classCount).map(names.label),
      steps: end.steps, isConverged: end.isConverged, crossEntropy: end.loss, isUnheld: l2 == 0)
  }

  public struct Fitted: LinearModel {
    /// [columns, 1] for two classes, the weights of class 1; otherwise [columns, classes].
    public let weights: NDArray
    public let intercepts: [Double]
    public let columnNames: [String]
    public let classNames: [String]
    /// How many Newton steps it took.
    public let steps: Int
    public let isConverged: Bool
    /// The mean over the examples, without the penalty.
    public let crossEntropy: Double
    let isUnheld: Bool

    public var classCount: Int { classNames.count }
    public var outputNames: [String] { intercepts.count == 1 ? [classNames[1]] : classNames }

    public var notice: String? {
      if isUnheld, crossEntropy < 1e-5 {
        return
          "The classes are separated without error: without L2, larger weights always fit better, so these are only where "
          + "the search ended."
      }
      return isConverged ? nil : "The search ended after \(steps) steps, before the minimum was reached."
    }

    /// Of each class: inputs [n, …] → [n, classes].
    public func probabilities(_ inputs: NDArray) -> NDArray {
      let features = Features(inputs, columns: columnNames.count, asker: name)
      let sums = weightedSums(features)
      let rows = (0..<features.rowCount).flatMap { i in
        classProbabilities(sums[i * intercepts.count..<(i + 1) * intercepts.count])
      }
      return NDArray(rows, shape: [features.rowCount, classCount], type: inputs.elementType)
    }

    /// The class with the highest probability, the lowest of several.
    public func predict(_ inputs: NDArray) -> NDArray {
      let features = Features(inputs, columns: columnNames.count, asker: name)
      let (sums, outputs) = (weightedSums(features), intercepts.count)
      let labels = (0..<features.rowCount).map { i in
        outputs == 1 ? (sums[i] > 0 ? 1 : 0) : sums[i * outputs..<(i + 1) * outputs].firstMaximum
      }
      return NDArray(labels.map(Double.init), shape: [labels.count], type: inputs.elementType)
    }

    public var description: String { ([weightTable] + (notice.map { [$0] } ?? [])).joined(separator: "\n") }
  }
}
