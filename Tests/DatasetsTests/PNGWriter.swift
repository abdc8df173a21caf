/// Writes PNG files of every kind: what a reader is tried on. Rows are stored, not compressed.
struct PNGWriter {
  /// 0 grey, 2 colour, 3 palette, 4 grey and alpha, 6 colour and alpha.
  var kind: UInt8
  var bits: UInt8 = 8
  var isInterlaced = false
  /// Chunks between the header and the pixels.
  var extra: [(name: String, bytes: [UInt8])] = []

  /// - Parameter rows: the samples of each row, one after another.
  func bytes(width: Int, rows: [[Int]]) -> [UInt8] {
    let size = [width, rows.count].flatMap { bigEndian(UInt32($0)) }
    let header = size + [bits, kind, 0, 0, isInterlaced ? 1 : 0]
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
    for part in extra { file += chunk(part.name, part.bytes) }
    return PNGChunks.repaired(file + chunk("IDAT", stored(scanlines(width, rows))) + chunk("IEND", []))
  }

  private var channels: Int { [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][kind]! }

  /// Adam7: PNG specification, section 8.2.
  private static let passes = [
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
  ]

  private func scanlines(_ width: Int, _ rows: [[Int]]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (x, y, stepX, stepY) in isInterlaced ? Self.passes : [(0, 0, 1, 1)] where x < width {
      for row in stride(from: y, to: rows.count, by: stepY) {
        let samples = stride(from: x, to: width, by: stepX).flatMap { rows[row][$0 * channels..<($0 + 1) * channels] }
        bytes.append(0)
        bytes += packed(samples)
      }
    }
    return bytes
  }

  private func packed(_ samples: [Int]) -> [UInt8] {
    if bits == 16 { return samples.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }
    let perByte = 8 / Int(bits)
    return stride(from: 0, to: samples.count, by: perByte).map { start in
      (0..<perByte).reduce(UInt8(0)) { byte, place in
        byte << bits | (start + place < samples.count ? UInt8(samples[start + place]) : 0)
      }
    }
  }

  /// zlib with one stored block: RFC 1950, RFC 1951, section 3.2.4.
  private func stored(_ bytes: [UInt8]) -> [UInt8] {
    let count = UInt16(bytes.count)
    let sums = bytes.reduce((a: UInt32(1), b: UInt32(0))) { sums, byte in
      let a = (sums.a + UInt32(byte)) % 65_521
      return (a, (sums.b + a) % 65_521)
    }
    let length = [UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)]
    return [0x78, 0x01, 1] + length + bytes + bigEndian(sums.b << 16 | sums.a)
  }

  private func chunk(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
    bigEndian(UInt32(bytes.count)) + Array(name.utf8) + bytes + [0, 0, 0, 0]
  }

  private func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}
