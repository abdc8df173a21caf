import CDataFiles

/// Files that gzip compressed. RFC 1952.
package enum Gzip {
  static func isCompressed(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The whole content, or a `DataProblem`: never a part. More than `limit` bytes are refused before they are made, so
  /// that a small file cannot fill the memory.
  package static func unpacked(_ bytes: [UInt8], file: String, limit: Int = largestFile) throws(DataProblem) -> [UInt8]
  {
    var result: UnsafeMutablePointer<UInt8>?
    var count = 0
    let status = cdata_gunzip(bytes, bytes.count, limit, &result, &count)
    defer { cdata_free(result) }
    guard status == CDataDone else { throw DataProblem(file, sentence(status, limit)) }
    return Array(UnsafeBufferPointer(start: result, count: count))
  }

  private static func sentence(_ status: CDataStatus, _ limit: Int) -> String {
    switch status {
    case CDataTruncated: "expected a whole gzip file; this one ends too early. Copy it again."
    case CDataTooLarge:
      "expected at most \(limit) bytes from a compressed file; this one unpacks to more. Use a part of it."
    case CDataNoMemory: "the file cannot be unpacked: there is no memory left."
    default: "expected a gzip file; this one is damaged. Copy it again."
    }
  }
}
