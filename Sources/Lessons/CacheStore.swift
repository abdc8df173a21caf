import Foundation

/// A folder of entries found by the fingerprint of what they were made from. Entries appear whole or not at all,
/// carry checksums, and are never changed; one that does not add up is removed, so that it is made again.
struct CacheStore: Sendable {
  let folder: String
  /// Bytes; the entries used longest ago go first.
  var limit = 1 << 30
  private static let sums = "sums.json"

  init(folder: String) { self.folder = folder + "/1" }

  /// `$XDG_CACHE_HOME/nnlearn`, by default `~/.cache/nnlearn`.
  static var defaultFolder: String {
    let environment = ProcessInfo.processInfo.environment
    if let caches = environment["XDG_CACHE_HOME"], caches.hasPrefix("/") { return caches + "/nnlearn" }
    return (environment["HOME"] ?? NSTemporaryDirectory()) + "/.cache/nnlearn"
  }

  /// The entry's folder when it is there and whole.
  func entry(_ kind: String, _ key: Fingerprint) -> String? {
    let path = path(kind, key)
    guard let list = read(path + "/" + Self.sums),
      let sums = try? JSONDecoder().decode([String: String].self, from: list)
    else {
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

  /// Makes the folder of an entry: `fill` writes its files into a new folder. Of two makers the first wins.
  func make(_ kind: String, _ key: Fingerprint, fill: (String) throws -> Void) throws -> String {
    let draft = try makeDraft()
    defer { remove(draft) }
    try fill(draft)
    var sums: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: draft) {
      sums[name] = Fingerprint(read(draft + "/" + name) ?? Data()).description
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try encoder.encode(sums).write(to: URL(fileURLWithPath: draft + "/" + Self.sums))
    let path = path(kind, key)
    try makeFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    if rename(draft, path) != 0, entry(kind, key) == nil, rename(draft, path) != 0 {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
    }
    return path
  }

  /// Small notes that may be overwritten: what was used last, which files were seen.
  func note(_ name: String) -> Data? { read(folder + "/notes/" + name) }

  func writeNote(_ name: String, _ bytes: Data) {
    try? makeFolder(folder + "/notes")
    try? bytes.write(to: URL(fileURLWithPath: folder + "/notes/" + name), options: .atomic)
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
