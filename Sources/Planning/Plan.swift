import Autodiff
import CKernels
import Tensors

/// A program compiled for speed: shapes fixed, elementwise chains fused, memory shared by values that do not live at the
/// same time, and the batch split over threads. It computes what the stepper shows, within rounding.
///
///     let plan = try Plan(program)
///     for step in 0..<1000 {
///       plan.set(x, batch.inputs)
///       plan.run()
///     }
///     plan.storeParameters()
///
/// A plan works on copies of the parameters' numbers; plans made with the same `state` share them.
public final class Plan {
  public let program: Program
  /// How many threads share the work where there is enough of it.
  public let threads: Int
  let nodes: [Node]
  let steps: [Step]
  let storage: Storage
  private(set) var segments: [Segment]
  let memory: PlanMemory
  /// In the order in which they are run.
  let calls: [Emission.Call]
  private let emission: Emission
  private let values: [Value]
  private let state: PlanState
  private let nativeSegments: UnsafeBufferPointer<nn_segment>
  /// Where the loss lies, counted from the start of shared memory.
  private let lossOffset: Int?

  /// Compiles a program.
  ///
  /// - Parameters:
  ///   - keeping: values to read with `value(of:)`, in addition to the loss and what the program was asked to compute.
  ///   - threads: nil: as many as there are processors.
  ///   - state: the parameters' and inputs' numbers, shared with other plans; nil: as they are now.
  ///   - availableMemory: how many bytes the plan may take; nil: what the machine has left.
  ///   - techniques: what it does for speed.
  public init(
    _ program: Program, keeping: [Tensor] = [], threads: Int? = nil, state: PlanState? = nil,
    availableMemory: Int? = nil, by techniques: PlanTechniques = .all
  ) throws(PlanProblem) {
    let graph = program.graph
    self.program = program
    self.threads = Swift.max(1, threads ?? Workers.defaultCount)
    self.state = state ?? PlanState()
    let kept = try Self.kept(program, keeping)

    var lowering = Lowering(graph, keeping: kept, by: techniques)
    lowering.copyAssignedParameters(program, keeping: kept)
    if techniques.contains(.turning) { lowering.turnOnce() }
    values = lowering.values
    let batchSize = Self.batchSize(program)
    let inputs = Set(
      lowering.nodes.indices.filter { id in
        guard case .leaf(let leaf) = lowering.nodes[id].kind else { return false }
        return graph[leaf].primitive === Primitive.input && lowering.nodes[id].shape.first == batchSize
      })
    let keptNodes = Set(kept.map { lowering.values[$0].node })
    let roots = keptNodes.union(program.assignments.map { lowering.values[$0.after].node })
    let live = Self.live(lowering.nodes, from: roots)
    let analysis = BatchAnalysis(
      lowering.nodes, batchSize: batchSize, live: live, kept: roots, inputs: inputs, by: techniques)
    nodes = analysis.nodes
    steps = Planning.steps(for: nodes, live: live, by: techniques)
    segments =
      Segmenter(
        nodes, steps, batchSize: batchSize, threads: self.threads, type: graph.elementType, by: techniques
      ).segments

    var assigned: [Int: Int] = [:]
    let nodes = self.nodes
    for assignment in program.assignments {
      let value = values[assignment.after]
      guard value.view == View(contiguous: nodes[value.node].shape), assigned[value.node] == nil else { continue }
      assigned[value.node] = values[assignment.before].node
    }
    storage = Storage(
      nodes: nodes, steps: steps, segments: segments, batchSize: batchSize, kept: roots, assigned: assigned,
      by: techniques)
    let kernels = graph.elementType.kernels
    let size = PlanMemory.Size(
      type: graph.elementType, shared: storage.sharedCount, local: storage.localCount,
      scratch: steps.flatMap(\.members).map { Emission.scratch(nodes[$0], kernels) }.max() ?? 0,
      sums: storage.sumsCount, workers: segments.map(\.workers).max() ?? 1)
    try Self.checkMemory(
      size, leaves: self.state.byteCountMissing(of: graph), batchSize: batchSize,
      available: availableMemory ?? AvailableMemory.byteCount)
    memory = PlanMemory(size, leaves: self.state.leaves(of: graph))

    var emission = Emission(
      nodes: nodes, steps: steps, storage: storage, batchSize: batchSize, memory: memory, graph: graph,
      kernels: kernels)
    for number in segments.indices {
      for step in segments[number].steps { emission.emit(step, in: &segments[number]) }
    }
    for assignment in program.assignments {
      let value = values[assignment.after]
      if storage.homes[value.node]?.space != .leaf(assignment.before) {
        emission.assign(value, to: assignment.before, index: steps.count)
      }
    }
    self.emission = emission
    calls = emission.calls
    nativeSegments = Self.native(segments, calls, storage, memory)
    lossOffset = program.loss.map { [values] in emission.absolute(values[$0]).offset }
  }

