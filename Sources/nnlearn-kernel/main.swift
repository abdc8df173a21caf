// The child process that runs a lesson's cells: loads NNLearnKit, so that it and the cells share one copy of the
// library, and enters its loop. Started by `Lessons`; arguments: library, secret, memory limit in bytes, the folder in
// which cells run.
import CObserve
#if canImport(Glibc)
  import Glibc
#endif

func end(_ message: String) -> Never {
  let line = Array("nnlearn-kernel: \(message)\n".utf8)
  _ = write(STDERR_FILENO, line, line.count)
  exit(64)
}

/// In place of the C library's, for whatever is loaded: leaves at once too, but says where a cell did so.
@_cdecl("_exit") public func leave(_ status: Int32) -> Never {
  typealias Function = @convention(c) (Int32) -> Void
  if let report = dlsym(nil, "nn_report_leaving") { unsafeBitCast(report, to: Function.self)(status) }
  // The next definition after this one; RTLD_NEXT is a macro that Swift does not see.
  if let leave = dlsym(UnsafeMutableRawPointer(bitPattern: -1), "_exit") {
    unsafeBitCast(leave, to: Function.self)(status)
  }
  abort()
}

@_cdecl("_Exit") public func leaveQuietly(_ status: Int32) -> Never { leave(status) }

/// `observe`, with where to write and the lesson's folder, begins to report what this process reads; `rest` ends it.
typealias Main =
  @convention(c) (
    _ secret: UnsafePointer<CChar>, _ memoryLimit: UInt64, _ folder: UnsafePointer<CChar>,
    _ observe: @convention(c) (Int32, UnsafePointer<CChar>?) -> Void, _ rest: @convention(c) () -> Void
  ) -> Int32

let arguments = CommandLine.arguments
guard arguments.count == 5, let memoryLimit = UInt64(arguments[3]) else {
  end("started by nnlearn to run a lesson's cells; there is nothing to do by hand")
}
guard let library = dlopen(arguments[1], RTLD_NOW | RTLD_GLOBAL), let symbol = dlsym(library, "nnlearn_kernel_main")
else { end(dlerror().map { String(cString: $0) } ?? "cannot load \(arguments[1])") }
nn_place_errors(arguments[2])
let start = unsafeBitCast(symbol, to: Main.self)
exit(start(arguments[2], memoryLimit, arguments[4], nn_observe, nn_observe_end))
