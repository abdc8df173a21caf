import CKernels
import Synchronization

/// The threads that plans share their work among.
public enum PlanWorkers {
  /// Ends them, so that the process can be forked; they start again when a plan next needs them.
  public static func stop() { nn_workers_stop() }

  /// How many workers a plan has unless it is told: as many as there are processors.
  static var defaultCount: Int {
    let fixed = fixedCount.load(ordering: .relaxed)
    return fixed > 0 ? fixed : Int(nn_processor_count())
  }

  private static let fixedCount = Atomic<Int>(0)

  /// From now on plans compute the same bits on every x86-64 processor with AVX2, however many cores it has: wider vectors
  /// are left alone, and work is shared among two workers, even where one processor does the work of both. Lessons and
  /// figures are computed like that, for the same seed to give the same bytes.
  public static func computeSameBitsEverywhere() {
    nn_use_isa(min(nn_best_isa().rawValue, NN_AVX2.rawValue) == NN_AVX2.rawValue ? NN_AVX2 : NN_GENERIC)
    fixedCount.store(2, ordering: .relaxed)
  }
}
