// Charts of how well a classifier does, from plain numbers.

extension Chart {
  /// A curve in the unit square, with the area below it where that is known.
  public struct Curve: Codable, Sendable, Equatable {
    public var name: String
    public var x: [Double]
    public var y: [Double]
    public var area: Double?

    public init(_ name: String, x: [Double], y: [Double], area: Double? = nil) {
      self.name = name
      self.x = x
      self.y = y
      self.area = area
    }
  }

  /// Receiver operating characteristics: true against false positive rate for every threshold, with the diagonal of a
  /// classifier that guesses. The legend gives each area under the curve; where none is given, the trapezoids' sum.
  ///
  /// - Parameter curves: `x` is the false positive rate, `y` the true positive rate, both ascending from 0 to 1.
  public static func roc(title: String = "ROC curve", curves: [Curve]) -> Chart {
    unitSquare(
      title: title, x: "false positive rate", y: "true positive rate",
      lines: curves.map { curve in
        let area = curve.area ?? Self.trapezoids(curve.x, curve.y)
        return .line("\(curve.name) (AUC \(format(area, significantDigits: 3)))", x: curve.x, y: curve.y)
      }, reference: .line("chance (AUC 0.5)", x: [0, 1], y: [0, 1], role: .muted, dashed: true))
  }

  /// Precision against recall for every threshold, with the level of a classifier that guesses. The legend gives each
  /// average precision Σ (Rₙ − Rₙ₋₁) Pₙ.
  ///
  /// - Parameters:
  ///   - curves: `x` is the recall, `y` the precision; the recall ascends or descends.
  ///   - positiveShare: share of positive examples: the precision of guessing.
  public static func precisionRecall(
    title: String = "precision–recall curve", curves: [Curve], positiveShare: Double? = nil
  ) -> Chart {
    unitSquare(
      title: title, x: "recall", y: "precision",
      lines: curves.map { curve in
        let area = curve.area ?? Self.steps(curve.x, curve.y)
        return .line("\(curve.name) (AP \(format(area, significantDigits: 3)))", x: curve.x, y: curve.y)
      },
      reference: positiveShare.map { share in
        .line(
          "chance (AP \(format(share, significantDigits: 3)))", x: [0, 1], y: [share, share], role: .muted, dashed: true
        )
      })
  }

  /// How often what was predicted with a probability came true, with the diagonal of a perfect forecast.
  ///
  /// - Parameter curves: `x` is the mean predicted probability of each bin, `y` the share that was positive.
  public static func calibration(title: String = "calibration curve", curves: [Curve]) -> Chart {
    unitSquare(
      title: title, x: "predicted probability", y: "share that came true",
      lines: curves.map { .line($0.name, x: $0.x, y: $0.y, marked: true) },
      reference: .line("perfectly calibrated", x: [0, 1], y: [0, 1], role: .muted, dashed: true))
  }

  private static func unitSquare(title: String, x: String, y: String, lines: [Mark], reference: Mark?) -> Chart {
    let isEmpty = lines.allSatisfy { if case .line(let line) = $0 { line.x.isEmpty || line.y.isEmpty } else { true } }
    return Chart(
      title: title, x: Axis(x, lower: 0, upper: 1), y: Axis(y, lower: 0, upper: 1),
      marks: isEmpty ? [] : lines + (reference.map { [$0] } ?? []), aspect: 1)
  }

  private static func trapezoids(_ x: [Double], _ y: [Double]) -> Double {
    let points = Array(zip(x, y))
    return zip(points, points.dropFirst()).reduce(0) { $0 + ($1.1.0 - $1.0.0) * ($1.0.1 + $1.1.1) / 2 }
  }

  /// Each step of recall counts with the precision at its higher end.
  private static func steps(_ recall: [Double], _ precision: [Double]) -> Double {
    let given = Array(zip(recall, precision))
    let descends = (recall.first ?? 0) > (recall.last ?? 0)
    let points = descends ? given.reversed() : given
    return zip([(0, 1)] + points, points).reduce(0) { $0 + ($1.1.0 - $1.0.0) * $1.1.1 }
  }
}

extension HeatMap {
  /// A confusion matrix: rows are true classes, columns predicted ones. The colour is the share of the row, and each cell
  /// says its count and that share.
  ///
  /// - Parameters:
  ///   - counts: for every true class, how often each class was predicted.
  ///   - labels: names of the classes; those that are missing are numbered.
  public static func confusion(counts: [[Int]], labels: [String] = []) -> HeatMap {
    let columns = counts.map(\.count).max() ?? 0
    let shares = counts.map { row -> [Double] in
      let total = Double(row.reduce(0) { $0 &+ $1 })
      return (0..<columns).map { $0 < row.count ? Double(row[$0]) / total : .nan }
    }
    func names(_ count: Int) -> [String] { (0..<count).map { $0 < labels.count ? labels[$0] : String($0) } }
    let texts = zip(counts, shares).flatMap { row, shares in
      shares.enumerated().map { column, share in
        let percentage = share.isNaN ? "no examples" : "\(format(100 * share, significantDigits: 2)) %"
        return "\(column < row.count ? String(row[column]) : "?")\n\(percentage)"
      }
    }
    return HeatMap(
      "share of the true class", rows: counts.count, columns: columns, values: shares.flatMap { $0 },
      scale: .sequential, rowLabels: names(counts.count), columnLabels: names(columns), inscriptions: texts,
      range: 0...1)
  }
}

extension Chart {
  /// A confusion matrix with its axes named; the alt text says how many are right and what is confused most.
  public static func confusion(title: String = "confusion matrix", counts: [[Int]], labels: [String] = []) -> Chart {
    Chart(
      title: title, x: Axis("predicted"), y: Axis("true"),
      marks: counts.isEmpty ? [] : [.heatMap(.confusion(counts: counts, labels: labels))],
      notes: confusionNotes(counts, labels))
  }

  private static func confusionNotes(_ counts: [[Int]], _ labels: [String]) -> [String] {
    let total = counts.joined().reduce(0) { $0 &+ $1 }
    let right = counts.enumerated().reduce(0) { $0 + ($1.offset < $1.element.count ? $1.element[$1.offset] : 0) }
    let errors = counts.enumerated().flatMap { row, cells in
      cells.enumerated().filter { $0.offset != row && $0.element > 0 }.map { (row, $0.offset, $0.element) }
    }
    guard total > 0 else { return [] }
    func name(_ index: Int) -> String { index < labels.count ? labels[index] : String(index) }
    let percentage = format(100 * Double(right) / Double(total), significantDigits: 3)
    let worst = errors.max { $0.2 < $1.2 }.map {
      "; most often wrong: \(name($0.0)) taken for \(name($0.1)), \($0.2) times"
    }
    let absent = counts.indices.filter { label in
      counts[label].allSatisfy { $0 == 0 } && counts.allSatisfy { label >= $0.count || $0[label] == 0 }
    }.map(name)
    let left = absent.isEmpty ? [] : ["Not counted, as it does not occur: \(absent.joined(separator: ", "))."]
    return ["\(right) of \(total) are right (\(percentage) %)\(worst ?? "")."] + left
  }
}
