import Display
import Foundation
import Lessons

/// A folder that goes when the test ends.
final class CacheFolderForTests: Sendable {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "nnlearn-tests-\(UInt64.random(in: .min ... .max))"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// Compiled cells that all tests share; only tests of the cache itself have one of their own.
let sharedCache: CacheFolderForTests = {
  let folder = CacheFolderForTests()
  atexit { try? FileManager.default.removeItem(atPath: sharedCache.path) }
  return folder
}()

/// A lesson of these cells, whose code starts on lines 100, 200, 300 …; option lines (`//| key: value`) at the top
/// of a cell stand before that.
func lesson(_ codes: [String], parameters: [String] = [], seed: Int = 7, title: String = #function) throws -> Lesson {
  let title = title.replacing("'", with: "''").replacing("\n", with: " ")
  var lines = ["---", "title: '\(title)'", "goal: a test", "minutes: 1", "seed: \(seed)"]
  if !parameters.isEmpty { lines += ["parameters:"] + parameters.map { "  " + $0 } }
  lines += ["---", ""]
  for (index, code) in codes.enumerated() {
    let code = code.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let options = code.prefix { $0.hasPrefix("//|") }.count
    while lines.count + 1 + options < 100 * (index + 1) - 1 { lines.append("") }
    lines += ["```swift"] + code + ["```"]
  }
  return try Lesson(text: lines.joined(separator: "\n") + "\n", file: "lessons/01-test.md")
}

func session(
  _ lesson: Lesson, cache: CacheFolderForTests = sharedCache, change: (inout Session.Options) -> Void = { _ in }
) throws -> Session {
  var options = Session.Options()
  options.cacheFolder = cache.path
  options.replays = false
  change(&options)
  return try Session(lesson: lesson, options: options)
}

extension CellResult {
  /// All text that it shows, in order.
  var text: String {
    outputs.map { if case .text(let text) = $0 { text } else { "" } }.joined()
  }

  /// Line and column of the first error.
  var errorLine: Int? { diagnostics.first { $0.severity == .error }?.place?.line }
}
