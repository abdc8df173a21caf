import Autodiff
import Numerals
import Tensors

/// How parameters change in answer to their gradients: about fifteen lines of the same operations that networks are
/// made of, so an update is stepped through, drawn and explained like everything else.
///
/// One of your own, with a memory and a schedule:
///
///     struct SignMomentum: UpdateRule {
///       var learningRate: any LearningRate = 0.001
///       func updates(of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory) -> [Assignment] {
///         memory.updates(of: parameters, with: gradients, at: learningRate) { w, g, η in
///           let m = memory.slot("m", of: w)
///           let newM = 0.9 * m + 0.1 * g
///           return [Assignment(m, newM), Assignment(w, w - η * sign(newM))]
///         }
///       }
///     }
///
/// To add one to the library: a struct in a file of its own, its paper and formula above it, and an entry in
/// `UpdateRules.all`.
public protocol UpdateRule: TrainingMethod {
  /// As lessons call it: "gradient descent". Left out: the type's name.
  static var name: String { get }
  /// On one line: w the parameter, g its gradient, η the learning rate, t = 1, 2, … the step.
  static var formula: String { get }
  /// The publication: authors, year and place.
  static var source: String { get }

  /// The operations that compute new parameters, in the phase `update`.
  ///
  /// - Parameters:
  ///   - gradients: one for each parameter, of its shape.
  ///   - memory: where the rule keeps what it remembers from step to step, as parameters too.
  func updates(of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory) -> [Assignment]
}

extension UpdateRule {
  public static var name: String { "\(Self.self)" }
  public static var formula: String { "" }
  public static var source: String { "" }
  public var description: String { settingsText(self) }

  /// The same with a memory of its own.
  public func updates(of parameters: [Parameter], with gradients: [Tensor]) -> [Assignment] {
    updates(of: parameters, with: gradients, memory: .automatic())
  }

  /// How many numbers it remembers for each number of a parameter, and how many more for all of them together. Found by
  /// building the update of one parameter.
  public var numbersRemembered: (perNumber: Int, shared: Int) {
    let memory = OptimizerMemory()
    let w = Parameter("w", [0, 0])
    _ = updates(of: [w], with: [Tensor([0, 0])], memory: memory)
    let slots = memory.parameters.count { $0.shape == w.shape }
    return (slots, memory.parameters.count - slots)
  }
}

/// Every update rule there is, with settings that suit a first try.
public enum UpdateRules {
  public static let all: [any UpdateRule] = [
    GradientDescent(learningRate: 0.1), Momentum(learningRate: 0.05, momentum: 0.9),
    Nesterov(learningRate: 0.05, momentum: 0.9), AdaGrad(learningRate: 0.05), RMSProp(learningRate: 0.01),
    Adam(learningRate: 0.01), AdamW(learningRate: 0.01, weightDecay: 0.01),
  ]
}

/// Each parameter once, with its gradient; refuses lists that do not belong together.
func paired(_ parameters: [Parameter], _ gradients: [Tensor]) -> [(Parameter, Tensor)] {
  guard parameters.count == gradients.count else {
    stop("An update expects a gradient for each of \(parameters.count) parameters; got \(gradients.count).")
  }
  for (w, g) in zip(parameters, gradients) where w.shape != g.shape {
    stop(
      shapes: "An update expects a gradient of the shape of '\(w.name)', \(w.shape); got \(g.shape). "
        + "Are parameters and gradients in the same order?")
  }
  var seen: Set<ObjectIdentifier> = []
  return zip(parameters, gradients).filter { seen.insert(ObjectIdentifier($0.0)).inserted }
}

extension OptimizerMemory {
  /// What a rule makes of parameters one by one: each once, with its gradient and the learning rate of the step.
  ///
  /// - Parameters:
  ///   - gradients: one for each parameter, of its shape.
  ///   - learningRate: a number above 0, or a schedule, whose steps are counted here.
  ///   - update: from a parameter w, its gradient g and the rate η to the new numbers of w and of what is remembered for it.
  public func updates(
    of parameters: [Parameter], with gradients: [Tensor], at learningRate: any LearningRate,
    _ update: (_ w: Parameter, _ g: Tensor, _ η: Tensor) -> [Assignment]
  ) -> [Assignment] {
    checkLearningRate(learningRate)
    return phase(.update) {
      let (η, counting) = rate(learningRate, like: parameters, memory: self)
      return counting + paired(parameters, gradients).flatMap { w, g in update(w, g, η) }
    }
  }
}

/// A constant of the update, named as in its formula.
func setting(_ name: String, _ value: Double, like parameters: [Parameter]) -> Tensor {
  Tensor(value, name: name, type: parameters.first?.elementType ?? .float32)
}

extension Tensor {
  /// Named for its role in the update of one parameter, as what is remembered for it is: "m̂(w)".
  func named(_ role: String, of parameter: Parameter) -> Self { named("\(role)(\(parameter.name))") }
}

// MARK: - What settings may be

func checkMomentum(_ momentum: Double) {
  guard momentum >= 0, momentum < 1 else {
    stop("momentum must be at least 0 and less than 1; got \(momentum). 0.9 is usual.")
  }
}

func checkDecay(_ decay: Double, _ name: String, usual: Double) {
  guard decay >= 0, decay < 1 else {
    stop("\(name) must be at least 0 and less than 1; got \(exactText(decay)). \(usual) is usual.")
  }
}

func checkEpsilon(_ epsilon: Double, usual: String) {
  guard epsilon > 0, epsilon.isFinite else {
    stop("epsilon (ε) must be above 0 and finite; got \(exactText(epsilon)). \(usual) is usual.")
  }
}

func checkStrength(_ strength: Double, _ name: String, advice: String = " Start with 0.0001.") {
  guard strength >= 0, strength.isFinite else {
    stop("\(name) must be at least 0 and finite; got \(strength).\(advice)")
  }
}
