import Glibc

/// How much memory this process may still take.
package enum AvailableMemory {
  /// In bytes; nil where the system does not say. The least of what the machine has left, and of what this process's own
  /// limit leaves it.
  package static var byteCount: Int? {
    let machine = number(after: "MemAvailable:", in: "/proc/meminfo")
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0, limit.rlim_cur < UInt(Int.max),
      let used = number(after: "VmData:", in: "/proc/self/status")
    else { return machine }
    let rest = max(Int(limit.rlim_cur) - used, 0)
    return machine.map { min($0, rest) } ?? rest
  }

  /// As it is written in sentences: "640 B", "12 kB", "3 MB".
  package static func text(_ bytes: Int) -> String {
    bytes < 10_000
      ? "\(bytes) B" : bytes < 10_000_000 ? "\((bytes + 500) / 1000) kB" : "\((bytes + 500_000) / 1_000_000) MB"
  }

  /// The kilobytes on a line such as "MemAvailable:   24000000 kB", in bytes.
  private static func number(after label: String, in file: String) -> Int? {
    guard let stream = fopen(file, "r") else { return nil }
    defer { fclose(stream) }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while getline(&line, &capacity, stream) >= 0 {
      let text = String(cString: line!)
      guard text.hasPrefix(label) else { continue }
      return text.dropFirst(label.count).split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }.map {
        $0 << 10
      }
    }
    return nil
  }
}
