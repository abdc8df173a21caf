import Autodiff
import Foundation
import Synchronization
import Tensors

/// The ranks of a parallel program in one process, on a virtual clock.
///
/// Each rank has a thread, of which one runs at a time: until it waits for another rank. Then the one goes on whose next event
/// is the earliest, by the virtual clock; of several, the lowest. So a simulation is as repeatable as a loop, and nothing is
/// received before it was sent.
final class SimulatedRanks: @unchecked Sendable {
  let cluster: Cluster
  fileprivate let count: Int
  private var ranks: [SimulatedCommunicator] = []

  init(_ count: Int, _ cluster: Cluster) { (self.count, self.cluster) = (count, cluster) }

  func run(_ body: (any Communicator) throws -> [NDArray]) throws -> ParallelResult {
    ranks = (0..<count).map { SimulatedCommunicator(rank: $0, count: count, in: self) }
    defer { ranks = [] }
    withoutActuallyEscaping(body) { body in
      let threads = ranks.map { rank in
        Thread64 { [unowned self] in
          rank.turn.wait()
          rank.answer = RankExchange.$current.withValue(rank) { Result { try body(rank) } }
          rank.state = .ended
          passOn()
        }
      }
      passOn()
      for thread in threads { thread.join() }
    }
    let answers = try ranks.map { rank in
      do { return try rank.answer!.get() } catch {
        throw ParallelProblem("rank \(rank.rank): \(error)", ranks: [rank.rank])
      }
    }
    return ParallelResult(
      answers: answers, timeline: Timeline(ranks: count, spans: ranks.flatMap(\.spans)),
      seconds: ranks.map(\.clock).max() ?? 0)
  }

  /// Gives the turn to the rank whose next event is the earliest.
  fileprivate func passOn() {
    let next = ranks.compactMap { rank in rank.nextEvent.map { (rank: rank, time: $0) } }
      .min { ($0.time, $0.rank.rank) < ($1.time, $1.rank.rank) }
    if let next {
      next.rank.state = .running
      next.rank.turn.signal()
    } else if ranks.contains(where: { $0.state != .ended }) {
      let all = ranks.map { "rank \($0.rank) \($0.state.text)" }.joined(separator: ", ")
      stop(
        "the simulated ranks wait for each other: \(all). All ranks must come to sums, broadcasts and barriers in the same "
          + "order, and a receive expects a send.")
    }
  }

  /// The last rank to come to what all must come to lets all go on.
  fileprivate func meet(_ rank: SimulatedCommunicator, _ together: SimulatedCommunicator.Together) {
    rank.state = .together(together)
    guard ranks.allSatisfy({ if case .together = $0.state { true } else { false } }) else { return }
    let all = ranks.map { rank -> SimulatedCommunicator.Together in
      guard case .together(let own) = rank.state else { fatalError("every rank is here") }
      return own
    }
    if let odd = all.firstIndex(where: { $0.kind != all[0].kind || $0.root != all[0].root || !$0.fits(all[0]) }) {
      stop(
        "all ranks are expected to come to the same sum, broadcast or barrier, with arrays of one shape and type; rank 0 is "
          + "at \(all[0].text), rank \(odd) at \(all[odd].text).")
    }
    let start = ranks.map(\.clock).max()!
    let end = start + all[0].seconds(on: cluster, ranks: count)
    let result = all[0].result(of: all)
    for rank in ranks {
      rank.note("wait", from: rank.clock, to: start)
      rank.note(all[0].kind.rawValue, from: start, to: end)
      rank.clock = end
      rank.result = result
      rank.state = .ready
    }
  }

  fileprivate func deliver(_ array: NDArray, from: Int, to: Int, at time: Double) {
    ranks[to].inbox[from].append((array, time))
  }
}

final class SimulatedCommunicator: Communicator, RankLink, @unchecked Sendable {
  let rank: Int
  let count: Int
  private unowned let simulation: SimulatedRanks
  /// The virtual clock of this rank, in seconds.
  fileprivate(set) var clock = 0.0
  fileprivate var spans: [Timeline.Span] = []
  fileprivate var state = State.ready
  fileprivate let turn = DispatchSemaphore(value: 0)
  fileprivate var answer: Result<[NDArray], any Error>?
  fileprivate var result: NDArray?
  /// By sender, in the order of sending, with when it arrives.
  fileprivate var inbox: [[(array: NDArray, time: Double)]]
  private var step = 0

  fileprivate init(rank: Int, count: Int, in simulation: SimulatedRanks) {
    (self.rank, self.count, self.simulation) = (rank, count, simulation)
    inbox = Array(repeating: [], count: count)
  }

  fileprivate enum State: Equatable {
    case ready, running, ended
    /// nil: from any rank.
    case receiving(Int?)
    case together(Together)

    var text: String {
      switch self {
      case .ready, .running: "runs"
      case .ended: "has returned"
      case .receiving(let rank): "waits to receive from " + (rank.map { "rank \($0)" } ?? "any rank")
      case .together(let together): "waits at \(together.text)"
      }
    }
  }

