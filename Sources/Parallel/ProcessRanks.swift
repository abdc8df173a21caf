internal import CProcess
import Autodiff
import Foundation
import Tensors
import Training

/// Starts the ranks of a parallel program as processes, and watches over them.
///
/// Each is a copy of this process by fork, which needs nothing installed and has all data at once. What they share has no
/// name in any folder: memory and pipes that are gone with the last process. A rank dies with this process.
struct ProcessRanks {
  private let count: Int
  private let patience: Duration

  init(_ count: Int, patience: Duration) { (self.count, self.patience) = (count, patience) }

  func run(_ body: (any Communicator) throws -> [NDArray]) throws -> ParallelResult {
    try checkAlone()
    guard let shared = nn_ranks_open(Int32(count)) else {
      throw ParallelProblem("There is no memory for \(count) ranks to share.")
    }
    defer { nn_ranks_close(shared) }
    var messages = try Pipes(count: count)
    defer { messages.close() }
    fflush(nil)
    let start = nn_rank_now()
    var ranks: [RankProcess] = []
    defer { for rank in ranks { rank.end() } }
    for number in 0..<count {
      let rank = try RankProcess(number) { result in
        let communicator = ProcessCommunicator(
          rank: number, count: count, shared: shared, pipes: messages.ends(of: number), start: start)
        let answer = RankExchange.$current.withValue(communicator) { Result { try body(communicator) } }
        nn_rank_set(shared, Int32(number), Int32(NN_RANK_ENDED), -1)
        RankReport.write(answer, communicator.spans, to: result)
      }
      ranks.append(rank)
    }
    // Only the ranks hold the pipes between them from now on.
    messages.close()
    try watch(ranks, shared)
    let seconds = Double(nn_rank_now() - start) * 1e-9
    let reports = try ranks.map { rank in
      guard let report = RankReport(rank.answer, rank: rank.number) else {
        throw ParallelProblem("\(name(rank, shared)) ended without an answer.", ranks: [rank.number])
      }
      return report
    }
    for rank in ranks where !rank.errors.isEmpty { FileHandle.standardError.write(Data(rank.errors)) }
    return ParallelResult(
      answers: reports.map(\.arrays), timeline: Timeline(ranks: count, spans: reports.flatMap(\.spans)),
      seconds: seconds)
  }

  /// Only a process of one thread can be copied soundly. Those of plans are ended first, and start again by themselves.
  private func checkAlone() throws {
    Workers.stop()
    for _ in 0..<50 where nn_thread_count() != 1 { usleep(200) }
    let threads = nn_thread_count()
    guard threads == 1 else {
      throw ParallelProblem(
        "Ranks start as copies of this process, which must have one thread; it has \(threads). Start them before threads "
          + "and asynchronous tasks of your own, or simulate: on: .simulated(Cluster(…)).")
    }
  }

  // MARK: - Watching

  /// Returns when all ranks have ended well; throws when one has not, or hangs.
  private func watch(_ ranks: [RankProcess], _ shared: OpaquePointer) throws {
    while ranks.contains(where: { $0.status == nil }) {
      var polled = ranks.filter { $0.status == nil }.flatMap { rank in
        rank.openDescriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      }
      poll(&polled, nfds_t(polled.count), 20)
      for rank in ranks where rank.status == nil { rank.readOn() }
      let failed = ranks.filter { $0.hasFailed }
      if let first = failed.first { throw problem(ofFailed: first, ranks, shared) }
      for rank in ranks where rank.status == 0 {
        if let failure = RankReport(rank.answer, rank: rank.number)?.failure {
          throw ParallelProblem(
            "\(name(rank, shared)): \(failure)", ranks: [rank.number], step: step(rank, shared))
        }
      }
      if let hanging = hanging(ranks, shared) { throw hanging }
      if Cancellation.isRequested {
        throw ParallelProblem("All \(count) ranks were ended, as asked for.")
      }
    }
  }

  private func problem(ofFailed rank: RankProcess, _ ranks: [RankProcess], _ shared: OpaquePointer) -> ParallelProblem {
    let step = step(rank, shared)
    let own = "\(name(rank, shared)) \(rank.ending)"
    return ParallelProblem(own + (count > 1 ? " The others were ended." : ""), ranks: [rank.number], step: step)
  }

