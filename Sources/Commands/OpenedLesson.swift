import Display
import Foundation
import Lessons

/// A lesson, read, with what a command needs to run it.
public struct OpenedLesson {
  public var lesson: Lesson
  /// The file's text, for excerpts.
  public var source: String
  public var entry: LessonLibrary.Entry
  public var places: Places
  public var options: Session.Options

  /// - Parameters:
  ///   - query: a number, a name, its beginning, or a path.
  ///   - settings: "name=value" each.
  public init(_ query: String, in places: Places, settings: [String] = [], seed: UInt64? = nil) throws {
    try self.init(LessonLibrary(folder: places.lessons).entry(query), in: places, settings: settings, seed: seed)
  }

  public init(
    _ entry: LessonLibrary.Entry, in places: Places, settings: [String] = [], seed: UInt64? = nil
  ) throws {
    options = try Session.Options(settings: settings, seed: seed, places: places)
    lesson = try entry.read().set(options.parameters, seed: seed)
    source = String(decoding: try Data(contentsOf: entry.url), as: UTF8.self)
    self.entry = entry
    self.places = places
  }

  /// - Parameter replays: whether outputs of an earlier run may stand for running a cell again.
  public func makeSession(replays: Bool = true) throws -> Session {
    var options = options
    options.replays = replays
    return try Session(lesson: lesson, options: options)
  }
}

extension Session.Options {
  /// Settings in the command line's spelling, "hidden=64" each; of two for one name the last counts.
  public init(settings: [String], seed: UInt64? = nil, places: Places) throws {
    self.init()
    self.seed = seed
    cacheFolder = places.cache.path
    for setting in settings {
      guard let equals = setting.firstIndex(of: "="), equals != setting.startIndex else {
        throw Diagnostic(
          "setting", "“\(setting)” does not set a parameter.", hint: "Write name=value, for example --set hidden=64.")
      }
      parameters[String(setting[..<equals])] = String(setting[setting.index(after: equals)...])
    }
  }
}

extension LessonLibrary {
  /// The lessons asked for, in order; all of them when none is named.
  public func entries(_ queries: [String]) throws -> [Entry] {
    try queries.isEmpty ? entries : queries.map { try entry($0) }
  }
}
