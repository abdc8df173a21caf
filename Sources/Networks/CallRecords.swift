import Autodiff
import Synchronization
import Tensors

/// How layers were called, told from what came out of them, for as long as that lives. A training step that leaves out what
/// belongs to a call would train something else: it is refused.
package enum CallRecords {
  private enum Meaning {
    /// A training pass went through the layer, and this is to change with every step.
    case changes(Parameter)
    /// The layer was called without a pass, as it is used.
    case inUse(any Layer)
  }

  private struct Record {
    weak var output: Tensor?
    let meaning: Meaning
  }

  private struct Records: @unchecked Sendable {
    private(set) var all: [Record] = []
    private var sizeToClear = 64

    mutating func add(_ output: Tensor, _ meaning: Meaning) {
      if all.count >= sizeToClear {
        all.removeAll { $0.output == nil }
        sizeToClear = max(64, 2 * all.count)
      }
      all.append(Record(output: output, meaning: meaning))
    }
  }

  private static let records = Mutex(Records())

  static func note(_ outputs: [Tensor], changes states: [Parameter]) {
    records.withLock { records in
      for output in outputs { for state in states { records.add(output, .changes(state)) } }
    }
  }

  static func note(_ output: Tensor, ofLayerInUse layer: any Layer) {
    records.withLock { $0.add(output, .inUse(layer)) }
  }

  /// Refuses a training step with dropout that always draws the same, with averages that stay behind, or with layers that work as in
  /// use although they are trained.
  package static func check(_ program: Program) {
    let changed = Set(program.assignments.map { ObjectIdentifier($0.parameter) })
    checkDraws(program, changed)
    let known = records.withLock { $0.all }
    for record in known {
      guard let output = record.output, program.graph.id(of: output) != nil else { continue }
      switch record.meaning {
      case .changes(let state) where !changed.contains(ObjectIdentifier(state)):
        stop(
          "'\(state.name)' changes with every step of a training pass, but the program leaves it as it is. \(advice) If it is to "
            + "stay, say so: alongside: [Assignment(state, state)].")
      case .inUse(let layer)
      where layer.parameters.isEmpty || layer.parameters.contains { changed.contains(ObjectIdentifier($0)) }:
        stop(
          "\(layer.signature) is trained, but was called without a pass, so that it works as in use. Write (x, in: pass) to train it, or "
            + "(x, in: Pass(.evaluation)) if that is meant. \(advice)")
      case .changes, .inUse: continue
      }
    }
  }

  private static func checkDraws(_ program: Program, _ changed: Set<ObjectIdentifier>) {
    for operation in program.graph.operations where operation.tensor.primitive === Primitive.uniform {
      let drawnAt = program.graph.operands(of: operation.id).first.map { program.graph[$0].tensor }
      guard let counter = drawnAt as? Parameter, !changed.contains(ObjectIdentifier(counter)) else { continue }
      stop(
        "'\(counter.name)' counts the steps of a training pass, but the program does not change it: dropout would leave out the "
          + "same numbers at every step. \(advice)")
    }
  }

  private static let advice =
    "Keep the pass, and hand over what it changes: let pass = Pass(.training) … Program(minimizing: …, over: …, by: …, "
    + "alongside: pass.updates)."
}
