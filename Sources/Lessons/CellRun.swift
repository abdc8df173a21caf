import Display
import Foundation

/// One cell's stay in the kernel: sends it there, gathers what it shows, and stops it when it must be stopped.
struct CellRun {
  struct Limits {
    var seconds: Double
    var bytes: Int
    var memory: Int
  }

  enum End {
    case finished(depth: Int)
    case died(Ending, depth: Int)
    case notLoaded(String)
    /// The kernel itself is gone.
    case lost
  }

  /// Tables, charts and pictures may be so many times as large as printed text.
  private static let picturesPerText = 64

  let kernel: KernelProcess
  let cell: Cell
  let limits: Limits
  private(set) var outputs: [Output] = []
  private(set) var seconds = 0.0
  /// Not yet handed on.
  private var fresh: [Output] = []
  private var printed = 0
  private var process: pid_t = 0
  private var depth = 0
  private var hasForked = false
  /// Why it is being stopped, since when, and how firmly it has been asked.
  private var reason: (ending: Ending, since: ContinuousClock.Instant, request: KernelProcess.Request)?

  init(kernel: KernelProcess, cell: Cell, limits: Limits) {
    self.kernel = kernel
    self.cell = cell
    self.limits = limits
  }

  var errorText: String { String(decoding: kernel.errorText, as: UTF8.self) }

  mutating func toEnd(
    library: String, entry: String, seed: UInt64, onOutput: (Output) -> Void, poll: () -> Bool
  ) -> End {
    let start = ContinuousClock.now
    defer { seconds = start.duration(to: .now) / .seconds(1) }
    kernel.startCounting()
    let first = (cell.index + 1) * KernelPlaces.steppersPerCell
    kernel.send(.run(library: library, entry: entry, firstStepper: first, seed: seed))
    while true {
      var end: End?
      for event in kernel.events(within: 20) where end == nil { end = handle(event) }
      fresh.forEach(onOutput)
      fresh = []
      if let end { return end }
      if reason == nil {
        if !poll() { stop(.interrupted) }
        if start.duration(to: .now) > .seconds(limits.seconds) { stop(.timedOut(seconds: limits.seconds)) }
        if kernel.printedBytes > limits.bytes { stop(.outputLimit(bytes: limits.bytes)) }
        let pictures = limits.bytes * Self.picturesPerText
        if kernel.pictureBytes > pictures { stop(.outputLimit(bytes: pictures)) }
      } else {
        _ = poll()
        insist()
      }
    }
  }

  /// The end, when this event is one.
  private mutating func handle(_ event: KernelProcess.Event) -> End? {
    switch event {
    case .text(let bytes):
      let room = max(0, limits.bytes - printed)
      printed += bytes.count
      if room > 0 { show(.text(String(decoding: bytes.prefix(room), as: UTF8.self))) }
    case .forked: hasForked = true
    case .ended: return .lost
    case .reply(.started(let process, let depth)):
      self.process = process
      self.depth = depth
      if depth > 0 { kernel.isGroup(process) }
      // Asked to stop before there was anything to be stopped.
      if let reason { kernel.stop(process, reason.request) }
    case .reply(.output(_, let output)): show(output)
    // What was told to end in the moment in which it finished ends all the same.
    case .reply(.finished) where (reason?.request ?? .finish) > .finish: break
    case .reply(.finished):
      // Of programs that the cell started, and of threads that still run.
      if case let rest = kernel.unplacedErrors, !rest.isEmpty { show(.text(rest)) }
      return .finished(depth: depth)
    case .reply(.died(let status, let depth)):
      return .died(reason?.ending ?? ending(status), depth: depth)
    case .reply(.notLoaded(let reason)): return .notLoaded(reason)
    case .reply: break
    }
    return nil
  }

  private mutating func stop(_ ending: Ending) {
    reason = (ending, .now, ending == .interrupted ? .finish : .report)
    if process > 0 { kernel.stop(process, reason!.request) }
  }

  /// A process that does not answer a request within a while gets a firmer one.
  private mutating func insist() {
    guard let asked = reason, process > 0 else { return }
    let waited = asked.since.duration(to: .now)
    let request: KernelProcess.Request = waited > .seconds(1.5) ? .end : waited > .seconds(0.3) ? .report : .finish
    guard request > asked.request else { return }
    reason?.request = request
    kernel.stop(process, request)
  }

  private func ending(_ status: Int32) -> Ending {
    // The Swift runtime's words, and those of `new`.
    let isOutOfMemory = ["failed to allocate", "ould not allocate memory", "bad_alloc"].contains(
      where: errorText.contains)
    if hasForked, status & 0x7F == SIGTRAP { return .forked }
    if isOutOfMemory { return .memoryLimit(bytes: limits.memory) }
    return status & 0x7F == 0 ? .exited(status: status >> 8 & 0xFF) : .signal(status & 0x7F)
  }

  /// Adds an output; texts in a row are one, and progress replaces what it said before.
  private mutating func show(_ output: Output) {
    fresh.append(output)
    switch (outputs.last, output) {
    case (.text(let before), .text(let after)): outputs[outputs.count - 1] = .text(before + after)
    case (_, .progress(let progress)):
      outputs.removeAll { if case .progress(let old) = $0 { old.label == progress.label } else { false } }
      outputs.append(output)
    default: outputs.append(output)
    }
  }
}
