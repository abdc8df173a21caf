import Commands
import Foundation

/// The virtual environments that `NNLEARN_BENCH_PEERS` names, and the scripts that their Python runs.
struct PeerEnvironments {
  let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
  /// The scripts and C files.
  let sources = Places.current().root.appending(path: "Sources/nnlearn-bench/Peers")
  /// Written once; may be deleted at any time.
  let folder: URL
  /// Python of the environment in which a module is found.
  let pythons: [String: String]

  init(modules: Set<String>) {
    // Beside what the build leaves, two folders above release/nnlearn-bench.
    folder = program.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "peers-data")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let named = ProcessInfo.processInfo.environment["NNLEARN_BENCH_PEERS", default: ""].split(separator: ":")
    pythons = named.map(String.init).reversed().reduce(into: [:]) { found, environment in
      let python = environment + "/bin/python"
      for module in Self.modules(modules, in: python) { found[module] = python }
    }
  }

  /// What runs a script where its module is installed; nil where it is not.
  func script(_ name: String, module: String) -> [String]? {
    pythons[module].map { [$0, "-W", "ignore", sources.appending(path: name).path] }
  }

  /// Where a contestant's complaints go.
  func complaints(of name: String) -> URL { folder.appending(path: "complaints of \(name).txt") }

  private static func modules(_ names: Set<String>, in python: String) -> [String] {
    // A module inside a package that is missing is an error; what an uninstalled package leaves behind is no module.
    let question = """
      import sys, importlib.util
      def is_there(module):
          try:
              return importlib.util.find_spec(module) is not None
          except ImportError:
              return False
      print(*filter(is_there, sys.argv[1:]))
      """
    let answer = try? run([python, "-c", question] + names.sorted())
    return answer?.split(whereSeparator: \.isWhitespace).map(String.init) ?? []
  }

  /// What the program printed; throws its complaint when it fails.
  @discardableResult
  static func run(_ command: [String]) throws -> String {
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.standardOutput = output
    process.standardError = errors
    do { try process.run() } catch { throw NotMeasured(reason: "\(command[0]) could not be started") }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw NotMeasured(reason: complaint.split(separator: "\n").last.map(String.init) ?? "\(command[0]) failed")
    }
    return text
  }
}
