internal import CProcess
import Display
import Foundation

/// The kernel as the lesson side sees it: a child process, its pipes, and what comes out of them.
final class KernelProcess {
  /// What happens in the kernel, in the order in which the cell did it.
  enum Event {
    case text([UInt8])
    case reply(KernelReply)
    /// The cell called `fork`.
    case forked
    case ended
  }

  let process: pid_t
  private(set) var errorText: [UInt8] = []
  /// What the handler of signals and `exit` wrote.
  private(set) var crashReport: [UInt8] = []
  /// Bytes of text, and of tables and pictures, since `startCounting`.
  private(set) var printedBytes = 0
  private(set) var pictureBytes = 0
  /// What was read since `startCounting`, in order.
  private(set) var observations: [Observation] = []
  private let requests: Int32
  private var printed: Stream
  private var errors: Stream
  private var replies: Stream
  private var crashes: Stream
  private var reads: Stream
  private let secret: String
  /// Puts what was written to standard error in its place among what was printed.
  private var mixer: StreamMixer
  /// Printed text not yet handed out, and replies that wait for their mark in it.
  private var text: [UInt8] = []
  private var waiting: [KernelReply] = []
  private var waitingSince = ContinuousClock.now
  private var groups: Set<pid_t> = []
  private var isReaped = false

  /// - Parameter folder: where the cells' relative paths start.
  init(toolchain: Toolchain, memoryLimit: UInt64, folder: String) throws(Diagnostic) {
    let input = try Pipe(), output = try Pipe(), error = try Pipe(), answer = try Pipe(), crash = try Pipe()
    let read = try Pipe()
    secret = String(UInt64.random(in: .min ... .max), radix: 36)
    mixer = StreamMixer(secret: secret)
    let child = Spawn(
      executable: toolchain.kernel, arguments: [toolchain.library, secret, String(memoryLimit), folder],
      environment: KernelProcess.environment, folder: folder, isSession: true,
      descriptors: [
        (output.writing, 1), (error.writing, 2), (input.reading, KernelPlaces.requests),
        (answer.writing, KernelPlaces.replies), (crash.writing, KernelPlaces.crashes),
        (read.writing, KernelPlaces.reads),
      ])
    process = try child.start()
    for end in [input.reading, output.writing, error.writing, answer.writing, crash.writing, read.writing] {
      close(end)
    }
    requests = input.writing
    printed = Stream(output.reading)
    errors = Stream(error.reading)
    replies = Stream(answer.reading)
    crashes = Stream(crash.reading)
    reads = Stream(read.reading)
    groups.insert(process)
  }

  deinit { end() }

  /// The same for every reader: no thread counts, locale or debugging switches leak into a cell.
  static let environment: [String: String] = {
    let kept = ["HOME", "PATH", "TMPDIR", "LD_LIBRARY_PATH", "TZ"]
    let own = ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
    return own.merging(["LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"]) { $1 }
  }()

  func send(_ request: KernelRequest) {
    guard let line = try? Wire.encode(request) else { return }
    _ = Spawn.writeAll(line + [0x0A], to: requests)
  }

  /// Before a request whose events belong together.
  func startCounting() {
    printedBytes = 0
    pictureBytes = 0
    errorText = []
    crashReport = []
    observations = []
    waiting = []
    text = []
    mixer = StreamMixer(secret: secret)
  }

  /// What was written to standard error past everything that could tell its place.
  var unplacedErrors: String { String(decoding: mixer.errors, as: UTF8.self) }

  /// Waits at most `milliseconds` for something to happen.
  func events(within milliseconds: Int32) -> [Event] {
    Stream.wait(for: [printed, errors, replies, crashes, reads], milliseconds)
    // Replies first: a reply's mark was printed before it.
    let lines = replies.readLines()
    let fresh = printed.readAll()
    let error = errors.readAll()
    printedBytes += fresh.count + error.count
    crashReport += crashes.readAll()
    observations += reads.readRecords().compactMap(Observation.init)
    if errorText.count < 1 << 20 { errorText += error }
    text += mixer.mix(printed: fresh, errors: error)
    var events: [Event] = []
    for line in lines {
      if line.elementsEqual("!fork".utf8) {
        events.append(.forked)
      } else if let reply = try? Wire.decode(KernelReply.self, from: Data(line)) {
        if case .output(_, .text) = reply { printedBytes += line.count } else { pictureBytes += line.count }
        if waiting.isEmpty { waitingSince = .now }
        waiting.append(reply)
      }
    }
    merge(into: &events)
    if !replies.isOpen {
      emitText(upTo: text.endIndex, into: &events)
      events.append(.ended)
    }
    return events
  }

  /// Hands out the text before each reply's mark, then the reply; then what can be shown of the text after it.
  private func merge(into events: inout [Event]) {
    while let reply = waiting.first {
      if let mark = reply.mark {
        let marker = Array(KernelMark.text(mark, secret: secret).utf8)
        if let range = text.firstRange(of: marker) {
          emitText(upTo: range.lowerBound, into: &events)
          text.removeFirst(marker.count)
        } else if isMarkLost {
          emitText(upTo: text.endIndex, into: &events)
        } else {
          return
        }
      } else if case .died = reply {
        text += mixer.mix(printed: printed.readAll(), errors: errors.readAll(), isEnd: true)
        emitText(upTo: text.endIndex, into: &events)
      }
      events.append(.reply(reply))
      waiting.removeFirst()
    }
    emitText(upTo: lastShowableLine, into: &events)
  }

