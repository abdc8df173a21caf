import Autodiff
import Tensors

// Penalties for large parameters, which keep a network from bending to every example: in the gradients, for any rule, or
// in the loss, where they are seen in its value too. `AdamW` has its own, beside the gradients.

/// An update rule that is given gradients to which those of a penalty have been added: of ½ λ₂ Σ w², ridge or L2, which
/// shrinks every parameter in proportion, and of λ₁ Σ |w|, lasso or L1, which moves many to 0. Krogh & Hertz 1991, NeurIPS;
/// Tibshirani 1996, doi:10.1111/j.2517-6161.1996.tb02080.x.
///
///     g ← g + λ₂ w + λ₁ sign(w)
///
/// The loss that is shown stays that of the examples.
public struct Penalized: UpdateRule {
  public static let name = "penalised"
  public static let formula = "g ← g + λ₂ w + λ₁ sign(w)"
  public static let source = "Krogh & Hertz 1991, NeurIPS; Tibshirani 1996, doi:10.1111/j.2517-6161.1996.tb02080.x"

  public let rule: any UpdateRule
  /// λ₁ and λ₂: 0 or more.
  public let l1: Double
  public let l2: Double
  /// Are parameters with a single axis, biases and gains, penalised too?
  public let includesBiases: Bool

  public func updates(
    of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory
  ) -> [Assignment] {
    let pairs = paired(parameters, gradients)
    let penalised = phase(.backward) {
      pairs.map { w, g in
        guard includesBiases || w.rank >= 2 else { return g }
        var sum = g
        if l2 > 0 { sum = sum + setting("λ₂", l2, like: [w]) * w }
        if l1 > 0 { sum = sum + setting("λ₁", l1, like: [w]) * sign(w) }
        return sum === g || g.name.isEmpty ? sum : sum.named(g.name + " with penalty")
      }
    }
    return rule.updates(of: pairs.map(\.0), with: penalised, memory: memory)
  }

  public var description: String {
    "\(rule).penalized(l1: \(l1), l2: \(l2)\(includesBiases ? "" : ", includingBiases: false"))"
  }
}

extension UpdateRule {
  /// The rule with penalties for large parameters: `Momentum(learningRate: 0.1).penalized(l2: 1e-4)`.
  ///
  /// What is written last comes first: `rule.clipped(norm: 1).penalized(l2: 1e-4)` adds the penalty and then clips.
  ///
  /// - Parameters:
  ///   - l1: λ₁, the price of |w|.
  ///   - l2: λ₂, the price of ½ w².
  ///   - includingBiases: also of parameters with a single axis, biases and gains.
  public func penalized(l1: Double = 0, l2: Double = 0, includingBiases: Bool = true) -> Penalized {
    checkStrength(l1, "l1 (λ₁)")
    checkStrength(l2, "l2 (λ₂)")
    return Penalized(rule: self, l1: l1, l2: l2, includesBiases: includingBiases)
  }
}

/// λ Σ |w| over all parameters, each counted once: to be added to a loss.
public func l1Penalty(_ parameters: [Parameter], strength: Double) -> Tensor {
  checkStrength(strength, "strength (λ)")
  return penalty("L1 penalty", parameters, strength) { sum(abs($0)) }
}

/// ½ λ Σ w² over all parameters, each counted once: to be added to a loss. Its gradient is λ w.
public func l2Penalty(_ parameters: [Parameter], strength: Double) -> Tensor {
  checkStrength(strength, "strength (λ)")
  return penalty("L2 penalty", parameters, strength / 2) { sum(pow($0, 2)) }
}

private func penalty(
  _ name: String, _ parameters: [Parameter], _ factor: Double, of term: (Parameter) -> Tensor
) -> Tensor {
  let parameters = parameters.distinct
  guard let first = parameters.first else { stop("\(name) expects at least one parameter; got none.") }
  return phase(.loss) {
    module(name) { factor * parameters.dropFirst().reduce(term(first)) { $0 + term($1) } }
  }
}
