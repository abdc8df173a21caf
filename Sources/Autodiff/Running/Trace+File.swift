import Foundation
import Tensors

// A trace in a file: a line of text, the length of a JSON header, the header, the numbers (little-endian, in the
// order in which the header names them), and a checksum of all of it.

/// Why a trace could not be read.
public struct TraceProblem: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
}

private let magic = Data("nnlearn trace 1\n".utf8)

private struct Header: Codable {
  struct Entry: Codable {
    let primitive: String
    let operands: [Int]
    let attributes: Attributes
    let shape: Shape
    let name: String
    let phase: TrainingPhase
    let module: [String]
    let origin: OriginEntry?
    /// Absent where it is not.
    let isWholeGradient: Bool?
  }

  enum OriginEntry: Codable {
    case seed(loss: Int)
    case working(operation: Int)
    case contribution(operation: Int, operand: Int)
    case accumulation(target: Int)
    case zero(target: Int)
  }

  struct StepEntry: Codable {
    /// As bits, so that NaN survives.
    let loss: UInt64?
    let health: [Health]
    let summaries: [Summary]
  }

  let elementType: ElementType
  let detail: Trace.Detail
  let firstStep: Int
  let operations: [Entry]
  let loss: Int?
  /// Before and after, alternating.
  let assignments: [Int]
  let steps: [StepEntry]
}

