/// What is wrong with a data file: where, what was expected, what is there, what to do.
public struct DataProblem: Error, Sendable, Equatable, CustomStringConvertible {
  public let file: String
  /// 1-based; 0 when the problem is not at one line. The column counts characters.
  public let line: Int
  public let column: Int
  public let sentence: String

  public init(_ file: String, line: Int = 0, column: Int = 0, _ sentence: String) {
    self.file = file
    self.line = line
    self.column = column
    self.sentence = sentence
  }

  /// "penguins.csv:5:12: column 'mass' expects numbers; got 'heavy'. …"
  public var description: String {
    (file.isEmpty ? "" : file + ":") + (line > 0 ? "\(line):\(column):" : "")
      + (file.isEmpty && line == 0 ? "" : " ") + sentence
  }
}
