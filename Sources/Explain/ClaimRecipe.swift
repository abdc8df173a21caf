import Display
import Tensors

extension Claim {
  /// A claim beside what was measured: `Claim("T9", "ReLU is best", of: "accuracy (%)", [("ReLU", 92.5, accuracies), …])`.
  ///
  /// - Parameters:
  ///   - id: what the course's list of claims calls it: a letter or word, without spaces.
  ///   - quantity: what the numbers are, with their unit.
  ///   - rows: a setting, the source's number (nil: it gives none), and what was measured, one number for each seed; a
  ///     single number is something counted, without chance in it.
  ///   - expecting: how the rows, as listed, stand if the claim is true; without it, as the source's numbers do.
  ///   - relative: whether the ratios to the first row are compared too.
  public init(
    _ id: String, _ statement: String, of quantity: String, _ rows: [(String, Double?, [Double])],
    expecting: Expectation = .asSource, relative: Bool = false
  ) {
    self.init(
      id: id, statement: statement, quantity: quantity,
      rows: rows.map { Row($0.0, source: $0.1, measured: $0.2) }, expecting: expecting, isRelative: relative)
    if let problem { stop("The claim “\(id)”: \(problem)") }
  }

  private var problem: String? {
    if id.isEmpty || id.contains(where: \.isWhitespace) { return "its id must be one word." }
    if rows.count < 2 { return "two rows at least can be compared; it has \(rows.count)." }
    if expecting == .asSource && rows.count(where: { $0.source != nil }) < 2 {
      return
        "its source gives fewer than two numbers; say how the rows should stand: expecting: .descending or .ascending."
    }
    for row in rows {
      if row.measured.count != 1 && row.measured.count < 5 {
        return "“\(row.name)” has \(row.measured.count) measurements; give one for each of five seeds at least, or one "
          + "number that was counted."
      }
      if let odd = row.measured.firstIndex(where: { !$0.isFinite }) {
        return "the measurement of “\(row.name)” with seed \(odd) (of \(row.measured.count)) is \(row.measured[odd])."
      }
    }
    return nil
  }
}
