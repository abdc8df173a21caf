/// A claim somebody made, in our own words and with every qualifier of the source, beside what was measured here.
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

  /// How two rows should stand if the claim is true.
  public enum Order: String, Codable, Sendable {
    /// As the source's numbers stand.
    case asSource
    /// The first row has the largest number, the last the smallest; or the other way round.
    case descending, ascending
  }

  /// What kind of statement it is, and so what is tested.
  public indirect enum Kind: Codable, Sendable, Equatable {
    /// Every two rows stand in an order.
    case order(Order)
    /// The ratios to the first row are those of the source, give or take a factor: 1.5 allows from ⅔ to 1.5 times.
    case ratio(within: Double)
    /// Two rows are as good as equal: they differ by less than a margin, in the unit of the numbers.
    case equivalence(within: Double)
    /// "can", "may", "in some cases": what is said holds of one pair at least. That it was not seen does not refute it.
    case existence(Kind)

    /// An order that is claimed of some pair: "can lead to worse results".
    public static func existence(_ order: Order) -> Kind { .existence(.order(order)) }
  }

  /// What differs between the numbers of a row, and so what the spread is a spread of.
  public enum Variation: Codable, Sendable, Equatable {
    /// Runs with the same index share a seed and are pairs: a paired t test. What the seeds change, and what they do not:
    /// `.paired("start and order", fixed: "the test set")`.
    case paired(String, fixed: String? = nil)
    /// The rows share no seeds: Welch's t test.
    case independent(String, fixed: String? = nil)
    /// Nothing: one number for each row, which was counted and is the same in every run.
    case counted
  }

  /// Which rows are set against each other.
  public enum Pairing: String, Codable, Sendable {
    case all
    /// Each with the first.
    case withFirst
    /// Each with the next.
    case neighbours
  }

  /// "T9", "small-data"
  public var id: String
  public var statement: String
  public var kind: Kind
  /// What the numbers are, with their unit: "accuracy (%)".
  public var quantity: String
  public var varying: Variation
  public var rows: [Row]
  public var comparing: Pairing
  /// Whether the table shows the ratios to the first row beside the source's.
  public var showsRatios: Bool
  /// A pair is decided when its corrected p is below it.
  public var level: Double

  public init(
    id: String, statement: String, kind: Kind, quantity: String, varying: Variation, rows: [Row],
    comparing: Pairing = .all, showsRatios: Bool = false, level: Double = 0.05
  ) {
    self.id = id
    self.statement = statement
    self.kind = kind
    self.quantity = quantity
    self.varying = varying
    self.rows = rows
    self.comparing = comparing
    self.showsRatios = showsRatios
    self.level = level
  }
}

extension Claim: Displayable { public var output: Output { .claim(self) } }
