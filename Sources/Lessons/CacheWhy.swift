import Display
import Foundation

extension Session {
  /// Why a cell would run now instead of being shown from the cache: one sentence for each input that differs from
  /// those of its last finished run here. Empty: nothing does. Throws when the cell does not compile or exist.
  public func why(cell index: Int) throws -> [String] {
    guard lesson.cells.indices.contains(index), try compile(upTo: index, poll: { true }) else { return [] }
    guard let before = trail(of: index) else { return ["It has not come to its end with this cache yet."] }
    let plan = plan
    let needed = plan.needed(before: index)
    let now = parts(of: index, standings(for: needed + [index], plan), needed)
    let parts = Set(now.keys).union(before.parts.keys).sorted().compactMap { name in
      switch (before.parts[name], now[name]) {
      case (nil, _): "It now depends on \(name), on which it did not before."
      case (_, nil): "It no longer depends on \(name)."
      case (let old, let new): old == new ? nil : "It depends on \(name), and that has changed."
      }
    }
    return parts + (needed.filter { $0 >= 0 } + [index]).flatMap { outsideReasons(of: $0, for: index) }
  }

  /// Keeps what the present result of a cell was made from.
  func leaveTrail(of index: Int) {
    let plan = plan
    let needed = plan.needed(before: index)
    let standings = standings(for: needed + [index], plan)
    guard let base = standings[index]?.base, let record = record(base) else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let note = try? encoder.encode(Trail(parts: parts(of: index, standings, needed), record: record)) else {
      return
    }
    cache.writeNote(trailName(of: index), note)
  }

  private struct Trail: Codable {
    var parts: [String: String]
    var record: RunRecord
  }

  /// The code that a cell's result is made from, by name: its own, and that of the cells that it needs.
  private func parts(of index: Int, _ standings: [Int: Standing], _ needed: [Int]) -> [String: String] {
    guard let cell = compiled.first(where: { $0.cell.index == index }) else { return [:] }
    var parts = [
      "its own code": cell.behaviour.description,
      "the compiler or the library": cell.inputs["the compiler or the library"] ?? "",
    ]
    // Also of what is drawn without a source: `Dense(2, 16)`.
    parts["the seed"] = String(cell.cell.options.seed ?? constants.seed)
    for earlier in compiled where needed.contains(earlier.cell.index) {
      let name = earlier.cell.index < 0 ? "the lesson's parameters and seed" : "the cell `\(earlier.cell.label)`"
      parts[name] = standings[earlier.cell.index]?.code.description ?? ""
    }
    return parts
  }

  /// What has changed outside the lesson of all that a cell read, itself or as one that `target` needs.
  private func outsideReasons(of index: Int, for target: Int) -> [String] {
    let cell = lesson.cells[index]
    let who = index == target ? "It" : "The cell `\(cell.label)`, on which it depends,"
    if !cell.options.cache { return ["\(who) runs each time: its options say `cache: false`."] }
    guard let record = trail(of: index)?.record else { return [] }
    return record.varying.map { "\(who) runs each time: it takes \($0)." }
      + record.readings.compactMap { reading in
        let now = surroundings.value(of: reading.input)
        return now == reading.value
          ? nil : "\(who) \(surroundings.change(of: reading.input, from: reading.value, to: now))"
      }
  }

  private func trail(of index: Int) -> Trail? {
    cache.note(trailName(of: index)).flatMap { try? JSONDecoder().decode(Trail.self, from: $0) }
  }

  private func trailName(of index: Int) -> String {
    // The same for every path by which the lesson is opened.
    let file = lesson.file.split(separator: "/").last.map(String.init) ?? ""
    return "trail-\(Fingerprint(file, lesson.folder ?? "", lesson.cells[index].label)).json"
  }
}

extension Surroundings {
  /// "reads `own.csv`, which has changed: 8 bytes in place of 12, changed on …."
  fileprivate func change(of input: CellInput, from old: String, to new: String) -> String {
    let name = "`\(input.name)`"
    switch input.kind {
    case .variable: return "reads the variable \(name) of the environment, which has changed."
    case .environment: return "reads the environment, which has changed."
    case .workingFolder: return "asks for its folder, which is now `\(new)`."
    case .listing, .tree: return "lists the folder \(name), \(difference(old, new))."
    case .made: return "makes \(name), \(difference(old, new))\(date(of: input, new))."
    case .declared: return "names \(name) in its option `reads`, \(difference(old, new))."
    default: return "reads \(name), \(difference(old, new))\(date(of: input, new))."
    }
  }

  private func difference(_ old: String, _ new: String) -> String {
    if new == "absent" { return "which is no longer there" }
    if old == "absent" { return "which was not there before" }
    let sizes = [old, new].map { $0.split(separator: ",")[0] }
    return sizes[0] == sizes[1]
      ? "which has changed: \(sizes[1]) as before, but others" : "which has changed: \(sizes[1]), before \(sizes[0])"
  }

  private func date(of input: CellInput, _ value: String) -> String {
    guard value != "absent", let date = date(of: input.name) else { return "" }
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.dateFormat = "yyyy-MM-dd HH:mm:ss"
    return ", last written \(format.string(from: date))"
  }
}
