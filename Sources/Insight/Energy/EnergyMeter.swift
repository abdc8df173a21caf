import Foundation
import Tensors

/// The processor's own counters of energy (RAPL), where the machine lets them be read. Nothing is guessed where it
/// does not: virtual machines mostly have none, and on others only root reads them.
///
///     let meter = EnergyMeter()
///     if let readings = meter.measure(repeats: 5, { plan.run() }) { print(readings) } else { print(meter) }
///
/// A reading is of the whole package, with all else that runs on it: compare it with `idle(seconds:)`.
public struct EnergyMeter: Sendable, CustomStringConvertible {
  /// A counter: "package-0", "dram".
  public struct Domain: Sendable, Equatable {
    public let name: String
    let file: String
    /// Where it begins again at 0, in microjoules.
    let range: UInt64
  }

  /// What one run took.
  public struct Reading: Sendable, Equatable {
    /// By domain.
    public let joules: [String: Double]
    public let seconds: Double
    public var total: Double { joules.values.reduce(0, +) }
    public var watts: Double { seconds > 0 ? total / seconds : 0 }
  }

  public let domains: [Domain]
  /// Why nothing can be read; nil where it can.
  public let problem: String?

  /// - Parameter folder: where the counters are.
  public init(folder: String = "/sys/class/powercap") {
    let entries = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    let found = entries.filter { $0.hasPrefix("intel-rapl:") }.compactMap { entry -> Domain? in
      let path = "\(folder)/\(entry)"
      guard let name = Self.text(path + "/name"), let range = Self.number(path + "/max_energy_range_uj") else {
        return nil
      }
      // Those of cores and graphics are parts of the package's.
      guard name.hasPrefix("package") || name == "dram" else { return nil }
      return Domain(name: name, file: path + "/energy_uj", range: range)
    }
    // With several packages, each has memory of its own.
    domains = found.enumerated().map { number, domain in
      let isTwice = found.count { $0.name == domain.name } > 1
      return isTwice ? Domain(name: "\(domain.name) \(number)", file: domain.file, range: domain.range) : domain
    }
    let locked = domains.first { Self.number($0.file) == nil }
    problem =
      domains.isEmpty
      ? "not readable here: \(folder) has no counter of energy"
      : locked.map { "not readable here: \($0.file) may not be read, mostly by root only" }
  }

  /// Runs `body` several times; nil where nothing can be read. Each run has to be over before a counter has gone
  /// around once, which takes minutes, and to take some milliseconds, as counters move about every one.
  public func measure(repeats: Int = 1, _ body: () throws -> Void) rethrows -> [Reading]? {
    guard repeats > 0 else { stop("EnergyMeter expects 1 repeat or more; got \(repeats).") }
    var readings: [Reading] = []
    for _ in 0..<repeats {
      let clock = ContinuousClock()
      guard let before = counters() else { return nil }
      let time = try clock.measure(body)
      guard let after = counters() else { return nil }
      readings.append(Reading(joules: difference(before, after), seconds: time / .seconds(1)))
    }
    return readings
  }

  /// The same with nothing to do.
  public func idle(seconds: Double) -> Reading? { measure { Thread.sleep(forTimeInterval: seconds) }?.first }

  public var description: String { problem ?? "reads " + domains.map(\.name).joined(separator: ", ") }

  private func counters() -> [UInt64]? {
    guard problem == nil else { return nil }
    let numbers = domains.compactMap { Self.number($0.file) }
    return numbers.count == domains.count ? numbers : nil
  }

  private func difference(_ before: [UInt64], _ after: [UInt64]) -> [String: Double] {
    let microjoules = zip(domains, zip(before, after)).map { domain, pair in
      pair.1 >= pair.0 ? pair.1 - pair.0 : domain.range - pair.0 + pair.1
    }
    return Dictionary(uniqueKeysWithValues: zip(domains.map(\.name), microjoules.map { Double($0) * 1e-6 }))
  }

  private static func text(_ file: String) -> String? {
    (try? String(contentsOfFile: file, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func number(_ file: String) -> UInt64? { text(file).flatMap { UInt64($0) } }
}
