/// A claim somebody made, beside what was measured here.
public struct Claim: Codable, Sendable, Equatable {
  /// One of the settings that the claim compares.
  public struct Row: Codable, Sendable, Equatable {
    public var name: String
    /// The number its source gives; nil: none.
    public var source: Double?
    /// What was measured here, one number for each seed.
    public var measured: [Double]

    public init(_ name: String, source: Double?, measured: [Double]) {
      self.name = name
      self.source = source
      self.measured = measured
    }
  }

  /// How the rows should stand if the claim is true.
  public enum Expectation: String, Codable, Sendable {
    /// As the source's numbers stand.
    case asSource
    /// The first row has the largest number, the last the smallest; or the other way round.
    case descending, ascending
  }

  /// "T9", "small-data"
  public var id: String
  public var statement: String
  /// What the numbers are, with their unit: "accuracy (%)".
  public var quantity: String
  public var rows: [Row]
  public var expecting: Expectation
  /// Whether ratios to the first row are what the claim is about.
  public var isRelative: Bool

  public init(
    id: String, statement: String, quantity: String, rows: [Row], expecting: Expectation = .asSource,
    isRelative: Bool = false
  ) {
    self.id = id
    self.statement = statement
    self.quantity = quantity
    self.rows = rows
    self.expecting = expecting
    self.isRelative = isRelative
  }
}

extension Claim: Displayable { public var output: Output { .claim(self) } }
