import Autodiff
import Tensors

/// A moving average of a model's weights over the training steps, which wavers less than the weights themselves. Polyak &
/// Juditsky 1992, doi:10.1137/0330046.
///
///     a ← β a + (1 − β) w′        a is w at first, and w′ the new w
///
///     let average = WeightAverage(of: model.parameters, decay: 0.99)
///     train(model, …, by: Adam().averaged(into: average), …)
///     average.store()             // the model now has the averages
public final class WeightAverage: @unchecked Sendable {
  /// β: the part of the average that is kept at each step; from 0 to below 1.
  public let decay: Double
  /// What is averaged, each once.
  public let parameters: [Parameter]
  /// The averages, in the order of `parameters`.
  public let averages: [Parameter]

  public init(of parameters: [Parameter], decay: Double = 0.999) {
    checkDecay(decay, "decay (β)", usual: 0.999)
    self.decay = decay
    self.parameters = parameters.distinct
    averages = self.parameters.map { Parameter("average(\($0.name))", $0.value) }
  }

  /// Exchanges the numbers of weights and averages: called twice, it changes nothing.
  public func exchange() {
    for (w, average) in zip(parameters, averages) {
      let numbers = w.value
      w.set(average.value)
      average.set(numbers)
    }
  }

  /// Gives the weights the numbers of their averages.
  public func store() { for (w, average) in zip(parameters, averages) { w.set(average.value) } }

  /// - Parameter updates: what a rule makes of the parameters.
  func following(_ updates: [Assignment]) -> [Assignment] {
    phase(.update) {
      zip(parameters, averages).map { w, average in
        guard let new = updates.last(where: { $0.parameter === w })?.value else {
          stop(
            "averaged(into:) expects an average of parameters that are trained; got '\(w.name)', which the rule does not change. "
              + "Average the same ones: WeightAverage(of: model.parameters).")
        }
        let β = setting("β", decay, like: [w])
        return Assignment(average, (β * average + (1 - decay) * new).named("new average", of: w))
      }
    }
  }
}

/// An update rule beside which a moving average of the weights is kept.
public struct Averaged: UpdateRule {
  public static let name = "averaged"
  public static let formula = "a ← β a + (1 − β) w′"
  public static let source = "Polyak & Juditsky 1992, doi:10.1137/0330046"

  public let rule: any UpdateRule
  public let average: WeightAverage

  public func updates(
    of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory
  ) -> [Assignment] {
    // The average follows updates, not batches.
    if let waiting = rule as? Accumulated {
      return waiting.rule.averaged(into: average).accumulating(waiting.batches)
        .updates(of: parameters, with: gradients, memory: memory)
    }
    let updates = rule.updates(of: parameters, with: gradients, memory: memory)
    return updates + average.following(updates)
  }

  public var description: String { "\(rule).averaged(decay: \(average.decay))" }
}

extension UpdateRule {
  /// The rule, with a moving average of the weights kept beside it: see `WeightAverage`.
  public func averaged(into average: WeightAverage) -> Averaged { Averaged(rule: self, average: average) }
}
