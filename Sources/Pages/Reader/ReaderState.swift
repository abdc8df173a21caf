import Display
import Lessons

/// A lesson on a screen: which page, how far scrolled, which cell the keys act on. Changed by keys alone; running,
/// editing and saving are asked of the caller.
package struct ReaderState: Sendable {
  package enum Overlay: Equatable, Sendable {
    case none, help
    /// The contents, with the chosen row.
    case contents(Int)
  }

  /// What a key asks of the caller.
  package enum Request: Equatable, Sendable {
    case nothing, quit, suspend, redraw
    case run(Int)
    case edit(Int)
    case step(Int)
    case saveFigures(Int)
    case showFigures(Int)
  }

  package var reading: Reading
  package private(set) var section = 0
  /// The first page row that is visible.
  package private(set) var top = 0
  /// A cell of this section.
  package private(set) var focus: Int?
  package private(set) var overlay = Overlay.none
  /// Said once, in place of the status line.
  package var message = ""
  package private(set) var page = SectionPage()
  package private(set) var size = Terminal.Size(columns: 80, rows: 24)
  package private(set) var palette = Palette.plain

  package init(reading: Reading, size: Terminal.Size, palette: Palette) {
    self.reading = reading
    focus = reading.outline.sections[0].cells.first?.index
    layOut(size: size, palette: palette)
  }

  /// Rows for the page: all but the status line and the keys, when there is room for them.
  package var pageRows: Int { max(1, size.rows - (size.rows >= 6 ? 2 : 0)) }
  package var margin: Int { size.columns >= 60 ? 2 : 0 }
  package var textColumns: Int { max(1, min(size.columns - 2 * margin, 100)) }
  package var bottom: Int { min(page.lines.count, top + pageRows) }

  private var sections: [Outline.Section] { reading.outline.sections }
  private var cells: [Cell] { sections[section].cells }

  /// Lays the page out again, after a change of size, colours or content.
  package mutating func layOut(size: Terminal.Size? = nil, palette: Palette? = nil) {
    self.size = size ?? self.size
    self.palette = palette ?? self.palette
    page = SectionPage(
      section: section, of: reading, focus: focus, columns: textColumns,
      figureRows: max(4, min(24, pageRows - 4)), palette: self.palette, isTimed: true)
    scroll(to: top)
  }

  package mutating func press(_ key: Key) -> Request {
    message = ""
    switch overlay {
    case .help:
      overlay = .none
      return key == .control("z") ? .suspend : .nothing
    case .contents(let row): return pressInContents(key, row)
    case .none: return pressInPage(key)
    }
  }

  private mutating func pressInPage(_ key: Key) -> Request {
    switch key {
    case .character(" "), .character("n"), .right: next()
    case .character("b"), .left: back()
    case .down, .character("j"), .enter: scroll(to: top + 1)
    case .up, .character("k"): scroll(to: top - 1)
    case .pageDown: scroll(to: top + pageRows - 2)
    case .pageUp: scroll(to: top - pageRows + 2)
    case .home, .character("g"): scroll(to: 0)
    case .end, .character("G"): scroll(to: page.lines.count)
    case .tab: moveFocus(1)
    case .backTab: moveFocus(-1)
    case .character("l"): overlay = .contents(contents.lastIndex { $0.section == section && $0.cell == nil } ?? 0)
    case .character("?"), .character("h"): overlay = .help
    case .character("q"), .control("d"): return .quit
    case .control("z"): return .suspend
    case .control("l"): return .redraw
    case .control("c"): message = "Nothing is running. q quits."
    case .character("r"): return runRequest()
    case .character("R"): return onCell { .run($0) }
    case .character("e"): return onCell { .edit($0) }
    case .character("s"): return stepRequest()
    case .character("f"): return figureRequest { .saveFigures($0) }
    case .character("F"): return figureRequest { .showFigures($0) }
    default: message = "? lists the keys."
    }
    return .nothing
  }

  private mutating func onCell(_ request: (Int) -> Request) -> Request {
    guard let focus else {
      message = "This page has no cell to run. Space goes on."
      return .nothing
    }
    return request(focus)
  }

  /// Runs the cell; once that has passed, the next one of the page that has not run, so that `r` alone walks through
  /// a page; the cell again when none is left.
  private mutating func runRequest() -> Request {
    if let next = nextToRun {
      focus = next
      layOut()
    }
    return onCell { .run($0) }
  }

  /// The cell that `r` goes on to; nil while the one in focus is still to be run, and when the page has no other.
  package var nextToRun: Int? {
    guard let focus, let cell = reading.cell(focus), case .finished(let result) = reading.progress[focus],
      Verdict(result, expectation: cell.options.expect).isAsExpected
    else { return nil }
    return cells.first {
      $0.index > focus && $0.options.eval && !hasRun($0.index) && page.cellRows[$0.index]?.isEmpty == false
    }?.index
  }

  private mutating func stepRequest() -> Request {
    if let chosen = nearestCell(where: { stepper(ofCell: $0) != nil }) { return .step(chosen) }
    message = "Nothing on this page can be stepped through yet: run a cell that shows a stepper (r)."
    return .nothing
  }

  private mutating func figureRequest(_ request: (Int) -> Request) -> Request {
    if let chosen = nearestCell(where: { !figures(ofCell: $0).isEmpty }) { return request(chosen) }
    message = "There is no figure on this page yet: run a cell that draws one (r)."
    return .nothing
  }

  /// The focused cell if it will do, else the one before it, else one after it.
  private func nearestCell(where isWanted: (Int) -> Bool) -> Int? {
    let candidates = cells.map(\.index).filter(isWanted)
    return candidates.last { $0 <= focus ?? 0 } ?? candidates.first
  }

  /// The last stepper that a cell has shown.
  package func stepper(ofCell index: Int) -> StepThrough? {
    for output in outputs(ofCell: index).reversed() { if case .steps(let steps) = output { return steps } }
    return nil
  }

  package func figures(ofCell index: Int) -> [Output] { outputs(ofCell: index).filter(\.isFigure) }

  private func outputs(ofCell index: Int) -> [Output] {
    guard case .finished(let result) = reading.progress[index] else { return [] }
    return result.outputs
  }
}

