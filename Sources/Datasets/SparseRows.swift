import Tensors

/// A table that is mostly zeros, such as counts of 80,000 tokens in sentences of 20: of each row only the numbers that are not 0.
///
///     let vocabulary = Vocabulary(of: training.texts, by: .wordsAndPairs)
///     let counts = vocabulary.counts(training.texts)
///     let weights = TFIDF(fitting: counts)(counts)
public struct SparseRows: Splittable, Equatable {
  public let columnCount: Int
  /// Where each row begins in `columns` and `values`, and where the last one ends.
  package let starts: [Int]
  /// In ascending order within a row.
  package let columns: [Int]
  package let values: [Double]

  /// - Parameter rows: of each row the numbers that are not 0, by their columns from 0 to below `columnCount`.
  public init(_ rows: [[Int: Double]], columnCount: Int) {
    var (starts, columns, values): ([Int], [Int], [Double]) = ([0], [], [])
    for (number, row) in rows.enumerated() {
      for (column, value) in row.sorted(by: { $0.key < $1.key }) where value != 0 {
        guard (0..<columnCount).contains(column), value.isFinite else {
          stop(
            "SparseRows expects finite numbers in columns from 0 to \(columnCount - 1); got \(value) in column \(column) of row "
              + "\(number).")
        }
        columns.append(column)
        values.append(value)
      }
      starts.append(columns.count)
    }
    (self.columnCount, self.starts, self.columns, self.values) = (columnCount, starts, columns, values)
  }

  private init(columnCount: Int, starts: [Int], columns: [Int], values: [Double]) {
    (self.columnCount, self.starts, self.columns, self.values) = (columnCount, starts, columns, values)
  }

  /// How many rows there are.
  public var count: Int { starts.count - 1 }

  /// How many numbers are not 0.
  public var nonZeroCount: Int { values.count }

  /// Where a row's numbers stand in `columns` and `values`.
  @inline(__always)
  package func range(_ row: Int) -> Range<Int> { starts[row]..<starts[row + 1] }

  public func rows(_ indices: [Int]) -> SparseRows {
    var (starts, columns, values): ([Int], [Int], [Double]) = ([0], [], [])
    for index in indices {
      columns += self.columns[range(index)]
      values += self.values[range(index)]
      starts.append(columns.count)
    }
    return SparseRows(columnCount: columnCount, starts: starts, columns: columns, values: values)
  }

  /// The same columns with other numbers.
  package func mapped(_ change: (_ row: Int, _ place: Int) -> Double) -> SparseRows {
    let changed = (0..<count).flatMap { row in range(row).map { change(row, $0) } }
    return SparseRows(columnCount: columnCount, starts: starts, columns: columns, values: changed)
  }

  /// 1 wherever a number is not 0: whether a token occurs, not how often.
  public var asYesOrNo: SparseRows { mapped { _, _ in 1 } }

  /// With its zeros: [rows, columns].
  public func dense(type: ElementType = .float32) -> NDArray {
    var numbers = [Double](repeating: 0, count: count * columnCount)
    for row in 0..<count { for place in range(row) { numbers[row * columnCount + columns[place]] = values[place] } }
    return NDArray(numbers, shape: [count, columnCount], type: type)
  }
}

extension Vocabulary {
  /// How often each token of the vocabulary occurs in each text, whatever their order. Tokens that are not in it are left out, so that
  /// a text of none has a row of zeros: `bagOfWords` counts them as unknown.
  public func counts(_ texts: [String]) -> SparseRows {
    let rows = texts.map { text in
      numbers(text).reduce(into: [Int: Double]()) { row, number in
        if number != Self.unknown { row[number, default: 0] += 1 }
      }
    }
    return SparseRows(rows, columnCount: count)
  }
}

extension Sentences {
  /// 1 for a good one, 0 for a bad one, of each.
  public var classes: [Int] { scores.map { $0 > 0 ? 1 : 0 } }
}
