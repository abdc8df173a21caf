internal import CProcess
import Autodiff
import Foundation
import Tensors

/// A rank that is a process of this machine. Sums and broadcasts go through memory that all of them share, messages through
/// a pipe for each pair of ranks.
final class ProcessCommunicator: Communicator, RankLink, @unchecked Sendable {
  let rank: Int
  let count: Int
  private let shared: OpaquePointer
  /// For each other rank, {reading, writing}.
  private let pipes: [(from: Int32, to: Int32)]
  private(set) var spans: [Timeline.Span] = []
  private var step = 0
  private let start: Int64

  init(rank: Int, count: Int, shared: OpaquePointer, pipes: [(from: Int32, to: Int32)], start: Int64) {
    (self.rank, self.count, self.shared, self.pipes, self.start) = (rank, count, shared, pipes, start)
  }

  // MARK: - All together

  func sum(_ array: NDArray) -> NDArray {
    array.changing { sum(inPlace: $0, array.elementType) }
  }

  func sum(inPlace numbers: UnsafeMutableRawBufferPointer, _ type: ElementType) {
    let odd = timed("sum", NN_RANK_SUMS, -1) {
      nn_ranks_sum(
        shared, Int32(rank), numbers.baseAddress, Int64(numbers.count / type.byteCount), type == .float64 ? 1 : 0)
    }
    guard odd < 0 else {
      stop(
        "a sum over ranks expects arrays of one shape and type from all ranks; rank \(odd) of \(count) brings another than "
          + "rank 0. On rank \(rank) it has \(numbers.count / type.byteCount) numbers of \(type).")
    }
  }

  func broadcast(_ array: NDArray, from root: Int) -> NDArray {
    check(root, "broadcast(_:from:)")
    return array.changing { bytes in
      let odd = timed("broadcast", NN_RANK_BROADCASTS, -1) {
        nn_ranks_broadcast(shared, Int32(rank), Int32(root), bytes.baseAddress, Int64(bytes.count))
      }
      guard odd < 0 else {
        stop(
          "a broadcast expects the same sender and an array of one shape and type on all ranks; rank \(odd) of \(count) "
            + "has another than rank 0. On rank \(rank): \(array.shape) of \(array.elementType) from rank \(root).")
      }
    }
  }

  func barrier() { timed("wait", NN_RANK_MEETS, -1) { nn_ranks_meet(shared) } }

  // MARK: - One with another

  func send(_ array: NDArray, to other: Int) {
    check(other, "send(_:to:)")
    let bytes = ArrayBytes.encode([array])
    timed("send", NN_RANK_SENDS, other) {
      withUnsafeBytes(of: Int64(bytes.count)) { Descriptor.write($0, to: pipes[other].to) }
      bytes.withUnsafeBytes { Descriptor.write($0, to: pipes[other].to) }
    }
  }

  func receive(from other: Int) -> NDArray {
    check(other, "receive(from:)")
    return timed("receive", NN_RANK_RECEIVES, other) {
      var size: Int64 = 0
      withUnsafeMutableBytes(of: &size) { Descriptor.read($0, from: pipes[other].from) }
      var bytes = [UInt8](repeating: 0, count: Int(size))
      bytes.withUnsafeMutableBytes { Descriptor.read($0, from: pipes[other].from) }
      return ArrayBytes.decode(bytes)![0]
    }
  }

  // MARK: - Time

  func begin(step: Int) {
    self.step = step
    nn_rank_set_step(shared, Int32(rank), Int64(step))
  }

  func compute<Result>(_ activity: String, examples: Int, _ body: () throws -> Result) rethrows -> Result {
    let begin = nn_rank_now()
    // What it sends and sums meanwhile has spans of its own: this one is cut there.
    open.append((activity, begin))
    defer {
      let (_, begin) = open.removeLast()
      note(activity, from: begin)
    }
    return try body()
  }

  private var open: [(activity: String, since: Int64)] = []

  private func timed<Result>(_ activity: String, _ state: Int, _ peer: Int, _ body: () -> Result) -> Result {
    if let last = open.last { note(last.activity, from: last.since) }
    let begin = nn_rank_now()
    nn_rank_set(shared, Int32(rank), Int32(state), Int32(peer))
    let result = body()
    nn_rank_set(shared, Int32(rank), Int32(NN_RANK_COMPUTES), -1)
    note(activity, from: begin)
    if !open.isEmpty { open[open.count - 1].since = nn_rank_now() }
    return result
  }

  /// The first ten thousand are kept.
  private func note(_ activity: String, from begin: Int64) {
    let now = nn_rank_now()
    guard spans.count < 10_000, now > begin else { return }
    spans.append(
      Timeline.Span(
        rank: rank, start: Double(begin - start) * 1e-9, end: Double(now - start) * 1e-9, activity: activity,
        label: "\(step)"))
  }
}

/// Whole reads and writes. A rank whose partner is gone waits: whoever started the ranks ends it.
enum Descriptor {
  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
    var done = 0
    while done < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
      if count > 0 { done += count } else if errno != EINTR { pause() }
    }
  }

  static func read(_ bytes: UnsafeMutableRawBufferPointer, from descriptor: Int32) {
    var done = 0
    while done < bytes.count {
      let count = Glibc.read(descriptor, bytes.baseAddress! + done, bytes.count - done)
      if count > 0 { done += count } else if count == 0 || errno != EINTR { pause() }
    }
  }
}
