import CKernels

enum InstructionSetLevel {
  /// On each level that this processor can run, lowest first; other tests, at the same time, compute as before.
  static func each(_ body: (nn_isa) throws -> Void) rethrows {
    defer { nn_force_isa(-1) }
    for level in 0...nn_best_isa().rawValue {
      nn_force_isa(Int32(level))
      try body(nn_isa(level))
    }
  }
}
