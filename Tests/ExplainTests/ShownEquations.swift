import Autodiff
import Display
import Explain
import Tensors

/// Reads the working of an event as a reader does, and answers with what is false in it.
struct ShownEquations {
  let stepper: Stepper
  let view: StepView

  init(_ stepper: Stepper) {
    self.stepper = stepper
    view = stepper.view(showing: .text)
  }

  var problem: String? {
    guard let value = stepper.value(stepper.event), value.count > 0 else { return nil }
    let element = value.shape.offset(of: view.element)!
    var lines = view.working.filter { !$0.hasPrefix("⎇ ") }.map(Self.withoutName)
    let said = format(value[at: element])
    if let first = lines.first, let end = first.range(of: ", set by you") {
      guard first[..<end.lowerBound].hasSuffix("= \(said)") else { return "\(first) is not \(said)" }
      guard lines.count == 2, lines[1].first == "(", lines[1].last == ")" else { return "what was computed is missing" }
      // The number that is shown is not the result of what stands in brackets.
      return Self.problem(in: "it = " + lines[1].dropFirst().dropLast().replacing("was ", with: ""), source: source)
    }
    guard let last = lines.popLast() else { return "nothing is said" }
    let parts = Self.withoutReason(last)
    guard parts.equation.hasSuffix(" \(said)") else { return "\(last) does not end in \(said)" }
    return Self.problem(in: (lines + [last]).joined(separator: " "), source: source)
  }

  /// A term on a line of its own, without what stands apart behind it: what its entry is called.
  private static func withoutName(_ line: String) -> String {
    guard line.hasPrefix("= ") || line.hasPrefix("+ "), let gap = line.ranges(of: #/\S {3,}/#).last else { return line }
    let name = line[gap.upperBound...]
    let rest = name.wholeMatch(of: /\d+ (smaller terms|terms that are 0).*/) == nil ? "" : " from \(name)"
    return line[...gap.lowerBound].split(separator: " ").joined(separator: " ") + rest
  }

  /// The element of an operand, by what it is called: "x[1, 0]".
  private func source(_ text: String) -> Double? {
    let graph = stepper.graph
    for id in graph.operands(of: stepper.event) {
      guard let value = stepper.value(id) else { continue }
      for offset in 0..<value.count where graph.elementName(id, value.shape.index(at: offset)) == text {
        return value[at: offset]
      }
    }
    return nil
  }

  /// "z = x + y = 2 + 3 = 5, since …": every two neighbours that are arithmetic are equal, and the reason is true.
  static func problem(in text: String, source: (String) -> Double? = { _ in nil }) -> String? {
    let (equation, reason) = withoutReason(text)
    let sides = equation.components(separatedBy: " = ")
    guard let last = sides.last else { return "no equation" }
    if ["nan", "∞", "−∞"].contains(where: { equation.contains($0) }) { return nil }
    guard let result = ShownArithmetic.value(of: last) else { return "“\(last)” is no number" }
    if sides.count > 2 {
      let numbers = sides[sides.count - 2]
      guard let value = ShownArithmetic.value(of: numbers) else {
        // A division by what may be 0 says nothing; anything else is no arithmetic.
        let isSaid = !reason.isEmpty || sides.count == 3 || numbers.contains(/\/ (0|\(?−?[\d.]+e−)/)
        return isSaid ? problem(inReason: reason, last, source) : "“\(numbers)” is no arithmetic"
      }
      if !value.meets(result) { return "\(numbers) is \(value.low) … \(value.high), not \(last)" }
    } else if reason.isEmpty, sides.count == 2, sides[0] != "it", ShownArithmetic.value(of: sides[0]) == nil {
      return nil
    }
    return problem(inReason: reason, last, source)
  }

  private static func problem(inReason reason: String, _ number: String, _ source: (String) -> Double?) -> String? {
    if let match = reason.firstMatch(of: /since (.+) ([<>=]) (.+)$/), !reason.hasPrefix("from") {
      let sides = [match.1, match.3].map { Double($0.replacing("−", with: "-").replacing("∞", with: "inf")) }
      guard let left = sides[0], let right = sides[1] else {
        return sides[0] == nil && match.2 == "=" ? nil : "no relation: \(reason)"
      }
      let holds = match.2 == "<" ? left < right : match.2 == ">" ? left > right : left == right
      return holds ? nil : "\(reason) is not so"
    }
    if let match = reason.firstMatch(of: /^from (.+?)(, since .*)?$/), let value = source(String(match.1)) {
      return format(value) == number ? nil : "\(match.1) is \(format(value)), not \(number)"
    }
    return nil
  }

  private static func withoutReason(_ text: String) -> (equation: String, reason: String) {
    guard let match = text.firstMatch(of: #/, (since|from|where|the place|drawn) .*$/#) else { return (text, "") }
    return (String(text[..<match.range.lowerBound]), String(match.0.dropFirst(2)))
  }
}
