import Commands
import Foundation

/// Docs/PERFORMANCE.md: measured tables between marks, and what people wrote around them.
enum PerformancePage {
  /// Replaces what stands between `<!-- NAME: start -->` and `<!-- NAME: end -->`.
  static func replace(_ name: String, with markdown: String) throws {
    let file = Places.current().root.appending(path: "Docs/PERFORMANCE.md")
    let (start, end) = ("<!-- \(name): start -->\n", "<!-- \(name): end -->\n")
    do {
      let old = try String(contentsOf: file, encoding: .utf8)
      guard let first = old.range(of: start), let last = old.range(of: end), first.upperBound <= last.lowerBound else {
        throw NotMeasured(reason: "it has lost its marks \(start)and \(end)")
      }
      let new = old[..<first.upperBound] + markdown + old[last.lowerBound...]
      try Data(new.utf8).write(to: file, options: .atomic)
    } catch {
      let reason = (error as? NotMeasured)?.reason ?? error.localizedDescription
      throw NotMeasured(reason: "Docs/PERFORMANCE.md could not be written: \(reason)")
    }
  }
}