  // MARK: - Running

  /// Computes everything once: one training step, for a program that trains.
  ///
  /// - Precondition: indices are rows of their tables.
  public func run() {
    nn_run(nativeSegments.baseAddress, Int32(nativeSegments.count), memory.bases)
    checkIndices()
  }

  /// The same, adding the nanoseconds of each of `calls` to `times`.
  func runTimed(_ times: inout [Int64]) {
    nn_run_timed(nativeSegments.baseAddress, Int32(nativeSegments.count), memory.bases, &times)
    checkIndices()
  }

  /// Ends with a sentence if the run met an index that is no row's, as the reference kernels do.
  private func checkIndices() {
    guard memory.badIndex.pointee >= 0 else { return }
    for lookup in emission.lookups {
      for position in 0..<lookup.count {
        let index = memory.shared[lookup.indices + position]
        if let row = Int(exactly: index), (0..<lookup.rows).contains(row) { continue }
        stop(lookup.operation.sentence(noRow: index, at: position))
      }
    }
    let lookups = program.graph.operations.map(\.tensor).filter {
      $0.primitive === Primitive.gather || $0.primitive === Primitive.scatterAdd
    }
    let tables = Set(lookups.map(\.lookedUpTable.name)).sorted().joined(separator: " or ")
    stop("A row number must be a whole number inside its table; the program computed one that is not, of \(tables).")
  }

  /// Puts a batch in place, or numbers in place of a parameter's.
  /// - Precondition: of the variable's shape and element type.
  public func set(_ variable: Variable, _ contents: NDArray) {
    precondition(contents.shape == variable.shape && contents.elementType == variable.elementType)
    state.memory(of: variable).load(contents)
  }

  /// An input's or parameter's numbers where the plan reads and writes them, row-major and of its element type; valid as long
  /// as the plan.
  public func bytes(of variable: Variable) -> UnsafeMutableRawBufferPointer { state.memory(of: variable).bytes }

  /// The loss of the last run; NaN for a program without one.
  public var loss: Double { lossOffset.map { memory.shared[$0] } ?? .nan }

  /// The numbers of a kept value after the last run.
  public func value(of tensor: Tensor) -> NDArray {
    guard let id = program.graph.id(of: tensor) else { stop("this plan does not compute the tensor asked for.") }
    return value(id)
  }

  func value(_ id: Int) -> NDArray {
    let shape = program.graph[id].shape
    let value = values[id]
    guard storage.homes[value.node] != nil || emission.isNumber(value) else {
      stop("the plan did not keep %\(id). Name it when the plan is made: Plan(program, keeping: […]).")
    }
    return memory.shared.contents(emission.absolute(value), shape)
  }

  /// Gives what was learnt to the program's parameters.
  public func storeParameters() {
    for assignment in program.assignments {
      assignment.parameter.set(state.memory(of: assignment.parameter).contents(assignment.parameter.shape))
    }
  }

