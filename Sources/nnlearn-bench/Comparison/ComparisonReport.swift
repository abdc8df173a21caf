import Foundation

/// The comparisons as a table: rows are workloads and threads; columns this project, the floor, the best peer, the rest.
struct ComparisonReport {
  let machine: Machine
  let comparisons: [Comparison]
  let recordings: [RecordingComparison]
  let cost: CostOfAStep?

  static let heading = ["work", "threads", "nnlearn", "C floor", "best peer", "the other peers"]

  private static func cells(_ comparison: Comparison) -> [String] {
    let ours = comparison.own.median
    let others = [comparison.before].compactMap { $0 } + comparison.peers.filter { $0.name != comparison.best?.name }
    return [
      "\(comparison.workload.name): \(comparison.workload.unit)", "\(comparison.threads)",
      text(comparison.own, times: nil) + rate(comparison), text(comparison.floor, times: ours),
      comparison.best.map { "\($0.name) " + text($0, times: ours) } ?? "–",
      others.map { "\($0.name) " + text($0, times: ours) }.joined(separator: "; "),
    ]
  }

  /// How much of what the workload makes a second.
  private static func rate(_ comparison: Comparison) -> String {
    guard let made = comparison.workload.made, let median = comparison.own.median else { return "" }
    return " (\(Int((Double(made.count) / median).rounded())) \(made.name)/s)"
  }

  /// Its median, in brackets how many times as long as ours, and what must be known of it.
  private static func text(_ entry: Comparison.Entry, times ours: Double?) -> String {
    guard let median = entry.median else { return "– (\(entry.problem ?? "not measured"))" }
    var remarks = [String]()
    if let ours { remarks.append(Measurement.text(median / ours, in: .ratio)) }
    let repeats = entry.seconds.count
    if repeats < 5 { remarks.append(repeats == 1 ? "1 repeat" : "\(repeats) repeats") }
    if let problem = entry.problem { remarks.append(problem) }
    let time = Measurement.text(median, in: .seconds)
    return remarks.isEmpty ? time : "\(time) (\(remarks.joined(separator: ", ")))"
  }

  private var versions: String {
    Set(comparisons.flatMap { $0.peers + [$0.floor] }.map(\.version)).subtracting([""]).sorted().joined(separator: ", ")
  }

  private var explanation: [String] {
    let works = comparisons.map(\.workload).reduce(into: [PeerWorkload]()) { list, workload in
      if list.last?.name != workload.name { list.append(workload) }
    }
    let tolerance = Int(100 * PeerWorkload.tolerance)
    return works.map { "\($0.name): \($0.what); final loss \($0.loss)" } + [
      "In brackets: how many times as long as nnlearn. " + Comparison.repeats,
      "All start from the same weights and take the same batches; a final loss more than \(tolerance) % off is named.",
      "Versions: \(versions).",
    ]
  }

  /// One workload's rows, for the terminal.
  static func text(_ comparison: Comparison) -> String {
    let indentation = String(repeating: " ", count: 16)
    let lines = zip(heading, cells(comparison)).map { name, cell in
      (name + indentation).prefix(16) + cell.replacingOccurrences(of: "; ", with: "\n" + indentation)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What has to be said of all of them together.
  var text: String {
    var lines = ["", "\(machine)"] + (comparisons.isEmpty ? [] : [""] + explanation)
    if !recordings.isEmpty { lines += ["", "Recording every intermediate value of a forward pass", ""] }
    lines += recordings.flatMap(\.cells).map { $0.joined(separator: "  ") }
    return lines.joined(separator: "\n") + "\n" + (cost?.text ?? "")
  }

  var markdown: String {
    func line(_ cells: [String]) -> String {
      "| " + cells.map { $0.replacingOccurrences(of: "|", with: "\\|") }.joined(separator: " | ") + " |"
    }
    var lines = ["Measured by `./nnlearn bench --peers --write` on: \(machine).", ""]
    lines += explanation.map { "- " + $0 } + ["", line(Self.heading), "|---|--:|--:|--:|---|---|"]
    lines += comparisons.map { line(Self.cells($0)) }
    if !recordings.isEmpty {
      lines += ["", "### Recording every intermediate value of a forward pass", ""]
      lines += [RecordingComparison.explanation, ""]
      lines += [line(RecordingComparison.heading), "|---|--:|---|--:|--:|--:|--:|"]
      lines += recordings.flatMap(\.cells).map(line)
    }
    if let cost { lines += ["", cost.markdown] }
    return lines.joined(separator: "\n") + "\n"
  }
}
