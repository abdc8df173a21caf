import Foundation

/// Fingerprints of large files, kept by path, size and time of change so that each is read once.
struct CacheFiles {
  private let cache: CacheStore
  private static let note = "files.json"

  init(_ cache: CacheStore) { self.cache = cache }

  func fingerprint(of path: String) -> Fingerprint {
    var status = stat()
    guard stat(path, &status) == 0 else { return Fingerprint("missing", path) }
    let stamp = "\(path) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \(status.st_ino)"
    let stampPrint = Fingerprint(stamp).description
    var known = (cache.note(Self.note)).flatMap { try? JSONDecoder().decode([String: String].self, from: $0) } ?? [:]
    if let entry = known[path]?.split(separator: " "), entry.count == 2, entry[0] == stampPrint {
      return Fingerprint(String(entry[1]))
    }
    let bytes = (try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)) ?? Data()
    let sum = Fingerprint(bytes).description
    known[path] = stampPrint + " " + sum
    if let json = try? JSONEncoder().encode(known) { cache.writeNote(Self.note, json) }
    return Fingerprint(sum)
  }
}
