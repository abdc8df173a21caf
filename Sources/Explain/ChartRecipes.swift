import Autodiff
import Datasets
import Display
import Tensors
import Training

// Runs, data and models → charts and tables.

extension History: Displayable {
  public var output: Output { .chart(chart()) }

  /// Loss against training step; what stopped the training is a mark of its own.
  public func chart(title: String = "training loss", name: String = "loss") -> Chart {
    lossChart([(name, self)], title: title)
  }
}

/// The losses of several runs in one chart, to be compared.
public func lossChart(_ runs: [(name: String, history: History)], title: String = "training loss") -> Chart {
  Chart(
    title: title, x: Axis("training step"), y: Axis("loss"),
    marks: runs.map { run in
      let steps = shownIndices(of: run.history.losses)
      return .line(
        run.name, x: steps.map(Double.init), y: steps.map { run.history.losses[$0] },
        role: runs.count == 1 ? .loss : nil)
    })
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

extension Mark {
  /// What a model answers over a rectangle of the plane, and where the answer crosses `boundary`.
  ///
  /// - Parameters:
  ///   - rows: how many points up; as many across.
  ///   - model: from points [n, 2] (x, y) to one number each, [n] or [n, 1].
  public static func decision(
    _ name: String, x: ClosedRange<Double>, y: ClosedRange<Double>, rows: Int = 60, boundary: Double? = 0.5,
    type: ElementType = .float32, model: (NDArray) -> NDArray
  ) -> Mark {
    func position(_ i: Int, in range: ClosedRange<Double>) -> Double {
      range.lowerBound + (range.upperBound - range.lowerBound) * (Double(i) + 0.5) / Double(rows)
    }
    let points = (0..<rows * rows).flatMap { [position($0 % rows, in: x), position($0 / rows, in: y)] }
    let answers = model(NDArray(points, shape: [rows * rows, 2], type: type)).doubles
    return .regions(
      Regions(name, columns: rows, rows: rows, xRange: x, yRange: y, values: answers, boundary: boundary))
  }
}

extension Mark {
  /// The same for a model of tensors, computed on a plan: `Mark.decision("P", x: -2...2, y: -2...2) { sigmoid(network($0)) }`.
  ///
  /// - Parameter model: from points [n, 2] (x, y) to one number each, [n] or [n, 1].
  public static func decision(
    _ name: String, x: ClosedRange<Double>, y: ClosedRange<Double>, rows: Int = 60, boundary: Double? = 0.5,
    type: ElementType = .float32, model: (Tensor) -> Tensor
  ) -> Mark {
    decision(name, x: x, y: y, rows: rows, boundary: boundary, type: type) { (points: NDArray) -> NDArray in
      predict(model, points, batchSize: points.rowCount)
    }
  }
}

extension DataFrame: Displayable {
  /// The first rows, and what was done to the data.
  public var output: Output {
    let shown = Swift.min(rowCount, 6)
    let notes = self.notes.isEmpty ? "" : " — " + self.notes.joined(separator: " ")
    return .table(
      Table(
        title: "\(file): \(rowCount) rows, \(columns.count) columns\(notes)", columns: columnNames,
        alignments: columns.map { $0.categories == nil ? .trailing : .leading },
        rows: (0..<shown).map { row in columns.map { $0.text(row) } }))
  }
}

extension Dataset {
  /// The catalogue of data sets with their licences: what `nnlearn data` prints.
  public static var table: Table {
    Table(
      title: "data sets", columns: ["name", "what it is", "size", "licence", "attribution"],
      rows: all.map { [$0.name, $0.summary, $0.shape, $0.licence, $0.attribution] })
  }
}
