import Foundation
import Synchronization

/// While a training runs, Ctrl-C asks it to stop and keep what was learnt, in a program that does not handle Ctrl-C
/// itself. A second Ctrl-C ends the program.
struct InterruptHandler {
  private static let wasInterrupted = Atomic<Bool>(false)
  private let isInstalled: Bool

  init() {
    var present = sigaction()
    sigaction(SIGINT, nil, &present)
    isInstalled = present.__sigaction_handler.sa_handler == nil
    guard isInstalled else { return }
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      Self.wasInterrupted.store(true, ordering: .relaxed)
      Cancellation.request()
    }
    action.sa_flags = CInt(truncatingIfNeeded: SA_RESETHAND) | SA_RESTART
    sigaction(SIGINT, &action, nil)
  }

  /// What the program does next is not cancelled too.
  func end() {
    guard isInstalled else { return }
    signal(SIGINT, SIG_DFL)
    if Self.wasInterrupted.exchange(false, ordering: .relaxed) { Cancellation.reset() }
  }
}