  /// Takes the numbers that the program's parameters and inputs hold now.
  public func loadLeaves() {
    for operation in program.graph.operations where operation.isLeaf {
      if let variable = operation.tensor as? Variable { state.memory(of: variable).load(variable.contents!) }
    }
  }
}

// MARK: - Making

extension Plan {
  private static func kept(_ program: Program, _ keeping: [Tensor]) throws(PlanProblem) -> Set<Int> {
    var kept: Set<Int> = []
    if let loss = program.loss { kept.insert(loss) }
    let assigned = Set(program.assignments.flatMap { [$0.before, $0.after] })
    for id in program.graph.outputs where !assigned.contains(id) { kept.insert(id) }
    for tensor in keeping {
      guard let id = program.graph.id(of: tensor) else { throw PlanProblem.notComputed(tensor.name) }
      kept.insert(id)
    }
    return kept
  }

  /// The size of the first axis that all inputs share; 1 where they share none.
  private static func batchSize(_ program: Program) -> Int {
    let sizes = Set(program.inputs.compactMap { $0.input.shape.sizes.first })
    return sizes.count == 1 ? sizes.first! : 1
  }

  private static func live(_ nodes: [Node], from roots: Set<Int>) -> [Bool] {
    var live = nodes.indices.map { roots.contains($0) }
    for id in nodes.indices.reversed() where live[id] {
      for operand in nodes[id].operands { live[operand.node] = true }
    }
    return live
  }

  private static func native(
    _ segments: [Segment], _ calls: [Emission.Call], _ storage: Storage, _ memory: PlanMemory
  ) -> UnsafeBufferPointer<nn_segment> {
    let callsOf = Dictionary(grouping: calls, by: \.index)
    var native: [nn_segment] = []
    func append(_ calls: [Emission.Call], _ segment: Segment?, _ sums: Range<Int>) {
      let list = memory.keep(array: calls.map { nn_call(run: $0.kernel, step: $0.step) })
      native.append(
        nn_segment(
          calls: list, callCount: Int32(calls.count), elementType: memory.shared.type.native,
          extent: Int64(segment?.extent ?? 1), chunk: Int64(segment?.chunk ?? 1),
          workers: Int32(segment?.workers ?? 1), sumsStart: Int64(sums.lowerBound), sumsCount: Int64(sums.count),
          clearsSums: storage.hasJointSums ? 1 : 0))
    }
    for (number, segment) in segments.enumerated() {
      append(segment.steps.flatMap { callsOf[$0] ?? [] }, segment, storage.sums[number])
    }
    if let last = callsOf[storage.stepCount] { append(last, nil, 0..<0) }
    return UnsafeBufferPointer(start: memory.keep(array: native), count: native.count)
  }
}

/// The numbers of parameters and inputs while plans work on them; plans made with one state share them.
public final class PlanState {
  private var leaves: [ObjectIdentifier: (tensor: Tensor, memory: LeafMemory)] = [:]

  public init() {}

  func memory(of tensor: Tensor) -> LeafMemory {
    if let found = leaves[ObjectIdentifier(tensor)] { return found.memory }
    let memory = LeafMemory(tensor.contents!)
    leaves[ObjectIdentifier(tensor)] = (tensor, memory)
    return memory
  }

  /// How many bytes `leaves(of:)` will take.
  func byteCountMissing(of graph: Graph) -> Int {
    graph.operations.reduce(0) { total, operation in
      let isMissing = operation.isLeaf && leaves[ObjectIdentifier(operation.tensor)] == nil
      return total
        + (isMissing ? operation.tensor.elementType.byteCount * MemoryAllocator.rounded(operation.shape.count) : 0)
    }
  }

  func leaves(of graph: Graph) -> [Int: LeafMemory] {
    var result: [Int: LeafMemory] = [:]
    for operation in graph.operations where operation.isLeaf { result[operation.id] = memory(of: operation.tensor) }
    return result
  }
}
