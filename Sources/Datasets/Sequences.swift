import Tensors

/// Sequences of different lengths, each with a class.
public struct Sequences: Splittable, Equatable {
  /// Each [length, channels].
  public let values: [NDArray]
  /// Of each, the number of its class, from 0.
  public let classes: [Int]

  /// - Precondition: a class for each sequence; equally many channels.
  public init(_ values: [NDArray], classes: [Int]) {
    guard values.count == classes.count, values.allSatisfy({ $0.shape.rank == 2 && $0.shape[1] == values[0].shape[1] })
    else {
      stop(
        shapes:
          "Sequences expects sequences [length, channels] with a class each; got \(values.map(\.shape)) and \(classes)."
      )
    }
    self.values = values
    self.classes = classes
  }

  public var count: Int { values.count }

  public func rows(_ indices: [Int]) -> Sequences {
    Sequences(indices.map { values[$0] }, classes: indices.map { classes[$0] })
  }

  /// How long each is: [n].
  public var lengths: NDArray { NDArray(values.map { Double($0.rowCount) }) }

  /// Made equally long with zeros at their ends, or cut there: inputs [n, length, channels], targets [n]. Zeros are numbers that a
  /// sequence may hold itself; where each ends, `lengths` tells, or a channel of marks that goes along with every batch.
  ///
  /// - Parameters:
  ///   - length: by default that of the longest.
  ///   - marked: with one more channel, which is 1 at every step and 0 in the padding: for the layer `Masked`.
  public func padded(length: Int? = nil, marked: Bool = false) -> Examples {
    guard let length = length ?? values.map(\.rowCount).max(), length > 0 else {
      stop(
        "padded expects at least one sequence and a length of at least 1; got \(count) sequences and a length of "
          + "\(length ?? 0)."
      )
    }
    if marked, let empty = values.firstIndex(where: { $0.rowCount == 0 }) {
      stop("padded(marked: true) expects sequences of at least one step; got none in sequence \(empty).")
    }
    let channels = values[0].shape[1]
    let width = channels + (marked ? 1 : 0)
    var padded = [Double](repeating: 0, count: count * length * width)
    for (row, sequence) in values.enumerated() {
      let numbers = sequence.doubles
      for step in 0..<Swift.min(length, sequence.rowCount) {
        let place = (row * length + step) * width
        padded.replaceSubrange(place..<place + channels, with: numbers[step * channels..<(step + 1) * channels])
        if marked { padded[place + channels] = 1 }
      }
    }
    return Examples(
      inputs: NDArray(padded, shape: [count, length, width]), targets: NDArray(classes.map(Double.init)))
  }
}

extension Sequences {
  /// Means and standard deviations of each sequence's channels, whatever the order of its moments: inputs [n, 2 · channels], targets
  /// [n]. What a network for sequences has to beat.
  public func meansAndDeviations() -> Examples {
    guard let channels = values.first?.shape[1], values.allSatisfy({ $0.rowCount > 0 }) else {
      stop("meansAndDeviations() expects sequences of at least 1 moment; got \(count) sequences.")
    }
    let rows = values.flatMap { sequence -> [Double] in
      let (numbers, n) = (sequence.doubles, Double(sequence.rowCount))
      let columns = (0..<channels).map { c in stride(from: c, to: numbers.count, by: channels).map { numbers[$0] } }
      let means = columns.map { $0.reduce(0, +) / n }
      return means
        + zip(columns, means).map { column, mean in
          (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot()
        }
    }
    return Examples(
      inputs: NDArray(rows, shape: [count, 2 * channels]), targets: NDArray(classes.map(Double.init)))
  }
}

extension Sequences {
  /// Reads the .ts format of time-series archives: after a line "@data" a sequence a line, its channels separated by
  /// colons, a channel's numbers by commas, and the class last. Classes are numbered in alphabetical order.
  package init(timeSeries bytes: [UInt8], file: String) throws(DataProblem) {
    let text = try textBytes(bytes, file: file)
    let lines = text.split(omittingEmptySubsequences: false) { CSVByte.isLineEnd($0) }
    guard let start = lines.firstIndex(where: { $0.elementsEqual("@data".utf8) }) else {
      throw DataProblem(file, "expected a line @data before the sequences; there is none.")
    }
    var (values, names): ([NDArray], [String]) = ([], [])
    for (number, line) in lines.enumerated().dropFirst(start + 1) where !line.isEmpty {
      let parts = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      let sequence = try Self.sequence(parts.dropLast(), file: file, line: number + 1)
      guard sequence.shape[1] == values.first?.shape[1] ?? sequence.shape[1] else {
        throw DataProblem(
          file, line: number + 1, column: 1,
          "expected \(values[0].shape[1]) channels, as in the first sequence; got \(sequence.shape[1]).")
      }
      values.append(sequence)
      names.append(String(decoding: parts.last!, as: UTF8.self))
    }
    guard !values.isEmpty else { throw DataProblem(file, "expected at least one sequence; there is none.") }
    let all = Set(names).sorted()
    self.init(values, classes: names.map { all.firstIndex(of: $0)! })
  }

  /// [length, channels] from one list of numbers for each channel.
  private static func sequence(
    _ channels: ArraySlice<ArraySlice<UInt8>>, file: String, line: Int
  ) throws(DataProblem) -> NDArray {
    var columns: [[Double]] = []
    for channel in channels {
      var column: [Double] = []
      for field in channel.split(separator: CSVByte.comma, omittingEmptySubsequences: false) {
        guard let number = decimal(field) else {
          throw DataProblem(
            file, line: line, column: 1,
            "expected numbers in channel \(columns.count + 1); got "
              + "'\(String(decoding: field.prefix(20), as: UTF8.self))'.")
        }
        column.append(number)
      }
      columns.append(column)
    }
    guard let length = columns.first?.count, columns.allSatisfy({ $0.count == length }) else {
      throw DataProblem(
        file, line: line, column: 1,
        "expected channels of equal length and a class; got channels of \(columns.map(\.count)) numbers.")
    }
    let values = (0..<length).flatMap { moment in columns.map { $0[moment] } }
    return NDArray(values, shape: [length, columns.count])
  }
}
