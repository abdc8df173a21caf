import Display
import Optimizers
import Tensors
import Training

// Update rules, learning rates and generations → charts and tables.

extension UpdateRules {
  /// The catalogue of update rules.
  public static var table: Table { table(of: all) }

  /// Update rules, also of one's own, as the catalogue lists them.
  public static func table(of rules: [any UpdateRule]) -> Table {
    Table(
      title: "update rules", columns: ["rule", "formula", "remembers per number", "source"],
      rows: rules.map { rule in
        let (each, shared) = rule.numbersRemembered
        let memory = shared == 0 ? "\(each)" : "\(each), and \(shared) in all"
        return [type(of: rule).name, type(of: rule).formula, memory, type(of: rule).source]
      })
  }
}

extension LearningRates {
  /// The catalogue of learning rates.
  public static var table: Table { table(of: all) }

  /// Learning rates, also of one's own, as the catalogue lists them.
  public static func table(of rates: [any LearningRate]) -> Table {
    Table(
      title: "learning rates", columns: ["rate", "at step t = 0, 1, …", "written", "source"],
      rows: rates.map(\.schedule).map {
        [type(of: $0).name, type(of: $0).formula, $0.description, type(of: $0).source]
      })
  }
}

/// The learning rate of each of the first steps, of one schedule or of several to be compared.
public func learningRateChart(
  _ schedules: [(name: String, rate: any LearningRate)], steps: Int, title: String = "learning rate"
) -> Chart {
  guard steps > 0 else { stop("learningRateChart expects at least 1 step; got \(steps).") }
  return Chart(
    title: title, x: Axis("training step"), y: Axis("learning rate"),
    marks: schedules.map { schedule in
      let values = schedule.rate.schedule.values(steps)
      let shown = shownIndices(of: values)
      return .line(schedule.name, x: shown.map(Double.init), y: shown.map { values[$0] })
    })
}

extension LearningRateRange: Displayable {
  public var output: Output { .chart(chart()) }

  /// Loss against learning rate, as measured and smoothed, with the rate that is suggested.
  public func chart(title: String = "learning-rate range test") -> Chart {
    let suggested = suggestion.map { [Mark.rule(Mark.Rule("suggested", .vertical, at: $0))] } ?? []
    return Chart(
      title: title, x: Axis("learning rate", scale: .logarithmic), y: Axis("loss"),
      marks: [.line("loss", x: rates, y: losses, role: .muted), .line("smoothed", x: rates, y: smoothed, role: .loss)]
        + suggested)
  }
}

extension Generation: Displayable {
  public var output: Output { .table(table()) }

  /// The best individuals, the best first: where they came from, how many of their genes are from the second parent and
  /// how many were mutated, and their loss.
  public func table(rows: Int = 12) -> Table {
    let ranked = individuals.enumerated().sorted { $0.element.rank < $1.element.rank }
    return Table(
      title: "generation \(number), \(individuals.count) individuals",
      columns: ["individual", "came about as", "genes from b", "mutated", "loss"],
      alignments: [.trailing, .leading, .trailing, .trailing, .trailing],
      rows: ranked.prefix(rows).map { number, individual in
        ["\(number)"] + individual.origin.cells + [format(individual.loss)]
      })
  }
}

extension Generation.Origin {
  fileprivate var cells: [String] {
    switch self {
    case .first: ["one of the first", "", ""]
    case .elite(let before): ["the same as \(before)", "", ""]
    case .child(let parents, let shares, let mutated):
      [
        "child of a = \(parents[0]), b = \(parents[1])", "\(format(shares.reduce(0, +))) of \(shares.count)",
        "\(mutated.count { $0 })",
      ]
    }
  }
}
