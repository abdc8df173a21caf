import Glibc
import Numerals
import Tensors

/// What an explanation of one element sees: every operand's numbers, and the result's.
public struct ElementContext {
  public let operands: [NDArray]
  public let result: NDArray
  public let attributes: Attributes
  /// The element of the result that is explained: one number per axis.
  public let index: [Int]
  /// What the operands are called; where there are fewer, "x", "y".
  public let labels: [String]
  /// An operand's element by name and place: "x[1, 0]", "x[1, body_mass_g]".
  let element: ((_ operand: Int, _ index: [Int]) -> String)?
  /// What the entries along an operand's axis are called; nil where they have no names.
  let entryNames: (_ operand: Int, _ axis: Int) -> [String]?
  /// Spells a number.
  public let format: (Double) -> String

  public init(
    operands: [NDArray], result: NDArray, attributes: Attributes, index: [Int], labels: [String] = [],
    element: ((Int, [Int]) -> String)? = nil, entryNames: @escaping (Int, Int) -> [String]? = { _, _ in nil },
    format: @escaping (Double) -> String
  ) {
    self.operands = operands
    self.result = result
    self.attributes = attributes
    self.index = index
    self.labels = labels
    self.element = element
    self.entryNames = entryNames
    self.format = format
  }

  /// The number of an elementwise operand at this element (a scalar operand has the same everywhere).
  func number(_ operand: Int) -> Double {
    let array = operands[operand]
    return array.shape.isScalar ? array[at: 0] : array[at: array.shape.offset(of: index) ?? 0]
  }

  func term(_ number: Double) -> Notation.Term { Notation.Term(number: format(number)) }

  /// Spelled, as it stands behind a sign or in front of an exponent.
  func bracketed(_ number: Double) -> String { term(number).behind(.product) }

  /// "2 · (−3)"
  func product(_ x: Double, _ y: Double) -> Notation.Term {
    Notation.infix("·", .product).expression("", [term(x), term(y)])
  }

  /// The operation on this element's numbers: "2 · (−3)".
  func written(_ name: String, _ notation: Notation) -> String {
    let numbers = operands.indices.map(number)
    let c = if case .infix(_, .sum) = notation { adding(numbers) } else { self }
    return notation.expression(name, numbers.map { c.term($0) }, format: c.format).text
  }

  /// The same, spelling numbers so that what is written of a sum adds up: where terms nearly cancel, with as many digits as
  /// the first four of the sum need. "1000.01 − 1000", which is 0.01.
  ///
  /// - Parameter terms: those that are written out.
  func adding(_ terms: [Double]) -> ElementContext {
    let total = abs(result[at: result.shape.offset(of: index) ?? 0])
    let largest = terms.lazy.map { abs($0) }.max() ?? 0
    guard total > 0, largest.isFinite, largest > 5 * total else { return self }
    func magnitude(_ number: Double) -> Int { Int(log10(number).rounded(.down)) }
    let digits = min(17, magnitude(largest) - magnitude(total) + 5)
    return ElementContext(
      operands: operands, result: result, attributes: attributes, index: index, labels: labels, element: element,
      entryNames: entryNames,
      format: { [format] number in
        let (usual, exact) = (format(number), significantText(number, digits: digits))
        return exact.count > usual.count ? exact : usual
      })
  }

  // MARK: - Elements that moved

  /// The element is one of an operand's: "from x[1, 0]".
  func moved(from operand: Int, _ index: [Int]) -> Explanation {
    let place = elementName(operand, index)
    // A constant is called by its number.
    return Explanation(reason: place == format(operands[operand][at: 0]) ? "" : "from \(place)")
  }

  func elementName(_ operand: Int, _ index: [Int]) -> String {
    element?(operand, index) ?? label(operand) + (index.isEmpty ? "" : "\(index)")
  }

  func label(_ operand: Int) -> String {
    if operand < labels.count { return labels[operand] }
    return operand < 2 ? ["x", "y"][operand] : "operand \(operand + 1)"
  }

  // MARK: - Choices

  /// "−2 < 0", "0.1 = 0.1", with as many digits as make it true; of what cannot be compared, why.
  func relation(_ x: Double, _ y: Double) -> String {
    if x.isNaN || y.isNaN { return "\(format(.nan)) is not a number" }
    var (left, right) = (format(x), format(y))
    var digits = 5
    while x != y, left == right, digits <= 17 {
      (left, right) = (significantText(x, digits: digits), significantText(y, digits: digits))
      digits += 1
    }
    return "\(left) \(x < y ? "<" : x > y ? ">" : "=") \(right)"
  }

  /// "max(3, 2, −1)": at most six are written out, otherwise the greatest four of them.
  func greatest(of numbers: [Double], _ name: String = "max") -> String {
    let shown = leading(numbers.count, numbers.count <= 6 ? 6 : 4) { numbers[$0] }
    let rest = numbers.count - shown.count
    return "\(name)(" + shown.map { format(numbers[$0]) }.joined(separator: ", ")
      + (rest > 0 ? ", and \(rest) others up to \(format(greatestBeside(shown, of: numbers))))" : ")")
  }

