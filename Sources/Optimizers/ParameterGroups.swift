import Autodiff
import Tensors

/// An update rule with another one for some of the parameters: a pretrained body that moves slowly below a new head, or
/// biases without weight decay.
///
///     Adam(learningRate: 1e-3).except(body.parameters, by: Adam(learningRate: 1e-5))
///     Adam(learningRate: 1e-3).except(body.parameters, by: nil)          // frozen
///
/// Each rule remembers for itself, and counts its own steps. What is written last comes first.
public struct ParameterGroups: UpdateRule, @unchecked Sendable {
  public static let name = "parameter groups"
  public static let formula = "w ← another rule for some w"
  public static let source = "–"

  public let rule: any UpdateRule
  /// For `parameters`; nil: they stay as they are.
  public let other: (any UpdateRule)?
  public let parameters: [Parameter]

  public func updates(
    of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory
  ) -> [Assignment] {
    let apart = Set(self.parameters.map(ObjectIdentifier.init))
    let pairs = paired(parameters, gradients)
    func updates(by rule: any UpdateRule, _ isApart: Bool, _ memory: OptimizerMemory) -> [Assignment] {
      let own = pairs.filter { apart.contains(ObjectIdentifier($0.0)) == isApart }
      return own.isEmpty ? [] : rule.updates(of: own.map(\.0), with: own.map(\.1), memory: memory)
    }
    guard pairs.contains(where: { apart.contains(ObjectIdentifier($0.0)) }) else {
      let names = self.parameters.prefix(3).map { "'\($0.name)'" }.joined(separator: ", ")
      stop(
        "except(_:by:) expects parameters of the model that is trained; got \(names.isEmpty ? "none" : names). Give it those of a "
          + "part: body.parameters.")
    }
    return updates(by: rule, false, memory) + (other.map { updates(by: $0, true, memory.part("group")) } ?? [])
  }

  public var description: String {
    let names = parameters.map(\.name).joined(separator: ", ")
    return "\(rule).except([\(names)], by: \(other.map { "\($0)" } ?? "nil"))"
  }
}

extension UpdateRule {
  /// The rule, but another one for some of the parameters: see `ParameterGroups`.
  ///
  /// - Parameters:
  ///   - parameters: of the model that is trained.
  ///   - other: with a learning rate of its own; nil: these parameters stay as they are.
  public func except(_ parameters: [Parameter], by other: (any UpdateRule)?) -> ParameterGroups {
    ParameterGroups(rule: self, other: other, parameters: parameters)
  }
}
