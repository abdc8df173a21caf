import Tensors

extension DataFrame {
  /// Columns of numbers side by side: [rows, columns]. A missing measurement ends the cell: drop it first.
  public func array(_ names: [String], type: ElementType = .float32) -> NDArray {
    orStop { () throws(DataProblem) in try numbers(names, type: type) }
  }

  /// One column of categories as their numbers: [rows].
  public func codes(_ name: String, type: ElementType = .float32) -> NDArray {
    orStop { () throws(DataProblem) in
      NDArray(try present(try categorical(name)), shape: [rowCount], type: type)
    }
  }

  /// One column of categories as one-hot rows: [rows, categories], in the order of the column's `categories`.
  public func oneHot(_ name: String, type: ElementType = .float32) -> NDArray {
    codes(name, type: type).oneHot(classes: self[name].categories!.count)
  }

  /// Columns of numbers as inputs and one column as targets: the numbers of categories [rows], or numbers [rows, 1].
  ///
  /// - Parameter inputs: by default all columns of numbers but the target.
  public func examples(
    inputs: [String]? = nil, target: String, type: ElementType = .float32
  ) -> Examples {
    let inputs = inputs ?? columns.filter { $0.categories == nil && $0.name != target }.map(\.name)
    let isCategorical = self[target].categories != nil
    return Examples(
      inputs: array(inputs, type: type),
      targets: isCategorical ? codes(target, type: type) : array([target], type: type))
  }

  /// Shuffles, then splits in two with the same share of each category in both, as nearly as whole rows allow.
  public func stratifiedSplit(
    by name: String, training fraction: Double, seed: UInt64
  ) -> (training: DataFrame, validation: DataFrame) {
    stratifiedSplit(by: classes(name), training: fraction, seed: seed)
  }

  /// k folds with the same share of each category in every part, as nearly as whole rows allow.
  public func stratifiedFolds(
    _ k: Int, by name: String, seed: UInt64
  ) -> [(training: DataFrame, validation: DataFrame)] {
    stratifiedFolds(k, by: classes(name), seed: seed)
  }

  private func classes(_ name: String) -> [Int] { codes(name, type: .float64).doubles.map { Int($0) } }

  func numbers(_ names: [String], type: ElementType) throws(DataProblem) -> NDArray {
    var columns: [[Double]] = []
    for name in names { columns.append(try present(try numeric(name))) }
    return NDArray(
      (0..<rowCount).flatMap { row in columns.map { $0[row] } }, shape: [rowCount, names.count], type: type)
  }

  private func numeric(_ name: String) throws(DataProblem) -> Column {
    let column = try column(name)
    guard let text = column.firstText else { return column }
    throw DataProblem(
      file, line: text.line, column: text.column,
      "a number was wanted in column '\(name)', but '\(text.text)' came. If these are categories, ask for "
        + "codes(\"\(name)\").")
  }

  func categorical(_ name: String) throws(DataProblem) -> Column {
    let column = try column(name)
    guard column.categories != nil else {
      throw DataProblem(file, "categories were wanted, but '\(name)' holds numbers: ask for array([\"\(name)\"]).")
    }
    return column
  }

  private func present(_ column: Column) throws(DataProblem) -> [Double] {
    if let row = column.values.firstIndex(where: { $0 == nil }) {
      throw DataProblem(
        file,
        "a value was wanted in every row of '\(column.name)', but it is missing in line \(lines[row]). "
          + "Drop such rows first: droppingMissing([\"\(column.name)\"]).")
    }
    return column.values.map { $0! }
  }

  func orStop<Result>(_ body: () throws(DataProblem) -> Result) -> Result {
    do { return try body() } catch { stop(error.description) }
  }
}
