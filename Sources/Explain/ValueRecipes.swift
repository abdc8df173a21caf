import Autodiff
import Display
import Foundation
import Tensors

// Numbers → text, matrices, tables.

/// More cells than a picture can show.
private let cellLimit = 4000

extension NDArray {
  /// A scalar as its number, anything larger as its range: "−1.2 … 0.83".
  public var summaryText: String {
    if count == 1 { return format(self[at: 0]) }
    let numbers = doubles
    let finite = numbers.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else {
      return numbers.isEmpty ? "empty" : nonFiniteText(numbers)
    }
    let rest = finite.count == numbers.count ? "" : ", \(numbers.count - finite.count) not finite"
    return (low == high ? "all \(format(low))" : formatApart([low, high]).joined(separator: " … ")) + rest
  }

  private func nonFiniteText(_ numbers: [Double]) -> String {
    numbers.allSatisfy { format($0) == format(numbers[0]) }
      ? "all \(format(numbers[0]))" : "\(numbers.count) not finite"
  }

  /// As a matrix picture: a vector is one row, leading axes are stacked; rows beyond the limit are left out and said.
  public func heatMap(_ name: String, scale: HeatMap.Scale = .diverging) -> HeatMap {
    let columns = shape.rank == 0 ? 1 : shape[shape.rank - 1]
    let rows = columns == 0 ? 0 : count / columns
    let shownColumns = Swift.min(columns, cellLimit)
    let shownRows = shownColumns == 0 ? 0 : Swift.min(rows, Swift.max(cellLimit / shownColumns, 1))
    let isWhole = shownRows == rows && shownColumns == columns
    var values: [Double] = []
    values.reserveCapacity(shownRows * shownColumns)
    for row in 0..<shownRows { for column in 0..<shownColumns { values.append(self[at: row * columns + column]) } }
    let title = isWhole ? name : "\(name) (first \(shownRows) of \(rows) rows)"
    return HeatMap(title, rows: shownRows, columns: shownColumns, values: values, scale: scale)
  }
}

extension NDArray {
  /// Cells of a thumbnail's longest side: as many as the box of a graph's node has room for.
  static let thumbnailSide = 32

  /// As a small matrix picture for the box of a graph: a vector is one row, leading axes are stacked; cells of a larger
  /// matrix are averages of its numbers, and a number that is not finite is its cell's.
  package var thumbnail: HeatMap {
    let columns = shape.rank == 0 ? 1 : shape[shape.rank - 1]
    let rows = columns == 0 ? 0 : count / columns
    guard Swift.max(rows, columns) > Self.thumbnailSide else { return heatMap("") }
    let numbers = doubles
    let (shownRows, shownColumns) = (Swift.min(rows, Self.thumbnailSide), Swift.min(columns, Self.thumbnailSide))
    var values: [Double] = []
    values.reserveCapacity(shownRows * shownColumns)
    for row in 0..<shownRows {
      for column in 0..<shownColumns {
        let mean = Self.mean(
          of: numbers, columns: columns, row * rows / shownRows..<(row + 1) * rows / shownRows,
          column * columns / shownColumns..<(column + 1) * columns / shownColumns)
        values.append(Self.rounded(mean))
      }
    }
    return HeatMap("", rows: shownRows, columns: shownColumns, values: values)
  }

  private static func mean(of numbers: [Double], columns: Int, _ rows: Range<Int>, _ span: Range<Int>) -> Double {
    var sum = 0.0
    for row in rows {
      for column in span {
        let number = numbers[row * columns + column]
        if !number.isFinite { return number }
        sum += number / Double(rows.count * span.count)
      }
    }
    return sum
  }

  /// To four digits, which is more than colours tell apart, and short to send.
  private static func rounded(_ number: Double) -> Double {
    guard number.isFinite, number != 0 else { return number }
    let exponent = 3 - Int(log10(abs(number)).rounded(.down))
    guard abs(exponent) < 300 else { return number }
    let scale = pow(10, Double(abs(exponent)))
    return exponent >= 0 ? (number * scale).rounded() / scale : (number / scale).rounded() * scale
  }
}

extension NDArray: Displayable {
  public var output: Output { shown(as: "") }

  /// A number as text, up to 12 × 12 numbers as a table, more as a picture.
  func shown(as name: String) -> Output {
    let prefix = name.isEmpty ? "" : "\(name) = "
    if count == 1 && shape.rank == 0 { return .text(prefix + format(self[at: 0])) }
    guard shape.rank <= 2, shape.sizes.allSatisfy({ $0 <= 12 }), count > 0 else {
      return heatMap((name.isEmpty ? "values" : name) + " \(shape)").output
    }
    let columns = shape[shape.rank - 1]
    let rows = (0..<count / columns).map { row in (0..<columns).map { format(self[at: row * columns + $0]) } }
    let isVector = shape.rank == 1
    return .table(
      Table(
        title: (name.isEmpty ? "" : name + " ") + shape.description,
        columns: (isVector ? [] : [""]) + (0..<columns).map(String.init),
        alignments: (isVector ? [] : [.leading]) + [Table.Alignment](repeating: .trailing, count: columns),
        rows: isVector ? rows : rows.enumerated().map { ["\($0)"] + $1 }))
  }
}

extension Tensor: Displayable {
  public var output: Output { value.shown(as: name) }
}

extension Summary: Displayable {
  public var output: Output {
    let rows = [
      ("count", Double(count)), ("not finite", Double(nonFiniteCount)), ("minimum", minimum), ("maximum", maximum),
      ("mean", mean), ("standard deviation", standardDeviation), ("share of zeros", fractionZero),
    ]
    return .table(
      Table(
        columns: ["summary", "value"], alignments: [.leading, .trailing],
        rows: rows.map { [$0.0, format($0.1)] }))
  }
}

/// The rows of a gradient check as a table: each derivative by the chain rule and by trying.
public func table(of rows: [GradientCheckRow], title: String = "gradient check") -> Table {
  Table(
    title: title, columns: ["parameter", "chain rule", "finite difference", "relative error"],
    alignments: [.leading, .trailing, .trailing, .trailing],
    rows: rows.map { row in
      let place = row.index.isEmpty ? row.target : "\(row.target)\(row.index)"
      return [
        place, format(row.analytic, significantDigits: 6), format(row.numeric, significantDigits: 6),
        format(row.relativeError, significantDigits: 2),
      ]
    })
}

extension GradientLedger: Displayable {
  /// The contributions, with the running sum; of a matrix the whole range.
  public var output: Output {
    let name = entries.last?.runningSum.name ?? ""
    return .table(
      Table(
        title: name.isEmpty ? "gradient" : name, columns: ["from", "contribution", "running sum"],
        alignments: [.leading, .trailing, .trailing],
        rows: entries.map { entry in
          let name = entry.operation.name.isEmpty ? "" : " → \(entry.operation.name)"
          return [
            "\(entry.operation.primitive.name)\(name)", entry.contribution.value.summaryText,
            entry.runningSum.value.summaryText,
          ]
        }))
  }
}

extension Primitive {
  /// The whole catalogue as a table: what `nnlearn ops` prints.
  public static var table: Table {
    Table(
      title: "operations", columns: ["name", "formula", "local derivatives"],
      rows: all.map { [$0.name, $0.formula, $0.localDerivatives.filter { !$0.isEmpty }.joined(separator: " ;  ")] })
  }
}
