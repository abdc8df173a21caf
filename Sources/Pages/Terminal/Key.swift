/// What a reader pressed, or what the terminal answered.
package enum Key: Hashable, Sendable {
  case character(Character)
  /// Control and a letter, given in lower case.
  case control(Character)
  case enter, tab, backTab, escape, backspace, delete
  case up, down, left, right, pageUp, pageDown, home, end
  /// The terminal's answer to "what is your background?", 0 … 1 each.
  case background(red: Double, green: Double, blue: Double)
  /// The answer every terminal gives to "who are you?"; it ends the wait for other answers.
  case deviceAttributes
  /// A complete sequence that means nothing here.
  case unknown
}

/// Turns bytes into keys. Bytes may arrive in any pieces; what is incomplete waits for `flush`.
package struct KeyDecoder: Sendable {
  private var pending: [UInt8] = []

  package init() {}

  /// Whether bytes wait for the rest of their sequence.
  package var isWaiting: Bool { !pending.isEmpty }

  package mutating func feed(_ bytes: some Sequence<UInt8>) -> [Key] {
    pending += bytes
    var keys: [Key] = []
    while let (key, count) = decode(pending[...]) {
      pending.removeFirst(count)
      if let key { keys.append(key) }
    }
    return keys
  }

  /// No more bytes came in time: a lone escape byte is the escape key, an unfinished sequence is nothing.
  package mutating func flush() -> [Key] {
    guard let first = pending.first else { return [] }
    let rest = pending.dropFirst()
    pending = []
    guard first == 0x1B else { return [.unknown] }
    return rest.isEmpty ? [.escape] : [.unknown]
  }

  /// nil: more bytes are needed. A nil key: bytes to be skipped.
  private func decode(_ bytes: ArraySlice<UInt8>) -> (Key?, Int)? {
    guard let first = bytes.first else { return nil }
    switch first {
    case 0x1B: return decodeEscape(bytes)
    case 0x0D, 0x0A: return (.enter, 1)
    case 0x09: return (.tab, 1)
    case 0x7F, 0x08: return (.backspace, 1)
    case 0x01...0x1A: return (.control(Character(UnicodeScalar(first + 0x60))), 1)
    case 0x00..<0x20: return (.unknown, 1)
    default: return decodeCharacter(bytes)
    }
  }

  private func decodeCharacter(_ bytes: ArraySlice<UInt8>) -> (Key?, Int)? {
    let length =
      switch bytes.first! {
      case 0..<0x80: 1
      case 0xC2..<0xE0: 2
      case 0xE0..<0xF0: 3
      case 0xF0..<0xF5: 4
      default: 0
      }
    guard length > 0 else { return (nil, 1) }
    let sequence = bytes.prefix(length)
    if let wrong = sequence.dropFirst().firstIndex(where: { $0 & 0xC0 != 0x80 }) {
      return (nil, wrong - bytes.startIndex)
    }
    guard sequence.count == length else { return nil }
    guard let text = String(validating: sequence, as: UTF8.self), let character = text.first else {
      return (nil, length)
    }
    return (.character(character), length)
  }

  private func decodeEscape(_ bytes: ArraySlice<UInt8>) -> (Key?, Int)? {
    guard bytes.count > 1 else { return nil }
    switch bytes[bytes.startIndex + 1] {
    case UInt8(ascii: "["): return decodeControlSequence(bytes)
    case UInt8(ascii: "O"):
      guard bytes.count > 2 else { return nil }
      return (Self.final[bytes[bytes.startIndex + 2]] ?? .unknown, 3)
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"): return decodeString(bytes)
    case 0x1B: return (.escape, 1)
    default:
      // Alt and a key: the key alone.
      guard let (key, count) = decode(bytes.dropFirst()) else { return nil }
      return (key, count + 1)
    }
  }

  /// ESC [ parameters final
  private func decodeControlSequence(_ bytes: ArraySlice<UInt8>) -> (Key?, Int)? {
    guard let end = bytes.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) || $0 < 0x20 }) else {
      return bytes.count > 64 ? (.unknown, bytes.count) : nil
    }
    let count = end - bytes.startIndex + 1
    let parameters = String(decoding: bytes[(bytes.startIndex + 2)..<end], as: UTF8.self)
    switch bytes[end] {
    case 0..<0x20: return (.unknown, count - 1)
    case UInt8(ascii: "~"): return (Self.numbered[parameters.prefix { $0 != ";" }] ?? .unknown, count)
    case UInt8(ascii: "c"): return (.deviceAttributes, count)
    case UInt8(ascii: "Z"): return (.backTab, count)
    case let final: return (Self.final[final] ?? .unknown, count)
    }
  }

  /// ESC ] … BEL, or ESC ] … ESC \.
  private func decodeString(_ bytes: ArraySlice<UInt8>) -> (Key?, Int)? {
    guard let end = bytes.dropFirst(2).firstIndex(where: { $0 == 0x07 || $0 == 0x1B }) else {
      return bytes.count > 4096 ? (.unknown, bytes.count) : nil
    }
    let isBell = bytes[end] == 0x07
    guard isBell || end + 1 < bytes.endIndex else { return nil }
    let body = String(decoding: bytes[(bytes.startIndex + 2)..<end], as: UTF8.self)
    return (Self.backgroundAnswer(body) ?? .unknown, end - bytes.startIndex + (isBell ? 1 : 2))
  }

  /// "11;rgb:1e1e/1e1e/2e2e", with one to four hexadecimal digits a part.
  private static func backgroundAnswer(_ body: String) -> Key? {
    guard body.hasPrefix("11;rgb") else { return nil }
    let parts = body.drop { $0 != ":" }.dropFirst().split(separator: "/").prefix(3).compactMap { part -> Double? in
      guard (1...4).contains(part.count), let value = Int(part, radix: 16) else { return nil }
      return Double(value) / Double((1 << (4 * part.count)) - 1)
    }
    return parts.count == 3 ? .background(red: parts[0], green: parts[1], blue: parts[2]) : nil
  }

  private static let final: [UInt8: Key] = [
    UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right, UInt8(ascii: "D"): .left,
    UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end, UInt8(ascii: "M"): .enter,
  ]
  private static let numbered: [Substring: Key] = [
    "1": .home, "7": .home, "4": .end, "8": .end, "3": .delete, "5": .pageUp, "6": .pageDown,
  ]
}
