import Foundation

/// While a training runs, Ctrl-C asks it to stop and keep what was learnt, in a program that does not handle Ctrl-C
/// itself. A second Ctrl-C ends the program.
struct InterruptHandler {
  private let isInstalled: Bool

  init() {
    var present = sigaction()
    sigaction(SIGINT, nil, &present)
    isInstalled = present.__sigaction_handler.sa_handler == nil
    guard isInstalled else { return }
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in Cancellation.request() }
    action.sa_flags = CInt(bitPattern: SA_RESETHAND.magnitude) | SA_RESTART
    sigaction(SIGINT, &action, nil)
  }

  func end() {
    guard isInstalled else { return }
    signal(SIGINT, SIG_DFL)
  }
}