  /// When it can go on; nil: not by itself.
  fileprivate var nextEvent: Double? {
    switch state {
    case .ready: clock
    case .receiving(let sender): firstMessage(from: sender).map { Swift.max(clock, $0.time) }
    case .running, .ended, .together: nil
    }
  }

  private func firstMessage(from sender: Int?) -> (from: Int, time: Double)? {
    (sender.map { $0..<$0 + 1 } ?? 0..<count).compactMap { from in inbox[from].first.map { (from, $0.time) } }
      .min { ($0.1, $0.0) < ($1.1, $1.0) }
  }

  // MARK: - All together

  fileprivate struct Together: Equatable {
    enum Kind: String { case sum, broadcast, barrier }
    let kind: Kind
    var array: NDArray?
    var root: Int?

    var text: String {
      array.map { "a \(kind.rawValue) of \($0.shape) \($0.elementType)" + (root.map { " from rank \($0)" } ?? "") }
        ?? "a barrier"
    }

    func fits(_ other: Together) -> Bool {
      array?.shape == other.array?.shape && array?.elementType == other.array?.elementType
    }

    func seconds(on cluster: Cluster, ranks: Int) -> Double {
      let bytes = (array?.count ?? 0) * (array?.elementType.byteCount ?? 0)
      return switch kind {
      case .sum: cluster.seconds(summing: bytes, ranks: ranks)
      // From rank to rank, doubling those that have it.
      case .broadcast: rounds(ranks) * cluster.seconds(sending: bytes)
      case .barrier: rounds(ranks) * cluster.latency
      }
    }

    private func rounds(_ ranks: Int) -> Double { Double(Int.bitWidth - (ranks - 1).leadingZeroBitCount) }

    func result(of all: [Together]) -> NDArray? {
      switch kind {
      case .sum: allReduce(all.map { Tensor($0.array!) }).value
      case .broadcast: all[root!].array
      case .barrier: nil
      }
    }
  }

  private func come(to together: Together) -> NDArray? {
    simulation.meet(self, together)
    waitForTurn()
    return result
  }

  private func waitForTurn() {
    simulation.passOn()
    turn.wait()
  }

  func sum(_ array: NDArray) -> NDArray { come(to: Together(kind: .sum, array: array))! }

  func sum(inPlace numbers: UnsafeMutableRawBufferPointer, _ type: ElementType) {
    let count = numbers.count / type.byteCount
    guard count > 0 else { return barrier() }
    let sum = sum(NDArray(copying: numbers.baseAddress!, shape: [count], type: type))
    sum.withUnsafeBytes { numbers.copyMemory(from: $0) }
  }

  func broadcast(_ array: NDArray, from root: Int) -> NDArray {
    check(root, "broadcast(_:from:)")
    return come(to: Together(kind: .broadcast, array: array, root: root))!
  }

  func barrier() { _ = come(to: Together(kind: .barrier)) }

  // MARK: - One with another

  /// The sender is busy while the bytes leave it, and goes on while they are under way.
  func send(_ array: NDArray, to other: Int) {
    check(other, "send(_:to:)")
    let bytes = array.count * array.elementType.byteCount
    let start = clock
    clock += Double(bytes) / simulation.cluster.bandwidth
    note("send", from: start, to: clock)
    simulation.deliver(array, from: rank, to: other, at: start + simulation.cluster.seconds(sending: bytes))
  }

  func receive(from other: Int) -> NDArray {
    check(other, "receive(from:)")
    return receive(other).array
  }

  /// The earliest message of any rank, and whose it is.
  func receiveFromAny() -> (rank: Int, array: NDArray) { receive(nil) }

  private func receive(_ sender: Int?) -> (rank: Int, array: NDArray) {
    state = .receiving(sender)
    waitForTurn()
    let from = firstMessage(from: sender)!.from
    let (array, time) = inbox[from].removeFirst()
    let start = clock
    clock = max(clock, time)
    note("wait", from: start, to: clock)
    return (from, array)
  }

  // MARK: - Time

  func begin(step: Int) { self.step = step }

  func compute<Result>(_ activity: String, examples: Int, _ body: () throws -> Result) rethrows -> Result {
    let start = clock
    clock += simulation.cluster.seconds(examples: examples, rank: rank)
    note(activity, from: start, to: clock)
    return try body()
  }

  fileprivate func note(_ activity: String, from start: Double, to end: Double) {
    guard end > start else { return }
    spans.append(Timeline.Span(rank: rank, start: start, end: end, activity: activity, label: "\(step)"))
  }
}

/// A thread that can be waited for.
private final class Thread64 {
  private var handle = pthread_t()

  init(_ body: @escaping () -> Void) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, 16 << 20)
    let box = Unmanaged.passRetained(Box(body))
    pthread_create(
      &handle, &attributes,
      { context in
        Unmanaged<Box>.fromOpaque(context!).takeRetainedValue().body()
        return nil
      }, box.toOpaque())
    pthread_attr_destroy(&attributes)
  }

  func join() { pthread_join(handle, nil) }

  private final class Box {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }
}
