/// Takes PNG files apart, to damage them without breaking their checksums.
enum PNGChunks {
  /// The same file with other sizes in its header; its checksum no longer agrees.
  static func sized(_ bytes: [UInt8], width: UInt32, height: UInt32) -> [UInt8] {
    var result = bytes
    result.replaceSubrange(16..<20, with: bigEndian(width))
    result.replaceSubrange(20..<24, with: bigEndian(height))
    return result
  }

  /// The same file with every checksum made to agree, as far as its chunks can be followed.
  static func repaired(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    var position = 8
    while position + 12 <= result.count {
      let length = result[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= result.count - position - 12 else { break }
      let end = position + 8 + length
      result.replaceSubrange(end..<end + 4, with: bigEndian(checksum(result[position + 4..<end])))
      position = end + 4
    }
    return result
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  /// CRC-32, by the table of ISO 3309.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(0xFFFF_FFFF) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
  }
}
