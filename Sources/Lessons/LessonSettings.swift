import Display
import Numerals

extension Lesson {
  /// The lesson with other values of its parameters and another seed, as a run sets them.
  ///
  /// - Parameters:
  ///   - settings: in the command line's spelling: ["hidden": "64"].
  ///   - seed: nil: as it is.
  /// - Throws: `Diagnostics` when a name is no parameter's, or a value is none that the parameter may have.
  public func set(_ settings: [String: String], seed: UInt64? = nil) throws -> Lesson {
    var (lesson, problems) = (self, [Diagnostic]())
    for (name, text) in settings.sorted(by: { $0.key < $1.key }) {
      guard let index = frontMatter.parameters.firstIndex(where: { $0.name == name }) else {
        problems.append(unknownParameter(name))
        continue
      }
      let parameter = frontMatter.parameters[index]
      guard let value = parameter.value.reading(text) else {
        problems.append(
          Diagnostic(
            "parameter-type", "\(name) must be \(parameter.value.kind); got “\(text)”.",
            hint: "For example: --set \(name)=\(parameter.written.spelling)"))
        continue
      }
      if let problem = parameter.problem(with: value) {
        problems.append(
          Diagnostic("parameter-value", problem, hint: "For example: --set \(name)=\(parameter.written.spelling)"))
      }
      lesson.frontMatter.parameters[index].value = value
    }
    guard problems.isEmpty else { throw Diagnostics(problems) }
    if let seed { lesson.frontMatter.seed = seed }
    return lesson
  }

  /// Everything that it declares to be tried, one change each: a setting, "learningRate=1.05", or a seed.
  public var settingsToTry: [(setting: String?, seed: UInt64?)] {
    frontMatter.parameters.flatMap { parameter in
      parameter.tried.map { ("\(parameter.name)=\($0.spelling)", nil) }
    } + frontMatter.triedSeeds.map { (nil, $0) }
  }

  private func unknownParameter(_ name: String) -> Diagnostic {
    let known = frontMatter.parameters.map(\.name)
    return Diagnostic(
      "parameter-unknown", at: Diagnostic.Place(file: file),
      "This lesson has no parameter '\(name)'.\(didYouMean(name, among: known))",
      hint: known.isEmpty ? "This lesson has no parameters." : "Its parameters: \(known.joined(separator: ", ")).")
  }
}

extension FrontMatter.Parameter {
  /// Why it may not have a value: "depth must be at least 1; got -3."
  func problem(with value: Value) -> String? {
    let wanted: String? =
      switch value {
      case .number(let number): outside(number)
      case .integer(let number): outside(Double(number))
      case .flag, .text: nil
      }
    if let wanted { return "\(name) must be \(wanted); got \(value.spelling)." }
    guard !choices.isEmpty, !choices.contains(value) else { return nil }
    return "\(name) must be one of \(choices.map(\.spelling).joined(separator: ", ")); got \(value.spelling)."
  }

  private func outside(_ number: Double) -> String? {
    guard number < least ?? -.infinity || number > most ?? .infinity || number.isNaN else { return nil }
    func spelled(_ bound: Double) -> String {
      (Int(exactly: bound).map(String.init) ?? String(bound)) + (unit.isEmpty ? "" : " \(unit)")
    }
    switch (least, most) {
    case (let least?, let most?): return "from \(spelled(least)) to \(spelled(most))"
    case (let least?, nil): return "at least \(spelled(least))"
    case (nil, let most?): return "at most \(spelled(most))"
    case (nil, nil): return nil
    }
  }
}

extension FrontMatter.Parameter.Value {
  var kind: String {
    switch self {
    case .integer: "a whole number"
    case .number: "a number"
    case .flag: "true or false"
    case .text: "text"
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

  /// As it is read: 0.1, and 2 where 2.0 was written.
  public var text: String {
    if case .number(let value) = self { format(value) } else { spelling }
  }

  /// `text` as a value of the same type; nil when it is none.
  func reading(_ text: String) -> Self? {
    switch self {
    case .integer: Int(text).map { .integer($0) }
    case .number: Double(text).map { .number($0) }
    case .flag: Bool(text).map { .flag($0) }
    case .text: .text(text)
    }
  }
}