  private func greatestBeside(_ shown: [Int], of numbers: [Double]) -> Double {
    let shown = Set(shown)
    return numbers.indices.filter { !shown.contains($0) }.map { numbers[$0] }.max() ?? 0
  }

  // MARK: - Sums

  /// "1 · 2 + 3 · 4": at most six terms are written out, or those six that are not 0; otherwise the four that weigh most,
  /// and what all others add: "3 · 4 + … + 0.07 from 16 smaller terms, 4 of them 0". Of none, "0".
  ///
  /// - Parameters:
  ///   - value: of a term, by its number.
  ///   - term: the same, spelled by a context that knows how many digits it takes.
  func sum(_ count: Int, value: (Int) -> Double, term: (ElementContext, Int) -> Notation.Term) -> String {
    if count == 0 { return "0" }
    let (shown, rest) = written(count, value: value)
    let c = adding(shown.map(value))
    let terms = shown.map { term(c, $0) }
    guard let rest else { return Self.joined(terms) }
    return Self.joined(terms + [c.term(rest.value)]) + " from " + rest.words
  }

  /// The terms of a sum that are written out, and what all others add, in words: "16 smaller terms, 4 of them 0".
  private func written(_ count: Int, value: (Int) -> Double) -> (shown: [Int], rest: (value: Double, words: String)?) {
    if count <= 6 { return (Array(0..<count), nil) }
    let nonzero = (0..<count).reduce(0) { $0 + (value($1) == 0 ? 0 : 1) }
    let shown = leading(count, nonzero <= 6 ? nonzero : 4) { abs(value($0)) }
    let written = Set(shown)
    var (rest, zeros) = (CompensatedSum<Double>(), 0)
    for place in 0..<count where !written.contains(place) {
      let number = value(place)
      rest.add(number)
      if number == 0 { zeros += 1 }
    }
    let left = count - shown.count
    let words =
      zeros == left
      ? "\(left) terms that are 0" : "\(left) smaller terms" + (zeros == 0 ? "" : ", \(zeros) of them 0")
    return (shown, (rest.value, words))
  }

  /// The sum of numbers.
  func sum(_ numbers: [Double]) -> String {
    sum(numbers.count, value: { numbers[$0] }, term: { c, k in c.term(numbers[k]) })
  }

  /// The sum of products: "1 · 2 + 3 · (−4)".
  func sum(ofProducts pairs: [(Double, Double)]) -> String {
    sum(pairs.count, value: { pairs[$0].0 * pairs[$0].1 }, term: { c, k in c.product(pairs[k].0, pairs[k].1) })
  }

  /// The same, each term with what its entry is called, where entries have names.
  func sum(ofProducts pairs: [(Double, Double)], called names: [String]?) -> Explanation {
    let numbers = sum(ofProducts: pairs)
    guard let names, names.count == pairs.count, !pairs.isEmpty else { return Explanation(numbers) }
    let (shown, rest) = written(pairs.count) { pairs[$0].0 * pairs[$0].1 }
    let c = adding(shown.map { pairs[$0].0 * pairs[$0].1 })
    var terms = shown.enumerated().map { place, k in
      let factors = [c.term(pairs[k].0).within(.product), c.term(pairs[k].1).behind(.product)]
      // As in a sum on one line: what follows "+" and has a sign stands in brackets.
      let isBracketed = place > 0 && product(pairs[k].0, pairs[k].1).behind(.sum).hasPrefix("(")
      return Explanation.Term(
        left: (isBracketed ? "(" : "") + factors[0], right: factors[1] + (isBracketed ? ")" : ""), name: names[k])
    }
    if let rest { terms.append(Explanation.Term(left: c.term(rest.value).behind(.sum), right: "", name: rest.words)) }
    return Explanation(numbers, terms: terms)
  }

  private static func joined(_ terms: [Notation.Term]) -> String {
    let plus = Notation.infix("+", .sum)
    return terms.dropFirst().reduce(terms[0]) { plus.expression("", [$0, $1]) }.text
  }

  /// The places of the numbers that rank highest, NaN first of all, in the order in which they stand.
  private func leading(_ count: Int, _ limit: Int, rank: (Int) -> Double) -> [Int] {
    var found: [(place: Int, rank: Double)] = []
    guard limit > 0 else { return [] }
    for place in 0..<count {
      let rank = rank(place)
      let weight = rank.isNaN ? .infinity : rank
      if found.count == limit, weight <= found[limit - 1].rank { continue }
      found.insert((place, weight), at: found.firstIndex { $0.rank < weight } ?? found.count)
      if found.count > limit { found.removeLast() }
    }
    return found.map(\.place).sorted()
  }
}
