internal import CProcess
import Display
import Foundation

/// What the executable `nnlearn-kernel` calls once it has loaded this library.
@_cdecl("nnlearn_kernel_main")
public func kernelMain(secret: UnsafePointer<CChar>, memoryLimit: UInt64) -> Int32 {
  // Cells get neither pipe under its well-known number.
  let requests = fcntl(KernelPlaces.requests, F_DUPFD_CLOEXEC, 200)
  let replies = fcntl(KernelPlaces.replies, F_DUPFD_CLOEXEC, 200)
  guard requests >= 0, replies >= 0 else { return 64 }
  close(KernelPlaces.requests)
  close(KernelPlaces.replies)
  nn_line_buffer_output()
  signal(SIGPIPE, SIG_IGN)
  nn_limit_memory(memoryLimit)
  nn_catch_escapes(replies)
  guard let loop = KernelLoop(requests: requests, replies: replies, secret: String(cString: secret)) else { return 71 }
  loop.serve()
}
