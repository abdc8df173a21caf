import Autodiff
import Foundation
import Optimizers
import Tensors
import Testing

/// What a trace takes is said before it is recorded.
struct RecordingTests {
  /// A batch of `rows` examples through a layer of 64 units.
  private static func run(rows: Int) -> Run {
    let x = Input("x", NDArray(repeating: 0.1, shape: [rows, 32]))
    let w = Parameter("W", NDArray(repeating: 0.01, shape: [32, 64]))
    let loss = mean(pow(tanh(x.matmul(w)) - 1, 2))
    let program = Program(minimizing: loss, over: [w], by: GradientDescent(learningRate: 0.1))
    return Run(program) { step in [(x, NDArray(repeating: 0.1 + Double(step), shape: [rows, 32]))] }
  }

  /// Bytes that the allocator has given out, as glibc's `malloc_info` accounts for them.
  private static var allocated: Int {
    typealias Report = @convention(c) (Int32, UnsafeMutablePointer<FILE>?) -> Int32
    let report = unsafeBitCast(dlsym(nil, "malloc_info"), to: Report.self)
    var (text, size): (UnsafeMutablePointer<CChar>?, Int) = (nil, 0)
    let stream = open_memstream(&text, &size)
    _ = report(0, stream)
    fclose(stream)
    defer { free(text) }
    // The totals over all arenas stand at the end.
    let totals = String(cString: text!).components(separatedBy: "</heap>").last!
    func bytes(_ kind: String) -> Int {
      let line = totals.split(separator: "\n").first { $0.contains("type=\"\(kind)\"") } ?? ""
      return line.firstMatch(of: /size="(\d+)"/).flatMap { Int($0.1) } ?? 0
    }
    return bytes("current") - bytes("fast") - bytes("rest") + bytes("mmap")
  }

  /// In a process of its own: other tests allocate meanwhile.
  @Test func aFullTraceTakesWhatWasSaid() async {
    await #expect(processExitsWith: .success) {
      let (steps, run) = (0..<300, Self.run(rows: 128))
      run.load(step: 0)
      run.finishStep()
      // The states before the steps, and their losses, are the run's.
      _ = run.record(steps, detail: .none)
      run.load(step: 0)
      let said = run.bytes(forRecording: steps, detail: .full)
      let before = Self.allocated
      let trace = run.record(steps, detail: .full)
      let taken = Self.allocated - before
      #expect(trace.steps.count == steps.count)
      #expect(abs(Double(said) / Double(taken) - 1) <= 0.02, "\(said) bytes were said, \(taken) taken")
    }
  }

  /// What is no full trace does not grow with the values.
  @Test(arguments: [Trace.Detail.none, .health, .summary]) func lessDetailKeepsNoWholeValues(_ detail: Trace.Detail) {
    func bytesOfAStep(rows: Int) -> Int {
      let run = Self.run(rows: rows)
      return run.bytes(forRecording: 0..<11, detail: detail) - run.bytes(forRecording: 0..<10, detail: detail)
    }
    #expect(bytesOfAStep(rows: 1) == bytesOfAStep(rows: 1000))
  }

  /// Without their inputs in memory, such traces can still be gone through and saved.
  @Test(arguments: Trace.Detail.allCases) func everyDetailCanBeExecutedAgain(_ detail: Trace.Detail) throws {
    let original = Self.run(rows: 3)
    let trace = original.record(2..<5, detail: detail)
    let path = "/tmp/nnlearn-\(getpid())-\(detail).trace"
    defer { unlink(path) }
    try trace.save(to: path)
    for again in [trace, try Trace(contentsOf: path)] {
      let stepper = again.stepper()
      for step in 0..<3 {
        original.load(step: 2 + step)
        original.finishStep()
        stepper.move(to: Stepper.Position(trainingStep: step, event: stepper.eventCount - 1))
        for id in 0..<stepper.eventCount {
          #expect(stepper.value(id)!.hasSameBits(as: original.execution.value(id)))
        }
      }
    }
  }

  @Test func stepsThatNoTrainingHas() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Self.run(rows: 1).record(-3..<1)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("record expects training steps from 0 on; got -3..<1."))
    #expect(Self.run(rows: 1).bytes(forRecording: 0..<Int.max) == .max)
  }

  @Test func whatDoesNotFitIsRefusedWithTheDetailThatWould() throws {
    let run = Self.run(rows: 1000)
    let steps = 0..<200
    for available in [1000, 40_000, 400_000, 4_000_000] {
      let problem = try #require(run.recordingProblem(steps, detail: .full, available: available))
      let fitting = Trace.Detail.allCases.last { run.bytes(forRecording: steps, detail: $0) <= available }
      let text = problem.description
      #expect(text.contains(AvailableMemory.text(run.bytes(forRecording: steps, detail: .full))))
      #expect(text.contains(AvailableMemory.text(available) + " are available"))
      #expect(text.contains(fitting.map { "In detail .\($0) it takes" } ?? "record fewer steps"), "\(text)")
      #expect(run.losses.isEmpty, "nothing has been executed")
    }
    #expect(run.recordingProblem(steps, detail: .full, available: 1 << 40) == nil)
    #expect(run.recordingProblem(steps, detail: .full, available: nil) == nil)
    #expect(run.recordingProblem(steps, detail: .none, available: 1 << 20) == nil)
  }
}
