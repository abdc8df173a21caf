import Foundation

/// `nnlearn bench --peers [--write] [WORD …]`: words are workloads, peers or both.
enum PeersCommand {
  static let usage = """
    usage: nnlearn bench --peers [--write] [WORKLOAD …] [PEER …]

    This project, a floor in C and the programs a user would pick instead, in turn, on the same work.
    Workloads: \(PeerWorkload.all.map(\.name).joined(separator: ", ")),
    \(recording) (recording every value), \(costs) (what a step costs).
    Peers: \(scripts.joined(separator: ", ")).
    --write   put the whole table into Docs/PERFORMANCE.md too
    --profile  only this project's part, step by step: time, FLOP/s and bytes
    NNLEARN_BENCH_PEERS=FOLDER[:FOLDER]   Python virtual environments that hold the peers
    NNLEARN_BENCH_BEFORE=CHECKOUT   another checkout of nnlearn, built, that takes its turns too

    """

  /// The word for what recording costs.
  private static let recording = "W8"
  /// The word for how a step's time grows with its work.
  private static let costs = "cost"

  private static var scripts: [String] {
    Peer.all.map(\.script).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// What the words of the command line ask for.
  private struct Choice {
    let workloads: [PeerWorkload]
    let peers: [Peer]
    let recording: Bool
    let cost: Bool

    init(_ words: [String]) {
      let named = PeerWorkload.all.filter { words.contains($0.name) }
      let peers = Peer.all.filter { words.contains($0.script) }
      let isWhole = named.isEmpty && !words.contains(PeersCommand.recording) && !words.contains(PeersCommand.costs)
      workloads = isWhole ? PeerWorkload.all : named
      self.peers = peers.isEmpty ? Peer.all : peers
      recording = words.isEmpty || words.contains(PeersCommand.recording)
      cost = words.isEmpty || words.contains(PeersCommand.costs)
    }
  }

  static func run(_ words: [String], writes: Bool, profiles: Bool) throws {
    let known = PeerWorkload.all.map(\.name) + [recording, costs] + scripts
    if let unknown = words.first(where: { !known.contains($0) }) {
      Bench.fail("there is no workload and no peer called “\(unknown)”; see nnlearn bench --peers --help.", code: 64)
    }
    if writes, !words.isEmpty { Bench.fail("--write replaces the whole table: leave out the names.", code: 64) }

    let choice = Choice(words)
    if profiles {
      let workshop = try PeerWorkshop()
      for workload in choice.workloads { try workshop.profile(workload.name) }
      return
    }
    let machine = Machine.current
    var comparisons: [Comparison] = []
    var recordings: [RecordingComparison] = []
    if choice.recording || !choice.workloads.isEmpty {
      let workshop = try PeerWorkshop()
      for workload in choice.workloads {
        for threads in [1, 2] {
          Bench.tell("measuring: \(workload.name), \(threads) thread\(threads == 1 ? "" : "s") …")
          let comparison = Comparison(workload, threads: threads, in: workshop, peers: choice.peers)
          print("\n" + ComparisonReport.text(comparison), terminator: "")
          comparisons.append(comparison)
        }
      }
      if choice.recording {
        Bench.tell("measuring: recording …")
        recordings = [1, 2].flatMap { RecordingComparison.all(in: workshop, threads: $0) }
      }
    }
    if choice.cost { Bench.tell("measuring: what a step costs …") }
    let cost = choice.cost ? try CostOfAStep(threads: 1) : nil
    let report = ComparisonReport(machine: machine, comparisons: comparisons, recordings: recordings, cost: cost)
    print(report.text, terminator: "")
    guard writes else { return }
    try cost?.writeFigure()
    try Page.performance.replace("peers", with: report.markdown)
  }
}
