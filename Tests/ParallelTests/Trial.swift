import Foundation
import Testing

/// What the program `nnlearn-ranks` prints: it starts ranks as processes, which a test's own process, of many threads, cannot.
struct Trial {
  let lines: [String]

  init(_ word: String, ranks: Int) throws {
    let process = Process()
    process.executableURL = try Self.program
    process.arguments = [word, "\(ranks)"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  var problem: String { lines.first { $0.hasPrefix("problem: ") } ?? "none" }
  var ranks: String { lines.first { $0.hasPrefix("ranks: ") } ?? "none" }
  var seconds: Double {
    lines.first { $0.hasPrefix("seconds: ") }.flatMap { Double($0.dropFirst(9)) } ?? .infinity
  }

  /// Numbers that were printed by their bits.
  func numbers(_ line: Int) -> [Double] {
    lines[line].split(separator: " ").compactMap { UInt64($0, radix: 16).map(Double.init(bitPattern:)) }
  }

  /// It lies beside the tests that run.
  private static var program: URL {
    get throws {
      let folder = URL(filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        .deletingLastPathComponent()
      let places = [folder] + sequence(first: folder) { $0.path == "/" ? nil : $0.deletingLastPathComponent() }
      for place in places
      where FileManager.default.isExecutableFile(atPath: place.appending(path: "nnlearn-ranks").path) {
        return place.appending(path: "nnlearn-ranks")
      }
      // `swift test` runs a program of the toolchain, which loads the tests.
      return URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.build/release/nnlearn-ranks")
    }
  }
}
