import Display
import Foundation

/// What is kept of earlier runs, by kind: the folders of the cache.
public struct CacheFolder {
  public struct Kind: Codable, Sendable, Equatable {
    public var name: String
    public var files: Int
    public var bytes: Int
  }

  private let folder: URL

  public init(places: Places) { folder = places.cache }

  /// Sorted by name; empty when nothing was kept yet.
  public var kinds: [Kind] {
    let versions = names(in: folder).map { folder.appending(path: $0) }
    let kinds = versions.flatMap { version in names(in: version).map { version.appending(path: $0) } }
    return kinds.map { kind in
      let sizes = sizes(below: kind)
      return Kind(name: kind.lastPathComponent, files: sizes.count, bytes: sizes.reduce(0, +))
    }.sorted { $0.name < $1.name }
  }

  public func text() -> String {
    let kinds = kinds
    guard !kinds.isEmpty else { return "Nothing is kept in \(folder.path).\n" }
    let rows = kinds.map { [$0.name, "\($0.files)", Self.megabytes($0.bytes)] }
    let sum = ["all", "\(kinds.reduce(0) { $0 + $1.files })", Self.megabytes(kinds.reduce(0) { $0 + $1.bytes })]
    return textTable([["kept", "files", "size"]] + rows + [sum], numbers: [1, 2]) + "in \(folder.path)\n"
  }

  public func json() throws -> String { String(decoding: try Wire.encode(kinds), as: UTF8.self) + "\n" }

  /// - Returns: how much there was, "12.3 MB".
  public func clear() throws -> String {
    let bytes = kinds.reduce(0) { $0 + $1.bytes }
    do {
      for name in names(in: folder) { try FileManager.default.removeItem(at: folder.appending(path: name)) }
    } catch {
      throw Diagnostic(
        "cache-not-written", at: .init(file: folder.path), "The cache could not be removed.",
        hint: "Close other readers of lessons, or remove the folder yourself.", details: error.localizedDescription)
    }
    return Self.megabytes(bytes)
  }

  private func names(in folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }

  private func sizes(below folder: URL) -> [Int] {
    let keys: [URLResourceKey] = [.isRegularFileKey, .fileSizeKey]
    guard let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: keys) else { return [] }
    return files.compactMap { file in
      let values = try? (file as? URL)?.resourceValues(forKeys: Set(keys))
      return values?.isRegularFile == true ? values?.fileSize : nil
    }
  }

  private static func megabytes(_ bytes: Int) -> String { String(format: "%.1f MB", Double(bytes) / 1e6) }
}
