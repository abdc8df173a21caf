import Display
import Foundation

extension Session {
  /// Brings `compiled` up to cell `index`; false: `poll` asked to stop. Only what has changed is compiled.
  func compile(upTo index: Int, poll: () -> Bool) throws -> Bool {
    let workshop = try workshop()
    while case let last = compiled.last?.cell.index ?? -1, last < index {
      let cell = lesson.cells[last + 1]
      guard try compileConstants(for: cell, poll: poll),
        let next = try compile(cell, in: workshop, after: compiled, poll: poll)
      else { return false }
      compiled.append(next)
      dropIfStale(next)
    }
    knownEffects.merge(plan.effects) { $1 }
    return true
  }

  /// Parameters and seed are compiled, and imported, only for cells that mention one, so that the others neither wait
  /// for them nor depend on them.
  func compileConstants(for cell: Cell, poll: () -> Bool) throws -> Bool {
    guard mentionsConstants(cell), compiled.first?.cell.index != -1 else { return true }
    let compiler = try workshop().compiler
    let first = try compiler.compile(constants.cell, module: "Lesson", constants: [], after: [], poll: poll)
    guard let first else { return false }
    compiled.insert(first, at: 0)
    return true
  }

  private func mentionsConstants(_ cell: Cell) -> Bool {
    !CellText(cell.code).words.isDisjoint(with: constants.names)
  }

  func compile(
    _ cell: Cell, module: String? = nil, in workshop: Workshop, after earlier: [CompiledCell], poll: () -> Bool
  ) throws -> CompiledCell? {
    let own = cell.options.seed.map { ["fileprivate let seed: UInt64 = \($0)"] } ?? []
    let visible = earlier.filter { $0.cell.index >= 0 ? $0.cell.options.eval : mentionsConstants(cell) }
    // A cell that is compiled is run next: the kernel starts while the compiler works.
    let compiled = try workshop.compiler.compile(
      cell, module: module ?? moduleName(of: cell), constants: own, after: visible,
      beforeCompiling: { _ = try? startKernel() }, poll: poll)
    if compiled?.isNew != false { hasAdded = true }
    return compiled
  }

  /// The result of a cell whose inputs have changed is no result any more.
  private func dropIfStale(_ cell: CompiledCell) {
    let index = cell.cell.index
    guard staleCells.remove(index) != nil, let key = resultKeys[index] else { return }
    if standing(of: index)?.key != key { results[index] = nil }
  }

  /// Module names follow labels, so that a cell that moves keeps its name.
  private func moduleName(of cell: Cell) -> String {
    func name(_ label: String) -> String {
      "Cell_" + String(label.unicodeScalars.map { $0.properties.isAlphabetic || $0.isDigit ? Character($0) : "_" })
    }
    let own = name(cell.label)
    let isTaken = lesson.cells.contains { $0.index < cell.index && name($0.label) == own }
    return isTaken ? own + "_\(cell.index + 1)" : own
  }
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}
