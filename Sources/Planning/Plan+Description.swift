import Autodiff
import CKernels
import Numerals
import Tensors

extension Plan: CustomStringConvertible {
  /// A line a segment, a line a step below it, and what memory they need:
  ///
  ///     plan of 76 operations: 14 steps in 3 segments, 96 kB (values 12 kB, sums 66 kB, 2 × 9 kB a worker)
  ///     32 examples, 16 at a time, 2 workers
  ///       matmul [32, 64]·[64, 128] → [32, 128]
  ///       fused: add relu → [32, 128]
  public var description: String {
    var lines = [
      "plan of \(program.graph.count) operations: \(steps.count) steps in \(segments.count) segments, "
        + "\(Self.bytes(memory.byteCount)) (values \(bytes(storage.sharedCount)), sums \(bytes(storage.sumsCount)), "
        + "a worker's chunk \(bytes(storage.localCount)))"
    ]
    for segment in segments {
      let workers = segment.workers == 1 ? "1 worker" : "\(segment.workers) workers"
      lines.append(
        segment.isBatch
          ? "\(segment.extent) examples, \(segment.chunk) at a time, \(workers)" : "all together, \(workers)")
      lines += segment.steps.map { "  " + label($0) }
    }
    return lines.joined(separator: "\n")
  }

  /// The bytes that the plan needs in addition to the parameters, inputs and constants.
  public var peakBytes: Int { memory.byteCount }

  /// The bytes that the plan needs, those of the parameters, inputs and constants counted in: what is checked before it
  /// begins.
  public var neededBytes: Int { memory.byteCount + PlanState().byteCountMissing(of: program.graph) }

  /// The steps that are left to the primitives' reference kernels: right, but slow on large values.
  public var referenceSteps: [String] {
    steps.indices.filter { index in steps[index].members.contains { nodes[$0].kind == .reference } }.map(label)
  }

  /// What a step computes: "matmul [32, 64]·[64, 128] → [32, 128]", "fused: add relu → [32, 128]".
  func label(_ index: Int) -> String {
    guard index < steps.count else { return "assign" }
    switch steps[index].work {
    case .single(let id):
      let node = nodes[id]
      return "\(name(id)) " + node.operands.map { "\($0.shape)" }.joined(separator: "·") + " → \(node.shape)"
        + (node.kind == .reference ? "   by its reference kernel" : "")
    case .fused(let group):
      var names: [(name: String, count: Int)] = []
      for id in group.members {
        if names.last?.name == name(id) { names[names.count - 1].count += 1 } else { names.append((name(id), 1)) }
      }
      let words = names.map { $0.count == 1 ? $0.name : "\($0.count) \($0.name)" }
      let text = words.count <= 6 ? words : words.prefix(5) + ["… (\(group.members.count) operations)"]
      return "fused: \(text.joined(separator: " ")) over \(group.rows) × \(group.columns)"
    }
  }

  private func name(_ id: Int) -> String {
    switch nodes[id].kind {
    case .elementwise(NN_COPY, _), .concatenation(axis: 0, starts: [0]): return "copy"
    default: break
    }
    return program.graph[nodes[id].source].primitive.name
  }

  private func bytes(_ numbers: Int) -> String { Self.bytes(numbers * program.graph.elementType.byteCount) }

  static func bytes(_ count: Int) -> String { AvailableMemory.text(count) }
}

/// Where a plan's time goes, step by step.
public struct PlanProfile: Sendable, CustomStringConvertible {
  /// One step, measured.
  public struct Row: Sendable {
    /// What it computes.
    public let label: String
    /// For one run of the plan, on the first worker.
    public let seconds: Double
    /// Multiplications, additions and function values of one run, of all workers.
    public let flops: Double
    /// Bytes that its operands and results have, each counted once.
    public let bytes: Double
    /// How many workers share it.
    public let workers: Int

    public var flopsPerSecond: Double { seconds > 0 ? flops / seconds : 0 }
    /// FLOPs for each byte: low where memory bounds a step, high where arithmetic does.
    public var intensity: Double { bytes > 0 ? flops / bytes : 0 }
  }

  public let rows: [Row]
  public var seconds: Double { rows.reduce(0) { $0 + $1.seconds } }

  /// The steps that take longest, first.
  public var description: String {
    var lines = ["     µs      %   GFLOP/s   FLOP/byte   step"]
    for row in rows.sorted(by: { $0.seconds > $1.seconds }) {
      let numbers =
        Self.fixed(row.seconds * 1e6, 2, width: 7)
        + Self.fixed(100 * row.seconds / Swift.max(seconds, 1e-12), 1, width: 7)
        + Self.fixed(row.flopsPerSecond / 1e9, 2, width: 10) + Self.fixed(row.intensity, 2, width: 12) + "   "
      for (place, words) in wrapped(row.label, width: 76 - numbers.count).enumerated() {
        lines.append((place == 0 ? numbers : String(repeating: " ", count: numbers.count)) + words)
      }
    }
    lines.append(Self.fixed(seconds * 1e6, 2, width: 7) + "  in all")
    return lines.joined(separator: "\n")
  }

  private static func fixed(_ number: Double, _ digits: Int, width: Int) -> String {
    let text = fixedText(number, decimals: digits)
    return String(repeating: " ", count: Swift.max(0, width - text.count)) + text
  }
}

extension Plan {
  /// Runs the plan and measures each step. Parameters change as in `run`.
  ///
  /// - Parameter runs: how often; the mean counts.
  public func profile(runs: Int = 100) -> PlanProfile {
    var times = [Int64](repeating: 0, count: calls.count)
    for _ in 0..<Swift.max(1, runs) { runTimed(&times) }
    var seconds = [Double](repeating: 0, count: steps.count + 1)
    for (call, time) in zip(calls, times) {
      seconds[call.index] += Double(time) * 1e-9 / Double(Swift.max(1, runs))
    }
    let workers = segments.flatMap { segment in segment.steps.map { _ in segment.workers } } + [1]
    return PlanProfile(
      rows: seconds.indices.compactMap { index in
        let cost = cost(index)
        guard seconds[index] > 0 else { return nil }
        return PlanProfile.Row(
          label: label(index), seconds: seconds[index], flops: cost.flops,
          bytes: Double((numbers(cost.read) + cost.written) * program.graph.elementType.byteCount),
          workers: workers[index])
      })
  }
}
