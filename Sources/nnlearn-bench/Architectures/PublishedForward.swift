import Autodiff
import Foundation
import Networks
import Planning
import Tensors

/// A published network's forward pass on a plan, as a process of its own, which also says what memory it takes.
enum PublishedForward {
  /// The word of the command line that starts it: TITLE BATCH THREADS follow.
  static let word = "--run-architecture"

  static func serve(_ words: [String]) throws {
    guard words.count == 3, let batch = Int(words[1]), let threads = Int(words[2]) else {
      throw NotMeasured(reason: "three words are wanted: a network, a batch and threads")
    }
    guard let published = PublishedNetwork.all.first(where: { $0.title == words[0] }) else {
      throw NotMeasured(reason: "there is no published network called “\(words[0])”")
    }
    let before = ResidentMemory.now
    try ResidentMemory.startOver()
    let network = published.make()
    var random = RandomSource(seed: 1)
    let x = Input("x", NDArray.normal(Shape([batch] + network.input.sizes), using: &random))
    let program = Program([network(x, in: Pass(.evaluation))])
    // Drawn now, so that what is measured next is the plan's own.
    for parameter in network.parameters + network.state { _ = parameter.value.count }
    let most = ResidentMemory.most
    let drawn = ResidentMemory.now
    try ResidentMemory.startOver()
    let plan = try Plan(program, threads: threads)
    plan.run()
    OwnTurns.say(["version": "this checkout"])
    let count = network.parameters.reduce(0) { $0 + $1.shape.count }
    while readLine() != nil {
      var samples: [Double] = []
      while samples.isEmpty || samples.reduce(0, +) < 0.1 { samples.append(seconds { plan.run() }) }
      let memory = [
        "stated": plan.neededBytes, "taken": ResidentMemory.most - drawn,
        "all": max(most, ResidentMemory.most) - before,
      ]
      OwnTurns.say(["seconds": samples, "loss": count, "memory": memory])
    }
  }
}

/// How much of this process's memory is in use, in bytes.
enum ResidentMemory {
  static var now: Int { number("VmRSS") }
  /// At most, since the start or since it was counted anew.
  static var most: Int { number("VmHWM") }

  /// What is in use now becomes the most so far.
  static func startOver() throws { try Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs")) }

  private static func number(_ label: String) -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix(label + ":") }
    return 1024 * (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0)
  }
}
