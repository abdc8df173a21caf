import Commands
import Foundation

extension BenchmarkGroup {
  static let door = BenchmarkGroup(
    name: "door", title: "The front door",
    benchmarks: [Benchmark(name: "`./nnlearn` itself", measure: ownTime)])

  /// A copy of the script and of what it looks at, with `true` for everything that was built.
  private static func ownTime() throws -> [Measurement] {
    let root = Places.current().root
    let samples = try withFolder { folder in
      let door = folder.appending(path: "nnlearn").path
      for name in ["nnlearn", "Package.swift", "Sources"] {
        try FileManager.default.copyItem(at: root.appending(path: name), to: folder.appending(path: name))
      }
      let made = """
        mkdir -p .build/release && cd .build/release
        for name in nnlearn nnlearn-kernel libNNLearnKit.so; do ln -s "$(command -v true)" $name; done
        printf '%s | %s\\n' "$(readlink -f ../..)" "$(LC_ALL=C TZ=UTC0 ls -Lli -- "$(command -v swift)")" >../nnlearn.stamp
        """
      _ = try runTime(["/bin/sh", "-c", "cd \"$0\" && \(made)", folder.path])
      let samples = try (0..<15).map { _ in try runTime([door, "--help"]) }
      guard !FileManager.default.fileExists(atPath: folder.appending(path: ".build/nnlearn.lock").path) else {
        throw NotMeasured(reason: "the copy of the front door found something to build")
      }
      return samples
    }
    return [
      Measurement(
        name: "`./nnlearn` when nothing is to do, without the program it starts", unit: .seconds, samples: samples,
        aim: 20e-3, note: "`true` in its place")
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
