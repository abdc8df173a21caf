/// Why a program cannot be compiled, and what to do.
public struct PlanProblem: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Kind: Sendable {
    /// It would take more memory than there is; `Run` would take even more.
    case outOfMemory
    /// A value was asked for that the program does not compute.
    case unknownValue
  }

  public let kind: Kind
  public let description: String

  static func notComputed(_ name: String) -> PlanProblem {
    PlanProblem(
      kind: .unknownValue,
      description: "the program does not compute \(name.isEmpty ? "a value that was to be kept" : "'\(name)'").")
  }

  static func memory(wanted: Int, available: Int, batchSize: Int) -> PlanProblem {
    PlanProblem(
      kind: .outOfMemory,
      description: "This program needs \(megabytes(wanted)) MB of memory, but only \(megabytes(available)) MB are "
        + "available. "
        + (batchSize > 1 ? "A batch smaller than \(batchSize) or a smaller network" : "A smaller network")
        + " needs less.")
  }

  private static func megabytes(_ bytes: Int) -> Int { (bytes + (1 << 20) - 1) >> 20 }
}
