import Foundation

/// Every contestant's turns at one workload with so many threads.
struct Comparison {
  struct Entry {
    let name: String
    /// What it is a way of using, with its version; "" when it was not started.
    let version: String
    let seconds: [Double]
    let loss: Double?
    /// Why there is no number, or why it should not be compared.
    let problem: String?

    var median: Double? { seconds.isEmpty ? nil : seconds.median }
  }

  private static let rounds = 5
  /// Seconds for all turns of a contestant; of one whose first shows it so many times slower than this project.
  private static let (turnsLimit, outsider, outsidersLimit) = (60.0, 20.0, 15.0)

  let workload: PeerWorkload
  let threads: Int
  let own: Entry
  let floor: Entry
  /// Another checkout of this project, if one is named.
  let before: Entry?
  /// Those that know this workload, the fastest first.
  let peers: [Entry]

  init(_ workload: PeerWorkload, threads: Int, in workshop: PeerWorkshop, peers chosen: [Peer]) {
    self.workload = workload
    self.threads = threads
    let suited = chosen.filter { $0.workloads.contains(workload.name) && $0.threads.contains(threads) }
    let own = workshop.startOwn(workload.name, threads: threads)
    var floorProblem: String?
    var floor: Contestant?
    do { floor = try workshop.startFloor(workload, threads: threads) } catch {
      floorProblem = (error as? NotMeasured)?.reason ?? "\(error)"
    }
    let started = suited.map { ($0, workshop.start($0, workload.name, threads: threads)) }
    let before = workshop.startBefore(workload.name, threads: threads)
    let everyone = [own, before, floor].compactMap { $0 } + started.compactMap(\.1)
    Self.takeTurns(everyone)
    self.own = Self.entry(own, workload)
    self.floor = floor.map { Self.entry($0, workload) } ?? Self.missing("C floor", floorProblem ?? "")
    self.before = before.map { Self.entry($0, workload) }
    self.peers =
      started.map { peer, contestant in
        contestant.map { Self.entry($0, workload, peer) }
          ?? Self.missing(peer.name, "not installed: pip install \(peer.package)")
      }
      .sorted { ($0.median ?? .infinity) < ($1.median ?? .infinity) }
  }

  /// When all are ready, all take their turns, slow ones as many as lead them to their final loss while their time lasts;
  /// then all end. The first is this project.
  static func takeTurns(_ contestants: [Contestant]) {
    func limit(of contestant: Contestant) -> Double {
      guard let own = contestants[0].seconds.first, let theirs = contestant.seconds.first else { return turnsLimit }
      return theirs > outsider * own ? outsidersLimit : turnsLimit
    }
    contestants.forEach { $0.waitUntilReady() }
    for _ in 0..<rounds {
      for contestant in contestants {
        // Threads of the one before may still spin for a moment.
        Thread.sleep(forTimeInterval: 0.05)
        contestant.takeTurn(within: limit(of: contestant))
      }
    }
    for contestant in contestants {
      while contestant.loss == nil, contestant.takeTurn(within: limit(of: contestant)) {}
    }
    contestants.forEach { $0.close() }
    contestants.forEach { $0.end() }
  }

  /// The fastest peer that did the same work.
  var best: Entry? { peers.first { $0.median != nil && $0.problem == nil } }

  /// How many repeats a number stands for, for the report.
  static let repeats =
    "Medians of at least five repeats, all in turn; of fewer where five would take longer than \(Int(turnsLimit)) s, "
    + "or \(Int(outsidersLimit)) s for what takes more than \(Int(outsider)) × as long as nnlearn."

  private static func missing(_ name: String, _ problem: String) -> Entry {
    Entry(name: name, version: "", seconds: [], loss: nil, problem: problem)
  }

  private static func entry(_ contestant: Contestant, _ workload: PeerWorkload, _ peer: Peer? = nil) -> Entry {
    var problem = contestant.problem
    if problem == nil, peer?.hasOwnWeights == true {
      problem = "its own weights"
    } else if problem == nil, let loss = contestant.loss, !workload.isRight(loss) {
      problem = "another loss, \(String(format: "%.4g", loss)): not the same work"
    } else if problem == nil, contestant.loss == nil {
      problem = "not run to its final loss"
    }
    return Entry(
      name: contestant.name, version: "\(peer?.script ?? contestant.name) \(contestant.version)",
      seconds: contestant.seconds, loss: contestant.loss,
      problem: problem)
  }
}