  /// A cell that closed its standard output, or died, prints no more marks.
  private var isMarkLost: Bool {
    !printed.isOpen || waitingSince.duration(to: .now) > .milliseconds(300)
      || waiting.contains { if case .died = $0 { true } else { false } }
  }

  /// The end of the last whole line before anything that is, or may become, a mark.
  private var lastShowableLine: Int {
    let start = Array("\u{1E}\(secret)".utf8)
    let end = text.firstRange(of: start)?.lowerBound ?? text.lastIndex(of: 0x1E) ?? text.endIndex
    return text[..<end].lastIndex(of: 0x0A).map { $0 + 1 }
      ?? (end > 1 << 16 ? text[..<end].lastIndex { $0 & 0xC0 != 0x80 } ?? 0 : 0)
  }

  private func emitText(upTo end: Int, into events: inout [Event]) {
    guard end > 0 else { return }
    let shown = withoutMarks(text[..<end])
    if !shown.isEmpty { events.append(.text(shown)) }
    text.removeSubrange(..<end)
  }

  /// A process that was stopped between a mark and its reply leaves the mark behind.
  private func withoutMarks(_ text: ArraySlice<UInt8>) -> [UInt8] {
    let start = Array("\u{1E}\(secret):".utf8)
    var (kept, rest) = ([UInt8](), text)
    while let mark = rest.firstRange(of: start) {
      kept += rest[..<mark.lowerBound]
      rest = rest[mark.upperBound...].drop { $0 != 0x1E }.dropFirst()
    }
    return kept + rest
  }

  /// Notes that `process` leads a group of its own.
  func isGroup(_ process: pid_t) { groups.insert(process) }

  /// How firmly the process that runs a cell is asked to stop.
  enum Request: Int32, Comparable {
    /// Training ends after this step, and the cell goes on with what was learnt.
    case finish
    /// It says where it is, and ends.
    case report
    case end

    static func < (a: Request, b: Request) -> Bool { a.rawValue < b.rawValue }
  }

  func stop(_ process: pid_t, _ request: Request) {
    switch request {
    case .finish: kill(process, SIGINT)
    case .report: kill(process, SIGTRAP)
    case .end: kill(process, SIGKILL)
    }
  }

  /// Ends the kernel, its snapshots and everything that cells have started.
  func end() {
    guard !isReaped else { return }
    close(requests)
    var status: Int32 = 0
    for _ in 0..<400 where nn_reap(process, &status) < 0 { usleep(2000) }
    for group in groups { kill(-group, SIGKILL) }
    kill(process, SIGKILL)
    while nn_reap(process, &status) < 0 { usleep(1000) }
    isReaped = true
    for stream in [printed, errors, replies, crashes, reads] { close(stream.file) }
  }
}

extension KernelReply {
  fileprivate var mark: Int? {
    switch self {
    case .output(let mark, _), .finished(let mark): mark
    default: nil
    }
  }
}

/// The reading end of a pipe.
private struct Stream {
  let file: Int32
  private(set) var isOpen = true
  private var partialLine: [UInt8] = []

  init(_ file: Int32) {
    self.file = file
    _ = fcntl(file, F_SETFL, fcntl(file, F_GETFL) | O_NONBLOCK)
  }

  static func wait(for streams: [Stream], _ milliseconds: Int32) {
    var waits = streams.map { pollfd(fd: $0.isOpen ? $0.file : -1, events: Int16(POLLIN), revents: 0) }
    poll(&waits, nfds_t(waits.count), milliseconds)
  }

  /// What is there now; at most 8 MB, so that an endless flood cannot hold up its reader.
  mutating func readAll() -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while isOpen, all.count < 8 << 20 {
      let count = read(file, &buffer, buffer.count)
      if count > 0 {
        all += buffer[..<count]
      } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
        isOpen = false
      } else if errno == EAGAIN {
        break
      }
    }
    return all
  }

  mutating func readLines() -> [[UInt8]] {
    partialLine += readAll()
    guard let end = partialLine.lastIndex(of: 0x0A) else { return [] }
    let lines = partialLine[..<end].split(separator: 0x0A).map(Array.init)
    partialLine.removeSubrange(...end)
    return lines
  }

  /// Records of three texts, each ended by a zero byte.
  mutating func readRecords() -> [[String]] {
    partialLine += readAll()
    guard let end = partialLine.lastIndex(of: 0) else { return [] }
    let texts = partialLine[..<end].split(separator: 0, omittingEmptySubsequences: false)
    let whole = texts.count / 3 * 3
    let length = texts.prefix(whole).reduce(0) { $0 + $1.count + 1 }
    partialLine.removeFirst(length)
    return stride(from: 0, to: whole, by: 3).map { start in
      texts[start..<(start + 3)].map { String(decoding: $0, as: UTF8.self) }
    }
  }
}

private struct Pipe {
  let reading: Int32
  let writing: Int32

  /// Both ends above the well-known numbers, and closed in any other child.
  init() throws(Diagnostic) {
    var ends: [Int32] = [0, 0]
    guard nn_pipe(&ends) == 0 else { throw Spawn.failure("open a pipe to the kernel") }
    reading = fcntl(ends[0], F_DUPFD_CLOEXEC, 16)
    writing = fcntl(ends[1], F_DUPFD_CLOEXEC, 16)
    close(ends[0])
    close(ends[1])
    guard reading >= 0, writing >= 0 else { throw Spawn.failure("open a pipe to the kernel") }
  }
}
