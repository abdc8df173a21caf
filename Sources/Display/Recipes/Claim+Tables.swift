import Numerals
import Statistics

extension Claim {
  /// The settings, the source's numbers, and what was measured here: mean ± standard deviation over seeds.
  public var table: Table {
    let hasSource = rows.contains { $0.source != nil }
    let first = mean(rows.first?.measured ?? [])
    let here = varying == .counted ? "here" : "here, mean ± standard deviation"
    var columns = [quantity] + (hasSource ? ["source"] : [])
    columns += (showsRatios && hasSource ? ["to the first"] : []) + [here] + (showsRatios ? ["to the first"] : [])
    let lines = rows.map { row in
      var cells = [row.name]
      if hasSource { cells.append(row.source.map { format($0) } ?? "–") }
      if showsRatios && hasSource { cells.append(ratio(row.source, rows[0].source)) }
      cells.append(formatSpread(of: row.measured))
      if showsRatios { cells.append(ratio(mean(row.measured), first)) }
      return cells
    }
    return Table(
      title: "Claim \(id): \(statement)", columns: columns,
      alignments: [.leading] + columns.dropFirst().map { _ in .trailing }, rows: lines)
  }

  private func ratio(_ number: Double?, _ first: Double?) -> String {
    guard let number, let first else { return "–" }
    return format(number / first, significantDigits: 3) + " ×"
  }

  /// Every pair as it was tested: difference, its standard error, t with its degrees of freedom, the corrected p, and what
  /// follows.
  public var tests: Table {
    let isCounted = varying == .counted
    return Table(
      columns: ["pair", "difference"] + (isCounted ? [] : ["standard error", "t (df)", "p, Holm"]) + ["as claimed"],
      alignments: [.leading, .trailing] + (isCounted ? [] : [.trailing, .trailing, .trailing]) + [.leading],
      rows: findings.map { finding in
        let numbers =
          finding.standardError.map {
            [
              format($0, significantDigits: 3),
              "\(format(finding.t!, significantDigits: 3)) (\(format(finding.degreesOfFreedom!, significantDigits: 3)))",
              finding.p! < 0.001 ? "< 0.001" : format(finding.p!, significantDigits: 2),
            ]
          } ?? []
        return ["\(finding.first) − \(pairName(finding))", format(finding.difference)] + numbers
          + [["agrees": "yes", "opposes": "no", "undecided": "undecided"][finding.outcome.rawValue]!]
      })
  }

  /// Of a ratio, the source's multiple of the second.
  private func pairName(_ finding: Finding) -> String {
    guard relation.isRatio, let own = rows.first(where: { $0.name == finding.first })?.source, let base = rows[0].source
    else { return finding.second }
    return "\(format(own / base)) × \(finding.second)"
  }

  /// The number of every seed, in the order of the seeds, to six digits.
  public var perSeed: Table {
    let count = rows.map(\.measured.count).max() ?? 0
    return Table(
      columns: ["seed"] + (0..<count).map { "\($0 + 1)" }, alignments: [.leading] + (0..<count).map { _ in .trailing },
      rows: rows.map { row in [row.name] + row.measured.map { significantText($0, digits: 6) } })
  }
}
