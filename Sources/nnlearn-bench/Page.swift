import Commands
import Foundation

/// A page of Docs: measured tables between marks, and what people wrote around them.
enum Page: String {
  case performance = "Docs/PERFORMANCE.md"
  case results = "Docs/RESULTS.md"

  /// Replaces what stands between `<!-- NAME: start -->` and `<!-- NAME: end -->`.
  func replace(_ name: String, with markdown: String) throws {
    let file = Places.current().root.appending(path: rawValue)
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
      throw NotMeasured(reason: "\(rawValue) could not be written: \(reason)")
    }
  }
}
