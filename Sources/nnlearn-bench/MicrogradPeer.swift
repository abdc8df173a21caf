import Foundation

/// micrograd, training the same network in a Python process: one step for each line sent to it.
final class MicrogradPeer {
  static let missing =
    "peer not installed: pip install micrograd, in a virtual environment named by NNLEARN_BENCH_PEERS"

  private let process = Process()
  private let (input, output) = (Pipe(), Pipe())

  private static let script = """
    import json, sys, time
    from micrograd.nn import MLP
    task = json.loads(sys.stdin.readline())
    sizes = [len(layer) for layer in task["weights"]]
    model = MLP(2, sizes)
    for layer, numbers in zip(model.layers, task["weights"]):
        for neuron, (*weights, bias) in zip(layer.neurons, numbers):
            for weight, number in zip(neuron.w, weights):
                weight.data = number
            neuron.b.data = bias
    sys.setrecursionlimit(100000)
    for line in sys.stdin:
        start = time.perf_counter()
        losses = [(1 + -target * model(point)).relu() for point, target in zip(task["points"], task["targets"])]
        loss = sum(losses) * (1 / len(losses)) + task["decay"] * sum(p * p for p in model.parameters())
        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data -= task["learningRate"] * p.grad
        print(time.perf_counter() - start, loss.data, flush=True)
    """

  /// nil when it is not installed.
  init?(_ network: ScalarNetwork) {
    guard let folder = ProcessInfo.processInfo.environment["NNLEARN_BENCH_PEERS"] else { return nil }
    let python = folder + "/bin/python"
    guard Self.hasMicrograd(python) else { return nil }
    process.executableURL = URL(filePath: python)
    process.arguments = ["-c", Self.script]
    process.standardInput = input
    process.standardOutput = output
    let task: [String: Any] = [
      "points": network.points, "targets": network.targets, "weights": network.weights,
      "learningRate": ScalarNetwork.learningRate, "decay": ScalarNetwork.decay,
    ]
    guard let json = try? JSONSerialization.data(withJSONObject: task), (try? process.run()) != nil else { return nil }
    input.fileHandleForWriting.write(json + Data("\n".utf8))
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  func step() throws -> (seconds: Double, loss: Double) {
    input.fileHandleForWriting.write(Data("step\n".utf8))
    var line = Data()
    while line.last != UInt8(ascii: "\n") {
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else {
        throw NotMeasured(reason: "the peer's Python process ended; its last words are above")
      }
      line += more
    }
    let numbers = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    guard numbers.count == 2 else { throw NotMeasured(reason: "the peer answered without two numbers") }
    return (numbers[0], numbers[1])
  }

  private static func hasMicrograd(_ python: String) -> Bool {
    let probe = Process()
    probe.executableURL = URL(filePath: python)
    probe.arguments = ["-c", "import micrograd.nn"]
    probe.standardError = FileHandle.nullDevice
    guard (try? probe.run()) != nil else { return false }
    probe.waitUntilExit()
    return probe.terminationStatus == 0
  }
}
