import Numerals
import Statistics

extension Comparison: Displayable {
  public var output: Output { .table(table) }

  /// What was compared, what differs between seeds, and each arm's mean ± standard deviation with the scores of its seeds.
  public var table: Table {
    let count = arms[0].values.count
    return Table(
      title: "\(quantity), \(count) seeds" + (varies == "seed" ? "" : " (\(varies) differ between seeds)"),
      columns: ["", "mean ± standard deviation", "each seed"], alignments: [.leading, .trailing, .leading],
      rows: arms.map { arm in
        let scores = arm.values.map { format($0) }
        return [arm.name, formatSpread(of: arm.values), scores.joined(separator: "  ")]
      })
  }

  /// Every pair with its difference, standard error, interval, t and corrected p.
  public var tests: Table {
    let design = pairs[0].difference.design.words
    return Table(
      title: "Differences (\(design)" + (pairs.count > 1 ? ", p corrected by Holm over \(pairs.count) pairs)" : ")"),
      columns: ["", "difference", "standard error", "95 % interval", "t (df)", "p", "told apart"],
      alignments: [.leading, .trailing, .trailing, .trailing, .trailing, .trailing, .leading],
      rows: pairs.map { pair in
        let (difference, interval) = (pair.difference, pair.difference.interval())
        return [
          "\(pair.first) − \(pair.second)", format(difference.mean, significantDigits: 3),
          format(difference.standardError, significantDigits: 2),
          [interval.lowerBound, interval.upperBound].map { format($0, significantDigits: 3) }.joined(separator: " to "),
          "\(format(difference.t, significantDigits: 3)) (\(format(difference.degreesOfFreedom, significantDigits: 3)))",
          pair.correctedP < 0.001 ? "< 0.001" : format(pair.correctedP, significantDigits: 2),
          pair.correctedP < level ? "yes" : "no",
        ]
      })
  }

  /// Every arm as a box, every seed as a dot.
  public var chart: Chart {
    .box(title: quantity, label: quantity, groups: arms.map { ($0.name, $0.values) }, setting: "")
  }

  /// The differences from the control, seed by seed; without a control, from the first arm.
  public var gains: Chart {
    let base = control ?? arms[0].name
    let others = arms.filter { $0.name != base }
    return Chart(
      title: "Difference from \(base), seed by seed",
      x: Axis("", scale: .categories, categories: others.map(\.name)), y: Axis("difference, \(quantity)"),
      marks: [
        .boxes("seeds", others.map { arm in zip(arm.values, self[base]).map { $0 - $1 } }),
        .horizontalRule(base, at: 0),
      ])
  }
}
