import Display
import Foundation

/// A cell as a library that the kernel can load.
struct LinkedCell: Sendable {
  var path: String
  var key: Fingerprint
}

/// Links a cell's object against the libraries of exactly those cells that it uses, so that several versions of
/// one cell can live in a kernel side by side.
struct CellLinker {
  let toolchain: Toolchain
  let cache: CacheStore

  /// `uses`: the libraries of the cells that define what this one needs.
  func link(_ cell: CompiledCell, uses: [LinkedCell], poll: () -> Bool) throws -> LinkedCell? {
    var key = Fingerprint(cell.module, cell.object.description, toolchain.runtime)
    uses.forEach { key.add($0.key.description) }
    let name = "\(cell.module)-\(key).so"
    if let folder = cache.entry("link", key) { return LinkedCell(path: folder + "/" + name, key: key) }
    do {
      let folder = try cache.make("link", key) { draft in
        var arguments = [
          "-shared", "--eh-frame-hdr", "-z", "separate-code", "-o", name, "-soname", name, cell.folder + "/cell.o",
          swiftRegistration,
        ]
        arguments += uses.map(\.path)
        arguments += ["-L", toolchain.runtime, "-rpath", toolchain.runtime, "--as-needed"]
        arguments += libraries.map { "-l" + $0 }
        let ending = try Tool.run(toolchain.linker, arguments, in: draft, messages: draft + "/stderr.txt", poll: poll)
        guard ending.status != nil else { throw CancellationError() }
        guard ending.isSuccess else {
          throw Diagnostic(
            "cannot-link", "The compiled cell `\(cell.cell.label)` cannot be linked.",
            hint: "`nnlearn cache clear` makes a fresh start.", details: ending.errorText)
        }
      }
      return LinkedCell(path: folder + "/" + name, key: key)
    } catch is CancellationError {
      return nil
    }
  }

  /// Registers a library's types and conformances with the Swift runtime.
  private var swiftRegistration: String {
    #if arch(arm64)
      toolchain.runtime + "/aarch64/swiftrt.o"
    #else
      toolchain.runtime + "/x86_64/swiftrt.o"
    #endif
  }

  /// What a cell may need that the kernel has not loaded already.
  private var libraries: [String] {
    [
      "swiftCore", "swiftSwiftOnoneSupport", "swift_Concurrency", "swift_StringProcessing", "swift_RegexBuilder",
      "swiftGlibc", "swiftSynchronization", "swiftObservation", "swift_Differentiation", "swiftDispatch", "dispatch",
      "Foundation", "FoundationEssentials", "FoundationInternationalization", "FoundationNetworking",
    ].filter { FileManager.default.fileExists(atPath: "\(toolchain.runtime)/lib\($0).so") }
  }
}
