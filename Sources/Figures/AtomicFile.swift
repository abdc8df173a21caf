import Display
import Foundation

/// Writes a file whole or not at all: beside its destination first, then renamed over it.
package enum AtomicFile {
  /// - Throws: `Diagnostic` with the system's own words; the destination is then as it was before.
  package static func write(_ data: Data, to path: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    if !folder.isEmpty {
      do {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      } catch {
        throw problem(path, "its folder cannot be made", (error as NSError).underlyingWords)
      }
    }
    var template = Array((path + ".XXXXXX").utf8CString)
    let file = mkstemp(&template)
    guard file >= 0 else { throw problem(path, "the folder cannot be written to", String(cString: strerror(errno))) }
    let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var failure = writeAll(data, to: file)
    if failure == 0, fchmod(file, 0o644) != 0 { failure = errno }
    if close(file) != 0, failure == 0 { failure = errno }
    if failure == 0, rename(temporary, path) != 0 { failure = errno }
    guard failure != 0 else { return }
    unlink(temporary)
    throw problem(path, failure == ENOSPC ? "the disk is full" : "writing failed", String(cString: strerror(failure)))
  }

  /// - Returns: 0, or the system's error number.
  package static func writeAll(_ data: Data, to file: Int32) -> Int32 {
    data.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let written = Foundation.write(file, bytes.baseAddress! + offset, bytes.count - offset)
        if written < 0 {
          if errno == EINTR { continue }
          return errno
        }
        offset += written
      }
      return 0
    }
  }

  private static func problem(_ path: String, _ what: String, _ words: String) -> Diagnostic {
    Diagnostic(
      "file-not-written", at: .init(file: path), "The file \(path) was not written: \(what).",
      hint: "Nothing was changed. Free some room or choose another folder that you may write to.", details: words)
  }
}

extension NSError {
  fileprivate var underlyingWords: String {
    ((userInfo[NSUnderlyingErrorKey] as? NSError) ?? self).localizedDescription
  }
}
