import Tensors

// What the entries along the axes of a graph's values are called. Inputs have names from their table; other values have
// them where an axis runs over the very same entries: the rows of weights that a table is multiplied with, their
// gradient, a change of them. Nothing is guessed: where two names meet, or entries are mixed, there are only numbers.

extension Graph {
  /// What the entries along an axis of a value are called, each name as it is shown; nil where they have no names.
  public func entryNames(of id: Int, axis: Int) -> [String]? { entries.names(of: id, axis: axis) }

  /// An element's place, with names where its axes have them: "[2, flipper_length_mm]"; "" of a single number.
  public func place(_ index: [Int], in id: Int) -> String {
    guard !index.isEmpty else { return "" }
    let parts = index.enumerated().map { axis, i -> String in
      guard let names = entryNames(of: id, axis: axis), names.indices.contains(i) else { return "\(i)" }
      return names[i]
    }
    return "[\(parts.joined(separator: ", "))]"
  }

  /// An element by name and place: "x[2, flipper_length_mm]", "(1−p)[0]".
  public func elementName(_ id: Int, _ index: [Int]) -> String {
    named(Notation.Term(name: name(of: id)), index, in: id)
  }

  /// The same with another spelling of what it is an element of.
  package func named(_ term: Notation.Term, _ index: [Int], in id: Int) -> String {
    index.isEmpty ? term.text : term.within(.power) + place(index, in: id)
  }

  private var entries: EntryNames {
    if let known = naming.entries { return known }
    let new = EntryNames(of: self)
    naming.entries = new
    return new
  }
}

/// Sets of axes that run over the same entries, each with the names that one of its axes was given.
struct EntryNames {
  /// Where the axes of each operation begin among all.
  private var starts: [Int] = []
  private var parents: [Int] = []
  /// By the set's first axis.
  private var names: [Int: [String]] = [:]

  func names(of id: Int, axis: Int) -> [String]? {
    guard !names.isEmpty, axis >= 0, axis < starts[id + 1] - starts[id] else { return nil }
    return names[root(starts[id] + axis)]
  }

  init(of graph: Graph) {
    let named = graph.operations.filter { $0.isLeaf && !Self.given($0.tensor).isEmpty }
    guard !named.isEmpty else { return }
    starts = [0]
    for operation in graph.operations { starts.append(starts.last! + operation.shape.rank) }
    parents = Array(0..<starts.last!)
    for operation in graph.operations where !operation.isLeaf { join(operation, graph) }
    collect(named)
    for operation in graph.operations { cut(operation, graph) }
    names = names.compactMapValues(Self.shown)
  }

  private static func given(_ tensor: Tensor) -> [[String]?] {
    (tensor as? Variable)?.entryNames ?? (tensor.primitive === Primitive.constant ? tensor.contents?.entryNames : nil)
      ?? []
  }

  /// A set that was given two lists of names has none.
  private mutating func collect(_ named: [Operation]) {
    var refused: Set<Int> = []
    for operation in named {
      for (axis, list) in Self.given(operation.tensor).enumerated() {
        guard let list, axis < operation.shape.rank, list.count == operation.shape[axis] else { continue }
        let set = root(starts[operation.id] + axis)
        if let known = names[set], known != list { refused.insert(set) } else { names[set] = list }
      }
    }
    for set in refused { names[set] = nil }
  }

  // MARK: - Which axes are the same

  private mutating func join(_ operation: Operation, _ graph: Graph) {
    let (primitive, shape) = (operation.primitive, operation.shape)
    let operands = Array(graph.operands(of: operation.id))
    func rank(_ id: Int) -> Int { graph[id].shape.rank }
    if primitive === Primitive.matmul {
      let (x, w) = (operands[0], operands[1])
      let (m, n) = (rank(x), rank(w))
      unite(x, m - 1, w, n - 2)
      unite(operation.id, m - 1, w, n - 1)
      for axis in 0..<m - 1 { unite(operation.id, axis, x, axis) }
      for axis in 0..<n - 2 { unite(operation.id, axis, w, axis) }
    } else if primitive === Primitive.transpose, case .permutation(let order) = operation.attributes {
      for (axis, source) in order.enumerated() { unite(operation.id, axis, operands[0], source) }
    } else if primitive === Primitive.broadcast {
      let source = graph[operands[0]].shape
      for axis in 0..<source.rank where source[axis] == shape[shape.rank - source.rank + axis] {
        unite(operation.id, shape.rank - source.rank + axis, operands[0], axis)
      }
    } else if primitive === Primitive.sum || primitive === Primitive.mean || primitive === Primitive.max {
      let (axes, keepsAxes) = operation.attributes.folded
      let kept = (0..<rank(operands[0])).filter { !axes.contains($0) }
      for (place, axis) in kept.enumerated() { unite(operation.id, keepsAxes ? axis : place, operands[0], axis) }
    } else if case .range(let cut, _, _) = operation.attributes, primitive === Primitive.slice {
      for axis in 0..<shape.rank where axis != cut { unite(operation.id, axis, operands[0], axis) }
    } else if primitive.isElementwise || primitive === Primitive.detach || primitive === Primitive.passOn {
      for operand in operands where graph[operand].shape == shape {
        for axis in 0..<shape.rank { unite(operation.id, axis, operand, axis) }
      }
    }
  }

  /// The axis that a slice is cut from has some of the names.
  private mutating func cut(_ operation: Operation, _ graph: Graph) {
    guard operation.primitive === Primitive.slice, case .range(let axis, let start, let count) = operation.attributes,
      let all = names[root(starts[graph.operands(of: operation.id).first!] + axis)], start + count <= all.count
    else { return }
    let own = root(starts[operation.id] + axis)
    if names[own] == nil { names[own] = Array(all[start..<start + count]) }
  }

  private mutating func unite(_ a: Int, _ axis: Int, _ b: Int, _ other: Int) {
    let (first, second) = (root(starts[a] + axis), root(starts[b] + other))
    parents[Swift.max(first, second)] = Swift.min(first, second)
    // Short paths, as long chains of operations have long ones.
    parents[starts[a] + axis] = Swift.min(first, second)
    parents[starts[b] + other] = Swift.min(first, second)
  }

  private func root(_ axis: Int) -> Int {
    var axis = axis
    while parents[axis] != axis { axis = parents[axis] }
    return axis
  }

  // MARK: - As they are shown

  private static let longest = 20

  /// Short enough for a formula. A name that could be read as part of one, or as another entry's, gives way to the number.
  private static func shown(_ names: [String]) -> [String]? {
    var seen: [String: Int] = [:]
    let short = names.map { name in
      let name = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return name.count <= longest ? name : name.prefix(longest - 1) + "…"
    }
    for name in short { seen[name, default: 0] += 1 }
    let shown = short.enumerated().map { place, name in
      let isPlain = !name.isEmpty && !name.contains(where: { "[](){},;=|‖\"".contains($0) }) && Double(name) == nil
      return isPlain && seen[name] == 1 ? name : "\(place)"
    }
    return shown.contains { Int($0) == nil } ? shown : nil
  }
}
