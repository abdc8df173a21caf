import Autodiff
import Tensors

/// One rank of a parallel program, as that rank sees it: who it is, and how it reaches the others.
///
///     let result = try inParallel(ranks: 4) { ranks in
///       [ranks.sum(NDArray([Double(ranks.rank)]))]
///     }
///
/// All ranks run the same function. A sum, a broadcast and a barrier are reached by all of them, in the same order.
public protocol Communicator: AnyObject {
  /// From 0.
  var rank: Int { get }
  /// How many ranks there are.
  var count: Int { get }

  /// The sum over all ranks of arrays of one shape and type, element by element. Terms are added in the order of the ranks,
  /// ((x₀ + x₁) + x₂) + …, so the same terms give the same bits, and every rank has them.
  func sum(_ array: NDArray) -> NDArray

  /// The array of rank `root`, on every rank.
  /// - Parameter array: on other ranks only its shape and type count.
  func broadcast(_ array: NDArray, from root: Int) -> NDArray

  /// Sends an array to another rank. It may return before the other has received it.
  func send(_ array: NDArray, to rank: Int)

  /// What another rank has sent, in the order of sending; waits for it.
  func receive(from rank: Int) -> NDArray

  /// Waits until all ranks have come here.
  func barrier()

  /// Computes something, which the timeline then shows.
  ///
  /// - Parameters:
  ///   - activity: what it is called: "forward and backward".
  ///   - examples: how many examples it goes over. A simulated rank takes its clock forward by them.
  func compute<Result>(_ activity: String, examples: Int, _ body: () throws -> Result) rethrows -> Result

  /// Says which training step begins, for what is reported when a rank fails.
  func begin(step: Int)
}

extension Communicator {
  /// The mean over all ranks.
  public func mean(_ array: NDArray) -> NDArray {
    let sum = sum(array)
    return count == 1 ? sum : NDArray(sum.doubles.map { $0 / Double(count) }, shape: sum.shape, type: sum.elementType)
  }

  /// The arrays of all ranks, in their order, on every rank. All have one shape and type.
  public func gather(_ array: NDArray) -> [NDArray] { (0..<count).map { broadcast(array, from: $0) } }

  /// Ends the program unless a text is the same on all ranks, and names the ranks on which it is another.
  ///
  /// - Parameter what: what it describes: "program".
  public func expectSame(_ what: String, _ text: String) {
    // FNV-1a, in two halves that a Double holds exactly.
    let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    let halves = NDArray([Double(hash >> 32), Double(hash & 0xffff_ffff)], type: .float64)
    let all = gather(halves).map(\.doubles)
    let others = all.indices.filter { all[$0] != all[0] }
    guard !others.isEmpty else { return }
    let names = others.map(String.init).joined(separator: ", ")
    stop(
      "all ranks are expected to have the same \(what); rank\(others.count == 1 ? "" : "s") \(names) of \(count) "
        + "\(others.count == 1 ? "has" : "have") another than rank 0. Let it depend on nothing that differs between "
        + "ranks. On rank \(rank): \(text)")
  }

  /// Refuses a rank that there is not.
  func check(_ other: Int, _ call: String) {
    guard (0..<count).contains(other), other != rank || call.hasPrefix("broadcast") else {
      stop(
        "\(call) expects another rank from 0 to \(count - 1); got \(other)"
          + (other == rank ? ", which is this one." : "."))
    }
  }
}

/// The sum over ranks as an operation of this rank's program: `allReduce(x, over: ranks)`. It is that of all ranks when the
/// program runs, in the order of the ranks; of one rank it is the term itself.
public func allReduce(_ term: Tensor, over ranks: any Communicator) -> Tensor {
  allReduce(term, as: ranks.rank, of: ranks.count)
}

/// What went wrong with ranks: which, where, and when.
public struct ParallelProblem: Error, CustomStringConvertible, Sendable {
  public let description: String
  /// Of the ranks that failed, and the step of the first of them; [] where no rank did.
  public let ranks: [Int]
  public let step: Int?

  init(_ description: String, ranks: [Int] = [], step: Int? = nil) {
    self.description = description
    self.ranks = ranks
    self.step = step
  }
}

/// What ranks answered, and how their time went.
public struct ParallelResult {
  /// Of each rank, what its function returned.
  public let answers: [[NDArray]]
  public let timeline: Timeline
  /// From the start of the first rank to the end of the last; by the virtual clock where they were simulated.
  public let seconds: Double
}

/// Where ranks run.
public enum RankPlace: Sendable {
  /// A process of this machine for each. A rank for which another one waits longer than `patience` counts as hanging.
  case processes(patience: Duration = .seconds(10))
  /// All in this process, one at a time, on a virtual clock.
  case simulated(Cluster)
}

/// Runs a function on several ranks, and answers with what each returned.
///
/// Processes start as copies of this one: they have what it has, and nothing that they change is seen here but what they
/// return. When one of them dies or hangs all are ended, and the problem says which rank, on which host, at which step.
/// Simulated ranks share everything with this process.
public func inParallel(
  ranks count: Int, on place: RankPlace = .processes(), _ body: (any Communicator) throws -> [NDArray]
) throws -> ParallelResult {
  guard count > 0, count <= 64 else {
    throw ParallelProblem("A parallel program expects from 1 to 64 ranks; got \(count).")
  }
  switch place {
  case .processes(let patience): return try ProcessRanks(count, patience: patience).run(body)
  case .simulated(let cluster): return try SimulatedRanks(count, cluster).run(body)
  }
}
