import Tensors

// Fewer rows, and rows in another order.

extension DataFrame {
  /// The first rows: `show(table.first(5))`.
  public func first(_ count: Int = 5) -> DataFrame {
    guard count >= 0 else { stop("first(…) expects 0 or more rows; got \(count).") }
    return rows(Array(0..<Swift.min(count, rowCount)))
  }

  /// The same as `first(_:)`, under the name that pandas has for it.
  public func head(_ count: Int = 5) -> DataFrame { first(count) }

  /// Only rows that have all measurements in the given columns (by default in all columns of numbers). Which rows
  /// were dropped, and why, is added to `notes`.
  public func droppingMissing(_ names: [String]? = nil) -> DataFrame {
    let names = names ?? columns.filter { $0.categories == nil }.map(\.name)
    let checked = names.map { self[$0] }
    let kept = (0..<rowCount).filter { row in checked.allSatisfy { $0.values[row] != nil } }
    guard kept.count < rowCount else { return self }
    let reasons = checked.filter { $0.missingCount > 0 }.map { "\($0.name) (\($0.missingCount))" }
    return rows(kept).noting(
      "\(rowCount - kept.count) of \(rowCount) rows dropped, with missing \(reasons.joined(separator: ", ")).")
  }

  /// Of rows that are equal in every column, the first only, so that no split can put one in both parts. How many were dropped
  /// is added to `notes`.
  public func droppingDuplicates() -> DataFrame {
    var seen: Set<[Double?]> = []
    let kept = (0..<rowCount).filter { row in seen.insert(columns.map { $0.values[row] }).inserted }
    guard kept.count < rowCount else { return self }
    return rows(kept).noting("\(rowCount - kept.count) of \(rowCount) rows dropped, equal to an earlier one.")
  }

  /// Only rows whose category is one of these; the categories are then numbered in the order given here.
  public func keeping(_ name: String, in wanted: [String]) -> DataFrame {
    orStop { () throws(DataProblem) in
      let column = try categorical(name)
      for category in wanted where !column.categories!.contains(category) {
        throw DataProblem(
          file, "'\(name)' has no '\(category)'. It has: \(column.categories!.joined(separator: ", ")).")
      }
      let number = Dictionary(
        wanted.enumerated().map { (Double(column.categories!.firstIndex(of: $1)!), Double($0)) },
        uniquingKeysWith: { first, _ in first })
      let kept = (0..<rowCount).filter { row in column.values[row].flatMap { number[$0] } != nil }
      var result = rows(kept)
      let position = try position(name)
      result.columns[position].categories = wanted
      result.columns[position].values = kept.map { number[column.values[$0]!] }
      return result.noting(
        "\(kept.count) of \(rowCount) rows kept, whose \(name) is \(wanted.joined(separator: " or ")).")
    }
  }

  /// Only rows for which a condition holds. A row in which a value that was read is missing is not kept, whatever the
  /// condition says of it; the note says how many those are.
  ///
  ///     cars.keeping { row in row["year"] >= 75 && row.text("origin") == "Japan" }
  public func keeping(_ condition: (Row) -> Bool) -> DataFrame {
    var missing = MissingReads()
    let kept = reading().filter { row in missing.added(condition(row), row) ?? false }.map(\.number)
    guard kept.count < rowCount else { return self }
    let reasons = missing.text.isEmpty ? "" : " Of the others, \(missing.count) have a missing \(missing.text)."
    return rows(kept).noting("\(kept.count) of \(rowCount) rows kept, for which the condition holds.\(reasons)")
  }

  /// By the numbers of a column, or by its categories in their order. Rows that are equal there keep their order; those
  /// without a value come last.
  public func sorted(by name: String, descending: Bool = false) -> DataFrame {
    let values = self[name].values
    func isBefore(_ a: Int, _ b: Int) -> Bool {
      guard let x = values[a] else { return values[b] == nil && a < b }
      guard let y = values[b] else { return true }
      return x == y ? a < b : (x < y) != descending
    }
    return rows((0..<rowCount).sorted(by: isBefore))
  }

  /// A row for each category that occurs, in the categories' order: the category, how many rows have it ("rows"), and
  /// of every column of numbers the mean of the values that are there. Rows without a category are left out.
  public func means(by name: String) -> DataFrame {
    orStop { () throws(DataProblem) in
      let groups = try categorical(name)
      var members = [[Int]](repeating: [], count: groups.categories!.count)
      for (row, group) in groups.values.enumerated() { if let group { members[Int(group)].append(row) } }
      let present = members.indices.filter { !members[$0].isEmpty }
      let averaged = columns.filter { $0.categories == nil }
      var key = groups
      key.values = present.map(Double.init)
      let countName = unused("rows", among: columnNames)
      let means = averaged.map { column in
        Column(column.name, present.map { group in mean(members[group].compactMap { column.values[$0] }) })
      }
      let incomplete = averaged.filter { $0.missingCount > 0 }.map { "\($0.name) (\($0.missingCount))" }
      let left = groups.missingCount
      return DataFrame(
        file: file, columns: [key, Column(countName, present.map { Double(members[$0].count) })] + means,
        rowCount: present.count, notes: notes
      )
      .noting(left == 0 ? nil : "\(left) of \(rowCount) rows have no \(name) and are left out.")
      .noting(
        incomplete.isEmpty ? nil : "Missing values are left out of the means: \(incomplete.joined(separator: ", ")).")
    }
  }
}

/// nil of no values.
func mean(_ values: [Double]) -> Double? {
  guard !values.isEmpty else { return nil }
  let sum = values.reduce(0, +)
  return sum.isFinite ? sum / Double(values.count) : values.reduce(0) { $0 + $1 / Double(values.count) }
}
