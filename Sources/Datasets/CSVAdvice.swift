/// How to read the numbers of a column that became categories because some of its texts are not numbers. It only proposes:
/// "1,234" may be a thousand or little more than one.
struct CSVAdvice {
  /// nil where no text is a number in any way of writing.
  let sentence: String?

  /// - Parameter column: its name.
  init(_ texts: [String], of column: String, _ form: CSVForm) {
    func isNumber(_ text: String, _ form: CSVForm) -> Bool { form.number(Array(text.utf8)[...]) != nil }
    let others = texts.filter { !isNumber($0, form) }
    func readsAll(_ form: CSVForm) -> Bool { others.allSatisfy { isNumber($0, form) } }
    func with(_ decimalPoint: Character, _ thousands: Character?) -> CSVForm {
      CSVForm(separator: form.separator, decimalPoint: decimalPoint, thousands: thousands)
    }
    let comma = form.decimalPoint == CSVByte.point ? readsAll(with(",", nil)) : false
    let points: [Character] = form.decimalPoint == CSVByte.point ? [".", ","] : [",", "."]
    let thousands = points.lazy.flatMap { point in
      ([",", ".", " ", "'", "’", "\u{A0}", "\u{202F}"] as [Character]).filter { $0 != point }.map { (point, $0) }
    }.first { readsAll(with($0, $1)) }
    if !comma, thousands == nil, 2 * others.count > texts.count, let unit = Self.unit(of: others) {
      sentence = "They are numbers with '\(unit)': asNumbers(\"\(column)\", unit: \"\(unit)\") reads them."
      return
    }
    switch (comma, thousands) {
    case (true, ("." as Character, _)?):
      sentence = "Read with decimalPoint: \",\" it is one, and with thousands: \",\" a thousand times that."
    case (true, _): sentence = "Read with decimalPoint: \",\" it is one."
    case (false, let (point, mark)?):
      let isSet = form.decimalPoint == point.asciiValue
      let decimal = isSet ? "" : ", decimalPoint: \"\(point)\""
      sentence = "Read with thousands: \"\(mark)\"\(decimal) it is one."
    case (false, nil) where others.count <= 3 && others.count < texts.count:
      let list = others.map { "\"\($0)\"" }.joined(separator: ", ")
      sentence =
        "If \(others.count == 1 ? "it means" : "these mean") that a number is missing, read the file with "
        + "missing: DataFrame.usualMissing.union([\(list)])."
    case (false, nil) where others.count < texts.count:
      sentence = "\(others.count) of its \(texts.count) different texts are not numbers."
    case (false, nil): sentence = nil
    }
  }

  /// What every text has behind a number, such as "kg" or "%", or before it, such as "$".
  private static func unit(of texts: [String]) -> String? {
    guard let first = texts.first else { return nil }
    func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
    let behind = first.reversed().prefix { !isDigit($0) }.reversed()
    let before = first.prefix { !isDigit($0) && $0 != "-" && $0 != "+" && $0 != "." }
    let units = [String(behind), before.contains(where: \.isLetter) ? "" : String(before)]
    return units.map { $0.trimmingSpaces() }.first { unit in
      !unit.isEmpty && texts.allSatisfy { decimal(Array(withoutUnit($0, unit).utf8)[...]) != nil }
    }
  }
}

/// "12.5 kg", "kg" → "12.5"
func withoutUnit(_ text: String, _ unit: String) -> String {
  let text = text.trimmingSpaces()
  guard !unit.isEmpty else { return text }
  if text.hasSuffix(unit) { return text.dropLast(unit.count).trimmingSpaces() }
  return text.hasPrefix(unit) ? text.dropFirst(unit.count).trimmingSpaces() : text
}

extension StringProtocol {
  fileprivate func trimmingSpaces() -> String {
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}
