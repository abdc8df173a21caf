import Datasets
import Numerals
import Tensors

/// Inputs as a table of numbers: each row's numbers, whatever their shape, side by side.
struct Features {
  let rowCount: Int
  let columnCount: Int
  /// Row-major.
  let values: [Double]

  /// - Parameter columns: how many there must be; nil: at least one.
  init(_ inputs: NDArray, columns: Int? = nil, asker: String) {
    guard inputs.shape.rank >= 1 else { stop("\(asker) expects inputs [n, …]; got a single number.") }
    rowCount = inputs.rowCount
    columnCount = inputs.shape.sizes.dropFirst().reduce(1, *)
    guard columnCount == columns ?? Swift.max(columnCount, 1) else {
      stop(shapes: "\(asker) expects inputs with \(columns ?? 1) columns; got \(inputs.shape).")
    }
    values = inputs.doubles
    if let i = values.firstIndex(where: { !$0.isFinite }) {
      stop(
        "\(asker) expects finite numbers; input \(i / columnCount), column \(i % columnCount) is \(values[i]). "
          + "Drop such rows first.")
    }
  }

  /// - Parameter values: row-major, finite.
  init(rows: Int, columns: Int, _ values: [Double]) {
    (rowCount, columnCount, self.values) = (rows, columns, values)
  }

  init(learningFrom examples: Examples, asker: String) {
    guard examples.count > 0 else { stop("\(asker) expects examples to learn from; got none.") }
    self.init(examples.inputs, asker: asker)
  }

  func row(_ i: Int) -> ArraySlice<Double> { values[i * columnCount..<(i + 1) * columnCount] }
}

/// Targets as labels, and how many classes there are: at least 2, and one more than the greatest label.
struct ClassTargets {
  let labels: [Int]
  let classCount: Int

  init(_ targets: NDArray, asker: String) {
    guard targets.shape.rank == 1 else { stop(shapes: "\(asker) expects labels [n]; got targets \(targets.shape).") }
    labels = targets.doubles.enumerated().map { i, number in
      guard let label = Int(exactly: number), (0..<65536).contains(label) else {
        stop("\(asker) expects labels, whole numbers from 0 to 65535; target \(i) is \(exactText(number)).")
      }
      return label
    }
    classCount = Swift.max(2, 1 + (labels.max() ?? 0))
  }

  var counts: [Int] {
    var counts = [Int](repeating: 0, count: classCount)
    for label in labels { counts[label] += 1 }
    return counts
  }
}

/// Targets as numbers, one or several for each example.
struct NumberTargets {
  /// Row-major: [n, outputs].
  let values: [Double]
  let outputCount: Int
  /// [n] rather than [n, 1].
  let isVector: Bool

  init(_ targets: NDArray, asker: String) {
    guard targets.shape.rank == 1 || targets.shape.rank == 2 && targets.shape[1] > 0 else {
      stop(shapes: "\(asker) expects targets [n] or [n, outputs]; got \(targets.shape).")
    }
    values = targets.doubles
    isVector = targets.shape.rank == 1
    outputCount = isVector ? 1 : targets.shape[1]
    if let i = values.firstIndex(where: { !$0.isFinite }) {
      stop("\(asker) expects finite targets; number \(i) is \(values[i]). Drop such rows first.")
    }
  }

  /// Row-major answers [n, outputs], in the shape of these targets.
  func array(_ answers: [Double], rows: Int, type: ElementType) -> NDArray {
    NDArray(answers, shape: isVector ? [rows] : [rows, outputCount], type: type)
  }
}

extension Sequence where Element: Comparable {
  /// The place of the greatest, the first of several.
  var firstMaximum: Int {
    enumerated().reduce(into: (place: 0, value: Element?.none)) { best, item in
      if best.value.map({ item.element > $0 }) ?? true { best = (item.offset, item.element) }
    }.place
  }
}