extension Trace {
  /// Writes the trace to a file, whole or not at all.
  public func save(to path: String) throws {
    let graph = program.graph
    let header = Header(
      elementType: graph.elementType, detail: detail, firstStep: firstStep,
      operations: graph.operations.map { entry(for: $0) }, loss: program.loss,
      assignments: program.assignments.flatMap { [$0.before, $0.after] },
      steps: steps.map { step in
        Header.StepEntry(
          loss: step.loss?.bitPattern,
          health: step.records.compactMap { if case .health(let health) = $0 { health } else { nil } },
          summaries: step.records.compactMap { if case .summary(let summary) = $0 { summary } else { nil } })
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let json = try encoder.encode(header)
    var data = magic
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(json)
    for operation in graph.operations where operation.isLeaf { data.append(leaves[operation.id]!) }
    for index in steps.indices {
      for input in inputs(index) { data.append(input) }
      guard detail == .full else { continue }
      for id in 0..<graph.count { data.append(value(id, step: index)!) }
    }
    withUnsafeBytes(of: checksum(data).littleEndian) { data.append(contentsOf: $0) }
    try data.write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  private func entry(for operation: Operation) -> Header.Entry {
    let graph = program.graph
    let origin = operation.origin.flatMap { entry(for: $0) }
    // What is called after a tensor that the graph lacks cannot be worked out from the file.
    let name = origin == nil && operation.origin != nil ? graph.name(of: operation.id) : operation.tensor.givenName
    return Header.Entry(
      primitive: operation.primitive.name, operands: Array(graph.operands(of: operation.id)),
      attributes: operation.attributes, shape: operation.shape, name: name,
      phase: operation.phase, module: operation.module, origin: origin,
      isWholeGradient: operation.tensor.isWholeGradient ? true : nil)
  }

  /// nil when the graph lacks the tensor that the origin speaks of.
  private func entry(for origin: Origin) -> Header.OriginEntry? {
    guard let id = origin.forward.flatMap({ program.graph.id(of: $0) }) else { return nil }
    return switch origin {
    case .seed: .seed(loss: id)
    case .working: .working(operation: id)
    case .contribution(_, let operand): .contribution(operation: id, operand: operand)
    case .accumulation: .accumulation(target: id)
    case .zero: .zero(target: id)
    }
  }

  /// Reads a trace that `save` wrote.
  ///
  /// Throws `TraceProblem` when the file is no trace, is cut short or was changed, and the system's error when it
  /// cannot be read.
  public init(contentsOf path: String) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    guard data.starts(with: magic) else {
      throw TraceProblem("\(path) is not a trace: it does not start with 'nnlearn trace 1'.")
    }
    let cut = TraceProblem("\(path) is damaged: it was cut short or changed since it was saved. Record it again.")
    guard data.count >= magic.count + 16, checksum(data.dropLast(8)) == data.integer(at: data.count - 8) else {
      throw cut
    }
    let length = data.integer(at: magic.count)
    let start = magic.count + 8
    guard length <= UInt64(data.count - start - 8) else { throw cut }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let header = try? decoder.decode(Header.self, from: data[start..<start + Int(length)]) else { throw cut }
    var reader = NumberReader(data: data.dropLast(8), position: start + Int(length), type: header.elementType)
    try self.init(header, &reader, or: cut)
  }

  private init(_ header: Header, _ reader: inout NumberReader, or problem: TraceProblem) throws {
    var leaves: [Int: NDArray] = [:]
    var tensors: [Tensor] = []
    for (id, entry) in header.operations.enumerated() {
      guard entry.operands.allSatisfy({ (0..<id).contains($0) }), !entry.shape.sizes.contains(where: { $0 < 0 }) else {
        throw problem
      }
      let tensor = try entry.rebuild(from: tensors) {
        guard let contents = reader.next(entry.shape) else { throw problem }
        leaves[id] = contents
        return contents
      }
      guard tensor.shape == entry.shape else { throw problem }
      tensors.append(tensor)
    }
    let ids = header.operations.indices
    guard ids.contains(header.loss ?? 0), header.assignments.allSatisfy(ids.contains),
      let program = Program(rebuilding: tensors, loss: header.loss, assignments: header.assignments)
    else { throw problem }
    let layout = ValueLayout(of: program.graph)
    var inputs: [[NDArray]] = []
    let steps = try header.steps.map { step in
      let held = try program.inputs.map { slot in
        guard let contents = reader.next(program.graph[slot.id].shape) else { throw problem }
        return contents
      }
      inputs.append(held)
      let records: [Record] =
        switch header.detail {
        case .none, .full: []
        case .health: step.health.map(Record.health)
        case .summary: step.summaries.map(Record.summary)
        }
      guard header.detail != .health && header.detail != .summary || records.count == tensors.count else {
        throw problem
      }
      let numbers = try header.detail == .full ? reader.numbers(of: program.graph, layout, or: problem) : nil
      return Step(loss: step.loss.map(Double.init(bitPattern:)), numbers: numbers, records: records)
    }
    self.init(
      program: program, detail: header.detail, firstStep: header.firstStep, steps: steps, leaves: leaves,
      layout: layout,
      inputs: { [inputs] in inputs[$0] })
  }
}

extension Header.Entry {
  fileprivate func rebuild(from tensors: [Tensor], contents: () throws -> NDArray) throws -> Tensor {
    let origin: Origin? =
      switch self.origin {
      case nil: nil
      case .seed(let loss): tensors.at(loss).map { .seed(loss: $0) }
      case .working(let id): tensors.at(id).map { .working(for: $0) }
      case .contribution(let id, let operand): tensors.at(id).map { .contribution(by: $0, operand: operand) }
      case .accumulation(let id): tensors.at(id).map { .accumulation(of: $0) }
      case .zero(let id): tensors.at(id).map { .zero(for: $0) }
      }
    let tensor = try Scope(module: module, phase: phase, origin: origin).run {
      switch primitive {
      case "constant": return Tensor(try contents(), name: name)
      case "parameter": return Parameter(name, try contents())
      case "input": return Input(name, try contents())
      default:
        guard let primitive = Primitive.named(primitive) else {
          throw TraceProblem("This trace uses the operation '\(self.primitive)', which this version does not have.")
        }
        return try primitive.apply(operands.map { tensors[$0] }, attributes).named(name)
      }
    }
    tensor.isWholeGradient = isWholeGradient ?? false
    return tensor
  }
}

extension Program {
  /// nil when an assignment does not lead from a parameter to an operation.
  fileprivate init?(rebuilding tensors: [Tensor], loss: Int?, assignments: [Int]) {
    graph = Graph(of: tensors)
    self.loss = loss
    var pairs: [(Parameter, Int, Int)] = []
    for i in stride(from: 0, to: assignments.count - 1, by: 2) {
      guard let parameter = tensors[assignments[i]] as? Parameter else { return nil }
      pairs.append((parameter, assignments[i], assignments[i + 1]))
    }
    self.assignments = pairs
    inputs = tensors.enumerated().compactMap { id, tensor in (tensor as? Input).map { ($0, id) } }
    schedules = []
  }
}

/// Takes arrays off a block of numbers, one after another.
private struct NumberReader {
  let data: Data
  var position: Int
  let type: ElementType

  /// nil when there are not enough bytes left.
  mutating func next(_ shape: Shape) -> NDArray? {
    let (count, overflow) = shape.sizes.reduce((1, false)) { total, size in
      let (product, overflow) = total.0.multipliedReportingOverflow(by: size)
      return (product, total.1 || overflow)
    }
    guard !overflow, count <= (data.count - position) / type.byteCount else { return nil }
    defer { position += count * type.byteCount }
    let bytes = [UInt8](data[position..<position + count * type.byteCount])
    return bytes.withUnsafeBytes { bytes in
      switch type {
      case .float32: NDArray(.float32(bytes.bindMemory(to: Float.self).map { $0 }), shape: shape)
      case .float64: NDArray(.float64(bytes.bindMemory(to: Double.self).map { $0 }), shape: shape)
      }
    }
  }
}

extension NumberReader {
  /// One value for each operation.
  fileprivate mutating func numbers(
    of graph: Graph, _ layout: ValueLayout, or problem: TraceProblem
  ) throws -> ValueBlock {
    let block = ValueBlock(byteCount: layout.byteCount)
    for (operation, start) in zip(graph.operations, layout.starts) {
      guard let numbers = next(operation.shape) else { throw problem }
      numbers.withUnsafeBytes { bytes in
        guard let source = bytes.baseAddress else { return }
        (block.base + start * type.byteCount).copyMemory(from: source, byteCount: bytes.count)
      }
    }
    return block
  }
}

/// FNV-1a over 8-byte words.
private func checksum(_ data: Data) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  data.withUnsafeBytes { bytes in
    let words = bytes.count / 8
    for i in 0..<words {
      hash = (hash ^ bytes.loadUnaligned(fromByteOffset: i * 8, as: UInt64.self)) &* 0x100_0000_01B3
      hash ^= hash >> 29
    }
    for i in words * 8..<bytes.count { hash = (hash ^ UInt64(bytes[i])) &* 0x100_0000_01B3 }
  }
  return hash
}

extension Data {
  fileprivate mutating func append(_ array: NDArray) { array.withUnsafeBytes { append(contentsOf: $0) } }

  fileprivate func integer(at offset: Int) -> UInt64 {
    withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
  }
}

extension Array {
  fileprivate func at(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
