import Display
import Foundation

/// The lessons of a folder: files `NN-name.md`, sorted by number, then name.
public struct LessonLibrary: Sendable {
  public struct Entry: Sendable, Equatable {
    public var number: Int?
    public var name: String
    public var url: URL
    /// As shown to the reader and to the compiler: "lessons/03-backward-propagation.md".
    public var file: String

    init(url: URL, file: String) {
      (number, name) = Lesson.numberAndName(ofFile: file)
      self.url = url
      self.file = file
    }

    public func read() throws(Diagnostics) -> Lesson { try Lesson.read(contentsOf: url, file: file) }
  }

  public let folder: URL
  public let entries: [Entry]

  /// `shownAs` is the folder's name in file names; nil: its last component. Throws when the folder cannot be read.
  public init(folder: URL, shownAs name: String? = nil) throws(Diagnostics) {
    self.folder = folder
    let name = name ?? folder.lastPathComponent
    let files: [String]
    do {
      files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    } catch {
      throw Diagnostics([
        Diagnostic(
          "lessons-unreadable", at: .init(file: name), "The lessons folder “\(name)” cannot be read.",
          hint: "Check that it exists and that you may read it.", details: error.localizedDescription)
      ])
    }
    entries = files.filter { $0.hasSuffix(".md") && !$0.hasPrefix(".") && $0.lowercased() != "readme.md" }
      .map { Entry(url: folder.appendingPathComponent($0), file: "\(name)/\($0)") }
      .sorted { ($0.number ?? .max, $0.name) < ($1.number ?? .max, $1.name) }
  }

  /// The lesson that a reader means: its number ("3"), its name, the start of one name only, or a path to a file.
  /// Throws, with the nearest lesson, when there is none or more than one.
  public func entry(_ query: String) throws(Diagnostics) -> Entry {
    if query.contains("/") || query.hasSuffix(".md") { return try file(query) }
    if let number = Int(query) { return try entry(number: number) }
    let name = query.lowercased()
    if let exact = entries.first(where: { $0.name.lowercased() == name || stem($0) == name }) { return exact }
    let starting = entries.filter { !name.isEmpty && $0.name.lowercased().hasPrefix(name) }
    if starting.count == 1 { return starting[0] }
    if starting.count > 1 {
      throw problem(
        "lesson-ambiguous", "“\(query)” is the start of \(starting.count) lessons.",
        hint: "Say which: \(starting.map(\.name).joined(separator: ", ")).")
    }
    let near = suggestion(for: query, among: entries.map(\.name))
    throw problem(
      "lesson-unknown", "There is no lesson “\(query)”.\(near.map { " Did you mean “\($0)”?" } ?? "")",
      hint: "“nnlearn lessons” lists them.")
  }

  private func stem(_ entry: Entry) -> String { String(entry.url.lastPathComponent.lowercased().dropLast(3)) }

  private func entry(number: Int) throws(Diagnostics) -> Entry {
    let found = entries.filter { $0.number == number }
    if found.count == 1 { return found[0] }
    if found.count > 1 {
      throw problem(
        "lesson-ambiguous", "\(found.count) lessons have the number \(number).",
        hint: "Give the name: \(found.map(\.name).joined(separator: ", ")).")
    }
    let numbered = entries.filter { $0.number != nil }
    let nearest = numbered.min { $0.number!.distanceMagnitude(to: number) < $1.number!.distanceMagnitude(to: number) }
    let near = nearest.map { " The nearest is \($0.number!), “\($0.name)”." } ?? ""
    throw problem("lesson-unknown", "There is no lesson \(number).\(near)", hint: "“nnlearn lessons” lists them.")
  }

  private func file(_ path: String) throws(Diagnostics) -> Entry {
    let url = URL(fileURLWithPath: path)
    if let known = entries.first(where: { $0.url.standardizedFileURL == url.standardizedFileURL }) { return known }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), !isFolder.boolValue else {
      // As lists and messages name it, from wherever the reader is.
      if let listed = entries.first(where: { $0.file == path }) { return listed }
      throw problem(
        "lesson-unknown", "There is no lesson file “\(path)”.\(didYouMean(path, among: entries.map(\.file)))",
        hint: "Give a number, a name or the path of a Markdown file; “nnlearn lessons” lists the lessons.")
    }
    return Entry(url: url, file: path)
  }

  private func problem(_ id: String, _ summary: String, hint: String) -> Diagnostics {
    Diagnostics([Diagnostic(id, summary, hint: hint)])
  }
}

extension Int {
  fileprivate func distanceMagnitude(to other: Int) -> UInt {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? .max : difference.magnitude
  }
}
