import Numerals
import Tensors

// Values for those that are missing.

extension DataFrame {
  /// What takes the place of a missing value.
  public enum Filling: Sendable, Equatable {
    /// Of numbers: the mean of those that are there.
    case mean
    /// Of numbers: the middle one, or the mean of the two middle ones.
    case median
    /// The most frequent number or category; of equally frequent ones the smallest number, or the first category.
    case mostFrequent
    /// On a straight line between the nearest numbers above and below, by the number of the row: for rows in order of
    /// time, equally far apart. Before the first number and after the last there is no line: those stay missing.
    case interpolation
    case number(Double)
    /// A category of that name, which is added as the last one if there is none yet, even where nothing is missing: so the
    /// training part and the validation part have the same categories.
    case category(String)
  }

  /// With values in place of those that are missing in a column. A note says how many, and with what.
  ///
  ///     let (training, validation) = cars.split(training: 0.8, seed: 1)
  ///     let x = training.fillingMissing("hp", with: .mean)
  ///     let v = validation.fillingMissing("hp", with: .mean, from: training)
  ///
  /// - Parameter training: the table whose mean, median or most frequent value it is. For validation and test data it is
  ///   the training data: a mean of their own, or of all data before the split, would carry knowledge of what measures into
  ///   what is learnt. nil: this table.
  public func fillingMissing(
    _ name: String, with filling: Filling, from training: DataFrame? = nil
  ) -> DataFrame {
    orStop { () throws(DataProblem) in try filled(name, filling, training) }
  }

  /// The same for several columns.
  public func fillingMissing(
    _ names: [String], with filling: Filling, from training: DataFrame? = nil
  ) -> DataFrame {
    names.reduce(self) { $0.fillingMissing($1, with: filling, from: training) }
  }

  /// Throws what `fillingMissing` would end the cell with.
  package func fillingProblem(_ name: String, _ filling: Filling) throws(DataProblem) {
    _ = try filled(name, filling, nil)
  }

  private func filled(_ name: String, _ filling: Filling, _ training: DataFrame?) throws(DataProblem) -> DataFrame {
    let column = try column(name)
    try checkFits(filling, column)
    let source = training ?? self
    let origin = training == nil ? "" : " of \(source.rowCount) other rows"
    switch filling {
    case .interpolation:
      guard training == nil else {
        throw DataProblem(file, "interpolation has no statistics to take from another table: leave out from:.")
      }
      return interpolated(column)
    case .mean:
      let value = try source.present(name, for: "a mean") { mean($0)! }
      return filled(column, with: value, "the mean\(origin), \(significantText(value))")
    case .median:
      let value = try source.present(name, for: "a median", median)
      return filled(column, with: value, "the median\(origin), \(significantText(value))")
    case .mostFrequent where column.categories == nil:
      let value = try source.present(name, for: "a most frequent value", mostFrequent)
      return filled(column, with: value, "the most frequent value\(origin), \(significantText(value))")
    case .mostFrequent:
      let values = try source.categorical(name).values.compactMap { $0 }
      guard !values.isEmpty else { throw source.nothingFor(name, "a most frequent value") }
      let category = source[name].categories![Int(mostFrequent(values))]
      return filled(column, category: category, "the most frequent category\(origin), \(category)")
    case .number(let value):
      guard value.isFinite else {
        throw DataProblem(file, "'\(name)' expects a finite number in place of missing ones; got \(exactText(value)).")
      }
      return filled(column, with: value, significantText(value))
    case .category(let category): return filled(column, category: category, category)
    }
  }

  /// Numbers are filled with numbers, categories with categories.
  private func checkFits(_ filling: Filling, _ column: Column) throws(DataProblem) {
    let name = column.name
    let isOfNumbers = column.categories == nil
    let problem: String
    switch filling {
    case .mostFrequent: return
    case .category(let category):
      guard isOfNumbers else { return }
      problem =
        "fillingMissing(\"\(name)\", with: .category(\"\(category)\")) expects a column of categories; '\(name)' holds numbers. "
        + "Fill it with .mean, .median, .mostFrequent or .number(…)."
    case .mean, .median, .interpolation, .number:
      guard !isOfNumbers else { return }
      let call = "\(filling)".prefix { $0 != "(" }
      let cell = column.firstText.map { " ('\($0.text)' in line \($0.line))" } ?? ""
      problem =
        "fillingMissing(\"\(name)\", with: .\(call)) expects a column of numbers; '\(name)' holds categories\(cell). "
        + (column.advice.map { $0 + " If these are categories, fill" } ?? "Fill")
        + " it with .mostFrequent or .category(\"unknown\")."
    }
    throw DataProblem(file, problem)
  }

  private func filled(_ column: Column, category: String, _ what: String) -> DataFrame {
    var categories = column.categories!
    let number = categories.firstIndex(of: category) ?? categories.count
    if number == categories.count { categories.append(category) }
    var widened = column
    widened.categories = categories
    return filled(widened, with: Double(number), what)
  }

  private func filled(_ column: Column, with value: Double, _ what: String) -> DataFrame {
    filled(column, column.values.map { $0 ?? value }, "filled with \(what)")
  }

  private func filled(_ column: Column, _ values: [Double?], _ how: String) -> DataFrame {
    var result = self
    var filled = column
    filled.values = values
    result.columns[columns.firstIndex { $0.name == column.name }!] = filled
    let (before, left) = (column.missingCount, filled.missingCount)
    let rest = left == 0 ? "" : " \(left) at its ends stay missing."
    return result.noting(
      before == 0 ? nil : "\(column.name): \(before - left) of \(before) missing values \(how).\(rest)")
  }

  private func interpolated(_ column: Column) -> DataFrame {
    let known = column.values.indices.filter { column.values[$0] != nil }
    var values = column.values
    for (above, below) in zip(known, known.dropFirst()) where below > above + 1 {
      let (a, b) = (column.values[above]!, column.values[below]!)
      for row in above + 1..<below {
        let part = Double(row - above) / Double(below - above)
        values[row] = a * (1 - part) + b * part
      }
    }
    return filled(column, values, "filled by interpolation")
  }

  private func present(
    _ name: String, for purpose: String, _ statistic: ([Double]) -> Double
  ) throws(DataProblem) -> Double {
    let values = try numeric(name).values.compactMap { $0 }
    guard !values.isEmpty else { throw nothingFor(name, purpose) }
    return statistic(values)
  }

  private func nothingFor(_ name: String, _ purpose: String) -> DataProblem {
    DataProblem(file, "\(purpose) of '\(name)' expects at least one value there; got \(rowCount) rows without one.")
  }
}

private func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2
}

private func mostFrequent(_ values: [Double]) -> Double {
  var counts: [Double: Int] = [:]
  for value in values { counts[value, default: 0] += 1 }
  return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }!.key
}
