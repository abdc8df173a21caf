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
      let steps = run.history.losses.indices.map(Double.init)
      return .line(run.name, x: steps, y: run.history.losses, role: runs.count == 1 ? .loss : nil)
    })
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
