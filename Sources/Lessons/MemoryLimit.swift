import Foundation

/// How much memory a cell may use where nobody said: a quarter of what is available, at least 1 GB.
package enum MemoryLimit {
  /// In bytes, for this machine now.
  static var current: UInt64 {
    func text(_ file: String) -> String { (try? String(contentsOfFile: file, encoding: .utf8)) ?? "" }
    return limit(
      facts: text("/proc/meminfo"), container: text("/sys/fs/cgroup/memory.max"),
      machine: ProcessInfo.processInfo.physicalMemory)
  }

  /// - Parameters:
  ///   - facts: as in /proc/meminfo; without its line on what is available, the whole machine counts as free.
  ///   - container: the most that this container may use, in bytes, or "max".
  package static func limit(facts: String, container: String, machine: UInt64) -> UInt64 {
    let line = facts.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
    let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { UInt64($0) }
    var available = kilobytes.map { $0 * 1024 } ?? machine
    if let most = UInt64(container.trimmingCharacters(in: .whitespacesAndNewlines)) { available = min(available, most) }
    return max(1 << 30, available / 4)
  }
}
