import CKernels

/// The threads that plans share their work among.
public enum PlanWorkers {
  /// Ends them, so that the process can be forked; they start again when a plan next needs them.
  public static func stop() { nn_workers_stop() }
}
