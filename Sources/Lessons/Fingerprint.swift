import Foundation

/// 128 bits that stand for some bytes: content addresses and checksums of the cache. Two lanes of
/// multiply-and-rotate over 8-byte words; fast without optimisation, and not meant to withstand forgery.
struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
  private var a: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var b: UInt64 = 0xC2B2_AE3D_27D4_EB4F

  init() {}

  init(_ bytes: some ContiguousBytes) { add(bytes) }

  init(_ texts: String...) { texts.forEach { add($0) } }

  /// Each part is delimited: adding "ab" and "c" differs from adding "a" and "bc".
  mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
  }

  mutating func add(_ bytes: some ContiguousBytes) {
    bytes.withUnsafeBytes { bytes in
      let words = bytes.count / 8
      for index in 0..<words {
        mix(bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
      }
      var rest: UInt64 = 0
      for index in (words * 8)..<bytes.count { rest = rest << 8 | UInt64(bytes[index]) }
      mix(rest)
      mix(UInt64(bytes.count))
    }
  }

  private mutating func mix(_ word: UInt64) {
    a = (a ^ word) &* 0xFF51_AFD7_ED55_8CCD
    a ^= a >> 32
    b = (b &+ word) &* 0xC4CE_B9FE_1A85_EC53
    b ^= b >> 29 ^ a << 7
  }

  /// 32 hexadecimal digits.
  var description: String {
    [a, b].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
