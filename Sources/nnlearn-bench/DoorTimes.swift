import CProcess
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
        for name in nnlearn nnlearn-kernel libNNLearnKit.so; do ln -s /bin/true $name; done
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

  /// Waits for the process itself: Foundation's `Process` looks for its end too seldom for a few milliseconds.
  private static func runTime(_ words: [String]) throws -> Double {
    let arguments = words.map { strdup($0) } + [nil]
    let settings = ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    let nowhere = open("/dev/null", O_WRONLY)
    defer {
      (arguments + settings).forEach { free($0) }
      close(nowhere)
    }
    return try seconds {
      var (process, status) = (pid_t(), Int32(-1))
      guard nn_spawn(&process, words[0], arguments, settings, nil, [(nowhere, 1), (nowhere, 2)], 2, 0) == 0,
        waitpid(process, &status, 0) == process, status == 0
      else { throw NotMeasured(reason: "\(words[0]) failed") }
    }
  }
}
