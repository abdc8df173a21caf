import Autodiff
import Tensors

/// Adam: a step of about the same length for every parameter, whatever the size of its gradients. Kingma & Ba 2015,
/// arXiv:1412.6980, algorithm 1.
///
///     m ← β₁ m + (1 − β₁) g        a moving average of the gradients, 0 at first
///     v ← β₂ v + (1 − β₂) g²       and of their squares
///     m̂ = m / (1 − β₁ᵗ)            made unbiased at step t = 1, 2, …
///     v̂ = v / (1 − β₂ᵗ)
///     w ← w − η m̂ / (√v̂ + ε)
///
/// In the graph c₁ stands for 1 − β₁ᵗ, and c₂ for 1 − β₂ᵗ. Each is the same moving average, of ones: c ← β c + (1 − β), 0 at
/// first. It is remembered as such, one number for all parameters, because computing it by the subtraction would lose three
/// of Float32's seven digits.
public struct Adam: UpdateRule {
  public static let name = "Adam"
  public static let formula =
    "m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  m̂ = m / (1 − β₁ᵗ);  v̂ = v / (1 − β₂ᵗ);  w ← w − η m̂ / (√v̂ + ε)"
  public static let source = "Kingma & Ba 2015, arXiv:1412.6980"

  /// η: about how far each parameter moves in one step; above 0.
  public let learningRate: any LearningRate
  /// β₁: the part of the gradients' average that is kept; from 0 to below 1.
  public let momentDecay: Double
  /// β₂: the part of the squares' average that is kept; from 0 to below 1.
  public let squareDecay: Double
  /// ε: keeps the division finite where gradients vanish; above 0.
  public let epsilon: Double

  public init(
    learningRate: any LearningRate = 0.001, momentDecay: Double = 0.9, squareDecay: Double = 0.999,
    epsilon: Double = 1e-8
  ) {
    checkLearningRate(learningRate)
    checkDecay(momentDecay, "momentDecay (β₁)", usual: 0.9)
    checkDecay(squareDecay, "squareDecay (β₂)", usual: 0.999)
    checkEpsilon(epsilon, usual: "1e-8")
    self.learningRate = learningRate
    self.momentDecay = momentDecay
    self.squareDecay = squareDecay
    self.epsilon = epsilon
  }

  public func updates(
    of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory
  ) -> [Assignment] {
    updates(of: parameters, with: gradients, memory: memory) { w, _ in w }
  }

  /// - Parameter start: where a parameter's step begins: at the parameter or, when it decays by itself, below it.
  func updates(
    of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory,
    from start: (_ w: Parameter, _ η: Tensor) -> Tensor
  ) -> [Assignment] {
    let pairs = paired(parameters, gradients)
    guard let type = parameters.first?.elementType else { return [] }
    return phase(.update) {
      let (η, counting) = rate(learningRate, like: parameters, memory: memory)
      let β1 = setting("β₁", momentDecay, like: parameters)
      let β2 = setting("β₂", squareDecay, like: parameters)
      let ε = setting("ε", epsilon, like: parameters)
      let (c1, c2) = (memory.number("c₁", type: type), memory.number("c₂", type: type))
      let newC1 = (β1 * c1 + (1 - momentDecay)).named("new c₁")
      let newC2 = (β2 * c2 + (1 - squareDecay)).named("new c₂")
      return counting + [Assignment(c1, newC1), Assignment(c2, newC2)]
        + pairs.flatMap { w, g in
          let (m, v) = (memory.slot("m", of: w), memory.slot("v", of: w))
          let newM = (β1 * m + (1 - momentDecay) * g).named("new m", of: w)
          let newV = (β2 * v + (1 - squareDecay) * (g * g)).named("new v", of: w)
          let m̂ = (newM / newC1).named("m̂", of: w)
          let v̂ = (newV / newC2).named("v̂", of: w)
          let step = η * (m̂ / (sqrt(v̂) + ε))
          return [Assignment(m, newM), Assignment(v, newV), Assignment(w, start(w, η) - step)]
        }
    }
  }

  public var description: String {
    "Adam(learningRate: \(learningRate), momentDecay: \(momentDecay), squareDecay: \(squareDecay), "
      + "epsilon: \(epsilon))"
  }
}
