import Foundation

/// Finds the source lines of addresses: the toolchain's `llvm-symbolizer`.
public struct Symbolizer: Sendable, Equatable {
  /// The program's file.
  public var path: String

  public init(path: String) { self.path = path }

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
      (entry.Symbol ?? []).map {
        Line(file: $0.FileName, line: $0.Line, column: $0.Column, function: $0.FunctionName)
      }
    }
  }

  private func run(_ addresses: [UInt64], _ library: String) -> Data? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments =
      ["--obj=\(library)", "--functions=short", "--output-style=JSON"] + addresses.map { "0x" + String($0, radix: 16) }
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

  // The program's own spelling.
  private struct Entry: Decodable {
    struct Symbol: Decodable {
      var FileName: String
      var Line: Int
      var Column: Int
      var FunctionName: String
    }
    var Symbol: [Symbol]?
  }
}
