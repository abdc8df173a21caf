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
}

extension Guess {
  /// By the names that are looked up: "sum" after a dot behind a tensor is "x.sum", an argument "dim:".
  private static let known: [String: String] = {
    var known: [String: String] = [:]
    for guess in all {
      let path = guess.argument.map { [$0 + ":"] } ?? guess.path
      let key = modules.contains(path[0]) && path.count > 1 ? path.last! : path.joined(separator: ".")
      if known[key] == nil { known[key] = guess.right }
    }
    return known
  }()

  /// The right call for a name that nothing here has, alone or after modules of another library: `zeros`, `torch.zeros`.
  package static func right(for path: [String]) -> String? {
    guard let first = path.first, modules.contains(first) else { return path.first.flatMap { known[$0] } }
    // Of `sklearn.model_selection.train_test_split` the last name says most.
    let names = path.filter { !modules.contains($0) }.reversed()
    return names.lazy.compactMap { known[$0] ?? known["x." + $0] ?? known["Tensor." + $0] }.first
  }

  /// The right call for a member of a value, or of a type.
  package static func right(forMember name: String, of type: String) -> String? {
    let type = type.hasSuffix(".Type") ? String(type.dropLast(5)) : type
    if let right = known["\(type).\(name)"] { return right }
    guard let receiver = receivers.first(where: { $0.value.contains(type) })?.key else { return nil }
    return known["\(receiver).\(name)"] ?? (receiver == "a" ? known["x." + name] : nil)
  }

  /// The right call for an argument that is called otherwise here.
  package static func right(forArgument label: String) -> String? { known[label + ":"] }
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
