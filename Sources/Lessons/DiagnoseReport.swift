/// What a dying kernel wrote (`nn_crash_report_to`; the format is described there), read back.
struct CrashReport: Equatable {
  struct Mapping: Equatable {
    var range: Range<UInt64>
    var isCode: Bool
    var offset: UInt64
    var file: String
  }

  /// nil when it ended by exit().
  var signal: Int32?
  var stackPointer: UInt64 = 0
  /// The address that could not be reached; 0 for none.
  var fault: UInt64 = 0
  var mappings: [Mapping] = []
  /// Innermost first; addresses to look up (inside the call, not behind it).
  var frames: [UInt64] = []
  var throwFrames: [UInt64] = []

  /// Lines that cannot be read are passed over: a report may be cut short.
  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      guard words.count > 1 else { continue }
      switch words[0] {
      case "signal": signal = Int32(words[1])
      case "stack" where words.count == 3:
        stackPointer = UInt64(words[1], radix: 16) ?? 0
        fault = UInt64(words[2], radix: 16) ?? 0
      case "map": if let mapping = Mapping(words.dropFirst()) { mappings.append(mapping) }
      case "frame":
        // All but the interrupted instruction are return addresses, which may already belong to the next line.
        let isReturn = signal == nil || !frames.isEmpty
        if let address = UInt64(words[1], radix: 16), address > 0 { frames.append(isReturn ? address - 1 : address) }
      case "throw":
        if let address = UInt64(words[1], radix: 16), address > 0 { throwFrames.append(address - 1) }
      default: break
      }
    }
  }

  /// A stack has no room left when the memory just around its pointer cannot be reached.
  var isStackOverflow: Bool {
    let reach: UInt64 = 1 << 20
    return signal == 11 && fault > 0 && fault + reach > stackPointer && fault < stackPointer + reach
  }

  /// Whether it died of a trap instruction in a cell's own code. Without optimisation, the compiler puts one there
  /// (and no words) behind arithmetic on whole numbers only.
  func stoppedItself(in libraries: [String]) -> Bool {
    guard signal == 4 || signal == 5, let first = frames.first, let file = location(of: first)?.file else {
      return false
    }
    return libraries.contains(file)
  }

  /// The file that an address belongs to, and the address within it (as its own tables count).
  func location(of address: UInt64) -> (file: String, address: UInt64)? {
    guard let code = mappings.first(where: { $0.isCode && $0.range.contains(address) }) else { return nil }
    // A small file is mapped from its start twice, as data and as code; the first is where it begins.
    let start = mappings.first { $0.file == code.file && $0.offset == 0 }
    return start.map { (code.file, address - $0.range.lowerBound) }
  }
}

extension CrashReport.Mapping {
  /// "from-to", "r-xp", offset, device, inode, path (which may hold spaces).
  fileprivate init?(_ words: ArraySlice<Substring>) {
    let words = Array(words)
    guard words.count >= 6 else { return nil }
    let ends = words[0].split(separator: "-").map { UInt64($0, radix: 16) }
    guard ends.count == 2, let lower = ends[0], let upper = ends[1], lower < upper,
      let offset = UInt64(words[2], radix: 16)
    else { return nil }
    range = lower..<upper
    isCode = words[1].hasPrefix("r-x") || words[1].hasPrefix("--x")
    self.offset = offset
    file = words[5...].joined(separator: " ")
  }
}
