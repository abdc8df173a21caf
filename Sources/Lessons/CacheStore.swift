import Foundation

/// A folder of entries found by the fingerprint of what they were made from. Entries appear whole or not at all,
/// carry checksums, and are replaced as a whole if at all; one that does not add up is removed, so that it is made again.
struct CacheStore: Sendable {
  let folder: String
  /// Bytes; the entries used longest ago go first.
  let limit: Int
  private static let sums = "sums.txt"

  init(folder: String, limit: Int) {
    self.folder = folder + "/1"
    self.limit = limit
  }

  /// `$XDG_CACHE_HOME/nnlearn`, by default `~/.cache/nnlearn`.
  static var defaultFolder: String {
    let environment = ProcessInfo.processInfo.environment
    if let caches = environment["XDG_CACHE_HOME"], caches.hasPrefix("/") { return caches + "/nnlearn" }
    return (environment["HOME"] ?? NSTemporaryDirectory()) + "/.cache/nnlearn"
  }

  /// The entry's folder when it is there and whole.
  func entry(_ kind: String, _ key: Fingerprint) -> String? {
    let path = path(kind, key)
    guard let list = read(path + "/" + Self.sums), let sums = Self.sums(in: list) else {
      if FileManager.default.fileExists(atPath: path) { remove(path) }
      return nil
    }
    for (name, sum) in sums {
      guard let bytes = read(path + "/" + name), Fingerprint(bytes).description == sum else {
        remove(path)
        return nil
      }
    }
    utimes(path, nil)
    return path
  }

  /// Makes the folder of an entry: `fill` writes its files into a new folder. Of two makers the first wins, unless the
  /// second is `replacing` what is there.
  @discardableResult
  func make(
    _ kind: String, _ key: Fingerprint, replacing: Bool = false, fill: (String) throws -> Void
  ) throws -> String {
    let draft = try makeDraft()
    defer { remove(draft) }
    try fill(draft)
    let sums = try FileManager.default.contentsOfDirectory(atPath: draft).sorted().map { name in
      "\(Fingerprint(read(draft + "/" + name) ?? Data())) \(name)\n"
    }
    try Data(sums.joined().utf8).write(to: URL(fileURLWithPath: draft + "/" + Self.sums))
    let path = path(kind, key)
    try makeFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    if replacing { remove(path) }
    if rename(draft, path) != 0, entry(kind, key) == nil, rename(draft, path) != 0 {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
    }
    return path
  }

  /// Of a list whose lines are a checksum of 32 digits, a blank and a file's name; nil: it is damaged.
  private static func sums(in list: Data) -> [(name: String, sum: String)]? {
    guard list.last == UInt8(ascii: "\n") else { return nil }
    let lines = list.split(separator: UInt8(ascii: "\n"))
    guard lines.allSatisfy({ $0.count > 33 && $0[$0.startIndex + 32] == UInt8(ascii: " ") }) else { return nil }
    return lines.map {
      (String(decoding: $0.dropFirst(33), as: UTF8.self), String(decoding: $0.prefix(32), as: UTF8.self))
    }
  }

  /// Removes the entries used longest ago until the rest fit `limit`, and drafts that nobody finished. What was used
  /// within the last hour stays: another session may be at it.
  func prune() {
    let manager = FileManager.default
    var entries: [(path: String, size: Int, used: Date)] = []
    for kind in ["compile", "link", "reads", "run", "drafts"] {
      let names = (manager.enumerator(atPath: folder + "/" + kind)?.allObjects as? [String]) ?? []
      for name in names {
        guard name.split(separator: "/").count == (kind == "drafts" ? 1 : 2) else { continue }
        let path = "\(folder)/\(kind)/\(name)"
        let files = (try? manager.contentsOfDirectory(atPath: path)) ?? []
        let size = files.reduce(0) { total, file in
          total + ((try? manager.attributesOfItem(atPath: path + "/" + file)[.size] as? Int) ?? 0)
        }
        let used = (try? manager.attributesOfItem(atPath: path)[.modificationDate] as? Date) ?? .now
        entries.append((path, size, used))
      }
    }
    var total = entries.reduce(0) { $0 + $1.size }
    for entry in entries.sorted(by: { $0.used < $1.used }) where entry.used.timeIntervalSinceNow < -3600 {
      guard total > limit || entry.path.contains("/drafts/") else { continue }
      remove(entry.path)
      total -= entry.size
    }
  }

  /// Small notes that may be overwritten: what was used last, which files were seen.
  func note(_ name: String) -> Data? { read(folder + "/notes/" + name) }

  func writeNote(_ name: String, _ bytes: Data) {
    // Whole or not at all, but without waiting for the disk: a note that is lost is made again.
    let draft = "\(folder)/notes/.\(UInt64.random(in: .min ... .max))"
    try? makeFolder(folder + "/notes")
    guard (try? bytes.write(to: URL(fileURLWithPath: draft))) != nil, rename(draft, folder + "/notes/" + name) == 0
    else { return remove(draft) }
  }

  func makeDraft() throws -> String {
    try makeFolder(folder + "/drafts")
    let draft = "\(folder)/drafts/\(getpid())-\(UInt64.random(in: .min ... .max))"
    try makeFolder(draft)
    return draft
  }

  func path(_ kind: String, _ key: Fingerprint) -> String {
    "\(folder)/\(kind)/\(key.description.prefix(2))/\(key)"
  }

  func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

  private func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  private func read(_ path: String) -> Data? { try? Data(contentsOf: URL(fileURLWithPath: path)) }
}
