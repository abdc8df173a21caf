import Display
import Foundation

/// The terminal while a cell runs: only Control-C counts, other keys are thrown away.
final class RunWatch {
  private let terminal: Terminal
  private(set) var isInterrupted = false
  private(set) var isClosed = false
  private var lastDrawing = now()

  init(terminal: Terminal) { self.terminal = terminal }

  func poll() -> Bool {
    while let event = terminal.nextEvent(milliseconds: 0) {
      switch event {
      case .key(.control("c")), .interrupted: isInterrupted = true
      case .closed: isClosed = true
      case .key(.control("z")), .stopRequested: terminal.suspend()
      case .continued: terminal.invalidate()
      case .resized: lastDrawing = 0
      case .key: break
      }
      if isClosed { break }
    }
    return !isInterrupted && !isClosed
  }

  /// At most 20 drawings a second.
  func isTimeToDraw() -> Bool {
    guard now() - lastDrawing >= 50 else { return false }
    lastDrawing = now()
    return true
  }
}
