import Display

/// Joins standard error to standard output in the order in which both were written, each text on lines of its own. Marks
/// in the printed text say where how many bytes of the other belong.
struct StreamMixer {
  private let start: [UInt8]
  /// Printed bytes that may still be, or wait for, a mark.
  private var raw: [UInt8] = []
  /// Bytes of standard error without a place yet.
  private(set) var errors: [UInt8] = []
  private var lastByte = newline
  private var isInError = false

  private static let newline = UInt8(ascii: "\n")
  private static let end: UInt8 = 0x1E

  init(secret: String) { start = Array(KernelMark.start(secret: secret).utf8) }

  /// What can be shown now. Last words wait until something else follows: those of a process that dies belong to its
  /// diagnosis, and are left where they are at the end.
  mutating func mix(printed: [UInt8], errors fresh: [UInt8], isEnd: Bool = false) -> [UInt8] {
    raw += printed
    errors += fresh
    var mixed: [UInt8] = []
    while let mark = nextMark(from: 0) {
      append(Array(raw[..<mark.range.lowerBound]), isError: false, to: &mixed)
      raw.removeFirst(mark.range.lowerBound)
      let isWaiting = mark.areLastWords && !isFollowed
      guard isEnd || (mark.count <= errors.count && !isWaiting) else { return mixed }
      raw.removeFirst(mark.range.count)
      let text = Array(errors.prefix(mark.count))
      errors.removeFirst(text.count)
      if !isWaiting { append(text, isError: true, to: &mixed) }
    }
    let end = isEnd ? raw.endIndex : raw.endIndex - partialMark
    append(Array(raw[..<end]), isError: false, to: &mixed)
    raw.removeFirst(end)
    return mixed
  }

  private mutating func append(_ bytes: [UInt8], isError: Bool, to mixed: inout [UInt8]) {
    guard let last = bytes.last else { return }
    if isError != isInError, lastByte != Self.newline, bytes.first != Self.newline { mixed.append(Self.newline) }
    mixed += bytes
    // Behind a mark stands what was shown, on lines of its own.
    lastByte = last == Self.end ? Self.newline : last
    isInError = isError
  }

  private typealias Mark = (range: Range<Int>, count: Int, areLastWords: Bool)

  /// The next mark that stands for bytes of standard error.
  private func nextMark(from position: Int) -> Mark? {
    var position = position
    while let found = raw[position...].firstRange(of: start) {
      guard let end = raw[found.upperBound...].firstIndex(of: Self.end) else { return nil }
      let kind = raw[found.upperBound]
      if end > found.upperBound, let count = Int(String(decoding: raw[(found.upperBound + 1)..<end], as: UTF8.self)),
        [KernelMark.errors, KernelMark.lastWords].contains(kind)
      {
        return (found.lowerBound..<(end + 1), count, kind == KernelMark.lastWords)
      }
      position = end + 1
    }
    return nil
  }

  /// Whether anything but last words follows those at the beginning of `raw`.
  private var isFollowed: Bool {
    var position = 0
    while let mark = nextMark(from: position), mark.range.lowerBound == position, mark.areLastWords {
      position = mark.range.upperBound
    }
    return position < raw.endIndex - partialMark
  }

  /// How many bytes at the end may be the beginning of a mark.
  private var partialMark: Int {
    guard let last = raw.lastIndex(of: Self.end) else { return 0 }
    let tail = raw[last...]
    guard start.starts(with: tail) || tail.starts(with: start) else { return 0 }
    // It may be the end of one as well.
    if tail.count == 1, let before = raw[..<last].lastIndex(of: Self.end), raw[before...].starts(with: start) {
      return 0
    }
    return tail.count
  }
}
