import Autodiff
import Display
import Tensors

/// What views have worked out about a stepper, kept while it holds: a view of one event then costs no walk over the graph
/// and looks at no value that an earlier view has looked at.
package final class StepMemory {
  /// What is shown of a value.
  struct Note {
    let text: String
    let flags: [String]
    let thumbnail: HeatMap?

    /// - Parameter marked: tells a text of what is set by hand from others.
    init(_ value: NDArray, from primitive: Primitive, marked: (String) -> String = { $0 }) {
      text = marked(value.summaryText)
      flags = Health(of: value, from: primitive).flags.map(\.rawValue)
      thumbnail = value.shape.isScalar ? nil : value.thumbnail
    }
  }

  private struct Place: Equatable {
    let branch: Int
    let trainingStep: Int
  }

  private var place: Place?
  private var notes: [Note?] = []
  private var graphs: [StepGraph] = []
  /// How many values have been looked at: what tests count.
  package private(set) var examinedCount = 0

  /// Of a value that the cursor has reached.
  fileprivate func note(_ id: Int, of stepper: Stepper) -> Note? {
    guard stepper.isComputed(id) else { return nil }
    let place = Place(branch: stepper.branchIndex, trainingStep: stepper.trainingStep)
    if place != self.place {
      self.place = place
      notes = [Note?](repeating: nil, count: stepper.eventCount)
    }
    if let known = notes[id] { return known }
    guard let value = stepper.value(id) else { return nil }
    examinedCount += 1
    let note = Note(value, from: stepper.graph[id].primitive) { stepper.marked($0, of: id) }
    notes[id] = note
    return note
  }

  /// A run has one graph, or a few: a smaller last batch has its own.
  fileprivate func graph(of stepper: Stepper) -> StepGraph {
    if let known = graphs.last(where: { $0.isOf(stepper.graph) }) { return known }
    let graph = StepGraph(stepper.program)
    graphs.append(graph)
    return graph
  }
}

extension Stepper {
  package var stepMemory: StepMemory {
    if let known = memory as? StepMemory { return known }
    let new = StepMemory()
    memory = new
    return new
  }

  /// What is shown of a value; nil when the cursor has not reached it.
  func note(_ id: Int) -> StepMemory.Note? { stepMemory.note(id, of: self) }

  /// What views of any event take from the graph.
  var stepGraph: StepGraph { stepMemory.graph(of: self) }
}

/// What views of any event take from a graph, each made when it is first asked for.
final class StepGraph {
  private let graph: Graph
  private lazy var pages = GraphPages(graph.drawing(title: ""))
  /// By the event at which they end.
  private let updates: [(parameter: Int, end: Int)]
  private var ledgers: [Int: LedgerRows] = [:]
  private var names: (changed: Set<Int>, names: ValueNames)?

  init(_ program: Program) {
    graph = program.graph
    updates = program.assignments.map { ($0.before, $0.after) }.sorted { $0.1 < $1.1 }
  }

  /// The drawing of the graph, or of the part of a large one that an operation is in.
  func page(of id: Int) -> GraphDrawing { pages.page(of: id) }

  /// What values are called where some are set to other numbers.
  func names(withChanged changed: Set<Int>) -> ValueNames {
    if let names, names.changed == changed { return names.names }
    let new = graph.valueNames(withChanged: changed)
    names = (changed, new)
    return new
  }

  /// The first parameter that is assigned at or after an event.
  func parameterBeingUpdated(at event: Int) -> Int? {
    var (low, high) = (0, updates.count)
    while low < high {
      let middle = (low + high) / 2
      if updates[middle].end < event { low = middle + 1 } else { high = middle }
    }
    return low < updates.count ? updates[low].parameter : nil
  }

  func isOf(_ other: Graph) -> Bool {
    guard graph.count == other.count, let last = graph.operations.last else { return graph.count == other.count }
    return last.tensor === other.operations.last?.tensor
  }

  /// nil for what is no sum of contributions.
  func ledger(ofGradient id: Int) -> LedgerRows? {
    if let known = ledgers[id] { return known }
    let rows = LedgerRows(ofGradient: id, in: graph)
    if let rows { ledgers[id] = rows }
    return rows
  }
}
