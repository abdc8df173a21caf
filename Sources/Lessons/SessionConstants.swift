/// Front-matter parameters and the seed as a cell of constants that every other cell sees.
struct SessionConstants {
  let seed: UInt64
  let parameters: [FrontMatter.Parameter]

  init(_ frontMatter: FrontMatter) {
    seed = frontMatter.seed
    parameters = frontMatter.parameters
  }

  /// The generated cell, before the first of the lesson.
  var cell: Cell {
    var lines = parameters.map { "let \($0.name) = \($0.value.literal)" }
    if !parameters.contains(where: { $0.name == "seed" }) { lines.append("let seed: UInt64 = \(seed)") }
    return Cell(
      index: -1, label: "parameters", options: CellOptions(), code: lines.joined(separator: "\n") + "\n", line: 1)
  }

  /// Names whose mention makes a cell need the generated one.
  var names: Set<String> { Set(parameters.map(\.name) + ["seed"]) }
}

extension FrontMatter.Parameter.Value {
  fileprivate var literal: String {
    switch self {
    case .integer(let value): String(value)
    case .number(let value) where value.isNaN: "Double.nan"
    case .number(let value) where value.isInfinite: value < 0 ? "-Double.infinity" : "Double.infinity"
    case .number(let value): String(value)
    case .flag(let value): String(value)
    case .text(let value): String(reflecting: value)
    }
  }
}
