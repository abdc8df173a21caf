import Autodiff
import Tensors

/// Adam with weight decay beside it: every parameter shrinks by the same share, whatever its gradients. A penalty in the
/// loss would be divided by √v̂ like every gradient, and so hardly hold what changes much. Loshchilov & Hutter 2019,
/// arXiv:1711.05101, algorithm 2.
///
///     m, v, m̂, v̂ as in Adam
///     w ← w − η λ w − η m̂ / (√v̂ + ε)
public struct AdamW: UpdateRule {
  public static let name = "AdamW"
  public static let formula = "m, v, m̂, v̂ as in Adam;  w ← (1 − η λ) w − η m̂ / (√v̂ + ε)"
  public static let source = "Loshchilov & Hutter 2019, arXiv:1711.05101"

  /// λ: a parameter without gradient loses the share η λ of itself in every step; 0 or more.
  public let weightDecay: Double
  private let adam: Adam

  /// η: about how far each parameter moves in one step.
  public var learningRate: any LearningRate { adam.learningRate }
  public var momentDecay: Double { adam.momentDecay }
  public var squareDecay: Double { adam.squareDecay }
  public var epsilon: Double { adam.epsilon }

  public init(
    learningRate: any LearningRate = 0.001, weightDecay: Double = 0.01, momentDecay: Double = 0.9,
    squareDecay: Double = 0.999, epsilon: Double = 1e-8
  ) {
    checkStrength(weightDecay, "weightDecay (λ)")
    self.weightDecay = weightDecay
    adam = Adam(
      learningRate: learningRate, momentDecay: momentDecay, squareDecay: squareDecay, epsilon: epsilon)
  }

  public func updates(
    of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory
  ) -> [Assignment] {
    let λ = phase(.update) { setting("λ", weightDecay, like: parameters) }
    return adam.updates(of: parameters, with: gradients, memory: memory) { w, η in w * (1 - η * λ) }
  }

  public var description: String {
    "AdamW(learningRate: \(learningRate), weightDecay: \(weightDecay), momentDecay: \(momentDecay), "
      + "squareDecay: \(squareDecay), epsilon: \(epsilon))"
  }
}
