import Foundation

/// As much of an ELF file (64 bits, little-endian) as cells need: symbols, and where a library looks for others.
struct ELF {
  private let bytes: Data
  private var sections: [Section]

  private struct Section {
    var name: String
    var kind: UInt32
    var offset: Int
    var size: Int
    var link: Int
  }

  /// nil: not such a file, or cut short.
  init?(_ bytes: Data) {
    self.bytes = bytes
    guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]), bytes.count >= 64 else { return nil }
    let start = Int(bytes.number(at: 40, UInt64.self))
    let size = Int(bytes.number(at: 58, UInt16.self))
    let count = Int(bytes.number(at: 60, UInt16.self))
    guard size >= 64, start >= 64, start + size * count <= bytes.count else { return nil }
    var sections = (0..<count).map { index in
      let header = start + index * size
      return Section(
        name: "", kind: bytes.number(at: header + 4, UInt32.self),
        offset: Int(bytes.number(at: header + 24, UInt64.self)),
        size: Int(bytes.number(at: header + 32, UInt64.self)), link: Int(bytes.number(at: header + 40, UInt32.self)))
    }
    self.sections = sections
    let isWhole = sections.allSatisfy { $0.kind == 8 || $0.offset + $0.size <= bytes.count }
    let names = Int(bytes.number(at: 62, UInt16.self))
    guard isWhole, sections.indices.contains(names) else { return nil }
    for index in sections.indices {
      let name = Int(bytes.number(at: start + index * size, UInt32.self))
      sections[index].name = string(at: name, in: sections[names])
    }
    self.sections = sections
  }

  /// Stands for code and data without line tables and the compiler's own notes.
  var behaviour: Fingerprint {
    var print = Fingerprint()
    for section in sections where section.kind != 0 && section.kind != 8 {
      if section.name.contains(".debug") || section.name.hasPrefix(".swift_modhash") { continue }
      let from = bytes.startIndex + section.offset
      print.add(section.name)
      print.add(bytes[from..<from + section.size])
    }
    return print
  }

  /// Names of global symbols: those this file defines, and those it needs from elsewhere.
  var symbols: (defined: Set<String>, undefined: Set<String>) {
    var defined: Set<String> = []
    var undefined: Set<String> = []
    for table in sections where table.kind == 2 && sections.indices.contains(table.link) {
      let names = sections[table.link]
      for entry in stride(from: table.offset, to: table.offset + table.size, by: 24) {
        guard bytes.number(at: entry + 4, UInt8.self) >> 4 != 0 else { continue }
        let name = string(at: Int(bytes.number(at: entry, UInt32.self)), in: names)
        if bytes.number(at: entry + 6, UInt16.self) == 0 { undefined.insert(name) } else { defined.insert(name) }
      }
    }
    return (defined, undefined)
  }

  /// Folders in which the library looks for those it needs.
  var runPaths: [String] {
    for table in sections where table.kind == 6 && sections.indices.contains(table.link) {
      for entry in stride(from: table.offset, to: table.offset + table.size, by: 16)
      where [15, 29].contains(bytes.number(at: entry, UInt64.self)) {
        let text = string(at: Int(bytes.number(at: entry + 8, UInt64.self)), in: sections[table.link])
        return text.split(separator: ":").map(String.init)
      }
    }
    return []
  }

  private func string(at offset: Int, in section: Section) -> String {
    let start = bytes.startIndex + section.offset + offset
    let end = bytes.startIndex + section.offset + section.size
    guard start < end else { return "" }
    return String(decoding: bytes[start..<end].prefix { $0 != 0 }, as: UTF8.self)
  }
}

extension Data {
  fileprivate func number<Number: FixedWidthInteger>(at offset: Int, _: Number.Type) -> Number {
    withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self)) }
  }
}
