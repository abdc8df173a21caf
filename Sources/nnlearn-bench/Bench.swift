import Foundation

/// `nnlearn-bench [--write] [WORD …]`: measures what the words name (all without one), and prints a table.
@main
enum Bench {
  static let usage = """
    usage: nnlearn bench [--write] [GROUP …]
           nnlearn bench --peers [--write] [WORKLOAD …] [PEER …]
           nnlearn bench --results [--write] [NAME …]
           nnlearn bench --architectures [--write] [NAME …]

    Measures this machine's nnlearn; every number is the median of at least five. Groups: \(names).
    --peers   compare whole trainings with the programs a user would pick instead; see nnlearn bench --peers --help
    --results  what networks reach on the real data sets; see nnlearn bench --results --help
    --architectures   published networks in their full sizes, beside PyTorch; see nnlearn bench --architectures --help
    --write   put all groups' table into Docs/PERFORMANCE.md too
    NNLEARN_BENCH_PEERS=FOLDER   a Python virtual environment with the programs to compare with (pip install micrograd)

    """

  private static var names: String { BenchmarkGroup.all.map(\.name).joined(separator: ", ") }

  static func main() {
    var words = Array(CommandLine.arguments.dropFirst())
    if words.first == OwnTurns.word { return orFail { try OwnTurns.serve(Array(words.dropFirst())) } }
    if words.first == PublishedForward.word {
      return orFail { try PublishedForward.serve(Array(words.dropFirst())) }
    }
    let comparesPeers = words.contains("--peers")
    let showsResults = words.contains("--results")
    let showsArchitectures = words.contains("--architectures")
    if words.contains("--help") || words.contains("-h") {
      let text =
        comparesPeers
        ? PeersCommand.usage
        : showsResults ? ResultsCommand.usage : showsArchitectures ? ArchitecturesCommand.usage : usage
      return print(text, terminator: "")
    }
    let writes = words.contains("--write")
    let profiles = words.contains("--profile")
    words.removeAll {
      ["--write", "--peers", "--results", "--architectures"].contains($0) || (comparesPeers && $0 == "--profile")
    }
    if comparesPeers { return orFail { try PeersCommand.run(words, writes: writes, profiles: profiles) } }
    if showsResults { return orFail { try ResultsCommand.run(words, writes: writes) } }
    if showsArchitectures { return orFail { try ArchitecturesCommand.run(words, writes: writes) } }
    if let unknown = words.first(where: { word in !BenchmarkGroup.all.contains { $0.name == word } }) {
      fail("there is no group of benchmarks called “\(unknown)”. Groups: \(names).", code: 64)
    }
    if writes, !words.isEmpty {
      fail("--write replaces the whole table: leave out the groups.", code: 64)
    }

    let chosen = BenchmarkGroup.all.filter { words.isEmpty || words.contains($0.name) }
    let report = Report(
      machine: .current,
      sections: chosen.map { group in
        tell("measuring: \(group.title) …")
        return Report.Section(title: group.title, rows: group.rows())
      })
    print(report.text, terminator: "")
    if writes { orFail { try Page.performance.replace("measured", with: report.markdown) } }
  }

  private static func orFail(_ body: () throws -> Void) {
    do { try body() } catch { fail((error as? NotMeasured)?.reason ?? error.localizedDescription, code: 5) }
  }

  static func tell(_ sentence: String) { FileHandle.standardError.write(Data((sentence + "\n").utf8)) }

  static func fail(_ sentence: String, code: Int32) -> Never {
    tell("nnlearn bench: \(sentence)")
    exit(code)
  }
}

/// Benchmarks that belong together.
struct BenchmarkGroup: Sendable {
  let name: String
  let title: String
  let benchmarks: [Benchmark]

  static let all = [engine, recording, stepping, plan, loops, figures, lessons, door]

  func rows() -> [Report.Row] {
    benchmarks.flatMap { benchmark in
      do {
        return try benchmark.measure().map(Report.Row.measured)
      } catch {
        let reason = (error as? NotMeasured)?.reason ?? "\(error)"
        return [.missing(name: benchmark.name, reason: reason)]
      }
    }
  }
}

/// One piece of work and the rows it gives.
struct Benchmark: Sendable {
  let name: String
  let measure: @Sendable () throws -> [Measurement]
}
