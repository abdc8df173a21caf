import Foundation

/// The checkout that these tests were compiled from.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// What git holds, and what it would take: paths relative to the root, sorted.
  static func files() throws -> [String] {
    let listing = try run("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    guard listing.status == 0 else { throw Failure(summary: "git ls-files: \(listing.errors)") }
    return Set(listing.output.split(separator: "\0").map(String.init)).sorted()
      .filter { FileManager.default.fileExists(atPath: root.appending(path: $0).path) }
  }

  static func text(of file: String) throws -> String {
    try String(contentsOf: root.appending(path: file), encoding: .utf8)
  }

  struct Failure: Error { var summary: String }

  struct Ending {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Runs a program of the PATH in the root to its end.
  static func run(
    _ program: String, _ arguments: String..., environment: [String: String] = [:], in folder: URL = root
  ) throws -> Ending {
    try run(program, arguments, environment: environment, in: folder)
  }

  static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], in folder: URL = root
  ) throws -> Ending {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let scratch = FileManager.default.temporaryDirectory.appending(path: "nnlearn-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    // Files, not pipes: nothing blocks when a program writes much.
    let (output, errors) = (scratch.appending(path: "output"), scratch.appending(path: "errors"))
    for (file, keyPath) in [(output, \Process.standardOutput), (errors, \Process.standardError)] {
      try Data().write(to: file)
      process[keyPath: keyPath] = try FileHandle(forWritingTo: file)
    }
    try process.run()
    process.waitUntilExit()
    return Ending(
      status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }
}
