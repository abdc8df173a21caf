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
  let effects: [Int: CellEffects]

  init(_ cells: [CompiledCell]) {
    var effects: [Int: CellEffects] = [:]
    var states: [Int: Set<String>] = [:]
    for cell in cells where cell.isSuccess {
      let earlier = cells.filter { $0.isSuccess && $0.cell.index < cell.cell.index }
      var found = CellEffects()
      for other in earlier {
        let shared = cell.undefined.intersection(other.defined)
        // Conformances of foreign types are looked up at run time, so that nothing names them.
        if other.extendsForeignTypes { found.uses.insert(other.cell.index) }
        guard !shared.isEmpty else { continue }
        found.uses.insert(other.cell.index)
        if shared.isSubset(of: other.plainConstants) { continue }
        if states[other.cell.index]?.isEmpty == false { found.touches.insert(other.cell.index) }
        found.touches.formUnion(effects[other.cell.index]?.touches ?? [])
      }
      effects[cell.cell.index] = found
      states[cell.cell.index] = cell.variables
    }
    self.effects = effects
  }

  init(effects: [Int: CellEffects]) { self.effects = effects }

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

  /// Symbols of its global and static variables that may change: all but constants of plain types.
  var variables: Set<String> {
    defined.filter { $0.hasSuffix("vp") || $0.hasSuffix("vpZ") }.subtracting(plainConstants)
  }

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
