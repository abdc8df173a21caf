import Tensors

// Other columns.

extension DataFrame {
  /// Only these columns, in this order. The others are named in `notes`.
  public func selecting(_ names: [String]) -> DataFrame {
    orStop { () throws(DataProblem) in
      guard Set(names).count == names.count, !names.isEmpty else {
        throw DataProblem(file, "selecting(…) expects at least one column, and each once; got \(names).")
      }
      var result = self
      result.columns = []
      for name in names { result.columns.append(try column(name)) }
      return result.noting(Self.dropped(columnNames.filter { !names.contains($0) }))
    }
  }

  /// Without these columns, which are named in `notes`.
  public func removing(_ names: [String]) -> DataFrame {
    orStop { () throws(DataProblem) in
      for name in names { _ = try position(name) }
      var result = self
      result.columns.removeAll { names.contains($0.name) }
      guard !result.columns.isEmpty else {
        throw DataProblem(file, "removing(…) expects to leave at least one column; got the names of all.")
      }
      return result.noting(Self.dropped(columnNames.filter(names.contains)))
    }
  }

  private static func dropped(_ names: [String]) -> String? {
    names.isEmpty
      ? nil : "\(names.count) column\(names.count == 1 ? "" : "s") dropped: \(names.joined(separator: ", "))."
  }

  /// With another name for a column: `renaming("hp", to: "horsepower")`.
  public func renaming(_ name: String, to newName: String) -> DataFrame {
    orStop { () throws(DataProblem) in
      let position = try position(name)
      if name != newName { try checkNew(newName) }
      var result = self
      result.columns[position].name = newName
      return result
    }
  }

  /// A column of numbers as categories, such as 1, 2, 3 for three origins: named as the numbers are written, in ascending
  /// order. Then `codes`, `oneHot` and `oneHotEncoded` work with it.
  ///
  /// - Parameter order: the categories and their order, as for a test file that must be numbered like the training file:
  ///   `test.asCategory("origin", in: training["origin"].categories)`. A value that is none of them becomes missing, and
  ///   a note says so. nil: of numbers, those that occur; of categories, those that there are.
  public func asCategory(_ name: String, in order: [String]? = nil) -> DataFrame {
    orStop { () throws(DataProblem) in
      let position = try position(name)
      let column = columns[position]
      let isNew = column.categories == nil
      guard isNew || order != nil else { return self }
      let names = order ?? Set(column.values.compactMap { $0 }).sorted().map(numberText)
      guard Set(names).count == names.count, !names.isEmpty || order == nil else {
        throw DataProblem(
          file, "asCategory(\"\(name)\", in: …) expects at least one category, and each once; got \(names).")
      }
      let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Double($0)) })
      var result = self
      result.columns[position].categories = names
      result.columns[position].values = (0..<rowCount).map { row in
        column.values[row] == nil ? nil : numbers[column.text(row)]
      }
      let lost = result.columns[position].missingCount - column.missingCount
      return
        result
        .noting(isNew ? "\(name) is a category of \(names.count) now: \(Self.few(names))." : nil)
        .noting(
          lost == 0 ? nil : "\(name): \(lost) of \(rowCount) values are missing now, as they are not of its categories."
        )
    }
  }

  /// A column of texts as numbers. What is not a number, such as "?", becomes missing, and a note says what and how often.
  ///
  ///     table.asNumbers("weight", unit: "kg")     // "12.5 kg" is 12.5
  ///
  /// - Parameter unit: what stands before or behind each number, such as "kg", "%" or "€"; spaces beside it do not count.
  public func asNumbers(_ name: String, unit: String = "") -> DataFrame {
    orStop { () throws(DataProblem) in
      let position = try position(name)
      let column = columns[position]
      guard let categories = column.categories else { return self }
      let numbers = categories.map { decimal(Array(withoutUnit($0, unit).utf8)[...]) }
      var result = self
      result.columns[position] = Column(name, column.values.map { $0.flatMap { numbers[Int($0)] } })
      let lost = result.columns[position].missingCount - column.missingCount
      let others = categories.indices.filter { numbers[$0] == nil }.map { "'\(categories[$0])'" }
      return result.noting(
        lost == 0
          ? nil
          : "\(name): \(lost) of \(rowCount) values are missing now, as they are not numbers: \(Self.few(others)).")
    }
  }

  /// In place of a column of categories one column of numbers for each, 1 where a row has that category and 0 elsewhere:
  /// "origin_usa", "origin_japan". So `examples(target:)` has them among its inputs. Where the category is missing, so are
  /// all of them.
  public func oneHotEncoded(_ name: String) -> DataFrame {
    orStop { () throws(DataProblem) in
      let column = try categorical(name)
      var rest = self
      let position = try position(name)
      rest.columns.remove(at: position)
      let names = column.categories!.map { "\(name)_\($0)" }
      for name in names { try rest.checkNew(name) }
      let encoded = names.enumerated().map { number, name in
        Column(name, column.values.map { $0.map { Int($0) == number ? 1 : 0 } })
      }
      rest.columns.insert(contentsOf: encoded, at: position)
      return rest.noting(
        "\(name) is \(names.count) column\(names.count == 1 ? "" : "s") of 0 and 1 now: \(Self.few(names)).")
    }
  }

  /// "a, b, c and 12 more"
  static func few(_ names: [String], limit: Int = 5) -> String {
    let rest = names.count - limit
    return names.prefix(limit).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
