import Numerals
import Tensors

/// One row of a gradient check: an element's derivative, by the chain rule and by trying.
public struct GradientCheckRow: Sendable, Equatable, CustomStringConvertible {
  /// The target's name, or its number among the targets.
  public let target: String
  public let index: [Int]
  public let analytic: Double
  public let numeric: Double
  /// |analytic − numeric| / max(1, |analytic|, |numeric|)
  public let relativeError: Double

  /// "w[0, 1]: by the chain rule 0.25, by trying 0.25, relative error 3.1e−11"
  public var description: String {
    let place = index.isEmpty ? "" : "[\(index.map(String.init).joined(separator: ", "))]"
    return "\(target)\(place): by the chain rule \(significantText(analytic)), by trying \(significantText(numeric)), "
      + "relative error \(significantText(relativeError, digits: 2))"
  }
}

/// Compares every derivative with a central finite difference, (L(t + h) − L(t − h)) / 2h.
///
/// In Float64 with h = 10⁻⁵ the two agree to about 10⁻⁹ where the loss is smooth; in Float32 expect 10⁻² and a
/// larger h. The targets' numbers are restored afterwards.
///
/// - Returns: a row for each element of each target, in order.
public func gradientCheck(of loss: Tensor, with targets: [Variable], step h: Double = 1e-5) -> [GradientCheckRow] {
  let analytic = gradients(of: loss, with: targets).map(\.value)
  var rows: [GradientCheckRow] = []
  let execution = Execution(Graph(of: [loss]))
  let lossID = execution.graph.outputs[0]
  for (number, target) in targets.enumerated() {
    let original = target.contents!
    let id = execution.graph.id(of: target)
    for offset in 0..<target.shape.count {
      func lossAfter(_ change: Double) -> Double {
        guard let id else { return 0 }
        var changed = original
        changed[at: offset] += change
        execution.loadLeaves()
        execution.store(changed, in: id)
        execution.run()
        return execution.value(lossID).scalar
      }
      let numeric = (lossAfter(h) - lossAfter(-h)) / (2 * h)
      let exact = analytic[number][at: offset]
      rows.append(
        GradientCheckRow(
          target: target.name.isEmpty ? "\(number)" : target.name, index: target.shape.index(at: offset),
          analytic: exact, numeric: numeric,
          relativeError: Swift.abs(exact - numeric) / Swift.max(1, Swift.abs(exact), Swift.abs(numeric))))
    }
  }
  return rows
}
