import Numerals
import Tensors

/// One thing that was checked about a trace, and how it came out.
public struct VerificationRow: Sendable, Equatable {
  public let check: String
  public let passed: Bool
  public let detail: String
}

extension Trace {
  /// Checks a fully detailed trace against itself: operations replayed from their recorded operands, changed operands
  /// that change results, contributions that sum to their gradient, derivatives against finite differences.
  ///
  /// A trace in less detail answers with one failed row that says so.
  public func verify() -> [VerificationRow] {
    guard detail == .full, !steps.isEmpty else {
      return [VerificationRow(check: "detail", passed: false, detail: "only a trace in full detail can be verified")]
    }
    return [replayed(), perturbed(), summedLedgers(), triedDerivatives()]
  }

  private var graph: Graph { program.graph }

  /// Every operation of every step, computed again from its recorded operands.
  private func replayed() -> VerificationRow {
    var count = 0
    let execution = Execution(graph)
    for step in steps.indices {
      for operation in graph.operations where !operation.isLeaf {
        let again = execution.result(of: operation.id, from: recordedOperands(of: operation.id, step: step))
        guard let recorded = value(operation.id, step: step), again.hasSameBits(as: recorded) else {
          return VerificationRow(
            check: "replay", passed: false,
            detail: "training step \(firstStep + step): \(graph.line(for: operation.id)) computes other bits")
        }
        count += 1
      }
    }
    return VerificationRow(check: "replay", passed: true, detail: "\(count) operations compute the same bits again")
  }

  /// Every operand of the first step, changed: where the local derivative is not 0, the result must change.
  private func perturbed() -> VerificationRow {
    var (changed, flat) = (0, 0)
    for operation in graph.operations where !operation.isLeaf {
      let operands = recordedOperands(of: operation.id, step: 0)
      let recorded = value(operation.id)!
      let unchanged = result(of: operation, from: operands)
      for i in operands.indices where operands[i].count > 0 && isUsed(i, of: operation.primitive) {
        var altered = operands
        for k in 0..<operands[i].count { altered[i][at: k] += 0.5 * Swift.max(1, Swift.abs(operands[i][at: k])) }
        if !result(of: operation, from: altered).hasSameBits(as: unchanged) {
          changed += 1
        } else if hasSlope(operation, operands, recorded, operand: i) {
          return VerificationRow(
            check: "perturbation", passed: false,
            detail: "changing operand \(i + 1) of \(graph.line(for: operation.id)) changes nothing")
        } else {
          flat += 1
        }
      }
    }
    return VerificationRow(
      check: "perturbation", passed: true,
      detail: "\(changed) changed operands change their result" + (flat > 0 ? ", \(flat) are flat where they are" : ""))
  }

  private func isUsed(_ operand: Int, of primitive: Primitive) -> Bool {
    let derivatives = primitive.localDerivatives
    return operand < derivatives.count ? !derivatives[operand].isEmpty : !derivatives.isEmpty
  }

  private func hasSlope(_ operation: Operation, _ operands: [NDArray], _ result: NDArray, operand: Int) -> Bool {
    (0..<result.count).contains { offset in
      let context = ElementContext(
        operands: operands, result: result, attributes: operation.attributes, index: result.shape.index(at: offset),
        format: { exactText($0) })
      let slope = operation.primitive.localDerivative(context, operand: operand) ?? 0
      return Swift.abs(slope) > 1e-3
    }
  }

  /// Every gradient, summed again from its contributions in their order.
  private func summedLedgers() -> VerificationRow {
    var count = 0
    for step in steps.indices {
      for gradientID in (0..<graph.count).compactMap(graph.gradient) {
        guard let ledger = GradientLedger(of: graph[gradientID].tensor) else { continue }
        let contributions = ledger.entries.compactMap { graph.id(of: $0.contribution) }.map { value($0, step: step)! }
        let accumulate = Primitive.accumulate
        let sum = contributions.dropFirst().reduce(contributions[0]) { accumulate.evaluate([$0, $1], .none) }
        guard sum.hasSameBits(as: value(gradientID, step: step)!) else {
          return VerificationRow(
            check: "ledger", passed: false,
            detail:
              "the contributions to \(graph.name(of: gradientID)) do not sum to it at training step \(firstStep + step)"
          )
        }
        count += 1
      }
    }
    return VerificationRow(
      check: "ledger", passed: true, detail: "\(count) gradients are the sums of their contributions")
  }

  /// Up to 32 elements of each parameter's gradient at the first step against (L(w + h) − L(w − h)) / 2h.
  private func triedDerivatives() -> VerificationRow {
    guard let loss = program.loss else {
      return VerificationRow(check: "finite differences", passed: true, detail: "no loss, so no gradient to try")
    }
    let isDouble = graph.elementType == .float64
    let (h, tolerance) = isDouble ? (1e-5, 1e-5) : (1e-2, 5e-2)
    let execution = Execution(graph)
    var worst = 0.0
    var count = 0
    for id in 0..<graph.count where graph[id].primitive === Primitive.parameter {
      guard let gradientID = graph.gradient(of: id), let start = leaves[id] else { continue }
      for offset in 0..<Swift.min(start.count, 32) {
        func lossAfter(_ change: Double) -> Double {
          for (leaf, contents) in leaves { execution.store(contents, in: leaf) }
          var changed = start
          changed[at: offset] += change
          execution.store(changed, in: id)
          execution.rewind(to: 0)
          execution.run(upTo: loss + 1)
          return execution.number(loss, at: 0)
        }
        let numeric = (lossAfter(h) - lossAfter(-h)) / (2 * h)
        let exact = value(gradientID)![at: offset]
        worst = Swift.max(worst, Swift.abs(exact - numeric) / Swift.max(1, Swift.abs(exact), Swift.abs(numeric)))
        count += 1
      }
    }
    return VerificationRow(
      check: "finite differences", passed: worst <= tolerance,
      detail: "\(count) derivatives tried, greatest relative error \(significantText(worst))")
  }

  private func recordedOperands(of id: Int, step: Int) -> [NDArray] {
    graph.operands(of: id).map { value($0, step: step)! }
  }

  private func result(of operation: Operation, from operands: [NDArray]) -> NDArray {
    operation.primitive.evaluate(operands, operation.attributes)
  }
}

extension Primitive {
  /// The operation on concrete numbers, without a graph.
  /// - Precondition: the operands fit.
  public func evaluate(_ operands: [NDArray], _ attributes: Attributes = .none) -> NDArray {
    built(operands.map { Tensor($0) }, attributes).value
  }
}
