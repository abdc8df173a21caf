import Autodiff
import Tensors

// Gradients cut to a size before the update, so that one steep place does not throw the parameters far away.

/// Every number of every gradient, cut to −limit … limit. It changes the direction of the step.
///
///     g ← min(max(g, −limit), limit)
public func clippedByValue(_ gradients: [Tensor], limit: Double) -> [Tensor] {
  checkLimit(limit)
  return phase(.clip) {
    gradients.map { g in
      let clipped = minimum(
        maximum(g, Tensor(-limit, type: g.elementType)), Tensor(limit, type: g.elementType))
      return clipped.named(name(of: g))
    }
  }
}

/// All gradients scaled by one factor, so that together they are at most `limit` long. It keeps the direction of the
/// step. Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, algorithm 1.
///
///     g ← g · limit / max(‖g‖, limit)        ‖g‖ = √ Σ g², over all gradients together
///
/// A gradient that is listed twice, because its parameter is, counts once.
public func clippedByNorm(_ gradients: [Tensor], limit: Double) -> [Tensor] {
  checkLimit(limit)
  guard let first = gradients.first else { return [] }
  return phase(.clip) {
    let limit = Tensor(limit, name: "limit", type: first.elementType)
    let squares = gradients.distinct.map { sum(pow($0, 2)) }
    let norm = sqrt(squares.dropFirst().reduce(squares[0], +)).named("‖g‖")
    let factor = limit / maximum(norm, limit)
    return gradients.map { g in (g * factor).named(name(of: g)) }
  }
}

/// An update rule that is given gradients cut to a size.
public struct Clipped: UpdateRule {
  public static let name = "clipped"
  public static let formula = "g ← min(max(g, −limit), limit), or g ← g · limit / max(‖g‖, limit)"
  public static let source = "Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063"

  public enum Measure: String, Sendable {
    case value, norm
  }

  public let rule: any UpdateRule
  public let measure: Measure
  public let limit: Double

  public func updates(
    of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory
  ) -> [Assignment] {
    let pairs = paired(parameters, gradients)
    let cut =
      switch measure {
      case .value: clippedByValue(pairs.map(\.1), limit: limit)
      case .norm: clippedByNorm(pairs.map(\.1), limit: limit)
      }
    return rule.updates(of: pairs.map(\.0), with: cut, memory: memory)
  }

  public var description: String { "\(rule).clipped(\(measure): \(limit))" }
}

extension UpdateRule {
  /// The rule with every number of every gradient cut to −limit … limit: see `clippedByValue`.
  public func clipped(value limit: Double) -> Clipped {
    checkLimit(limit, "value")
    return Clipped(rule: self, measure: .value, limit: limit)
  }

  /// The rule with all gradients together cut to a length: see `clippedByNorm`.
  public func clipped(norm limit: Double) -> Clipped {
    checkLimit(limit, "norm")
    return Clipped(rule: self, measure: .norm, limit: limit)
  }
}

private func name(of gradient: Tensor) -> String { gradient.name.isEmpty ? "" : gradient.name + " clipped" }

private func checkLimit(_ limit: Double, _ name: String = "limit") {
  guard limit > 0, limit.isFinite else {
    stop("\(name) must be above 0 and finite, to clip gradients to; got \(limit).")
  }
}
