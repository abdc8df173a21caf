import Foundation

/// Adds words to a PNG file: title and description as iTXt chunks, which image viewers and screen readers can show.
/// Portable Network Graphics (third edition), sections 5 and 11.3.3.
package enum PNGText {
  /// `png` with the chunks right after its header; unchanged when it is not a PNG.
  static func adding(_ entries: [(keyword: String, text: String)], to png: Data) -> Data {
    let headerEnd = 8 + 4 + 4 + 13 + 4
    guard png.count > headerEnd else { return png }
    var result = Data(png.prefix(headerEnd))
    for entry in entries where !entry.text.isEmpty {
      let uncompressed: [UInt8] = [0, 0, 0, 0, 0]
      result += chunk("iTXt", Array(entry.keyword.utf8) + uncompressed + Array(entry.text.onOneLine.utf8))
    }
    return result + png.dropFirst(headerEnd)
  }

  private static func chunk(_ type: String, _ content: [UInt8]) -> Data {
    let named = Array(type.utf8) + content
    return Data(bigEndian(UInt32(content.count)) + named + bigEndian(checksum(named)))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// CRC-32 as in annex D, one bit at a time: captions are short.
  package static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { remainder, byte in
      (0..<8).reduce(remainder ^ UInt32(byte)) { value, _ in
        value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
      }
    }
  }
}
