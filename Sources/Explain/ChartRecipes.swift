import Datasets
import Display
import Training

// Runs, data and models → charts and tables.

extension History: Displayable {
  public var output: Output { .chart(chart()) }

  /// Loss against training step, and the validation loss after each epoch where there is one.
  public func chart(title: String = "training loss", name: String = "loss") -> Chart {
    lossChart([(name, self)], title: title)
  }
}

/// The losses of several runs in one chart, to be compared; validation losses are dashed.
public func lossChart(_ runs: [(name: String, history: History)], title: String = "training loss") -> Chart {
  let palette: [Role] = [.series1, .series2, .series3, .series4, .series5, .series6, .series7]
  return Chart(
    title: title, x: Axis("training step"), y: Axis("loss"),
    marks: runs.enumerated().flatMap { index, run -> [Mark] in
      let role = runs.count == 1 ? .loss : palette[index % palette.count]
      let line = Mark.line(
        Mark.Line(run.name, x: run.history.losses.indices.map(Double.init), y: run.history.losses, role: role).thinned)
      guard let validation = run.history.validationLine(name: "\(run.name), validation") else { return [line] }
      var dashed = validation
      (dashed.role, dashed.dashed) = (runs.count == 1 ? .output : role, true)
      return [line, .line(dashed.thinned)]
    })
}

/// The losses of several settings, each trained with several seeds: their mean, and their spread as a band. Validation
/// losses are dashed.
public func lossChart(
  seeds settings: [(name: String, histories: [History])], spread: Spread = .range, title: String = "training loss"
) -> Chart {
  let palette: [Role] = [.series1, .series2, .series3, .series4, .series5, .series6, .series7]
  return Chart(
    title: title, x: Axis("training step"), y: Axis("loss"),
    marks: settings.enumerated().flatMap { index, setting -> [Mark] in
      let role = palette[index % palette.count]
      let steps = (0..<(setting.histories.map(\.losses.count).max() ?? 0)).map(Double.init)
      let training = Mark.runs(setting.name, x: steps, setting.histories.map(\.losses), spread: spread, role: role)
      let validations = setting.histories.compactMap { $0.validationLine(name: "") }
      guard let longest = validations.max(by: { $0.x.count < $1.x.count }) else { return [training.thinned] }
      let mean = Mark.runs(
        "\(setting.name), validation", x: longest.x, validations.map(\.y), spread: spread, role: role, dashed: true)
      return [training.thinned, mean.thinned]
    })
}

extension History {
  /// After each whole epoch; nil without validation examples.
  fileprivate func validationLine(name: String) -> Mark.Line? {
    guard !validationLosses.isEmpty, let stepsPerEpoch else { return nil }
    let steps = validationLosses.indices.map { Double(($0 + 1) * stepsPerEpoch) }
    return Mark.Line(name, x: steps, y: validationLosses)
  }
}

extension Mark.Line {
  /// As few points as look the same.
  fileprivate var thinned: Mark.Line {
    let shown = shownIndices(of: y)
    var line = self
    line.x = shown.map { x[$0] }
    line.y = shown.map { y[$0] }
    line.lower = lower.map { lower in shown.map { lower[$0] } }
    line.upper = upper.map { upper in shown.map { upper[$0] } }
    return line
  }
}

extension Mark {
  fileprivate var thinned: Mark { if case .line(let line) = self { .line(line.thinned) } else { self } }
}

/// All indices of a few numbers; of many the ends, and the least and the greatest of each of equal runs, so that a
/// drawn line looks the same. A number that is not finite counts as the greatest.
func shownIndices(of numbers: [Double], limit: Int = 4000) -> [Int] {
  guard numbers.count > limit else { return Array(numbers.indices) }
  func size(_ index: Int) -> Double { numbers[index].isFinite ? numbers[index] : .infinity }
  let runs = limit / 2 - 1
  let extremes = (0..<runs).flatMap { run -> [Int] in
    let range = (run * numbers.count / runs)..<((run + 1) * numbers.count / runs)
    let pair = [range.min { size($0) < size($1) }!, range.max { size($0) < size($1) }!]
    return pair[0] == pair[1] ? [pair[0]] : pair.sorted()
  }
  let last = numbers.count - 1
  return (extremes.first == 0 ? [] : [0]) + extremes + (extremes.last == last ? [] : [last])
}

extension Augmentation {
  /// Augmentations, also of one's own: what they are called with their settings, and what they can change.
  public static func table(of augmentations: [Augmentation] = all) -> Table {
    Table(
      title: "augmentations", columns: ["name", "written", "changes"],
      rows: augmentations.map { [$0.name, $0.description, $0.subject.rawValue] })
  }
}

extension DataFrame: Displayable {
  /// The first rows of the first columns, and what was done to the data.
  public var output: Output {
    let shown = excerpt(rows: 6, width: 120)
    let leftOut = shown.leftOut.isEmpty ? "" : ", of which \(shown.leftOut.count) are not shown: \(shown.leftOutText)"
    let notes = self.notes.isEmpty ? "" : " — " + self.notes.joined(separator: " ")
    return .table(
      Table(
        title: "\(file): \(rowCount) rows, \(columns.count) columns\(leftOut)\(notes)", columns: shown.columns,
        alignments: shown.isNumeric.map { $0 ? .trailing : .leading }, rows: shown.rows))
  }
}

extension Examples: Displayable {
  public var output: Output { .text(description + "\n") }
}

extension Dataset {
  /// The catalogue of data sets with their licences: what `nnlearn data` prints.
  public static var table: Table { table(of: all) }

  /// Data sets, also of one's own, as the catalogue lists them.
  public static func table(of datasets: [Dataset]) -> Table {
    Table(
      title: "data sets", columns: ["name", "what it is", "size", "licence", "attribution"],
      rows: datasets.map { [$0.name, $0.summary, $0.shape, $0.licence, $0.attribution] })
  }
}
