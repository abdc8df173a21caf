import Statistics
import Autodiff
import Display
import Foundation

/// `nnlearn bench --results [--write] [NAME …]`: what networks reach on the real data sets, over five seeds.
enum ResultsCommand {
  private static let seeds: ClosedRange<UInt64> = 1...5

  static let usage = """
    usage: nnlearn bench --results [--write] [NAME …]

    Trains a network on each real data set with seeds \(seeds.lowerBound) to \(seeds.upperBound), beside simple methods.
    Data sets: \(RealTask.all.map(\.name).joined(separator: "; ")). A name may be its first word.
    --write   put the whole table into Docs/RESULTS.md too

    """

  static func run(_ words: [String], writes: Bool) throws {
    func isMeant(_ task: RealTask, by word: String) -> Bool { task.name.lowercased().hasPrefix(word.lowercased()) }
    if let unknown = words.first(where: { word in !RealTask.all.contains { isMeant($0, by: word) } }) {
      Bench.fail("there is no data set called “\(unknown)”; see nnlearn bench --results --help.", code: 64)
    }
    if writes, !words.isEmpty { Bench.fail("--write replaces the whole table: leave out the names.", code: 64) }
    // The same numbers on every machine.
    Workers.computeSameBitsEverywhere()
    let tasks = RealTask.all.filter { task in words.isEmpty || words.contains { isMeant(task, by: $0) } }
    var sections: [String] = []
    for task in tasks {
      Bench.tell("training: \(task.name) …")
      let section = try Self.section(task)
      print(section)
      sections.append(section)
    }
    if writes { try Page.results.replace("results", with: sections.joined(separator: "\n") + "\n") }
  }

  private static func section(_ task: RealTask) throws -> String {
    let scores = try seeds.map { try task.scores($0) }
    var rows = [("**\(task.network)**", scores.map(\.network))]
    for (number, baseline) in task.baselines.enumerated() {
      rows.append(("\(baseline)", scores.map { $0.baselines[number] }))
    }
    var lines = [
      "### \(task.name)", "", "\(task.data).", "", "| | \(task.metric.name) | least – most |", "|---|--:|--:|",
    ]
    for (name, values) in rows {
      let sample = Sample(values)
      let spread = "\(text(sample.mean)) ± \(text(sample.standardDeviation))"
      lines.append("| \(name) | \(spread) | \(text(values.min()!)) – \(text(values.max()!)) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(_ number: Double) -> String { String(format: "%.3f", number == 0 ? 0 : number) }
}
