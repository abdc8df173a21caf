import Foundation

extension Session {
  /// Why a cell would run now instead of being shown from the cache: one sentence for each input that differs from
  /// those of its last finished run here. Empty: nothing does. Throws when the cell does not compile or exist.
  public func why(cell index: Int) throws -> [String] {
    guard lesson.cells.indices.contains(index), try compile(upTo: index, poll: { true }) else { return [] }
    let now = inputs(of: index)
    guard let note = cache.note(trail(of: index)),
      let before = try? JSONDecoder().decode([String: String].self, from: note)
    else { return ["It has not come to its end with this cache yet."] }
    return Set(now.keys).union(before.keys).sorted().compactMap { name in
      switch (before[name], now[name]) {
      case (nil, _): "It now depends on \(name), on which it did not before."
      case (_, nil): "It no longer depends on \(name)."
      case (let old, let new): old == new ? nil : "It depends on \(name), and that has changed."
      }
    }
  }

  /// Keeps what the present result of a cell was made from.
  func leaveTrail(of index: Int) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let note = try? encoder.encode(inputs(of: index)) else { return }
    cache.writeNote(trail(of: index), note)
  }

  /// What a cell's result is made from, by name: its own inputs, and the runs of the cells that it needs.
  private func inputs(of index: Int) -> [String: String] {
    guard let cell = compiled.first(where: { $0.cell.index == index }) else { return [:] }
    let plan = plan
    let needed = plan.needed(before: index)
    let keys = runKeys(for: needed + [index], plan)
    var inputs = [
      "its own code": cell.behaviour.description,
      "the compiler or the library": cell.inputs["the compiler or the library"] ?? "",
    ]
    // Also of what is drawn without a source: `Dense(2, 16)`.
    inputs["the seed"] = String(cell.cell.options.seed ?? constants.seed)
    for earlier in compiled where needed.contains(earlier.cell.index) {
      let name = earlier.cell.index < 0 ? "the lesson's parameters and seed" : "the cell `\(earlier.cell.label)`"
      inputs[name] = keys[earlier.cell.index]?.description ?? ""
    }
    return inputs
  }

  private func trail(of index: Int) -> String {
    "trail-\(Fingerprint(lesson.file, lesson.cells[index].label)).json"
  }
}
