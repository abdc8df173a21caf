import Foundation
import Glibc

/// A process that trains one workload, a few repeats for each line that it reads. Peers, floors and this project itself
/// speak the same: first `{"version": …}`, then for each turn `{"seconds": […], "loss": …}`.
final class Contestant {
  let name: String
  private(set) var version = ""
  private(set) var seconds: [Double] = []
  /// After the training has first come to its end.
  private(set) var loss: Double?
  /// Bytes that were said to be in use, by what they are.
  private(set) var memory: [String: Double] = [:]
  /// Why nothing, or nothing more, can be measured.
  private(set) var problem: String?

  /// Seconds that importing and compiling may take, and then the first turn.
  private static let startLimit = 240.0

  private let process = Process()
  private let (input, output) = (Pipe(), Pipe())
  private let complaints: URL
  private var spent = 0.0
  private var unread = Data()

  /// Starts it: it imports and compiles while others do.
  init(name: String, command: [String], threads: Int, complaints: URL) {
    self.name = name
    self.complaints = complaints
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.environment = Self.environment(threads: threads)
    process.standardInput = input
    process.standardOutput = output
    try? Data().write(to: complaints)
    process.standardError = try? FileHandle(forWritingTo: complaints)
    do {
      try process.run()
    } catch {
      fail(error)
    }
  }

  func waitUntilReady() {
    guard problem == nil else { return }
    do { version = try answer(Ready.self, within: Self.startLimit).version } catch { fail(error) }
  }

  deinit { end() }

  /// One turn more; false when all turns together would take longer than `limit` seconds. The first is always taken.
  @discardableResult
  func takeTurn(within limit: Double) -> Bool {
    guard problem == nil, spent == 0 || spent + (seconds.last ?? 0) < limit else { return false }
    do {
      try input.fileHandleForWriting.write(contentsOf: Data("turn\n".utf8))
      let turn = try answer(Turn.self, within: Self.startLimit)
      seconds += turn.seconds
      spent += turn.seconds.reduce(0, +)
      loss = turn.loss ?? loss
      memory = turn.memory ?? memory
      return true
    } catch {
      fail(error)
      return false
    }
  }

  /// Nothing more to read: it begins to end.
  func close() { try? input.fileHandleForWriting.close() }

  /// A finished process frees its memory and threads before the next workload.
  func end() {
    close()
    guard process.processIdentifier != 0 else { return }
    for _ in 0..<50 where process.isRunning { usleep(100_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  private struct Ready: Decodable { let version: String }
  private struct Turn: Decodable {
    let seconds: [Double]
    let loss: Double?
    let memory: [String: Double]?
  }

  private func fail(_ error: any Error) {
    let words = try? String(contentsOf: complaints, encoding: .utf8)
    let last = words?.split(separator: "\n").last.map { ": " + $0.trimmingCharacters(in: .whitespaces).prefix(200) }
    problem = (error as? NotMeasured)?.reason ?? "it ended" + (last ?? " without a word")
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  private func answer<Answer: Decodable>(_: Answer.Type, within limit: Double) throws -> Answer {
    let deadline = Date(timeIntervalSinceNow: limit)
    let file = output.fileHandleForReading.fileDescriptor
    while true {
      while let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        let line = unread[..<end]
        unread = Data(unread[unread.index(after: end)...])
        // A framework may greet on standard output.
        if let answer = try? JSONDecoder().decode(Answer.self, from: line) { return answer }
      }
      var waiting = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
      let rest = deadline.timeIntervalSinceNow
      guard rest > 0, poll(&waiting, 1, Int32(rest * 1000)) == 1 else {
        throw NotMeasured(reason: "no answer within \(Int(limit)) s")
      }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = read(file, &buffer, buffer.count)
      guard count > 0 else { throw CocoaError(.fileReadUnknown) }
      unread.append(contentsOf: buffer[..<count])
    }
  }

  /// Without the presets that slow OpenBLAS on some machines, and with as many threads as asked for.
  private static func environment(threads: Int) -> [String: String] {
    var variables = ProcessInfo.processInfo.environment
    for name in ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "XLA_FLAGS"] { variables[name] = nil }
    for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"] { variables[name] = "\(threads)" }
    // Compiled modules would lie among the sources.
    variables["PYTHONDONTWRITEBYTECODE"] = "1"
    return variables
  }
}
