import Foundation

/// What keeping every intermediate value of a forward pass costs, here and with PyTorch's tools.
struct RecordingComparison {
  struct Row {
    let tool: String
    let seconds: [Double]
    let kept: Double?
    /// The same program keeping nothing.
    let plain: [Double]
    let problem: String?
  }

  let name: String
  let what: String
  let threads: Int
  let rows: [Row]

  private static let networks = [
    ("W8-mlp", "64-128-64-10, batch 32"), ("W8-cnn", "nine convolutions, three short cuts, 32 images 32 × 32"),
  ]
  private static let own = [("a plan, every value kept", "kept"), ("the stepper's full trace", "traced")]
  private static let peers = [("forward hooks", "hooks"), ("torch.fx", "fx"), ("TorchLens", "torchlens")]

  static func all(in workshop: PeerWorkshop, threads: Int) -> [RecordingComparison] {
    networks.map { RecordingComparison($0, what: $1, threads: threads, in: workshop) }
  }

  private init(_ name: String, what: String, threads: Int, in workshop: PeerWorkshop) {
    (self.name, self.what, self.threads) = (name, what, threads)
    func ours(_ way: String) -> Contestant { workshop.startOwn("\(name)-\(way)", as: way, threads: threads) }
    func theirs(_ variant: String) -> Contestant? {
      let module = variant == "torchlens" ? variant : "torch"
      let peer = Peer(
        name: variant, script: "trace", variant: variant, module: module, package: module, workloads: [name])
      return workshop.start(peer, name, threads: threads)
    }
    let mine = (plain: ours("plain"), ways: Self.own.map { ($0, ours($1) as Contestant?) })
    let other = (plain: theirs("plain"), ways: Self.peers.map { ($0, theirs($1)) })
    let everyone = [mine.plain, other.plain].compactMap { $0 } + (mine.ways + other.ways).compactMap(\.1)
    Comparison.takeTurns(everyone)
    func row(_ tool: String, _ contestant: Contestant?, _ plain: Contestant?) -> Row {
      Row(
        tool: tool, seconds: contestant?.seconds ?? [], kept: contestant?.loss, plain: plain?.seconds ?? [],
        problem: contestant == nil ? "not installed" : contestant?.problem)
    }
    rows =
      mine.ways.map { row("nnlearn, \($0)", $1, mine.plain) }
      + other.ways.map { row("PyTorch, \($0)", $1, other.plain) }
  }

  static let explanation = """
    Kept is what can be read after the pass: for a plan until the next one; for forward hooks only what modules give, not \
    what happens inside them. The stepper's trace has every operation, with its place in the cell, and stays after the \
    next pass.
    """

  static let heading = ["network", "threads", "tool", "values kept", "forward", "plain forward", "times the plain"]

  var cells: [[String]] {
    rows.map { row in
      let isMeasured = !row.seconds.isEmpty && !row.plain.isEmpty
      func time(_ seconds: [Double]) -> String {
        seconds.isEmpty ? "–" : Measurement.text(seconds.median, in: .seconds)
      }
      return [
        what, "\(threads)", row.tool, row.kept.map { "\(Int($0))" } ?? "–", time(row.seconds), time(row.plain),
        isMeasured ? Measurement.text(row.seconds.median / row.plain.median, in: .ratio) : row.problem ?? "–",
      ]
    }
  }
}
