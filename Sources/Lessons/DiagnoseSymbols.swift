import Foundation

/// Finds the source lines of addresses: the toolchain's `llvm-symbolizer`.
public struct Symbolizer: Sendable {
  /// The program's file.
  public var path: String
  /// Where a line and column of a library's source lie now: the source may have moved since it was compiled.
  public var placeNow: @Sendable (_ library: String, _ line: Int, _ column: Int) -> (line: Int, column: Int)

  public init(
    path: String,
    placeNow: @escaping @Sendable (_ library: String, _ line: Int, _ column: Int) -> (line: Int, column: Int) = {
      ($1, $2)
    }
  ) {
    self.path = path
    self.placeNow = placeNow
  }

  struct Line: Equatable {
    var file: String
    /// 0: unknown, as for code that the compiler added.
    var line: Int
    var column: Int
    /// Without its arguments; "" for a closure.
    var function: String
  }

  /// For each address, the lines it stands for: what was inlined there first. Empty where nothing is known, and
  /// everywhere when the program cannot be run.
  func lines(of addresses: [UInt64], in library: String) -> [[Line]] {
    let nothing = [[Line]](repeating: [], count: addresses.count)
    guard !addresses.isEmpty, let output = run(addresses, library),
      let entries = try? JSONDecoder().decode([Entry].self, from: output), entries.count == addresses.count
    else { return nothing }
    return entries.map { entry in
      (entry.symbols ?? []).map { symbol in
        let now = symbol.line > 0 ? placeNow(library, symbol.line, symbol.column) : (line: 0, column: 0)
        return Line(file: symbol.file, line: now.line, column: now.column, function: symbol.function)
      }
    }
  }

  private func run(_ addresses: [UInt64], _ library: String) -> Data? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments =
      ["--obj=\(library)", "--functions=short", "--output-style=JSON"]
      + addresses.map { "0x" + String($0, radix: 16) }
    process.environment = ["LC_ALL": "C"]  // In particular without DEBUGINFOD_URLS: nothing is fetched.
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? data : nil
  }

  private struct Entry: Decodable {
    struct Symbol: Decodable {
      var file: String
      var line: Int
      var column: Int
      var function: String

      enum CodingKeys: String, CodingKey {
        case file = "FileName"
        case line = "Line"
        case column = "Column"
        case function = "FunctionName"
      }
    }

    var symbols: [Symbol]?

    enum CodingKeys: String, CodingKey { case symbols = "Symbol" }
  }
}
