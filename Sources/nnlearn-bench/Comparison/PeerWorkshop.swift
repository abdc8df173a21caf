import Commands
import Foundation

/// What the contestants need: virtual environments, the data, compiled floors.
struct PeerWorkshop {
  private let environments: PeerEnvironments

  private var program: URL { environments.program }
  private var sources: URL { environments.sources }
  private var folder: URL { environments.folder }
  private var data: URL { folder.appending(path: "data") }

  static let advice = """
    Name virtual environments: NNLEARN_BENCH_PEERS=FOLDER[:FOLDER], one of them with numpy and scikit-learn, which \
    make the data. Sources/nnlearn-bench/Peers/README.md says how to set them up.
    """

  init() throws {
    environments = PeerEnvironments(modules: Set(Peer.all.map(\.module) + ["sklearn", "torchlens"]))
    guard let python = environments.pythons["sklearn"] else {
      throw NotMeasured(reason: "no peer is installed. " + Self.advice)
    }
    let index = data.appending(path: "index.json")
    let scripts = ["make_data.py", "image_networks.py"].map { sources.appending(path: $0) }
    if let made = Self.changed(index), scripts.allSatisfy({ Self.changed($0) ?? .distantFuture < made }) { return }
    try PeerEnvironments.run([python, "-B", scripts[0].path, data.path])
  }

  /// When a file was last written; nil where there is none.
  private static func changed(_ file: URL) -> Date? {
    (try? FileManager.default.attributesOfItem(atPath: file.path))?[.modificationDate] as? Date
  }

  /// nil when it is not installed.
  func start(_ peer: Peer, _ workload: String, threads: Int) -> Contestant? {
    guard let command = environments.script("peer_\(peer.script).py", module: peer.module) else { return nil }
    let words = [workload, "--data", data.path, "--threads", "\(threads)", "--variant", peer.variant, "--turns"]
    return contestant(peer.name, command + words, threads)
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
    guard let floor = workload.floor else { throw NotMeasured(reason: "none is written") }
    let program = folder.appending(path: "floor_\(floor)").path
    let source = sources.appending(path: "floor_\(floor).c").path
    let options = ["-O3", "-march=native", "-ffast-math", "-fopenmp", "-w"] + Self.widthOptions
    try PeerEnvironments.run(["/usr/bin/env", "cc"] + options + [source, "-o", program, "-lm"])
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
    Contestant(name: name, command: command, threads: threads, complaints: environments.complaints(of: name))
  }
}
