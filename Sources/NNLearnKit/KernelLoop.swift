internal import CCallSite
internal import CProcess
import Autodiff
import Display
import Foundation
import Tensors
import Training

/// The kernel: one process that runs a lesson's cells on request.
///
/// Before a cell runs, the process forks. The child runs the cell and becomes the kernel; the parent sleeps as a
/// snapshot of the state before the cell. A cell that dies thus costs nothing but itself, and going back to an
/// earlier state is letting the children end. The threads of plans end before a fork, and start again when a plan next
/// runs. A process with threads of its own cannot be forked soundly: its cell runs in place, and only a new run of the
/// earlier cells brings back the state before it.
final class KernelLoop {
  private let requests: Int32
  private let replies: Int32
  private let crashes: Int32
  private let secret: String
  /// Where a cell's relative paths start.
  private let folder: String
  private let observer: Observer
  /// The depth to which a roll-back goes, and the depth of the process that is awake; shared by all snapshots.
  private let target: UnsafeMutableRawPointer
  private let awake: UnsafeMutableRawPointer
  private var depth = 0

  /// Reports what a cell reads, from `begin` to `end`.
  struct Observer {
    var begin: () -> Void
    var end: () -> Void
  }

  init?(requests: Int32, replies: Int32, crashes: Int32, secret: String, folder: String, observer: Observer) {
    guard let target = nn_shared_int(), let awake = nn_shared_int() else { return nil }
    self.requests = requests
    self.replies = replies
    self.crashes = crashes
    self.secret = secret
    self.folder = folder
    self.observer = observer
    self.target = target
    self.awake = awake
    nn_shared_set(target, Int32.max)
    nn_adopt_orphans()
  }

  func serve() -> Never {
    reply(.ready(depth: depth))
    while let request = nextRequest() {
      switch request {
      case .run(let library, let entry, let firstStepper, let seed):
        run(library: library, entry: entry, firstStepper: firstStepper, seed: seed)
      case .rollBack(let wanted):
        if wanted < depth {
          nn_shared_set(target, Int32(wanted))
          _exit(0)
        }
        reply(.ready(depth: depth))
      case .step(let id, let command, let extent):
        switch Steppers.perform(command, on: id, showing: extent) {
        case .success(let view): reply(.stepped(view))
        case .failure(let diagnostic): reply(.refused(diagnostic))
        }
      }
    }
    // The lesson side is gone; so is everything this process group still runs.
    nn_end_children()
    kill(0, SIGKILL)
    _exit(0)
  }

  private func run(library: String, entry: String, firstStepper: Int, seed: UInt64) {
    fflush(nil)
    let parent = getpid()
    let child = isAlone() ? nn_fork() : -1
    if child > 0 { return sleepAsSnapshot(of: child) }
    if child == 0 {
      setpgid(0, 0)
      guard nn_die_with_parent(parent) == 1 else { _exit(0) }
      nn_adopt_orphans()
      depth += 1
      nn_shared_set(awake, Int32(depth))
    }
    guard let handle = dlopen(library, RTLD_NOW | RTLD_LOCAL), let symbol = dlsym(handle, entry) else {
      return reply(.notLoaded(dlerror().map { String(cString: $0) } ?? "unknown reason"))
    }
    nn_register_cell_library(symbol)
    // A cell before this one may have gone elsewhere.
    chdir(folder)
    Cancellation.reset()
    signal(SIGINT) { _ in Cancellation.request() }
    Outlet.use(.lesson(replies: replies, secret: secret))
    Steppers.startNumbering(at: firstStepper)
    RandomSource.begin(at: seed)
    reply(.started(process: getpid(), depth: depth))
    let function = unsafeBitCast(symbol, to: (@convention(c) (Int32, UnsafeMutableRawPointer?) -> Int32).self)
    nn_crash_report_to(crashes)
    nn_guard(1)
    observer.begin()
    _ = function(0, nil)
    observer.end()
    nn_guard(0)
    nn_crash_report_to(-1)
    Outlet.finish()
  }

  /// Is this the only thread? Those of plans are ended first; one that has ended may be listed a moment longer.
  private func isAlone() -> Bool {
    Workers.stop()
    for _ in 0..<20 where nn_thread_count() != 1 { usleep(100) }
    return nn_thread_count() == 1
  }

  /// Returns when `child` is gone and this process is the kernel again.
  private func sleepAsSnapshot(of child: pid_t) {
    var status: Int32 = 0
    setpgid(child, child)
    if nn_wait_child_or_hangup(child, requests, &status) == 0 { endAll(from: child) }
    kill(-child, SIGKILL)
    nn_end_children()
    nn_shared_set(awake, Int32(depth))
    let wanted = nn_shared_get(target)
    if wanted < depth { _exit(0) }
    if wanted == depth {
      nn_shared_set(target, Int32.max)
      reply(.ready(depth: depth))
    } else {
      reply(.died(status: status, depth: depth))
    }
  }

  /// The lesson side is gone. The deepest snapshot ends the cell that runs; the others wait for their child
  /// first, so that no group of processes loses the one that would end it.
  private func endAll(from child: pid_t) -> Never {
    var status: Int32 = 0
    let isDeepest = nn_shared_get(awake) == depth + 1
    var isGone = false
    for _ in 0..<200 where !isDeepest && !isGone {
      isGone = nn_reap(child, &status) >= 0
      if !isGone { usleep(5000) }
    }
    kill(-child, SIGKILL)
    nn_end_children()
    _exit(0)
  }

  private func reply(_ reply: KernelReply) { Outlet.write(reply, to: replies) }

  /// Reads exactly one line: what follows it may be meant for another process.
  private func nextRequest() -> KernelRequest? {
    var line = Data()
    var byte: UInt8 = 0
    while true {
      let count = read(requests, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { return nil }
      if byte == 0x0A { return try? Wire.decode(KernelRequest.self, from: line) }
      line.append(byte)
    }
  }
}
