import Foundation
import Testing

/// Compares `text` with the file of that name under `Snapshots`. `RECORD=1` rewrites the file and fails once, so that
/// nobody records without looking.
func expectSnapshot(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Snapshots/\(name)")
  if ProcessInfo.processInfo.environment["RECORD"] == "1" {
    do {
      try Data(text.utf8).write(to: file)
      Issue.record(
        "recorded Snapshots/\(name); look at it, then run again without RECORD", sourceLocation: sourceLocation)
    } catch {
      Issue.record(error, sourceLocation: sourceLocation)
    }
    return
  }
  let wanted = (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) }
  guard wanted != text else { return }
  let lines = zip((wanted ?? "").split(separator: "\n"), text.split(separator: "\n"))
  let difference = lines.first { $0 != $1 }.map { "expected “\($0)”; got “\($1)”" } ?? "one is longer, or missing"
  Issue.record("differs from Snapshots/\(name): \(difference)", sourceLocation: sourceLocation)
}
