import Tensors

extension DataFrame {
  /// Columns of numbers side by side: [rows, columns], its entries called as the columns. A missing measurement ends the
  /// cell: drop it first.
  public func array(_ names: [String], type: ElementType = .float32) -> NDArray {
    orStop { () throws(DataProblem) in try numbers(names, type: type) }
  }

  /// One column of categories as their numbers: [rows].
  public func codes(_ name: String, type: ElementType = .float32) -> NDArray {
    orStop { () throws(DataProblem) in
      NDArray(try present(try categorical(name)), shape: [rowCount], type: type)
    }
  }

  /// One column of categories as one-hot rows: [rows, categories], in the order of the column's `categories`, by which
  /// the entries are called.
  public func oneHot(_ name: String, type: ElementType = .float32) -> NDArray {
    let codes = codes(name, type: type)
    let categories = self[name].categories!
    return codes.oneHot(classes: categories.count).naming(axis: 1, categories)
  }

  /// Columns of numbers as inputs and one column as targets: the numbers of categories [rows], or numbers [rows, 1].
  ///
  /// - Parameter inputs: by default all columns of numbers but the target; the examples' `notes` name the columns of
  ///   categories, which are none. `oneHotEncoded` makes columns of numbers of them.
  public func examples(
    inputs: [String]? = nil, target: String, type: ElementType = .float32
  ) -> Examples {
    let others = columns.filter { $0.name != target }
    let names = inputs ?? others.filter { $0.categories == nil }.map(\.name)
    let isCategorical = self[target].categories != nil
    var examples = Examples(
      inputs: array(names, type: type),
      targets: isCategorical ? codes(target, type: type) : array([target], type: type))
    let left = others.filter { $0.categories != nil }
    if inputs == nil, let first = left.first?.name {
      let names = left.map { column in
        column.name + (column.firstText.map { " ('\($0.text)' in line \($0.line))" } ?? "")
      }
      examples.notes = [
        "Not among the inputs: \(Self.few(names, limit: 10)), which hold\(left.count == 1 ? "s" : "") categories. "
          + "oneHotEncoded(\"\(first)\") makes inputs of \(left.count == 1 ? "them" : "the first")."
      ]
    }
    return examples
  }

  /// Shuffles, then splits in two with the same share of each category in both, as nearly as whole rows allow.
  public func stratifiedSplit(
    by name: String, training fraction: Double, seed: UInt64 = RandomSource.currentSeed
  ) -> (training: DataFrame, validation: DataFrame) {
    stratifiedSplit(by: classes(name), training: fraction, seed: seed)
  }

  /// k folds with the same share of each category in every part, as nearly as whole rows allow.
  public func stratifiedFolds(
    _ k: Int, by name: String, seed: UInt64 = RandomSource.currentSeed
  ) -> [(training: DataFrame, validation: DataFrame)] {
    stratifiedFolds(k, by: classes(name), seed: seed)
  }

  private func classes(_ name: String) -> [Int] { codes(name, type: .float64).doubles.map { Int($0) } }

  func numbers(_ names: [String], type: ElementType) throws(DataProblem) -> NDArray {
    var columns: [[Double]] = []
    for name in names { columns.append(try present(try numeric(name))) }
    return NDArray(
      (0..<rowCount).flatMap { row in columns.map { $0[row] } }, shape: [rowCount, names.count], type: type
    ).naming(axis: 1, names)
  }

  func numeric(_ name: String) throws(DataProblem) -> Column {
    let column = try column(name)
    guard column.categories != nil else { return column }
    let ask = "If these are categories, ask for codes(\"\(name)\")."
    guard let text = column.firstText else {
      throw DataProblem(file, "column '\(name)' expects numbers here; it holds categories. \(ask)")
    }
    throw DataProblem(
      file, line: text.line, column: text.column,
      "column '\(name)' expects numbers; got '\(text.text)'. \(column.advice.map { $0 + " " } ?? "")\(ask)")
  }

  func categorical(_ name: String) throws(DataProblem) -> Column {
    let column = try column(name)
    guard column.categories != nil else {
      throw DataProblem(
        file,
        "column '\(name)' expects categories here; it holds numbers. Ask for array([\"\(name)\"]), or make categories "
          + "of them: asCategory(\"\(name)\").")
    }
    return column
  }

  private func present(_ column: Column) throws(DataProblem) -> [Double] {
    if let row = column.values.firstIndex(where: { $0 == nil }) {
      throw DataProblem(
        file,
        "column '\(column.name)' expects a value in every row; it is missing in \(place(row)). "
          + "Drop such rows first: droppingMissing([\"\(column.name)\"]), or fill them: fillingMissing(\"\(column.name)\", "
          + "with: …).")
    }
    return column.values.map { $0! }
  }

  func orStop<Result>(_ body: () throws(DataProblem) -> Result) -> Result {
    do { return try body() } catch { stop(error.description) }
  }
}
