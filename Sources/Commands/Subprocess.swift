import Foundation

enum Subprocess {
  /// What a small program prints; nil when it cannot be started or, unless `anyStatus`, fails.
  static func output(_ program: String, _ arguments: [String], anyStatus: Bool = false) -> String? {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard anyStatus || process.terminationStatus == 0 else { return nil }
    return String(decoding: output, as: UTF8.self)
  }
}
