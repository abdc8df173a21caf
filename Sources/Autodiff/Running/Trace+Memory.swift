import Tensors

// What a trace takes is known before it is recorded.
extension Run {
  /// How many bytes a trace of some training steps takes, on top of the one step that the run holds anyway.
  ///
  /// - Parameters:
  ///   - steps: as many as are to be recorded.
  ///   - detail: `none` keeps what every detail keeps: the leaves once, and of each step the loss; `health` and `summary` add a
  ///     record of fixed size for each operation, `full` every number.
  public func bytes(forRecording steps: Range<Int>, detail: Trace.Detail = .full) -> Int {
    guard let first = steps.first else { return 0 }
    let program = program(ofStep: first)
    // Leaves that no step changes are the run's own.
    let changed = program.inputs.map(\.id) + program.assignments.map(\.before)
    let leaves = changed.reduce(0) { $0 + Trace.bytes(ofArray: program.graph[$1]) }
    let (all, isTooLarge) = (MemoryLayout<Trace.Step>.stride + Trace.bytes(ofOneStep: layout(ofStep: first), detail))
      .multipliedReportingOverflow(by: steps.count)
    return isTooLarge ? .max : leaves + Swift.min(all, .max - leaves)
  }

  /// Refuses to record what would not fit. The system is asked only about what is not small: that takes longer than to
  /// record a small network.
  func checkMemory(forRecording steps: Range<Int>, detail: Trace.Detail) {
    guard bytes(forRecording: steps, detail: detail) > 32 << 20,
      let problem = recordingProblem(steps, detail: detail, available: AvailableMemory.byteCount)
    else { return }
    stop(problem.description)
  }

  /// Why some training steps cannot be recorded; nil when they fit.
  /// - Parameter available: in bytes; nil where nobody knows.
  package func recordingProblem(_ steps: Range<Int>, detail: Trace.Detail, available: Int?) -> TraceProblem? {
    let wanted = bytes(forRecording: steps, detail: detail)
    guard let available, wanted > available else { return nil }
    let text = AvailableMemory.text
    let less = Trace.Detail.allCases.prefix { $0 != detail }.reversed()
    let advice =
      less.first { bytes(forRecording: steps, detail: $0) <= available }.map {
        "In detail .\($0) it takes \(text(bytes(forRecording: steps, detail: $0)))."
      } ?? "No detail fits: record fewer steps."
    return TraceProblem(
      "a trace of \(steps.count) training step\(steps.count == 1 ? "" : "s") in detail .\(detail) takes \(text(wanted)), but "
        + "\(text(available)) are available. \(advice)")
  }
}

extension Trace {
  /// In detail `full` one block, otherwise a list of records.
  fileprivate static func bytes(ofOneStep layout: ValueLayout, _ detail: Detail) -> Int {
    switch detail {
    case .none: 0
    case .health: bytes(ofList: layout.starts.count, MemoryLayout<Record>.stride)
    case .summary:
      bytes(ofList: layout.starts.count, MemoryLayout<Record>.stride)
        + layout.starts.count * bytes(ofList: Summary.binCount, MemoryLayout<Int>.stride)
    case .full: layout.byteCount
    }
  }

  fileprivate static func bytes(ofArray operation: Operation) -> Int {
    MemoryLayout<NDArray>.stride + bytes(ofList: operation.shape.count, operation.tensor.elementType.byteCount)
  }

  /// A Swift array's storage: its header and elements, as the allocator rounds them up.
  private static func bytes(ofList count: Int, _ stride: Int) -> Int {
    count == 0 ? 0 : (32 + count * stride + 8 + 15) / 16 * 16
  }
}
