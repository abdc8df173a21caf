/// PGM and PPM, the portable grey and colour maps of Netpbm: "P5 3 2 255", then the pixels, as text (P2, P3) or as
/// bytes (P5, P6; two a number above 255, the larger first). A # starts a comment up to the end of its line.
struct PortableAnymapReader {
  private let bytes: [UInt8]
  private let file: String
  private var position = 2

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  mutating func picture() throws(DataProblem) -> Picture {
    let kind = bytes.count > 1 ? bytes[1] : 0
    guard let (channels, isText) = Self.kinds[kind] else {
      throw DataProblem(file, "expected a PGM or PPM picture, which starts with P2, P3, P5 or P6. Convert it first.")
    }
    let width = try number("a width", in: 1...Picture.largestPixelCount)
    let height = try number("a height", in: 1...Picture.largestPixelCount)
    let largest = try number("the largest number", in: 1...65535)
    guard width * height <= Picture.largestPixelCount else {
      throw DataProblem(
        file,
        "expected a picture of at most \(Picture.largestPixelCount) pixels; got \(width) × \(height).")
    }
    let count = width * height * channels
    let values = isText ? try numbers(count, largest: largest) : try elements(count, largest: largest)
    return Picture(height: height, width: width, channels: channels, values: values)
  }

  private static let kinds: [UInt8: (channels: Int, isText: Bool)] = [
    UInt8(ascii: "2"): (1, true), UInt8(ascii: "3"): (3, true), UInt8(ascii: "5"): (1, false),
    UInt8(ascii: "6"): (3, false),
  ]

  private mutating func numbers(_ count: Int, largest: Int) throws(DataProblem) -> [Float] {
    // A number takes a digit and a space.
    guard count <= bytes.count - position else { throw truncated(count) }
    var values: [Float] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(Self.scaled(try number("a pixel", in: 0...largest), largest)) }
    try end()
    return values
  }

  private mutating func elements(_ count: Int, largest: Int) throws(DataProblem) -> [Float] {
    // One space ends the header.
    position += 1
    let width = largest > 255 ? 2 : 1
    guard count * width <= bytes.count - position else { throw truncated(count) }
    var values: [Float] = []
    values.reserveCapacity(count)
    for _ in 0..<count {
      let value = width == 2 ? Int(bytes[position]) << 8 | Int(bytes[position + 1]) : Int(bytes[position])
      guard value <= largest else {
        throw DataProblem(file, "expected pixels from 0 to \(largest); byte \(position) makes \(value).")
      }
      values.append(Self.scaled(value, largest))
      position += width
    }
    try end()
    return values
  }

  /// On the common scale from 0 to 255.
  private static func scaled(_ value: Int, _ largest: Int) -> Float {
    largest == 255 ? Float(value) : Float(Double(value) * 255 / Double(largest))
  }

  private func truncated(_ count: Int) -> DataProblem {
    DataProblem(file, "expected \(count) numbers; the file ends too early. Copy it again.")
  }

  private mutating func end() throws(DataProblem) {
    while position < bytes.count, isSpace(bytes[position]) { position += 1 }
    guard position == bytes.count else {
      throw DataProblem(
        file, "expected the end of the file after the last pixel; got \(bytes.count - position) more bytes.")
    }
  }

  /// Skips spaces and comments, then reads digits.
  private mutating func number(_ what: String, in range: ClosedRange<Int>) throws(DataProblem) -> Int {
    while position < bytes.count, isSpace(bytes[position]) || bytes[position] == UInt8(ascii: "#") {
      let isComment = bytes[position] == UInt8(ascii: "#")
      position += 1
      while isComment, position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    }
    let start = position
    var value = 0
    while position < bytes.count, position - start < 9,
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position])
    {
      value = value * 10 + Int(bytes[position] - UInt8(ascii: "0"))
      position += 1
    }
    let endsHere = position == bytes.count || isSpace(bytes[position]) || bytes[position] == UInt8(ascii: "#")
    guard position > start, endsHere, range.contains(value) else {
      throw DataProblem(
        file,
        "expected \(what) from \(range.lowerBound) to \(range.upperBound) at byte \(start); "
          + (start == bytes.count ? "the file ends there." : "got something else."))
    }
    return value
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