  /// A rank that another one has waited for longer than `patience`.
  private func hanging(_ ranks: [RankProcess], _ shared: OpaquePointer) -> ParallelProblem? {
    let now = nn_rank_now()
    let limit = Int64(patience / .nanoseconds(1))
    let states = ranks.map { RankState($0.number, in: shared) }
    guard let waiting = states.first(where: { $0.isWaiting && now - $0.since > limit }) else { return nil }
    let seconds = "\(patience)"
    let stopped = ranks.filter(\.isStopped).map(\.number)
    var missing = stopped
    if missing.isEmpty {
      missing = waiting.peer >= 0 ? [waiting.peer] : states.filter { $0.state != waiting.state }.map(\.rank)
    }
    let late = missing.filter { !states[$0].isWaiting || stopped.contains($0) }
    guard let first = late.first else {
      let all = states.map { "rank \($0.rank) \($0.text)" }.joined(separator: ", ")
      return ParallelProblem(
        "The ranks wait for each other, for more than \(seconds), on host \(Self.host): \(all). All ranks must come to sums, "
          + "broadcasts and barriers in the same order, and a receive expects a send. All were ended.",
        ranks: missing, step: waiting.step)
    }
    let names =
      late.count == 1
      ? name(ranks[first], shared)
      : "ranks \(late.map(String.init).joined(separator: ", "))"
        + " of \(count) (host \(Self.host))"
    let why = stopped.contains(first) ? "stopped" : states[first].state == NN_RANK_ENDED ? "returned" : "hung"
    return ParallelProblem(
      "\(names) \(why) at step \(states[first].step): rank \(waiting.rank) \(waiting.text) for more than \(seconds). "
        + "All were ended.", ranks: late, step: states[first].step)
  }

  private func name(_ rank: RankProcess, _ shared: OpaquePointer) -> String {
    "rank \(rank.number) of \(count) (host \(Self.host))"
  }

  private func step(_ rank: RankProcess, _ shared: OpaquePointer) -> Int { RankState(rank.number, in: shared).step }

  private static var host: String { ProcessInfo.processInfo.hostName }

  /// What a rank says that it is at.
  private struct RankState {
    let rank: Int
    let state: Int
    let peer: Int
    let since: Int64
    let step: Int

    init(_ rank: Int, in shared: OpaquePointer) {
      var (state, peer, since, step): (Int32, Int32, Int64, Int64) = (0, 0, 0, 0)
      nn_rank_get(shared, Int32(rank), &state, &peer, &since, &step)
      self.rank = rank
      (self.state, self.peer, self.since, self.step) = (Int(state), Int(peer), since, Int(step))
    }

    var isWaiting: Bool { state != NN_RANK_COMPUTES && state != NN_RANK_ENDED }

    var text: String {
      switch state {
      case NN_RANK_SUMS: "waits in a sum"
      case NN_RANK_BROADCASTS: "waits in a broadcast"
      case NN_RANK_MEETS: "waits at a barrier"
      case NN_RANK_SENDS: "waits to send to rank \(peer)"
      case NN_RANK_RECEIVES: "waits to receive from rank \(peer)"
      case NN_RANK_ENDED: "has returned"
      default: "computes"
      }
    }
  }

  /// A pipe for each ordered pair of ranks.
  private struct Pipes {
    private var ends: [[Int32]] = []
    private let count: Int

    init(count: Int) throws {
      self.count = count
      for _ in 0..<count * count {
        var pair: [Int32] = [-1, -1]
        guard nn_pipe(&pair) == 0 else {
          close()
          throw ParallelProblem("There are not enough open files for \(count) ranks to reach each other.")
        }
        ends.append(pair)
      }
    }

    func ends(of rank: Int) -> [(from: Int32, to: Int32)] {
      (0..<count).map { other in (ends[other * count + rank][0], ends[rank * count + other][1]) }
    }

    mutating func close() {
      for pair in ends { for end in pair { Glibc.close(end) } }
      ends = []
    }
  }
}

/// One rank's process, seen by the one that started it.
final class RankProcess {
  let number: Int
  private let process: pid_t
  private var result: Int32
  private var messages: Int32
  private(set) var answer: [UInt8] = []
  /// What it wrote to standard error.
  private(set) var errors: [UInt8] = []
  /// Its wait status, once it has ended.
  private(set) var status: Int32?

