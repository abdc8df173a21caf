import Display
import Foundation
import Synchronization

/// Where shown values go: standard output as text, or, inside a lesson, to the page.
package enum Outlet: Sendable {
  case standardOutput
  /// Each value is a reply line; a mark in the printed text keeps its place.
  case lesson(replies: Int32, secret: String)

  private struct State {
    var outlet = Outlet.standardOutput
    var mark = 0
  }

  private static let state = Mutex(State())

  package static func use(_ outlet: Outlet) {
    state.withLock { $0 = State(outlet: outlet) }
  }

  static func send(_ output: Output) {
    state.withLock { state in
      switch state.outlet {
      case .standardOutput:
        print(plainText(output), terminator: "")
      case .lesson(let replies, let secret):
        let mark = nextMark(&state.mark, secret: secret)
        write(.output(mark: mark, output), to: replies)
      }
    }
  }

  /// A reply that stands after everything printed and shown so far.
  package static func finish() {
    state.withLock { state in
      guard case .lesson(let replies, let secret) = state.outlet else { return }
      write(.finished(mark: nextMark(&state.mark, secret: secret)), to: replies)
    }
  }

  private static func nextMark(_ mark: inout Int, secret: String) -> Int {
    mark += 1
    fflush(nil)
    writeAll(Array(KernelMark.text(mark, secret: secret).utf8), to: STDOUT_FILENO)
    return mark
  }

  package static func write(_ reply: KernelReply, to replies: Int32) {
    // A display value always encodes: `Wire` has a spelling for NaN and infinities.
    guard let line = try? Wire.encode(reply) else { return }
    // A process that was stopped may have left half a line before this one.
    writeAll([0x0A] + line + [0x0A], to: replies)
  }
}

private func writeAll(_ bytes: some Collection<UInt8>, to file: Int32) {
  var rest = Array(bytes)[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
    if written > 0 {
      rest = rest.dropFirst(written)
    } else if errno != EINTR {
      return
    }
  }
}
