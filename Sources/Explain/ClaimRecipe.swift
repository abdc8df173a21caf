import Display
import Statistics
import Tensors

extension Claim {
  /// A claim beside what was measured:
  ///
  ///     show(
  ///       Claim(
  ///         "T9", "ReLU reaches the best accuracy", .order(.asSource), of: "accuracy (%)",
  ///         varying: .paired("start and order", fixed: "the images"), [("ReLU", 92.5, accuracies), …]))
  ///
  /// - Parameters:
  ///   - id: what the course's list of claims calls it: a letter or word, without spaces.
  ///   - statement: in your own words, with every qualifier of the source ("can", "in some cases"), without quotation marks.
  ///   - kind: what sort of statement it is, and so how it is tested.
  ///   - quantity: what the numbers are, with their unit.
  ///   - varying: what differs between the numbers of a row, and whether runs of the same index share a seed.
  ///   - rows: a setting, the source's number (nil: it gives none), and what was measured, one number for each seed.
  ///   - comparing: which rows are set against each other.
  ///   - relative: whether the table shows the ratios to the first row too.
  ///   - level: a pair is decided when its p, corrected by Holm's rule, is below it.
  public init(
    _ id: String, _ statement: String, _ kind: Kind, of quantity: String, varying: Variation,
    _ rows: [(String, Double?, [Double])], comparing: Pairing = .all, relative: Bool = false, level: Double = 0.05
  ) {
    self.init(
      id: id, statement: statement, kind: kind, quantity: quantity, varying: varying,
      rows: rows.map { Row($0.0, source: $0.1, measured: $0.2) }, comparing: comparing, showsRatios: relative,
      level: level)
    if let problem = problem ?? kindProblem ?? rowProblem {
      stop("The claim “\(id)”: \(problem)")
    }
  }

  /// The same of what `compare` measured: each arm is a row.
  ///
  /// - Parameter sources: the number that the source gives for each arm, by its name; none: it gives none.
  public init(
    _ id: String, _ statement: String, _ kind: Kind, from comparison: Comparison, sources: [String: Double] = [:],
    fixed: String? = nil, comparing: Pairing = .all, relative: Bool = false
  ) {
    if let unknown = sources.keys.sorted().first(where: { name in !comparison.arms.contains { $0.name == name } }) {
      stop("The claim “\(id)”: there is no arm “\(unknown)”.")
    }
    let isPaired = comparison.pairs[0].difference.design == .paired
    self.init(
      id, statement, kind, of: comparison.quantity,
      varying: isPaired
        ? .paired(comparison.varies, fixed: fixed) : .independent(comparison.varies, fixed: fixed),
      comparison.arms.map { ($0.name, sources[$0.name], $0.values) }, comparing: comparing, relative: relative,
      level: comparison.level)
  }

  private var problem: String? {
    if id.isEmpty || id.contains(where: \.isWhitespace) { return "its id must be one word." }
    if statement.contains(where: { "\"“”„«»".contains($0) }) {
      return "state it in your own words, without quotation marks."
    }
    if rows.count < 2 { return "at least two rows can be compared; got \(rows.count)." }
    if Set(rows.map(\.name)).count < rows.count { return "its rows must have different names." }
    if !(level > 0 && level < 1) { return "its level must be greater than 0 and less than 1; got \(level)." }
    if case .paired = varying, Set(rows.map(\.measured.count)).count > 1 {
      return "runs that share seeds come in pairs, so every row must have as many numbers. Where they share none, say "
        + "varying: .independent(…)."
    }
    return nil
  }

  private var kindProblem: String? {
    var relation = kind
    if case .existence(let inner) = kind {
      relation = inner
      if case .existence = inner { return "an existence of an existence is one existence: say .existence(.order(…))." }
    }
    let sources = rows.count { $0.source != nil }
    switch relation {
    case .order(.asSource) where sources < 2:
      return "its source gives fewer than two numbers; say how the rows stand if it is true: .order(.descending) or "
        + ".order(.ascending)."
    case .equivalence(let margin) where !(margin > 0 && margin.isFinite):
      return "as good as equal within what? State the margin, a number greater than 0 in the unit of the numbers; got "
        + "\(margin)."
    case .ratio(let factor) where !(factor > 1 && factor.isFinite):
      return "the same ratio within what factor? State one greater than 1, such as 1.5; got \(factor)."
    case .ratio where rows[0].source == nil || sources < 2:
      return "a ratio is compared with the source’s, which the first row and another must have."
    case .ratio where rows.contains { $0.measured.contains { $0 <= 0 } || ($0.source ?? 1) <= 0 }:
      return "ratios are compared of numbers greater than 0."
    default: return nil
    }
  }

  private var rowProblem: String? { rows.lazy.compactMap { problem(of: $0) }.first }

  private func problem(of row: Row) -> String? {
    let (name, measured) = (row.name, row.measured)
    if varying == .counted, measured.count != 1 {
      return "what is counted is one number, the same in every run; “\(name)” has \(measured.count)."
    }
    if varying != .counted, measured.count < 5 {
      return
        "“\(name)” has \(measured.count) measurement\(measured.count == 1 ? "" : "s"); give one for each of five seeds "
        + "at least. What is counted, without chance in it, is varying: .counted."
    }
    if let odd = measured.firstIndex(where: { !$0.isFinite }) {
      return "measurement \(odd + 1) of \(measured.count) of “\(name)” is \(measured[odd])."
    }
    return nil
  }
}
