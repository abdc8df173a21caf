import Foundation
import Pages
import Testing

/// Compares text with `Snapshots/<name>.txt`. With RECORD=1 the file is rewritten, and the test fails once.
func expectSnapshot(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Snapshots/\(name).txt")
  if ProcessInfo.processInfo.environment["RECORD"] == "1" {
    try? text.write(to: file, atomically: true, encoding: .utf8)
    Issue.record("recorded \(name)", sourceLocation: sourceLocation)
    return
  }
  let wanted = try? String(contentsOf: file, encoding: .utf8)
  #expect(text == wanted, "differs from Snapshots/\(name).txt; RECORD=1 rewrites it", sourceLocation: sourceLocation)
}

/// Lines as text for a snapshot: escapes visible, one line a row.
func shown(_ lines: [Line], _ palette: Palette = .plain) -> String {
  lines.map { palette.encode($0).replacing("\u{1B}", with: "␛") + "\n" }.joined()
}

extension [Line] {
  var text: String { map(\.text).joined(separator: "\n") }
  var widest: Int { map(\.width).max() ?? 0 }
}
