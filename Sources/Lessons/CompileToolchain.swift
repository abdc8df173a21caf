import Display
import Foundation

/// The programs and files with which cells are compiled and run.
public struct Toolchain: Sendable, Equatable {
  /// swift-frontend, ld.lld and llvm-symbolizer of the compiler that built nnlearn.
  public var frontend: String
  public var linker: String
  public var symbolizer: String
  /// The folder of libswiftCore.so.
  public var runtime: String
  /// nnlearn-kernel and libNNLearnKit.so.
  public var kernel: String
  public var library: String
  /// The folder of NNLearnKit.swiftmodule, and the module maps of the C targets it imports.
  public var modules: String
  public var moduleMaps: [String]

  /// From the folder where the running program was built, or `buildFolder`. Throws `Diagnostics` that say what is
  /// missing and which command mends it.
  public static func find(buildFolder: String? = nil) throws -> Toolchain {
    let folder = buildFolder ?? builtFolder()
    let library = folder + "/libNNLearnKit.so"
    let modules = folder + "/Modules"
    let kernel = folder + "/nnlearn-kernel"
    var missing: [Diagnostic] = []
    for path in [library, kernel, modules] where !exists(path) {
      missing.append(
        Diagnostic(
          "not-built", "Cells need \(path), which is not there.",
          hint: "Start nnlearn through `./nnlearn`, the script in its checkout: it builds what is missing."))
    }
    guard let programs = compilerFolder(library: library) else {
      missing.append(
        Diagnostic(
          "no-swift", "Cells need the Swift compiler, and no `swift-frontend` was found.",
          hint: "Install Swift from https://www.swift.org/install and put its `bin` folder on PATH."))
      throw Diagnostics(missing)
    }
    for program in ["ld.lld", "llvm-symbolizer"] where !exists(programs + "/" + program) {
      missing.append(
        Diagnostic(
          "no-\(program.replacing(".", with: "-"))", "Cells need `\(program)`, which is not in \(programs).",
          hint: "Install the whole Swift toolchain from https://www.swift.org/install."))
    }
    guard missing.isEmpty else { throw Diagnostics(missing) }
    let runtime = URL(fileURLWithPath: programs + "/../lib/swift/linux").standardized.path
    return Toolchain(
      frontend: programs + "/swift-frontend", linker: programs + "/ld.lld",
      symbolizer: programs + "/llvm-symbolizer", runtime: runtime, kernel: kernel, library: library,
      modules: modules, moduleMaps: moduleMaps(in: folder))
  }

  private static func builtFolder() -> String {
    if let folder = ProcessInfo.processInfo.environment["NNLEARN_BUILD"] { return folder }
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let folder = program.deletingLastPathComponent().path
    if exists(folder + "/libNNLearnKit.so") { return folder }
    // Under `swift test` the running program may be the toolchain's; its first argument then names the bundle.
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
    return bundle.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path } ?? folder
  }

  /// The compiler that built the library is the only one that can read its modules: the library's own search
  /// path leads to it. Otherwise what PATH offers.
  private static func compilerFolder(library: String) -> String? {
    let built = (try? Data(contentsOf: URL(fileURLWithPath: library), options: .alwaysMapped)).flatMap(ELF.init)
    let beside = (built?.runPaths ?? []).filter { $0.hasPrefix("/") }.map { $0 + "/../../../bin" }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return (beside + path.split(separator: ":").map(String.init))
      .map { URL(fileURLWithPath: $0 + "/swift-frontend").standardized }
      .first { exists($0.path) }
      .map { $0.deletingLastPathComponent().path }
  }

  /// The files that come with the library, which cells read without being observed.
  var dataFiles: [String] {
    let folder = URL(fileURLWithPath: library).deletingLastPathComponent().path + "/nnlearn_Datasets.resources"
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.sorted().map { folder + "/" + $0 }
  }

  private static func moduleMaps(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().map { "\(folder)/\($0)/module.modulemap" }
      .filter { $0.hasSuffix(".build/module.modulemap") && exists($0) }
  }

  private static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
