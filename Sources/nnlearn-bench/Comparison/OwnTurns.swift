import Foundation

/// This project taking its turns as a process of its own, as every other contestant does.
enum OwnTurns {
  /// The word of the command line that starts it: WORKLOAD DATA THREADS follow.
  static let word = "--take-turns"

  static func serve(_ words: [String]) throws {
    guard words.count == 3, let threads = Int(words[2]) else { throw NotMeasured(reason: "three words are wanted") }
    let data = try PeerData(folder: URL(filePath: words[1]))
    guard let (workload, epochs) = try OwnWorkloads(data: data, threads: threads).workload(words[0]) else {
      throw NotMeasured(reason: "nnlearn has no part in \(words[0]) yet")
    }
    var (next, loss): (Int, Double?) = (0, nil)
    workload.prepare()
    workload.epoch(0)
    say(["version": "this checkout"])
    while readLine() != nil {
      var samples: [Double] = []
      while samples.isEmpty || (samples.count < 200 && samples.reduce(0, +) < 0.1) {
        if next == 0 { workload.prepare() }
        samples.append(seconds { workload.epoch(next) })
        next = (next + 1) % epochs
        if next == 0, loss == nil { loss = workload.finalLoss() }
      }
      say(["seconds": samples, "loss": loss ?? NSNull()])
    }
  }

  static func say(_ facts: [String: Any]) {
    guard let line = try? JSONSerialization.data(withJSONObject: facts) else { return }
    FileHandle.standardOutput.write(line + Data("\n".utf8))
  }
}
