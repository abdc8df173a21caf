/// Where a run differs from the lesson as it was written, and which cells may therefore show something else than the text says.
public struct Departures: Sendable, Equatable {
  /// "learningRate = 1.05 (written: 0.1)"
  public private(set) var changes: [String] = []
  /// Cells, by index, that use what is different, directly or through other cells. Told from the text alone, so rather too many.
  public private(set) var affected: Set<Int> = []

  /// - Parameter edited: cells whose code is not the lesson's.
  public init(of lesson: Lesson, edited: Set<Int> = []) {
    let front = lesson.frontMatter
    let set = front.parameters.filter { $0.value != $0.written }
    changes = set.map { "\($0.name) = \($0.value.text) (written: \($0.written.text))" }
    let isReseeded = front.seed != front.writtenSeed
    if isReseeded { changes.append("seed = \(front.seed) (written: \(front.writtenSeed))") }
    let cells = lesson.cells.filter(\.options.eval)
    changes += cells.filter { edited.contains($0.index) }.map { "the cell “\($0.label)” is edited" }
    guard !changes.isEmpty else { return }

    var different = Set(set.map(\.name))
    var variables: Set<String> = []
    for cell in cells {
      let text = CellText(cell.code)
      let (words, declarations) = (text.words, text.declarations)
      variables.formUnion(declarations.filter { ["let", "var"].contains($0.kind) }.map(\.name))
      guard
        edited.contains(cell.index) || !words.isDisjoint(with: different)
          || (isReseeded && cell.options.seed == nil)
      else { continue }
      affected.insert(cell.index)
      // What it makes is different, and what it may have changed.
      different.formUnion(declarations.map(\.name))
      different.formUnion(words.intersection(variables))
    }
  }
}
