import CKernels
import Synchronization

/// The threads that kernels share their work among.
public enum Workers {
  /// Ends them, so that the process can be forked; they start again when work is next shared.
  public static func stop() { nn_workers_stop() }

  /// Among how many work is shared unless told otherwise: as many as there are processors.
  package static var defaultCount: Int {
    let fixed = fixedCount.load(ordering: .relaxed)
    return fixed > 0 ? fixed : processorCount
  }

  private static let processorCount = Int(nn_processor_count())

  /// Which kernels compute here, and among how many workers: "AVX2 kernels, 2 workers".
  public static var description: String {
    let kernels =
      switch nn_current_isa() {
      case NN_AVX512: "AVX-512 kernels"
      case NN_AVX2: "AVX2 kernels"
      default: "generic kernels, slower ones: this processor has no AVX2"
      }
    return "\(kernels), \(defaultCount) worker\(defaultCount == 1 ? "" : "s")"
  }

  private static let fixedCount = Atomic<Int>(0)

  /// From now on the same bits are computed on every x86-64 processor with AVX2, however many cores it has: wider vectors
  /// are left alone, and work is shared among two workers, even where one processor does the work of both. Lessons and
  /// figures are computed like that, for the same seed to give the same bytes.
  public static func computeSameBitsEverywhere() {
    nn_use_isa(min(nn_best_isa().rawValue, NN_AVX2.rawValue) == NN_AVX2.rawValue ? NN_AVX2 : NN_GENERIC)
    fixedCount.store(2, ordering: .relaxed)
  }

  /// Calls `body` with even parts of 0 ..< count, each on a thread of its own.
  static func share(_ count: Int, among workers: Int, _ body: (Range<Int>) -> Void) {
    guard workers > 1 else { return body(0..<count) }
    withoutActuallyEscaping(body) { body in
      var work = Work(body: body, count: count, workers: workers)
      withUnsafeMutablePointer(to: &work) { work in
        nn_parallel(
          Int32(workers),
          { context, worker in
            let work = context!.assumingMemoryBound(to: Work.self).pointee
            let worker = Int(worker)
            work.body(work.count * worker / work.workers..<work.count * (worker + 1) / work.workers)
          }, work)
      }
    }
  }

  private struct Work {
    let body: (Range<Int>) -> Void
    let count: Int
    let workers: Int
  }
}
