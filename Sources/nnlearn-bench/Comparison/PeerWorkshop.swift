import Commands
import Foundation

/// What the contestants need: virtual environments, the data, compiled floors.
struct PeerWorkshop {
  private let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
  /// The scripts and C files.
  private let sources: URL
  /// Written once; may be deleted at any time.
  private let folder: URL
  /// Python of the environment in which a module is found.
  private let pythons: [String: String]

  private var data: URL { folder.appending(path: "data") }

  static let advice = """
    Name virtual environments: NNLEARN_BENCH_PEERS=FOLDER[:FOLDER], one of them with numpy and scikit-learn, which \
    make the data. Sources/nnlearn-bench/Peers/README.md says how to set them up.
    """

  init() throws {
    sources = Places.current().root.appending(path: "Sources/nnlearn-bench/Peers")
    // Beside what the build leaves, two folders above release/nnlearn-bench.
    folder = program.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "peers-data")
    let environments = ProcessInfo.processInfo.environment["NNLEARN_BENCH_PEERS", default: ""].split(separator: ":")
    let modules = Set(Peer.all.map(\.module) + ["sklearn", "torchlens"])
    pythons = environments.map(String.init).reversed().reduce(into: [:]) { found, environment in
      let python = environment + "/bin/python"
      for module in Self.modules(modules, in: python) { found[module] = python }
    }
    guard let python = pythons["sklearn"] else { throw NotMeasured(reason: "no peer is installed. " + Self.advice) }
    guard !FileManager.default.fileExists(atPath: data.appending(path: "index.json").path) else { return }
    try Self.run([python, sources.appending(path: "make_data.py").path, data.path])
  }

  /// nil when it is not installed.
  func start(_ peer: Peer, _ workload: String, threads: Int) -> Contestant? {
    guard let python = pythons[peer.module] else { return nil }
    let script = sources.appending(path: "peer_\(peer.script).py").path
    let words = [workload, "--data", data.path, "--threads", "\(threads)", "--variant", peer.variant, "--turns"]
    return contestant(peer.name, [python, "-W", "ignore", script] + words, threads)
  }

  /// Prints this project's plan for a workload, and where its time goes on one and two threads.
  func profile(_ workload: String) throws {
    for threads in [1, 2] {
      let own = OwnWorkloads(data: try PeerData(folder: data), threads: threads)
      guard let (work, _) = try own.workload(workload), let plan = work.plan else { continue }
      work.prepare()
      work.epoch(0)
      print("\(workload), \(threads) thread\(threads == 1 ? "" : "s")")
      print(plan)
      print(plan.profile(runs: 20), terminator: "\n\n")
    }
  }

  /// For some virtual machines the compiler would take half of a register's width.
  #if arch(x86_64)
    private static let widthOptions = ["-mprefer-vector-width=256"]
  #else
    private static let widthOptions: [String] = []
  #endif

  func startFloor(_ workload: PeerWorkload, threads: Int) throws -> Contestant {
    let program = folder.appending(path: "floor_\(workload.floor)").path
    let source = sources.appending(path: "floor_\(workload.floor).c").path
    let options = ["-O3", "-march=native", "-ffast-math", "-fopenmp", "-w"] + Self.widthOptions
    try Self.run(["/usr/bin/env", "cc"] + options + [source, "-o", program, "-lm"])
    return contestant("C floor", [program, workload.name, data.path, "\(threads)"], threads)
  }

  func startOwn(_ workload: String, as name: String = "nnlearn", threads: Int) -> Contestant {
    contestant(name, [program.path, OwnTurns.word, workload, data.path, "\(threads)"], threads)
  }

  /// The checkout that `NNLEARN_BENCH_BEFORE` names, built; nil where none is named.
  func startBefore(_ workload: String, threads: Int) -> Contestant? {
    guard let checkout = ProcessInfo.processInfo.environment["NNLEARN_BENCH_BEFORE"] else { return nil }
    let program = checkout + "/.build/release/nnlearn-bench"
    return contestant("nnlearn before", [program, OwnTurns.word, workload, data.path, "\(threads)"], threads)
  }

  private func contestant(_ name: String, _ command: [String], _ threads: Int) -> Contestant {
    Contestant(
      name: name, command: command, threads: threads, complaints: folder.appending(path: "complaints of \(name).txt"))
  }

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
  private static func run(_ command: [String]) throws -> String {
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
