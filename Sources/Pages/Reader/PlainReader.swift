import Display
import Lessons
import Markup

/// A whole lesson as text, for pipes, files and checks: runs every cell, never waits for anybody, and comes out the
/// same on every run.
package struct PlainReader {
  package struct Options: Sendable {
    package var columns = 80
    package var palette = Palette.plain
    /// Begins with this cell; earlier ones run only as far as it needs them.
    package var startLabel: String?
    /// Off: cells are shown but not run.
    package var runsCells = true

    package init() {}
  }

  package enum Outcome: Equatable, Sendable {
    case passed
    /// So many cells or inline values did not do what they should.
    case failed(Int)
    /// Whoever was reading has stopped, as `head` does.
    case outputClosed

    package var exitCode: Int32 {
      switch self {
      case .passed: 0
      case .failed: 1
      case .outputClosed: 0
      }
    }
  }

  private let options: Options
  private let makeSession: () throws -> any CellRunner
  private var reading: Reading
  private var blocks: BlockWriter
  private var session: (any CellRunner)?
  private var failures = 0
  /// What went wrong, where something else was expected.
  package private(set) var errors: [Diagnostic] = []

  /// - Parameter source: the lesson's text, for the excerpts of diagnostics.
  package init(
    lesson: Lesson, source: String, options: Options = Options(), makeSession: @escaping () throws -> any CellRunner
  ) {
    self.options = options
    self.makeSession = makeSession
    reading = Reading(lesson: lesson, source: source)
    blocks = BlockWriter(palette: options.palette, footnoteNumbers: reading.outline.footnoteNumbers)
  }

  /// Writes the lesson; `write` answers false when nobody takes the text any more.
  ///
  /// - Throws: a `Diagnostic` when no cell has the label to start from, and what making the session throws.
  package mutating func run(write: (String) -> Bool) throws -> Outcome {
    let start = try startIndex()
    defer { session?.close() }
    var isFirst = true
    let firstSection = start == 0 ? 0 : reading.outline.section(ofCell: start) ?? 0
    for index in reading.outline.sections.indices[firstSection...] {
      for part in parts(of: index, from: start) {
        let lines = try lines(of: part)
        guard !lines.isEmpty else { continue }
        let text = lines.map { options.palette.encode($0) + "\n" }.joined()
        guard write(isFirst ? text : "\n" + text) else { return .outputClosed }
        isFirst = false
      }
    }
    return failures == 0 ? .passed : .failed(failures)
  }

  private enum Part {
    case frontMatter, footnotes(Int), cell(Cell)
    case prose([Block], isDeparture: Bool)
  }

  private func parts(of index: Int, from start: Int) -> [Part] {
    let pieces = reading.outline.sections[index].pieces
    let first = pieces.firstIndex { if case .cell(let cell) = $0 { cell.index == start } else { false } }
    let departure = reading.departure(inSection: index)
    let parts = pieces.indices.dropFirst(start > 0 ? first ?? 0 : 0).flatMap { position -> [Part] in
      switch pieces[position] {
      case .cell(let cell): [.cell(cell)]
      case .prose(let blocks): portions(of: blocks, isDeparture: position == departure)
      }
    }
    return (index == 0 && start == 0 ? [.frontMatter] : []) + parts + [.footnotes(index)]
  }

  /// Long prose comes out in portions, so that its beginning need not wait for its end.
  private func portions(of blocks: [Block], isDeparture: Bool) -> [Part] {
    stride(from: 0, to: blocks.count, by: 100).map { start in
      .prose(Array(blocks[start..<min(start + 100, blocks.count)]), isDeparture: isDeparture && start == 0)
    }
  }

  private func startIndex() throws -> Int {
    guard let label = options.startLabel else { return 0 }
    let cells = reading.lesson.cells
    if let cell = cells.first(where: { $0.label == label }) { return cell.index }
    let labels = cells.map(\.label)
    throw Diagnostic(
      "no-such-cell", at: Diagnostic.Place(file: reading.lesson.file),
      "The lesson has no cell labelled “\(label)”.\(didYouMean(label, among: labels))",
      hint: labels.isEmpty ? "It has no cells at all." : "Its cells are \(labels.joined(separator: ", ")).")
  }

  private mutating func lines(of part: Part) throws -> [Line] {
    switch part {
    case .frontMatter:
      let notice = departureNotice(reading.departures, columns: options.columns)
      return frontMatterLines(reading.lesson, reading.outline.sections[0], columns: options.columns)
        + (notice.isEmpty ? [] : [.empty]) + notice
    case .prose(let prose, let isDeparture):
      let problems = try computeValues(allInlines(of: prose))
      return reading.proseLines(prose, isDeparture: isDeparture, &blocks, columns: options.columns) + problems
    case .cell(let cell): return try lines(of: cell)
    case .footnotes(let index):
      let footnotes = reading.outline.sections[index].footnotes
      let problems = try computeValues(allInlines(of: footnotes))
      let notes = blocks.lines(footnotes, columns: options.columns) + problems
      let links = blocks.linkLines(columns: options.columns)
      return notes + (notes.isEmpty || links.isEmpty ? [] : [.empty]) + links
    }
  }

  private mutating func lines(of cell: Cell) throws -> [Line] {
    var problems: [Line] = []
    if options.runsCells, cell.options.eval {
      let result = try openSession().run(cell: cell.index, onOutput: { _ in }, poll: { true })
      reading.progress[cell.index] = .finished(result)
      if !Verdict(result, expectation: cell.options.expect).isAsExpected {
        failures += 1
        errors += result.diagnostics.filter { $0.severity == .error }
      }
      problems = try computeValues(cell.captionInlines)
    }
    let outputs = OutputWriter(palette: options.palette, source: reading.source)
    let writer = CellWriter(outputs: outputs, caption: reading.captionSpans(cell, &blocks))
    return writer.lines(
      cell, progress: reading.progress[cell.index] ?? .waiting, columns: options.columns) + problems
  }

  /// What went wrong, to be told after the text in which the values stand.
  private mutating func computeValues(_ inlines: [Inline]) throws -> [Line] {
    guard options.runsCells else { return [] }
    var problems: [Line] = []
    for case .value(_, let line, let column) in inlines {
      guard let value = reading.outline.values.first(where: { $0.line == line && $0.column == column }) else {
        continue
      }
      let result = try openSession().value(
        of: value.expression, at: value.place(in: reading.lesson), after: value.afterCell)
      blocks.values[BlockWriter.ValueKey(line: line, column: column)] = result
      guard case .failure(let diagnostic) = result else { continue }
      failures += 1
      errors.append(diagnostic)
      problems += [.empty] + diagnosticLines(diagnostic, source: reading.source, columns: options.columns)
    }
    return problems
  }

  private mutating func openSession() throws -> any CellRunner {
    if let session { return session }
    let session = try makeSession()
    self.session = session
    return session
  }
}

extension Outline.InlineValue {
  func place(in lesson: Lesson) -> Diagnostic.Place {
    Diagnostic.Place(file: lesson.file, line: line, column: column < Cell.captionColumn ? column : 0)
  }
}

/// Text to a descriptor; a reader that has gone is an answer, not a signal.
package func writer(to descriptor: Int32) -> (String) -> Bool {
  ignoreBrokenPipes()
  return { writeAll($0, to: descriptor) }
}
