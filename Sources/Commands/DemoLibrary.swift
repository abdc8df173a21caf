import Display
import Foundation
import Lessons

/// The demonstrations there are: files `demos/NAME.md`, written like lessons.
public struct DemoLibrary {
  public struct Row: Codable, Sendable, Equatable {
    public var name: String
    public var title: String
    public var goal: String
    /// "hidden=64", in the file's order.
    public var parameters: [String]
  }

  private let library: LessonLibrary
  public var entries: [LessonLibrary.Entry] { library.entries }

  public init(places: Places) throws { library = try LessonLibrary(folder: places.demos) }

  /// What a caller means by words of the command line: "learning rate", "misconception 2", the start of one name only,
  /// or a path.
  public func entry(_ words: [String]) throws -> LessonLibrary.Entry {
    let query = words.joined(separator: " ")
    if query.contains("/") || query.hasSuffix(".md") { return try library.entry(query) }
    let name = query.lowercased().split(whereSeparator: { $0 == " " || $0 == "-" }).joined(separator: "-")
    if let exact = entries.first(where: { $0.name == name }) { return exact }
    let starting = entries.filter { !name.isEmpty && $0.name.hasPrefix(name) }
    if starting.count == 1 { return starting[0] }
    if starting.count > 1 {
      throw Diagnostic(
        "demo-ambiguous", "“\(query)” is the start of \(starting.count) demonstrations.",
        hint: "Say which: \(starting.map(\.name).joined(separator: ", ")).")
    }
    throw Diagnostic(
      "demo-unknown", "There is no demonstration “\(query)”.\(didYouMean(name, among: entries.map(\.name)))",
      hint: "“nnlearn demo” lists them.")
  }

  /// - Throws: `Diagnostics` of the first that cannot be read.
  public func rows() throws -> [Row] {
    try entries.map { entry in
      let front = try entry.read().frontMatter
      return Row(
        name: entry.name, title: front.title, goal: front.goal,
        parameters: front.parameters.map { "\($0.name)=\($0.value.spelling)" })
    }
  }

  public func json() throws -> String { String(decoding: try Wire.encode(try rows()), as: UTF8.self) + "\n" }

  /// Each name with its goal, and below it what `--set` and `--compare` change.
  public func text() throws -> String {
    let rows = try rows()
    let width = (rows.map(\.name.count).max() ?? 0) + 2
    let indent = String(repeating: " ", count: width)
    return rows.map { row in
      let name = row.name.padding(toLength: width, withPad: " ", startingAt: 0)
      return "\(name)\(row.goal)\n\(indent)\(row.parameters.joined(separator: "  "))\n"
    }.joined()
  }
}
