/// How one element of a result came about.
public struct Explanation: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// The arithmetic with its numbers, an expression whose value is the element: "0.5 · 1 + 2 · 3"; "" where nothing is
  /// computed.
  public let numbers: String
  /// What stands behind the element, and is no arithmetic: "since −2 < 0", "from x[1, 0]"; or "".
  public let reason: String

  /// The terms of `numbers`, where each has a name: what to write one below the other. [] where they have none.
  public let terms: [Term]

  /// "0.5 · 1" of "body_mass_g".
  public struct Term: Sendable, Equatable {
    public let left: String
    /// What `left` is multiplied with; "" where there is nothing.
    public let right: String
    public let name: String
  }

  public init(_ numbers: String = "", reason: String = "", terms: [Term] = []) {
    self.numbers = numbers
    self.reason = reason
    self.terms = terms
  }

  /// One term a line behind "=" and "+", factors and names below each other; without names, one line.
  public var lines: [String] {
    guard !terms.isEmpty else { return numbers.isEmpty ? [] : ["= \(numbers)"] }
    let left = terms.filter { !$0.right.isEmpty }.map(\.left.count).max() ?? 0
    let products = terms.map { term in
      let space = String(repeating: " ", count: Swift.max(0, left - term.left.count))
      return term.right.isEmpty ? space + term.left : "\(space)\(term.left) · \(term.right)"
    }
    let width = products.map(\.count).max() ?? 0
    return zip(terms, products).enumerated().map { place, line in
      let space = String(repeating: " ", count: width - line.1.count + 3)
      return (place == 0 ? "= " : "+ ") + line.1 + space + line.0.name
    }
  }

  public init(stringLiteral numbers: String) { self.init(numbers) }
}
