import Foundation
import Testing

@Suite struct BenchTests {
  private func bench(_ words: [String], _ environment: [String: String] = [:]) throws -> Repository.Ending {
    let program = try Workplace.program.deletingLastPathComponent().appending(path: "nnlearn-bench").path
    return try Repository.run(program, words, environment: environment, in: Repository.root)
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
    (["--peers", "W99"], "there is no workload and no peer called “W99”"),
    (["--peers", "door"], "there is no workload and no peer called “door”"),
    (["--peers", "--write", "W3"], "leave out the names"),
    (["--architectures", "VGG-17"], "there is no published network called “VGG-17”"),
    (["--architectures", "--write", "LeNet-5"], "leave out the names"),
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

  @Test func helpOfThePeersNamesWorkloadsAndPeers() throws {
    let ending = try bench(["--peers", "--help"])
    #expect(ending.status == 0)
    for name in ["W1", "W4b", "W8", "W13", "torch", "jax", "micrograd"] { #expect(ending.output.contains(name)) }
  }

  /// Nowhere to find them: an empty variable, a folder that is not there, a folder that is no environment.
  @Test(arguments: ["", "/nowhere", "/tmp:/"])
  func withoutPeersItSaysHowToGetThem(folders: String) throws {
    let ending = try bench(["--peers", "W3"], ["NNLEARN_BENCH_PEERS": folders])
    #expect(ending.status == 5)
    #expect(ending.output.isEmpty)
    #expect(ending.errors.contains("no peer is installed") && ending.errors.contains("NNLEARN_BENCH_PEERS="))
  }

  /// What takes its turns answers a wrong order with a sentence, not with a crash.
  @Test(arguments: [
    ["--take-turns"], ["--take-turns", "W3", "/nowhere", "1"], ["--take-turns", "W3", "/tmp", "two"],
    ["--run-architecture"], ["--run-architecture", "VGG-17", "1", "1"], ["--run-architecture", "LeNet-5", "1", "two"],
  ])
  func aWrongTurnGetsASentence(words: [String]) throws {
    let ending = try bench(words)
    #expect(ending.status == 5)
    #expect(ending.errors.hasPrefix("nnlearn bench: "))
  }

  /// Without PyTorch there is still this project's part.
  @Test func anArchitectureIsMeasuredWithoutPeers() throws {
    let ending = try bench(["--architectures", "LeNet-5"], ["NNLEARN_BENCH_PEERS": ""])
    #expect(ending.status == 0)
    let rows = ending.output.split(separator: "\n").filter { $0.hasPrefix("LeNet-5") }
    #expect(rows.count == 4)
    for row in rows { #expect(row.contains("not installed") && row.contains(#/[0-9] (?:µs|ms|s)  /#)) }
  }

  /// Every peer has its script, every floor its program.
  @Test func everyScriptIsThere() throws {
    let folder = "Sources/nnlearn-bench/Peers/"
    let files = Set(try Repository.files().filter { $0.hasPrefix(folder) }.map { String($0.dropFirst(folder.count)) })
    let peers = try Repository.text(of: "Sources/nnlearn-bench/Comparison/Peer.swift")
    let floors = try Repository.text(of: "Sources/nnlearn-bench/Comparison/PeerWorkload.swift")
    let scripts = Set(peers.matches(of: /script: "([a-z]+)"/).map { "peer_\($0.1).py" })
    let programs = Set(floors.matches(of: /floor: "([a-z]+)"/).map { "floor_\($0.1).c" })
    #expect(scripts.count >= 9 && scripts.isSubset(of: files), "\(scripts.subtracting(files))")
    #expect(programs.count == 6 && programs.isSubset(of: files), "\(programs.subtracting(files))")
  }
}
