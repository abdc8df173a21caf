import Numerals

// What values are called where people read: in lists, formulas, graphs and ledgers. Made when first asked for, so that
// recording and running a program cost nothing for it.

extension Graph {
  /// What an operation is called in this graph, by a name that no other has: the one that it was given, or one after what
  /// it is of, "∂L/∂w", "w′"; without these what it computes, "x·w", "1−p", "mean of loss", the weighted sum of a layer "z₁";
  /// where that would be long, what it is and its number: "product 26".
  public func name(of id: Int) -> String { valueNames.names[id] }

  /// The names where some values are set to other numbers: these are not what their operation says, nor the number that a
  /// constant was written with.
  package func valueNames(withChanged changed: Set<Int>) -> ValueNames {
    changed.isEmpty ? valueNames : ValueNames(of: self, changed: changed)
  }

  package var valueNames: ValueNames {
    if let known = naming.names { return known }
    let new = ValueNames(of: self)
    naming.names = new
    return new
  }
}

/// What a graph's values and entries are called, kept from when it was first asked.
final class NamingMemory {
  var names: ValueNames?
  var entries: EntryNames?
}

/// The names of a graph's values.
package struct ValueNames {
  /// By id, all different.
  package private(set) var names: [String] = []
  /// Is the name the whole operation, so that "p−y = p − y" would say it twice?
  package private(set) var isWrittenOut: [Bool] = []

  /// Names that are made of an operation are no longer.
  private static let longest = 18

  private var taken: Set<String> = []
  private var counts: [String: Int] = [:]
  /// As part of a longer name: a constant is its number, and a repeated bias the bias.
  private var parts: [Notation.Term] = []

  init(of graph: Graph, changed: Set<Int> = []) {
    let operations = graph.operations
    names.reserveCapacity(operations.count)
    parts.reserveCapacity(operations.count)
    isWrittenOut.reserveCapacity(operations.count)
    var given: Set<String> = []
    for operation in operations where !operation.tensor.givenName.isEmpty { given.insert(operation.tensor.givenName) }
    let sums = Self.weightedSums(in: graph, beside: given)
    for operation in operations {
      let id = operation.id
      var part: Notation.Term?
      var isWhole = false
      var name = knownName(of: operation, in: graph) ?? sums[id] ?? ""
      if name.isEmpty, operation.isLeaf {
        name = "\(operation.primitive.name) \(id)"
        if operation.shape.count == 1, !changed.contains(id), let number = operation.tensor.contents?[at: 0] {
          part = Notation.Term(number: significantText(number))
        }
      } else if name.isEmpty {
        (name, part, isWhole) = made(for: operation, in: graph)
        // A name that someone gives to a later value is that one's.
        if given.contains(name) || changed.contains(id) {
          (name, part, isWhole) = ("\(Self.noun(operation.primitive)) \(id)", nil, false)
        }
      }
      let own = unique(name)
      names.append(own)
      parts.append(own == name ? part ?? Notation.Term(name: own) : Notation.Term(name: own))
      isWrittenOut.append(isWhole && own == name)
    }
    (taken, counts, parts) = ([], [:], [])
  }

  /// The name itself, or "h (2)" when another value has it.
  private mutating func unique(_ name: String) -> String {
    if taken.insert(name).inserted { return name }
    var number = counts[name] ?? 1
    var own = ""
    repeat {
      number += 1
      own = "\(name) (\(number))"
    } while !taken.insert(own).inserted
    counts[name] = number
    return own
  }

  /// What it was given, or what it is of: "w′", "∂L/∂w".
  private func knownName(of operation: Operation, in graph: Graph) -> String? {
    let tensor = operation.tensor
    if !tensor.givenName.isEmpty { return tensor.givenName }
    if tensor.primitive === Primitive.assign { return names[graph.operands(of: operation.id).first!] + "′" }
    guard tensor.isWholeGradient, let target = tensor.origin?.target else { return nil }
    if let id = graph.id(of: target) { return gradientLabel(of: names[id]) }
    if !target.name.isEmpty { return gradientLabel(of: target.name) }
    if case .seed = tensor.origin { return "∂L/∂L" }
    return nil
  }

  // MARK: - Made of the operation

  /// The operation written as a name where that is short: "x·w", "tanh(z)"; otherwise its kind and number, "product 26".
  private func made(for operation: Operation, in graph: Graph) -> (name: String, part: Notation.Term?, isWhole: Bool) {
    let primitive = operation.primitive
    let operands = graph.operands(of: operation.id)
    let long = ("\(Self.noun(primitive)) \(operation.id)", nil as Notation.Term?, false)
    guard let first = operands.first, operands.count <= 2 else { return long }
    switch primitive.wording {
    case .sameNumbers(let word):
      let name = parts[first].within(.power) + " " + word
      let isWhole = primitive === Primitive.broadcast && name.count <= Self.longest
      return (name.count <= Self.longest ? name : long.0, parts[first], isWhole)
    case .folding(let words, _):
      let name = "\(words) \(parts[first].within(.product))"
      return name.count <= Self.longest ? (name, nil, false) : long
    case .noun: break
    }
    let notation = primitive.notation(for: operation.attributes)
    if case .function = notation, !primitive.details(of: operation.attributes).isEmpty { return long }
    guard let term = notation.name(primitive.name, operands.map { parts[$0] }), term.text.count <= Self.longest else {
      return long
    }
    return (term.text, term, true)
  }

  /// "product"; of a function "tanh value", so that nobody reads the number behind it as what it is taken of.
  private static func noun(_ primitive: Primitive) -> String {
    switch primitive.wording {
    case .noun(let noun?), .folding(_, let noun): return noun
    case .sameNumbers(let word): return word + " value"
    case .noun(nil):
      if case .function = primitive.notation(for: .none), primitive.isElementwise { return primitive.name + " value" }
      return primitive.name
    }
  }

  // MARK: - Weighted sums

  /// The sums that texts call z: products with weights, and a bias. Numbered when there are several.
  private static func weightedSums(in graph: Graph, beside given: Set<String>) -> [Int: String] {
    var isWeighted = [Bool](repeating: false, count: graph.count)
    var isPart = isWeighted
    var found: [Int] = []
    for operation in graph.operations where operation.origin == nil && operation.phase < .backward {
      let id = operation.id
      if operation.primitive === Primitive.matmul || operation.primitive === Primitive.convolution {
        isWeighted[id] = true
      } else if operation.primitive === Primitive.add {
        let operands = Array(graph.operands(of: id))
        let (x, y) = (operands[0], operands[1])
        guard isWeighted[x] && (isWeighted[y] || isBias(y, graph)) || isWeighted[y] && isBias(x, graph) else {
          continue
        }
        isWeighted[id] = true
        (isPart[x], isPart[y]) = (true, true)
        found.append(id)
      }
    }
    found = found.filter { !isPart[$0] && graph[$0].tensor.givenName.isEmpty }
    if found.count == 1, !given.contains("z") { return [found[0]: "z"] }
    var names: [Int: String] = [:]
    var number = 0
    for id in found {
      repeat { number += 1 } while given.contains("z" + lowered(number))
      names[id] = "z" + lowered(number)
    }
    return names
  }

  private static func isBias(_ id: Int, _ graph: Graph) -> Bool {
    var id = id
    while graph[id].primitive === Primitive.broadcast || graph[id].primitive === Primitive.reshape {
      id = graph.operands(of: id).first!
    }
    return graph[id].primitive === Primitive.parameter
  }

  private static func lowered(_ number: Int) -> String {
    String(String.UnicodeScalarView("\(number)".unicodeScalars.map { Unicode.Scalar($0.value - 48 + 0x2080)! }))
  }
}
