import Autodiff
import Tensors

/// How parameters change in answer to their gradients: about fifteen lines of the same operations that networks are
/// made of, so an update is stepped through, drawn and explained like everything else.
///
/// To add one: a struct in a file of its own, its paper and formula above it, and an entry in `UpdateRules.all`.
public protocol UpdateRule: Sendable, CustomStringConvertible {
  /// As lessons call it: "gradient descent".
  static var name: String { get }

  /// The operations that compute new parameters, in the phase `update`.
  ///
  /// - Parameters:
  ///   - gradients: one for each parameter, of its shape.
  ///   - memory: where the rule keeps what it remembers from step to step, as parameters too.
  func updates(of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory) -> [Assignment]
}

extension UpdateRule {
  /// The same with a memory of its own.
  public func updates(of parameters: [Parameter], with gradients: [Tensor]) -> [Assignment] {
    updates(of: parameters, with: gradients, memory: OptimizerMemory())
  }
}

/// Every update rule there is, with settings that suit a first try.
public enum UpdateRules {
  public static let all: [any UpdateRule] = [
    GradientDescent(learningRate: 0.1), Momentum(learningRate: 0.05, momentum: 0.9), Adam(learningRate: 0.01),
  ]
}

/// Each parameter with its gradient; refuses lists that do not belong together.
func paired(_ parameters: [Parameter], _ gradients: [Tensor]) -> [(Parameter, Tensor)] {
  guard parameters.count == gradients.count else {
    stop("a gradient was wanted for each of \(parameters.count) parameters, but \(gradients.count) came.")
  }
  for (w, g) in zip(parameters, gradients) where w.shape != g.shape {
    stop(
      "a gradient of the shape of '\(w.name)', \(w.shape), was wanted, but \(g.shape) came. "
        + "Are parameters and gradients in the same order?")
  }
  return Array(zip(parameters, gradients))
}

/// A constant of the update, named as in its formula.
func setting(_ name: String, _ value: Double, like parameters: [Parameter]) -> Tensor {
  Tensor(value, name: name, type: parameters.first?.elementType ?? .float32)
}

func checkLearningRate(_ rate: Double) {
  guard rate > 0, rate.isFinite else {
    stop("a learning rate above 0 was wanted, but \(rate) came. Try 0.1, and divide by 10 while the loss grows.")
  }
}
