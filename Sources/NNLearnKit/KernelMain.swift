internal import CProcess
import Autodiff
import Display
import Foundation
import Training

/// What the executable `nnlearn-kernel` calls once it has loaded this library.
@_cdecl("nnlearn_kernel_main")
public func kernelMain(
  secret: UnsafePointer<CChar>, memoryLimit: UInt64, folder: UnsafePointer<CChar>,
  observe: @convention(c) (Int32, UnsafePointer<CChar>?) -> Void, rest: @convention(c) () -> Void
) -> Int32 {
  // Cells get no pipe under its well-known number.
  let requests = fcntl(KernelPlaces.requests, F_DUPFD_CLOEXEC, 200)
  let replies = fcntl(KernelPlaces.replies, F_DUPFD_CLOEXEC, 200)
  let crashes = fcntl(KernelPlaces.crashes, F_DUPFD_CLOEXEC, 200)
  let reads = fcntl(KernelPlaces.reads, F_DUPFD_CLOEXEC, 200)
  guard requests >= 0, replies >= 0, crashes >= 0, reads >= 0 else { return 64 }
  for place in [KernelPlaces.requests, KernelPlaces.replies, KernelPlaces.crashes, KernelPlaces.reads] { close(place) }
  nn_line_buffer_output()
  signal(SIGPIPE, SIG_IGN)
  nn_limit_memory(memoryLimit)
  nn_catch_forks(replies)
  Workers.computeSameBitsEverywhere()
  Reporting.showOnPage()
  let folder = String(cString: folder)
  let observer = KernelLoop.Observer(begin: { observe(reads, folder) }, end: { rest() })
  let loop = KernelLoop(
    requests: requests, replies: replies, crashes: crashes, secret: String(cString: secret), folder: folder,
    observer: observer)
  loop?.serve()
  return 71
}
