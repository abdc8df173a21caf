/// How one element of a result came about.
public struct Explanation: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// The arithmetic with its numbers, an expression whose value is the element: "0.5 · 1 + 2 · 3"; "" where nothing is
  /// computed.
  public let numbers: String
  /// What stands behind the element, and is no arithmetic: "since −2 < 0", "from x[1, 0]"; or "".
  public let reason: String

  public init(_ numbers: String = "", reason: String = "") {
    self.numbers = numbers
    self.reason = reason
  }

  public init(stringLiteral numbers: String) { self.init(numbers) }
}
