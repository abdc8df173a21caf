/// What a cell has to do with the cells before it, found in their object files.
struct CellEffects: Sendable, Equatable {
  /// Cells that define something this one needs.
  var uses: Set<Int> = []
  /// Cells whose variables this one may read or change, directly or through functions that it calls.
  var touches: Set<Int> = []
}

/// Which cells must have run before another one, and how much of what a kernel has run already can stay.
///
/// The state that a cell sees is always the one it would see if all earlier cells had run once, in order: a cell
/// that is run again starts from the state before its last run. So a cell needs the cells it uses, and those
/// before it that may have changed a variable it can reach.
struct SessionPlan {
  /// By cell index; cells that did not compile have none.
  private(set) var effects: [Int: CellEffects] = [:]
  /// What has been added, each with what later cells ask of it.
  private var parts: [Part] = []

  private struct Part {
    var key: Fingerprint
    var cell: CompiledCell
    var plainConstants: Set<String>
    var hasState: Bool
    var extendsForeignTypes: Bool
  }

  init() {}

  init(effects: [Int: CellEffects]) { self.effects = effects }

  /// Plans for these cells; of those planned already, only what follows the first difference is looked at.
  mutating func update(to cells: [CompiledCell]) {
    let isExtended =
      parts.count <= cells.count
      && zip(parts, cells).allSatisfy { $0.key == $1.key && $0.cell.cell.index == $1.cell.index }
    if !isExtended { self = SessionPlan() }
    cells.dropFirst(parts.count).forEach { add($0) }
  }

  private mutating func add(_ cell: CompiledCell) {
    let plainConstants = cell.plainConstants
    if cell.isSuccess {
      var found = CellEffects()
      for other in parts where other.cell.isSuccess && other.cell.cell.index < cell.cell.index {
        let index = other.cell.cell.index
        let shared = cell.undefined.intersection(other.cell.defined)
        // Conformances of foreign types are looked up at run time, so that nothing names them.
        if other.extendsForeignTypes { found.uses.insert(index) }
        guard !shared.isEmpty else { continue }
        found.uses.insert(index)
        if shared.isSubset(of: other.plainConstants) { continue }
        if other.hasState { found.touches.insert(index) }
        found.touches.formUnion(effects[index]?.touches ?? [])
      }
      effects[cell.cell.index] = found
    }
    parts.append(
      Part(
        key: cell.key, cell: cell, plainConstants: plainConstants,
        hasState: !cell.variables.isSubset(of: plainConstants), extendsForeignTypes: cell.extendsForeignTypes))
  }

  /// The cells before `index` that must have run, in order.
  func needed(before index: Int) -> [Int] {
    var needed: Set<Int> = []
    var touched = effects[index]?.touches ?? []
    var todo = effects[index]?.uses ?? []
    while !todo.isEmpty {
      needed.formUnion(todo)
      touched.formUnion(todo.reduce(into: Set()) { $0.formUnion(effects[$1]?.touches ?? []) })
      let users = effects.filter { $0.key < index && !$0.value.touches.isDisjoint(with: touched) }.map(\.key)
      let used = needed.reduce(into: Set<Int>()) { $0.formUnion(effects[$1]?.uses ?? []) }
      todo = used.union(users).subtracting(needed)
    }
    return needed.sorted()
  }

  /// A cell that a kernel has run.
  struct Loaded: Sendable {
    var index: Int
    var key: Fingerprint
    var touches: Set<Int>
    /// How many snapshots lay below it while it ran.
    var depth: Int
    var library: LinkedCell
  }

  /// How many of the cells that ran may stay in the kernel when `target` is to run next. `keys`: those of the cells
  /// that it needs.
  func countToKeep(of loaded: [Loaded], for target: Int, keys: [Int: Fingerprint]) -> Int {
    let touched = keys.keys.reduce(into: effects[target]?.touches ?? []) { $0.formUnion(effects[$1]?.touches ?? []) }
    var present: Set<Int> = []
    for (position, entry) in loaded.enumerated() {
      if keys[entry.index] == entry.key {
        let comesTooLate = keys.keys.contains { other in
          other < entry.index && !present.contains(other)
            && !(effects[other]?.touches ?? []).union([other]).isDisjoint(with: entry.touches)
        }
        if comesTooLate { return position }
        present.insert(entry.index)
      } else if !entry.touches.isDisjoint(with: touched) {
        return position
      }
    }
    return loaded.count
  }
}

extension CompiledCell {
  /// Whether it makes a type of another module conform to a protocol.
  var extendsForeignTypes: Bool {
    defined.contains { $0.hasSuffix("Mc") && !$0.hasPrefix("$s\(module.utf8.count)\(module)") }
  }

  /// Symbols of its global and static variables.
  var variables: Set<String> { defined.filter { $0.hasSuffix("vp") || $0.hasSuffix("vpZ") } }

  /// Symbols of its top-level constants whose type is made of numbers, strings, arrays, dictionaries and the like.
  var plainConstants: Set<String> {
    let constants = text.declarations.filter { $0.kind == "let" }.map(\.name)
    let all = text.declarations.filter { $0.kind == "var" }.map(\.name)
    let names = Set(constants).subtracting(all)
    let prefix = "$s\(module.utf8.count)\(module)"
    return defined.filter { symbol in
      guard symbol.hasPrefix(prefix), symbol.hasSuffix("vp") else { return false }
      let rest = symbol.dropFirst(prefix.count).dropLast(2)
      let length = rest.prefix { $0.isNumber }
      guard let count = Int(length) else { return false }
      let name = rest.dropFirst(length.count).prefix(count)
      let type = rest.dropFirst(length.count + count)
      return names.contains(String(name)) && Self.isPlain(type)
    }
  }

  /// Mangled standard types: S followed by one letter, and what builds arrays, optionals and tuples of them.
  private static func isPlain(_ type: Substring) -> Bool {
    var rest = type
    while let first = rest.first {
      if first == "S", let second = rest.dropFirst().first, "abdfghiqsuDSXx".contains(second) {
        rest = rest.dropFirst(2)
      } else if "yG_t".contains(first) {
        rest = rest.dropFirst()
      } else {
        return false
      }
    }
    return !type.isEmpty
  }
}
