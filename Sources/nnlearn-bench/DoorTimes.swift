import Commands
import Foundation

extension BenchmarkGroup {
  static let door = BenchmarkGroup(
    name: "door", title: "The front door",
    benchmarks: [Benchmark(name: "`./nnlearn` itself", measure: ownTime)])

  /// `./nnlearn --help` less the built program's own `--help`, in turn.
  private static func ownTime() throws -> [Measurement] {
    let script = Places.current().root.appending(path: "nnlearn").path
    let built = Places.current().root.appending(path: ".build/release/nnlearn").path
    guard FileManager.default.isExecutableFile(atPath: built) else {
      throw NotMeasured(reason: "nothing is built in .build yet: start ./nnlearn once")
    }
    _ = try runTime([script, "--help"])
    var samples: [Double] = []
    for _ in 0..<9 {
      let whole = try runTime([script, "--help"])
      samples.append(whole - (try runTime([built, "--help"])))
    }
    return [
      Measurement(
        name: "`./nnlearn` when nothing is to do, without the program it starts", unit: .seconds, samples: samples,
        aim: 20e-3)
    ]
  }

  private static func runTime(_ words: [String]) throws -> Double {
    try seconds {
      let process = Process()
      process.executableURL = URL(filePath: words[0])
      process.arguments = Array(words.dropFirst())
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else { throw NotMeasured(reason: "\(words[0]) failed") }
    }
  }
}
