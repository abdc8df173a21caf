import Foundation

/// `nnlearn-bench [--write] [WORD …]`: measures what the words name (all without one), and prints a table.
@main
enum Bench {
  static let usage = """
    usage: nnlearn bench [--write] [GROUP …]

    Measures this machine's nnlearn; every number is the median of at least five. Groups: \(names).
    --write   put all groups' table into Docs/PERFORMANCE.md too
    NNLEARN_BENCH_PEERS=FOLDER   a Python virtual environment with the programs to compare with (pip install micrograd)

    """

  private static var names: String { BenchmarkGroup.all.map(\.name).joined(separator: ", ") }

  static func main() {
    var words = Array(CommandLine.arguments.dropFirst())
    if words.contains("--help") || words.contains("-h") { return print(usage, terminator: "") }
    let writes = words.contains("--write")
    words.removeAll { $0 == "--write" }
    if let unknown = words.first(where: { word in !BenchmarkGroup.all.contains { $0.name == word } }) {
      fail("there is no group of benchmarks called “\(unknown)”. Groups: \(names).", code: 64)
    }
    if writes, !words.isEmpty {
      fail("--write wants the whole table: leave out the groups.", code: 64)
    }

    let chosen = BenchmarkGroup.all.filter { words.isEmpty || words.contains($0.name) }
    let report = Report(
      machine: .current,
      sections: chosen.map { group in
        FileHandle.standardError.write(Data("measuring: \(group.title) …\n".utf8))
        return Report.Section(title: group.title, rows: group.rows())
      })
    print(report.text, terminator: "")
    guard writes else { return }
    do {
      try report.write()
    } catch {
      fail(
        "Docs/PERFORMANCE.md could not be written: \((error as? NotMeasured)?.reason ?? error.localizedDescription)",
        code: 5)
    }
  }

  private static func fail(_ sentence: String, code: Int32) -> Never {
    FileHandle.standardError.write(Data("nnlearn bench: \(sentence)\n".utf8))
    exit(code)
  }
}

/// Benchmarks that belong together.
struct BenchmarkGroup: Sendable {
  let name: String
  let title: String
  let benchmarks: [Benchmark]

  static let all = [engine, recording, stepping, figures, lessons, door]

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
