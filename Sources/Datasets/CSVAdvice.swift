/// How to read the numbers of a column that became categories because some of its texts are not numbers. It only proposes:
/// "1,234" may be a thousand or little more than one.
struct CSVAdvice {
  /// nil where no text is a number in any way of writing.
  let sentence: String?

  init(_ texts: [String], _ form: CSVForm) {
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
}