  /// - Parameter body: runs in the new process, which ends after it.
  init(_ number: Int, _ body: (_ result: Int32) -> Void) throws {
    self.number = number
    var (result, messages): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
    guard nn_pipe(&result) == 0 else { throw ParallelProblem("There are not enough open files for rank \(number).") }
    guard nn_pipe(&messages) == 0 else {
      for end in result { close(end) }
      throw ParallelProblem("There are not enough open files for rank \(number).")
    }
    let parent = getpid()
    process = nn_fork_rank()
    if process == 0 {
      guard nn_die_with_parent(parent) == 1 else { _exit(0) }
      // One Ctrl-C reaches the process that watches, and it ends all ranks.
      signal(SIGINT, SIG_IGN)
      signal(SIGPIPE, SIG_IGN)
      // A rank that traps ends at once: no other program looks into it, and might outlive it.
      for crash in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGQUIT] { signal(crash, SIG_DFL) }
      dup2(messages[1], STDERR_FILENO)
      body(result[1])
      fflush(nil)
      _exit(0)
    }
    close(result[1])
    close(messages[1])
    (self.result, self.messages) = (result[0], messages[0])
    guard process > 0 else {
      status = 0
      end()
      throw ParallelProblem("Rank \(number) could not be started: \(String(cString: strerror(errno))).")
    }
  }

  var openDescriptors: [Int32] { [result, messages].filter { $0 >= 0 } }

  /// Reads what has come, and notices its end.
  func readOn() {
    Self.read(&result, into: &answer)
    Self.read(&messages, into: &errors)
    guard result < 0 else { return }
    var status: Int32 = 0
    // It has closed its end, so it is about to be gone; or it has, and a process that it started holds another.
    for _ in 0..<1000 {
      if nn_reap(process, &status) >= 0 {
        self.status = status
        break
      }
      usleep(100)
    }
    Self.read(&messages, into: &errors)
  }

  private static func read(_ descriptor: inout Int32, into bytes: inout [UInt8]) {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while descriptor >= 0, poll(&waiting, 1, 0) > 0 {
      let count = Glibc.read(descriptor, &part, part.count)
      if count > 0 {
        bytes += part[..<count]
      } else if count == 0 || errno != EINTR {
        close(descriptor)
        descriptor = -1
      }
    }
  }

  var hasFailed: Bool { status.map { $0 != 0 } ?? false }

  /// "was killed by signal 9 at …", "stopped with the sentence …".
  var ending: String {
    let status = status ?? 0
    if status & 0x7f == 0 { return "left with status \(status >> 8 & 0xff)." }
    let text = String(decoding: errors, as: UTF8.self)
    if let line = text.split(separator: "\n").first(where: { $0.contains("Fatal error: ") }) {
      let sentence = line[line.range(of: "Fatal error: ")!.upperBound...]
      return "stopped: " + sentence + (sentence.hasSuffix(".") ? "" : ".")
    }
    return "was ended by signal \(status & 0x7f)."
  }

  /// Is it stopped by a signal (SIGSTOP)?
  var isStopped: Bool {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let name = text.range(of: ") ", options: .backwards)
    else { return false }
    return text[name.upperBound...].first == "T"
  }

  /// Ends it, if it still runs, and forgets it.
  func end() {
    if status == nil {
      kill(process, SIGKILL)
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0, errno == EINTR {}
      self.status = status
    }
    for descriptor in openDescriptors { close(descriptor) }
    (result, messages) = (-1, -1)
  }
}

/// What a rank writes when its function has returned, or thrown.
struct RankReport {
  let rank: Int
  var arrays: [NDArray] = []
  var spans: [Timeline.Span] = []
  var failure: String?

  static func write(_ answer: Result<[NDArray], any Error>, _ spans: [Timeline.Span], to descriptor: Int32) {
    var (arrays, text): ([UInt8], String) = ([], "")
    switch answer {
    case .success(let answer):
      arrays = ArrayBytes.encode(answer)
      text = spans.map { "\($0.start)\t\($0.end)\t\($0.activity)\t\($0.label)" }.joined(separator: "\n")
    case .failure(let error): text = "\(error)"
    }
    withUnsafeBytes(of: Int64(arrays.count)) { Descriptor.write($0, to: descriptor) }
    arrays.withUnsafeBytes { Descriptor.write($0, to: descriptor) }
    Array(text.utf8).withUnsafeBytes { Descriptor.write($0, to: descriptor) }
  }

  init?(_ bytes: [UInt8], rank: Int) {
    guard bytes.count >= 8 else { return nil }
    self.rank = rank
    let count = bytes.withUnsafeBytes { Int($0.loadUnaligned(as: Int64.self)) }
    guard count >= 0, bytes.count >= 8 + count else { return nil }
    let text = String(decoding: bytes[(8 + count)...], as: UTF8.self)
    guard count > 0 else {
      failure = text
      return
    }
    guard let arrays = ArrayBytes.decode(Array(bytes[8..<8 + count])) else { return nil }
    self.arrays = arrays
    spans = text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard parts.count == 4, let start = Double(parts[0]), let end = Double(parts[1]) else { return nil }
      return Timeline.Span(
        rank: rank, start: start, end: end, activity: String(parts[2]), label: String(parts[3]))
    }
  }
}
