internal import CProcess
import Foundation

/// Digests of files, kept by path, size, times and identity so that a file is read once for each of its states.
final class CacheFiles {
  private let cache: CacheStore
  private let note: String
  private var isChanged = false
  /// A file that changed more recently than this, in seconds, may change again without a later date.
  private static let tick = 0.1
  /// By path: a stamp and a digest.
  private lazy var known =
    cache.note(note)
    .flatMap { try? JSONDecoder().decode([String: [String]].self, from: $0) } ?? [:]

  /// - Parameter folder: whose files these are; digests of one folder's are kept together.
  init(_ cache: CacheStore, of folder: String) {
    self.cache = cache
    note = "files-\(Fingerprint(folder)).json"
  }

  /// Keeps what was found since the last time.
  func save() {
    guard isChanged, let json = try? JSONEncoder().encode(known) else { return }
    cache.writeNote(note, json)
    isChanged = false
  }

  /// The stamp of CLook.h, and "12 bytes, digest …"; of what is no plain file, twice what it is: "absent", "folder".
  func contents(of path: String) -> (stamp: String, value: String) {
    for _ in 0..<20 {
      let stamp = Self.stamp(of: path)
      guard stamp.contains(" ") else { return (stamp, stamp) }
      if let entry = known[path], entry.count == 2, entry[0] == stamp { return (stamp, entry[1]) }
      let isSettled = Self.age(of: path) > Self.tick
      guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) else {
        return ("closed", "closed")
      }
      let value = "\(bytes.count) bytes, \(Fingerprint(bytes))"
      guard Self.stamp(of: path) == stamp else { continue }
      if isSettled {
        known[path] = [stamp, value]
        isChanged = true
      }
      return (stamp, value)
    }
    return ("changing", "changing \(UInt64.random(in: .min ... .max))")
  }

  /// The text that a function of CLook.h makes of a path.
  static func look(at path: String, _ look: (String, UnsafeMutablePointer<CChar>) -> Void) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NN_LOOK)) { text in
      look(path, text.baseAddress!)
      return String(cString: text.baseAddress!)
    }
  }

  private static func stamp(of path: String) -> String { look(at: path) { nn_look_stamp($0, $1) } }

  /// Seconds since anything about the file changed.
  private static func age(of path: String) -> Double {
    var status = stat()
    var now = timespec()
    guard stat(path, &status) == 0, clock_gettime(CLOCK_REALTIME, &now) == 0 else { return 0 }
    return Double(now.tv_sec - status.st_ctim.tv_sec) + Double(now.tv_nsec - status.st_ctim.tv_nsec) / 1e9
  }
}
