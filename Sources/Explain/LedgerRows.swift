import Autodiff
import Display

/// A gradient's ledger by the ids of its operations, in the order in which they are computed. Of a value that is used
/// thousands of times, a view shows the contributions near the cursor, and what came before them as one line.
package struct LedgerRows {
  struct Row {
    /// The operation whose derivative this is; nil when the graph lacks it.
    let source: Int?
    let sourceName: String
    let contribution: Int
    let runningSum: Int
  }

  package static let shownCount = 12
  let rows: [Row]

  /// nil when the value is no sum of contributions, or not all of them are in the graph.
  init?(ofGradient id: Int, in graph: Graph) {
    guard let ledger = GradientLedger(of: graph[id].tensor) else { return nil }
    var rows: [Row] = []
    rows.reserveCapacity(ledger.entries.count)
    for entry in ledger.entries {
      guard let contribution = graph.id(of: entry.contribution), let sum = graph.id(of: entry.runningSum) else {
        return nil
      }
      rows.append(
        Row(
          source: graph.id(of: entry.operation), sourceName: entry.operation.primitive.name,
          contribution: contribution, runningSum: sum))
    }
    self.rows = rows
  }

  /// The rows to show when the cursor is on an event.
  func window(around event: Int) -> Range<Int> {
    guard rows.count > Self.shownCount else { return rows.indices }
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].contribution <= event { low = middle + 1 } else { high = middle }
    }
    let start = Swift.min(Swift.max(0, low - Self.shownCount / 2), rows.count - Self.shownCount)
    return start..<start + Self.shownCount
  }
}

extension Stepper {
  /// The ledger of the gradient that the cursor works on.
  func ledger() -> StepView.Ledger? {
    guard let target = gradientTarget, let gradient = graph.gradient(of: target),
      let rows = stepGraph.ledger(ofGradient: gradient)
    else { return nil }
    let index = clampedElement(of: target)
    let window = rows.window(around: event)
    var entries = rows.rows[window].map { entry($0, index) }
    if window.lowerBound > 0 {
      // Carried forward, as in a book of accounts.
      let last = rows.rows[window.lowerBound - 1]
      entries.insert(
        StepView.Ledger.Entry(
          source: "\(window.lowerBound) earlier contributions", contribution: "…",
          runningSum: text(of: last.runningSum, index), isComputed: isComputed(last.contribution)), at: 0)
    }
    if window.upperBound < rows.rows.count {
      let rest = rows.rows[window.upperBound...]
      entries.append(
        StepView.Ledger.Entry(
          source: "\(rest.count) later contributions", contribution: "…",
          runningSum: text(of: rest.last!.runningSum, index), isComputed: isComputed(rest.last!.contribution)))
    }
    let title = labels.gradientLabel(of: target) + graph.place(index, in: target)
    return StepView.Ledger(title: title, entries: entries)
  }

  private func entry(_ row: LedgerRows.Row, _ index: [Int]) -> StepView.Ledger.Entry {
    StepView.Ledger.Entry(
      source: row.source.map { labels.sentence($0) } ?? row.sourceName, contribution: text(of: row.contribution, index),
      runningSum: text(of: row.runningSum, index), isComputed: isComputed(row.contribution))
  }

  private func text(of id: Int, _ index: [Int]) -> String {
    graph[id].shape.offset(of: index).flatMap { number(id, at: $0) }.map { marked(format($0), of: id, at: index) }
      ?? "–"
  }

  /// Whose gradient the cursor works on.
  private var gradientTarget: Int? {
    if current.primitive === Primitive.assign { return graph.operands(of: event).first }
    if case .seed = current.origin { return nil }
    return current.origin?.target.flatMap { graph.id(of: $0) }
  }
}
