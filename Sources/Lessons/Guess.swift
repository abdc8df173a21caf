/// What is typed by those who know PyTorch, Keras, JAX, NumPy or MLX, and the call that does the same here. A row of
/// `Guess.table`; to add one, add a row. The tests compile both halves of each.
public struct Guess: Sendable, Equatable {
  /// "x.sum()", "nn.Linear(2, 3)", "sum(x, dim: 1)".
  public let typed: String
  /// "sum(x)".
  public let right: String
  /// The section of the table.
  public let section: String

  public static let all: [Guess] = {
    var section = ""
    return table.split(separator: "\n").compactMap { line in
      if line.hasPrefix("# ") { section = String(line.dropFirst(2)) }
      let parts = line.split(separator: "|", maxSplits: 1).map { $0.trimmed }
      return parts.count == 2 ? Guess(typed: parts[0], right: parts[1], section: section) : nil
    }
  }()

  /// The names up to the first bracket: ["nn", "Linear"].
  package var path: [String] {
    typed.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }.split(separator: ".").map(String.init)
  }

  /// In the section of arguments, the one that is called otherwise here: "dim".
  package var argument: String? {
    guard section == "Arguments" else { return nil }
    func labels(_ call: String) -> [String] {
      call.split { "(, ".contains($0) }.filter { $0.hasSuffix(":") }.map { String($0.dropLast()) }
    }
    let known = labels(right)
    return labels(typed).first { !known.contains($0) }
  }

  /// "gradient" of "gradient(of: loss)".
  fileprivate static func head(of call: String) -> String { String(call.prefix { $0.isLetter || $0.isNumber }) }

  /// Of a call: the name of its first argument, nil where that has none.
  fileprivate var firstLabel: String? {
    let inside = typed.drop { $0 != "(" }.dropFirst()
    let name = inside.prefix { $0.isLetter }
    return !name.isEmpty && inside[name.endIndex...].first == ":" ? String(name) : nil
  }
}

extension Guess {
  /// By the names that are looked up: "sum" after a dot behind a tensor is "x.sum", an argument "dim:".
  private static let known: [String: String] = {
    var known: [String: String] = [:]
    for guess in all where guess.section != callsSection {
      let path = guess.argument.map { [$0 + ":"] } ?? guess.path
      let key = modules.contains(path[0]) && path.count > 1 ? path.last! : path.joined(separator: ".")
      if known[key] == nil { known[key] = guess.right }
    }
    return known
  }()

  /// Names of several words, however these are joined: `f1_score` is `f1Score`.
  private static let joined: [String: String] = Dictionary(
    known.map { (words(of: $0.key), $0.value) }.filter { $0.0 != nil }.map { ($0.0!, $0.1) },
    uniquingKeysWith: { a, _ in a })

  private static func words(of name: String) -> String? {
    let isJoined = name.dropFirst().contains { $0.isUppercase || $0 == "_" } && !name.hasSuffix(":")
    return isJoined ? name.lowercased().filter { $0 != "_" } : nil
  }

  private static func lookUp(_ key: String) -> String? { known[key] ?? words(of: key).flatMap { joined[$0] } }

  /// The names that are typed with parentheses: what is a function elsewhere may be a method here, and the other way round.
  private static let functions: Set = Set(
    all.filter { $0.typed.contains("(") }.map { $0.path.last ?? "" })

  /// The right call for a name that nothing here has, alone or after modules of another library: `zeros`, `torch.zeros`.
  ///
  /// - Parameter isCalled: parentheses follow it: then a tensor's method may be meant, as in `norm(x)`.
  package static func right(for path: [String], isCalled: Bool = false) -> String? {
    guard let first = path.first, modules.contains(first) else {
      return path.first.flatMap { lookUp($0) ?? (isCalled && functions.contains($0) ? known["x." + $0] : nil) }
    }
    // Of `sklearn.model_selection.train_test_split` the last name says most.
    let names = path.filter { !modules.contains($0) }.reversed()
    return names.lazy.compactMap { known[$0] ?? known["x." + $0] ?? known["Tensor." + $0] }.first
  }

  /// The right call for a member of a value, or of a type.
  package static func right(forMember name: String, of type: String) -> String? {
    let type = type.hasSuffix(".Type") ? String(type.dropLast(5)) : type
    if let right = lookUp("\(type).\(name)") { return right }
    guard let receiver = receivers.first(where: { $0.value.contains(type) })?.key else { return nil }
    if let right = lookUp("\(receiver).\(name)") { return right }
    guard ["a", "x"].contains(receiver) else { return nil }
    return known["x." + name] ?? (functions.contains(name) ? known["Tensor." + name] ?? lookUp(name) : nil)
  }

  /// The right call for an argument that is called otherwise here: `lr:` of `SGD` is `SGD(learningRate: 0.1)`.
  package static func right(forArgument label: String, of callee: String? = nil) -> String? {
    guard let right = known[label + ":"] else { return nil }
    let rules = receivers.first { $0.key == "rule" }!.value.union(["SGD"])
    let typed = all.first { $0.argument == label }.map { head(of: $0.typed) }
    guard let callee, rules.contains(callee), typed == head(of: right), rules.contains(head(of: right)) else {
      return right
    }
    return callee + right.dropFirst(head(of: right).count)
  }

  private static let callsSection = "Calls"

  /// The right call for one of something that there is, with other arguments: `Adam(model.parameters, …)`.
  ///
  /// - Parameter firstLabel: the name of the first argument; nil where it has none.
  package static func right(forCallOf callee: String, firstLabel: String?) -> String? {
    all.first { $0.section == callsSection && $0.path.last == callee && $0.firstLabel == firstLabel }?.right
  }
}

extension Guess {
  /// Docs/FROM-OTHER-LIBRARIES.md: the table.
  public static var reference: String {
    var text = """
      # From other libraries

      What PyTorch, Keras, JAX, NumPy and MLX call it, and how it is written here. If you type the left side
      in a cell, the message names the right side. The page is made from `Sources/Lessons/GuessTable.swift`, and the tests compile every row.

      In the right calls x, y, logits and labels stand for tensors, w and b for parameters, a for an array, list for numbers, frame for
      a table, rule for an update rule, part for a part of model, and random for a RandomSource.

      """
    var section = ""
    for guess in all {
      if guess.section != section { text += "\n## \(guess.section)\n\n| there | here |\n| --- | --- |\n" }
      section = guess.section
      text += "| `\(guess.typed)` | `\(guess.right)` |\n"
    }
    return text
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
