import Foundation

/// `nnlearn bench --peers [--write] [WORD …]`: words are workloads, peers or both.
enum PeersCommand {
  static let usage = """
    usage: nnlearn bench --peers [--write] [WORKLOAD …] [PEER …]

    This project, a floor in C and the programs a user would pick instead, in turn, on the same work.
    Workloads: \(PeerWorkload.all.map(\.name).joined(separator: ", ")), \(recording) (recording every value).
    Peers: \(scripts.joined(separator: ", ")).
    --write   put the whole table into Docs/PERFORMANCE.md too
    --profile  only this project's part, step by step: time, FLOP/s and bytes
    NNLEARN_BENCH_PEERS=FOLDER[:FOLDER]   Python virtual environments that hold the peers

    """

  /// The word for what recording costs.
  private static let recording = "W8"

  private static var scripts: [String] {
    Peer.all.map(\.script).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  static func run(_ words: [String], writes: Bool, profiles: Bool) throws {
    let workloads = PeerWorkload.all.filter { words.contains($0.name) }
    let peers = Peer.all.filter { words.contains($0.script) }
    if let unknown = words.first(where: { word in
      word != recording && !PeerWorkload.all.contains { $0.name == word } && !scripts.contains(word)
    }) {
      Bench.fail("there is no workload and no peer called “\(unknown)”; see nnlearn bench --peers --help.", code: 64)
    }
    if writes, !words.isEmpty { Bench.fail("--write wants the whole table: leave out the names.", code: 64) }

    let workshop = try PeerWorkshop()
    if profiles {
      for workload in workloads.isEmpty ? PeerWorkload.all : workloads { try workshop.profile(workload.name) }
      return
    }
    let machine = Machine.current
    var comparisons: [Comparison] = []
    for workload in workloads.isEmpty && !words.contains(recording) ? PeerWorkload.all : workloads {
      for threads in [1, 2] {
        Bench.tell("measuring: \(workload.name), \(threads) thread\(threads == 1 ? "" : "s") …")
        comparisons.append(
          Comparison(workload, threads: threads, in: workshop, peers: peers.isEmpty ? Peer.all : peers))
      }
    }
    var recordings: [RecordingComparison] = []
    if words.isEmpty || words.contains(recording) {
      Bench.tell("measuring: recording …")
      recordings = [1, 2].flatMap { RecordingComparison.all(in: workshop, threads: $0) }
    }
    let report = ComparisonReport(machine: machine, comparisons: comparisons, recordings: recordings)
    print(report.text, terminator: "")
    if writes { try PerformancePage.replace("peers", with: report.markdown) }
  }
}
