import Display

/// Front-matter parameters and the seed as a cell of constants that every other cell sees.
struct SessionConstants {
  let seed: UInt64
  let parameters: [FrontMatter.Parameter]

  init(lesson: Lesson, overrides: [String: String], seed: UInt64?) throws {
    self.seed = seed ?? lesson.frontMatter.seed
    var problems: [Diagnostic] = []
    var parameters = lesson.frontMatter.parameters
    for (name, text) in overrides.sorted(by: { $0.key < $1.key }) {
      guard let index = parameters.firstIndex(where: { $0.name == name }) else {
        problems.append(Self.unknown(name, among: parameters.map(\.name), file: lesson.file))
        continue
      }
      if let value = parameters[index].value.reading(text) {
        parameters[index].value = value
      } else {
        problems.append(
          Diagnostic(
            "parameter-type",
            "The parameter '\(name)' is \(parameters[index].value.kind), but '\(text)' is not.",
            hint: "For example: --set \(name)=\(parameters[index].value.spelling)"))
      }
    }
    guard problems.isEmpty else { throw Diagnostics(problems) }
    self.parameters = parameters
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

  private static func unknown(_ name: String, among known: [String], file: String) -> Diagnostic {
    let hint =
      known.isEmpty
      ? "This lesson has no parameters." : "Its parameters: " + known.joined(separator: ", ") + "."
    return Diagnostic(
      "parameter-unknown", at: Diagnostic.Place(file: file), "\(file) has no parameter '\(name)'.", hint: hint)
  }
}

extension FrontMatter.Parameter.Value {
  fileprivate var kind: String {
    switch self {
    case .integer: "a whole number"
    case .number: "a number"
    case .flag: "true or false"
    case .text: "a text"
    }
  }

  /// As on the command line.
  public var spelling: String {
    switch self {
    case .integer(let value): String(value)
    case .number(let value): String(value)
    case .flag(let value): String(value)
    case .text(let value): value
    }
  }

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

  /// `text` as a value of the same type; nil when it is none.
  fileprivate func reading(_ text: String) -> Self? {
    switch self {
    case .integer: Int(text).map { .integer($0) }
    case .number: Double(text).map { .number($0) }
    case .flag: Bool(text).map { .flag($0) }
    case .text: .text(text)
    }
  }
}
