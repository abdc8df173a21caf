import Autodiff
import Tensors

/// An update rule that waits for the gradients of several batches and follows their mean: the steps of a large batch, in
/// the memory that a small one takes.
///
///     a ← a + g                          at every batch
///     rule with g = a / k; a ← 0         at every k-th
///
/// An epoch's batches should be a multiple of k: what is left over waits for the next epoch. A schedule counts updates.
public struct Accumulated: UpdateRule {
  public static let name = "accumulated"
  public static let formula = "a ← a + g; at every k-th batch: rule with g = a / k, a ← 0"
  public static let source = "–"

  public let rule: any UpdateRule
  /// k, at least 1.
  public let batches: Int

  public func updates(
    of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory
  ) -> [Assignment] {
    let pairs = paired(parameters, gradients)
    guard let type = parameters.first?.elementType else { return [] }
    return phase(.update) {
      let count = memory.number("batches", type: type)
      let isDue = (count + 1 .== Double(batches)).named("is due")
      let sums = pairs.map { w, g -> (sum: Parameter, new: Tensor) in
        let sum = memory.slot("Σg", of: w)
        return (sum, (sum + g).named("new Σg", of: w))
      }
      let means = zip(pairs, sums).map { pair, sum in ((1 / Double(batches)) * sum.new).named("mean g", of: pair.0) }
      let inner = TrainingLength.$current.withValue(TrainingLength.current.map { $0 / batches }) {
        rule.updates(of: pairs.map(\.0), with: means, memory: memory.part("accumulated"))
      }
      return [Assignment(count, select(isDue, 0, count + 1))]
        + sums.map { Assignment($0.sum, select(isDue, 0, $0.new)) }
        + inner.map { $0.replacing(select(isDue, $0.value, $0.parameter), every: batches) }
    }
  }

  public var description: String { "\(rule).accumulating(\(batches))" }
}

extension UpdateRule {
  /// The rule applied to the mean gradient of so many batches: see `Accumulated`.
  public func accumulating(_ batches: Int) -> Accumulated {
    guard batches >= 1 else { stop("accumulating(_:) expects a number of batches, 1 or more; got \(batches).") }
    return Accumulated(rule: self, batches: batches)
  }
}
