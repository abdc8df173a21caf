import Foundation

/// Where things lie: the lessons and their figures in the checkout, the reader's own folders outside it.
public struct Places: Sendable, Equatable {
  public var root: URL
  public var lessons: URL
  public var figures: URL
  /// Demonstrations, files like lessons.
  public var demos: URL
  /// Compiled cells and kept outputs; may be deleted at any time.
  public var cache: URL
  /// How far a reader got.
  public var state: URL

  /// - Parameters:
  ///   - program: the built `nnlearn`, somewhere below the checkout.
  ///   - lessons: another folder of lessons, whose figures stand beside it.
  public init(program: URL, lessons: URL? = nil, environment: [String: String]) {
    root = Self.root(above: program)
    self.lessons = lessons ?? root.appending(path: "lessons")
    demos = root.appending(path: "demos")
    figures = self.lessons.deletingLastPathComponent().appending(path: "figures")
    let home = URL(filePath: environment["HOME"] ?? "/tmp")
    func folder(_ variable: String, otherwise fallback: String) -> URL {
      // The XDG rule: a relative path is ignored.
      let base = environment[variable].flatMap { $0.hasPrefix("/") ? URL(filePath: $0) : nil }
      return (base ?? home.appending(path: fallback)).appending(path: "nnlearn")
    }
    cache = folder("XDG_CACHE_HOME", otherwise: ".cache")
    state = folder("XDG_STATE_HOME", otherwise: ".local/state")
  }

  /// Of this process.
  public static func current(lessons: String? = nil) -> Places {
    Places(
      program: URL(filePath: "/proc/self/exe").resolvingSymlinksInPath(), lessons: lessons.map { URL(filePath: $0) },
      environment: ProcessInfo.processInfo.environment)
  }

  /// The nearest folder above that holds the package; the working directory when there is none.
  private static func root(above program: URL) -> URL {
    var folder = program
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path),
        FileManager.default.fileExists(atPath: folder.appending(path: "nnlearn").path)
      {
        return folder
      }
    }
    return URL(filePath: FileManager.default.currentDirectoryPath)
  }
}
