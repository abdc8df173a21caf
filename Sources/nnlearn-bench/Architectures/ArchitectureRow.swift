import Foundation
import Networks

/// One network at one batch and so many threads: ours and PyTorch's turns.
struct ArchitectureRow {
  private static let rounds = 5

  let title: String
  let batch: Int
  let threads: Int
  private let own: Contestant
  private let peers: [Contestant]
  private let parameters: Int

  init(_ network: PublishedNetwork, batch: Int, threads: Int, in environments: PeerEnvironments) {
    (title, self.batch, self.threads, parameters) = (network.title, batch, threads, network.parameters)
    let words = [network.title, "\(batch)", "\(threads)"]
    own = Contestant(
      name: "nnlearn", command: [environments.program.path, PublishedForward.word] + words, threads: threads,
      complaints: environments.complaints(of: "nnlearn"))
    peers = ["", "last"].compactMap { variant in
      environments.script("peer_architectures.py", module: "torch").map { command in
        let name = variant.isEmpty ? "PyTorch" : "PyTorch, channels last"
        return Contestant(
          name: name,
          command: command + [words[0], "--batch", words[1], "--threads", words[2], "--variant", variant],
          threads: threads, complaints: environments.complaints(of: name))
      }
    }
    // Weights are drawn and memory is touched before anybody is timed.
    let everyone = [own] + peers
    everyone.forEach { $0.waitUntilReady() }
    for _ in 0..<Self.rounds {
      for contestant in everyone {
        Thread.sleep(forTimeInterval: 0.05)
        contestant.takeTurn(within: 60)
      }
    }
    everyone.forEach { $0.close() }
    everyone.forEach { $0.end() }
  }

  static let heading = [
    "network", "batch", "threads", "nnlearn", "PyTorch", "PyTorch, channels last", "the plan states", "the plan took",
    "in all, nnlearn", "in all, PyTorch",
  ]

  private var states: Double? { own.memory["stated"] }
  private var took: Double? { own.memory["taken"] }
  /// Did the plan take more memory than it says it needs?
  var exceeds: Bool { states.map { (took ?? 0) > $0 } ?? false }

  var cells: [String] {
    func time(_ contestant: Contestant) -> String {
      guard !contestant.seconds.isEmpty else { return "– (\(contestant.problem ?? "not measured"))" }
      var remarks: [String] = []
      if contestant !== own, !own.seconds.isEmpty {
        remarks.append(Measurement.text(contestant.seconds.median / own.seconds.median, in: .ratio))
      }
      if let count = contestant.loss, Int(count) != parameters {
        remarks.append("\(Int(count)) parameters: another network")
      }
      let text = Measurement.text(contestant.seconds.median, in: .seconds)
      return remarks.isEmpty ? text : "\(text) (\(remarks.joined(separator: ", ")))"
    }
    func megabytes(_ bytes: Double?) -> String {
      bytes.map { String(format: $0 < 1e7 ? "%.1f MB" : "%.0f MB", $0 / 1e6) } ?? "–"
    }
    func peer(_ number: Int) -> Contestant? { peers.indices.contains(number) ? peers[number] : nil }
    return [
      title, "\(batch)", "\(threads)", time(own), peer(0).map(time) ?? "not installed",
      peer(1).map(time) ?? "not installed", megabytes(states), megabytes(took) + (exceeds ? " (more)" : ""),
      megabytes(own.memory["all"]), megabytes(peer(0)?.memory["all"]),
    ]
  }

  static func explanation(_ rows: [ArchitectureRow]) -> [String] {
    func medians(_ number: Int) -> [Double] {
      rows.compactMap { row in
        guard row.peers.indices.contains(number), !row.own.seconds.isEmpty, !row.peers[number].seconds.isEmpty else {
          return nil
        }
        return row.peers[number].seconds.median / row.own.seconds.median
      }
    }
    func mean(_ ratios: [Double]) -> Double { exp(ratios.reduce(0) { $0 + log($1) } / Double(ratios.count)) }
    let best = zip(medians(0), medians(1)).map(min)
    var lines = [
      "A forward pass, evaluation, random weights and images; medians of at least \(rounds) turns, all in turn. In brackets: how "
        + "many times as long as nnlearn. A network with another number of parameters is named.",
      "The plan states: what it says it needs, its values and the numbers of parameters and inputs. It took: how much more "
        + "memory of the process was in use at most, from before it was compiled. In all: likewise from before the network was "
        + "made, nnlearn's weights once in the layers and once in the plan; for PyTorch without its libraries' own.",
    ]
    if !best.isEmpty {
      let behind = best.count { $0 < 1 }
      lines.append(
        "The faster of PyTorch's two takes \(Measurement.text(mean(best), in: .ratio)) as long as nnlearn (geometric mean of "
          + "\(best.count) rows); it is ahead in \(behind).")
    }
    let more = rows.filter(\.exceeds)
    lines.append(
      more.isEmpty
        ? "No plan took more memory than it states."
        : "More memory than stated took: "
          + more.map { "\($0.title), batch \($0.batch), \($0.threads) threads" }.joined(separator: "; ") + ".")
    return lines
  }

  static func markdown(_ rows: [ArchitectureRow], machine: Machine) -> String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let version = rows.first?.peers.first.map { "PyTorch \($0.version)" } ?? "PyTorch not installed"
    var lines = ["Measured by `./nnlearn bench --architectures --write` on: \(machine). \(version).", ""]
    lines += explanation(rows).map { "- " + $0 }
    lines += ["", line(heading), "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"] + rows.map { line($0.cells) }
    return lines.joined(separator: "\n") + "\n"
  }
}
