import Foundation
import Testing

@Suite struct BenchTests {
  private func bench(_ words: [String]) throws -> Repository.Ending {
    let program = try Workplace.program.deletingLastPathComponent().appending(path: "nnlearn-bench").path
    return try Repository.run(program, words, environment: [:], in: Repository.root)
  }

  @Test func helpNamesTheGroups() throws {
    let ending = try bench(["--help"])
    #expect(ending.status == 0)
    for group in ["engine", "recording", "stepping", "figures", "lessons", "door"] {
      #expect(ending.output.contains(group))
    }
  }

  @Test(arguments: [
    (["engines"], "there is no group of benchmarks called “engines”"),
    (["--fast"], "there is no group of benchmarks called “--fast”"),
    (["--write", "door"], "leave out the groups"),
  ])
  func badWordsGetASentence(words: [String], sentence: String) throws {
    let ending = try bench(words)
    #expect(ending.status == 64)
    #expect(ending.output.isEmpty)
    #expect(ending.errors.contains(sentence))
  }

  /// Every row is measured against the aim it names.
  @Test func measuresATable() throws {
    let ending = try bench(["stepping"])
    #expect(ending.status == 0)
    let rows = ending.output.split(separator: "\n").filter { $0.contains("2-16-16-1") }
    #expect(rows.count == 4)
    for row in rows { #expect(row.contains("≤ ") && row.contains(#/[0-9] (?:ns|µs|ms|s)  /#)) }
  }
}