// MARK: - Moving about

extension ReaderState {
  /// To the next cell in sight that has not run, else further down, else to the next page.
  private mutating func next() {
    if hasRun(focus), let cell = cells.first(where: { $0.index > focus ?? -1 && !hasRun($0.index) }),
      let rows = page.cellRows[cell.index], rows.lowerBound < bottom - 1, rows.lowerBound >= top
    {
      focus = cell.index
      layOut()
      show(rows: page.cellRows[cell.index] ?? rows)
    } else if bottom < page.lines.count {
      scroll(to: top + max(1, pageRows - 2))
      focusVisibleCell()
    } else if section + 1 < sections.count {
      open(section: section + 1)
    } else {
      message = "The end of the lesson. b goes back, l lists the contents, q quits."
    }
  }

  private mutating func back() {
    if top > 0 {
      scroll(to: top - max(1, pageRows - 2))
      focusVisibleCell()
    } else if section > 0 {
      open(section: section - 1)
      scroll(to: page.lines.count)
      focusVisibleCell()
    } else {
      message = "This is the beginning."
    }
  }

  package mutating func open(section index: Int) {
    section = min(max(0, index), sections.count - 1)
    top = 0
    focus = (cells.first { !hasRun($0.index) } ?? cells.first)?.index
    layOut()
  }

  /// Cells behind the reader: those of earlier pages, and on this one those that have run without a gap.
  package var cellsDone: Int {
    let before = sections[..<section].reduce(0) { $0 + $1.cells.count }
    return before + cells.prefix { hasRun($0.index) }.count
  }

  /// Opens the page after `cellsDone` cells: that of the last of them, or the next when no cell is left there.
  package mutating func resume(after cellsDone: Int) {
    guard cellsDone > 0, let page = reading.outline.section(ofCell: cellsDone - 1) else { return }
    let isThrough = sections[page].cells.last?.index == cellsDone - 1
    open(section: isThrough ? page + 1 : page)
    guard !isThrough else { return }
    open(cell: cellsDone)
  }

  /// Opens the page of a cell and shows the cell.
  package mutating func open(cell index: Int) {
    guard let target = reading.outline.section(ofCell: index) else { return }
    open(section: target)
    focus = index
    layOut()
    show(rows: page.cellRows[index] ?? 0..<0)
  }

  /// Scrolls as little as needed to show the rows, their beginning before their end.
  package mutating func show(rows: Range<Int>) {
    if rows.upperBound > bottom { scroll(to: rows.upperBound - pageRows) }
    if rows.lowerBound < top { scroll(to: rows.lowerBound) }
  }

  /// After a run: the end of what the cell has shown, and as much before it as fits.
  package mutating func showEnd(ofCell index: Int) {
    guard let rows = page.cellRows[index] else { return }
    if rows.upperBound > bottom || rows.upperBound <= top { scroll(to: rows.upperBound - pageRows) }
  }

  private mutating func scroll(to row: Int) { top = max(0, min(row, page.lines.count - pageRows)) }

  private func hasRun(_ index: Int?) -> Bool {
    guard let index, case .finished(let result) = reading.progress[index] else { return false }
    return result.status != .notRun
  }

  private mutating func moveFocus(_ step: Int) {
    guard let focus, let position = cells.firstIndex(where: { $0.index == focus }) else {
      message = "This page has no cell."
      return
    }
    self.focus = cells[(position + step + cells.count) % cells.count].index
    layOut()
    if let rows = page.cellRows[self.focus!] { show(rows: rows) }
  }

  private mutating func focusVisibleCell() {
    let visible = cells.filter { page.cellRows[$0.index].map { $0.overlaps(top..<bottom) } ?? false }
    guard !visible.contains(where: { $0.index == focus }) || hasRun(focus) else { return }
    guard let cell = visible.first(where: { !hasRun($0.index) }) ?? visible.first, cell.index != focus else { return }
    focus = cell.index
    layOut()
  }
}

// MARK: - The list of contents

extension ReaderState {
  package struct Entry: Equatable, Sendable {
    package var section: Int
    package var cell: Int?
    package var text: String
  }

  /// Every section, and under it its cells.
  package var contents: [Entry] {
    sections.enumerated().flatMap { index, section in
      [Entry(section: index, cell: nil, text: section.title)]
        + section.cells.filter(\.options.include).map { Entry(section: index, cell: $0.index, text: $0.label) }
    }
  }

  private mutating func pressInContents(_ key: Key, _ row: Int) -> Request {
    let entries = contents
    switch key {
    case .down, .character("j"), .character("n"): overlay = .contents(min(row + 1, entries.count - 1))
    case .up, .character("k"), .character("b"): overlay = .contents(max(row - 1, 0))
    case .pageDown: overlay = .contents(min(row + pageRows, entries.count - 1))
    case .pageUp: overlay = .contents(max(row - pageRows, 0))
    case .home: overlay = .contents(0)
    case .end: overlay = .contents(entries.count - 1)
    case .enter, .character(" "), .right:
      overlay = .none
      if let cell = entries[row].cell { open(cell: cell) } else { open(section: entries[row].section) }
    case .control("z"): return .suspend
    case .control("l"): return .redraw
    default: overlay = .none
    }
    return .nothing
  }
}
