/// Terminal cells that `text` takes: 0 for combining marks and controls, 2 for East Asian wide characters and emoji,
/// otherwise 1. Ambiguous characters (Greek, box drawing) count 1, as terminals outside East Asia draw them.
public func displayWidth(_ text: some StringProtocol) -> Int {
  if let ascii = asciiWidth(text.utf8) { return ascii }
  var width = 0
  for character in text { width += displayWidth(character) }
  return width
}

/// Terminal cells of one grapheme cluster: that of its widest scalar, 2 where a selector asks for an emoji.
public func displayWidth(_ character: Character) -> Int {
  var width = 0
  for scalar in character.unicodeScalars {
    if scalar == "\u{FE0F}" { return 2 }
    width = max(width, displayWidth(scalar))
  }
  return width
}

/// The longest start of `text` that fits into `width` cells.
public func prefix<Text: StringProtocol>(of text: Text, fitting width: Int) -> Text.SubSequence {
  var room = width
  var end = text.startIndex
  while end < text.endIndex {
    room -= displayWidth(text[end])
    if room < 0 { break }
    end = text.index(after: end)
  }
  return text[..<end]
}

/// `text` and spaces up to `width` cells; longer text is left as it is.
public func padded(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - displayWidth(text)))
}

/// Lines that are no wider, broken at spaces; a longer word has a line of its own.
public func wrapped(_ text: String, width: Int) -> [String] {
  text.split(separator: " ").reduce(into: []) { lines, word in
    if let last = lines.last, displayWidth(last) + 1 + displayWidth(word) <= width {
      lines[lines.count - 1] = last + " " + word
    } else {
      lines.append(String(word))
    }
  }
}

private func asciiWidth(_ bytes: some Collection<UInt8>) -> Int? {
  var width = 0
  for byte in bytes {
    if byte >= 0x80 { return nil }
    if byte >= 0x20 && byte != 0x7F { width += 1 }
  }
  return width
}

private func displayWidth(_ scalar: Unicode.Scalar) -> Int {
  let value = scalar.value
  if value < 0x300 { return value < 0x20 || (0x7F..<0xA0).contains(value) || value == 0xAD ? 0 : 1 }
  if isWide(value) { return 2 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: return 0
  default: return (0x1160...0x11FF).contains(value) ? 0 : 1  // Hangul vowels and finals join the letter before.
  }
}

private func isWide(_ value: UInt32) -> Bool {
  guard value >= wideRanges[0].lowerBound else { return false }
  var low = 0
  var high = wideRanges.count
  while low < high {
    let middle = (low + high) / 2
    if wideRanges[middle].upperBound < value { low = middle + 1 } else { high = middle }
  }
  return low < wideRanges.count && wideRanges[low].contains(value)
}

/// East Asian wide and fullwidth blocks and characters shown as emoji. Unicode 15.1, EastAsianWidth.txt (W and F),
/// unassigned gaps inside a block included.
private let wideRanges: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0, 0x23F3...0x23F3,
  0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F, 0x2693...0x2693, 0x26A1...0x26A1,
  0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA,
  0x26F2...0x26F3, 0x26F5...0x26F5, 0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B,
  0x2728...0x2728, 0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
  0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55, 0x2E80...0x303E,
  0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
  0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF,
  0x1F004...0x1F004, 0x1F0CF...0x1F0CF, 0x1F18E...0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F320, 0x1F32D...0x1F335,
  0x1F337...0x1F37C, 0x1F37E...0x1F393, 0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4,
  0x1F3F8...0x1F43E, 0x1F440...0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F567, 0x1F57A...0x1F57A,
  0x1F595...0x1F596, 0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5, 0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D7,
  0x1F6DC...0x1F6DF, 0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945,
  0x1F947...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
]
