/// Text in UTF-8, compressed by gzip or not.
///
///     let poems = try TextFile("poems.txt").lines
public struct TextFile: Sendable, Equatable {
  public let text: String

  public init(_ path: String) throws(DataProblem) {
    try self.init(try readFile(path), file: fileName(path))
  }

  package init(_ bytes: [UInt8], file: String) throws(DataProblem) {
    text = String(decoding: try textBytes(bytes, file: file), as: UTF8.self)
  }

  /// Without their ends, which are LF, CR LF or CR; blank lines are left out.
  public var lines: [String] {
    allLines.filter { !$0.isEmpty }
  }

  /// With the blank ones: line i has number i + 1.
  var allLines: [String] {
    text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }.map(String.init)
  }
}

/// Without a byte order mark. Throws for what is not UTF-8, and names the line.
func textBytes(_ bytes: [UInt8], file: String) throws(DataProblem) -> [UInt8] {
  guard String(validating: bytes, as: UTF8.self) != nil else {
    let lines = bytes.split(separator: CSVByte.lineFeed, omittingEmptySubsequences: false)
    let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
    throw DataProblem(
      file, line: line + 1, column: 1, "expected text in UTF-8; got other bytes. Save the file as UTF-8.")
  }
  return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
}
