import Autodiff

extension Plan {
  /// Refuses to begin what would not fit.
  static func checkMemory(_ size: PlanMemory.Size, leaves: Int, batchSize: Int, available: Int?) throws(PlanProblem) {
    let wanted = size.byteCount + leaves
    if let available, wanted > available {
      throw PlanProblem.memory(wanted: wanted, available: available, batchSize: batchSize)
    }
  }
}
