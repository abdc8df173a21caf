import Autodiff
import Foundation
import Insight
import Networks
import Tensors
import Testing

/// Energy by a table is counts times figures, and nothing is called measured where no meter is.
@Suite struct EnergyTests {
  @Test func theEstimateIsCountsTimesFigures() {
    let graph = Graph(of: [Dense(3, 4, activation: .relu)(Input("x", .zeros([2, 3])))])
    // 24 multiply–adds, 8 additions of a bias, 8 times relu; weights 12 + 4; activations 6 + 8, 8 + 8, 8 + 8.
    let one = EnergyEstimate(of: graph.costs)
    let picojoule = 1e-12
    let least = 24 * 4.6 + 16 * 0.9 + (16 + 46) * 320
    let greatest = 24 * 4.6 + 16 * 3.7 + (16 + 46) * 1300
    #expect(abs(one.total.lowerBound - least * picojoule) < 1e-18)
    #expect(abs(one.total.upperBound - greatest * picojoule) < 1e-18)
    #expect(abs(one.usual - (24 * 4.6 + 16 * 0.9 + 62 * 640) * picojoule) < 1e-18)
    // For each of two examples: half of it, but for weights that each reads for itself.
    let two = EnergyEstimate(of: graph.costs, examples: 2)
    #expect(abs(two.total.lowerBound - least / 2 * picojoule) < 1e-18)
    #expect(abs(two.total.upperBound - (12 * 4.6 + 8 * 3.7 + (16 + 23) * 1300) * picojoule) < 1e-18)
    // Four numbers of 8 bits in a word.
    let bytes = EnergyEstimate(of: graph.costs, by: .int8)
    #expect(abs(bytes.usual - (24 * 0.23 + 16 * 0.03 + 62.0 / 4 * 640) * picojoule) < 1e-18)
  }

  @Test func layersAddUp() {
    let model = Architecture.resNet18(classes: 10, blocks: [2, 1], width: 0.25, size: 32)
    let graph = Graph(of: [model(Input("x", .zeros([1, 32, 32, 3])))])
    let estimate = EnergyEstimate(of: graph.costs)
    #expect(estimate.rows.map(\.cost.label).contains("stage 2"))
    let sum = estimate.rows.reduce(0) { $0 + $1.usual }
    #expect(abs(sum - estimate.usual) < 1e-9 * sum)
    #expect(estimate.whole.cost.multiplyAccumulates == graph.multiplyAccumulates)
    #expect(estimate.total.contains(estimate.usual))
    let text = estimate.description
    #expect(text.contains("Horowitz 2014, 45 nm, float32: an estimate, not measured"))
    #expect(text.split(separator: "\n").count == estimate.rows.count + 3)
    #expect(EnergyEstimate(of: model).rows == estimate.rows)
    #expect(EnergyEstimate(of: model, examples: 8).usual < estimate.usual)
    #expect(EnergyEstimate(of: graph.costs, depth: 2).rows.count > estimate.rows.count)
  }

  /// The published networks as papers count, at batch 1, in millijoules: multiply–adds and weights exact, results
  /// written and read once.
  @Test(arguments: [
    ("ResNet-50", 18.8, 30.6), ("MobileNetV2", 1.4, 10.8), ("InceptionV3", 26.3, 26.7), ("EfficientNet-B0", 1.8, 12.0),
    ("DenseNet-121", 13.0, 13.9),
  ]) func publishedNetworks(_ title: String, _ compute: Double, _ memory: Double) {
    let model = PublishedNetwork.all.first { $0.title == title }!.make()
    let graph = Graph(of: [model(Input("x", .zeros(Shape([1] + model.input.sizes))))])
    let estimate = EnergyEstimate(of: graph.productCosts)
    #expect(abs(estimate.whole.arithmetic.lowerBound * 1e3 - compute) < 0.06)
    #expect(abs((estimate.usual - estimate.whole.arithmetic.lowerBound) * 1e3 - memory) < 0.15)
    // What lies between the products is left out there, and is no small part.
    #expect(EnergyEstimate(of: graph.costs).usual > 1.3 * estimate.usual)
  }

  // MARK: - The meter

  /// A folder as the kernel shows it, with these counters: name, microjoules, range.
  private static func counters(_ domains: [(String, String, UInt64, UInt64)]) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "powercap-\(UUID().uuidString)")
    for (entry, name, value, range) in domains {
      let place = folder.appending(path: entry)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try Data("\(name)\n".utf8).write(to: place.appending(path: "name"))
      try Data("\(value)\n".utf8).write(to: place.appending(path: "energy_uj"))
      try Data("\(range)\n".utf8).write(to: place.appending(path: "max_energy_range_uj"))
    }
    return folder
  }

  @Test func countersAreReadAndGoAround() throws {
    let folder = try Self.counters([
      ("intel-rapl:0", "package-0", 900_000, 1_000_000), ("intel-rapl:0:0", "core", 5, 10),
      ("intel-rapl:0:1", "dram", 100, 1_000_000), ("dtpm", "other", 1, 2),
    ])
    defer { try? FileManager.default.removeItem(at: folder) }
    let meter = EnergyMeter(folder: folder.path(percentEncoded: false))
    #expect(meter.domains.map(\.name) == ["package-0", "dram"] && meter.problem == nil)
    #expect(meter.description == "reads package-0, dram")
    let values: [(UInt64, UInt64)] = [(950_000, 300), (50_000, 400)]
    var run = 0
    let readings = try #require(
      try meter.measure(repeats: 2) {
        let (package, memory) = values[run]
        run += 1
        try Data("\(package)".utf8).write(to: folder.appending(path: "intel-rapl:0/energy_uj"))
        try Data("\(memory)".utf8).write(to: folder.appending(path: "intel-rapl:0:1/energy_uj"))
      })
    #expect(abs(readings[0].joules["package-0"]! - 0.05) < 1e-12 && abs(readings[0].joules["dram"]! - 0.0002) < 1e-12)
    // Beyond its range, the counter has begun again.
    #expect(abs(readings[1].joules["package-0"]! - 0.1) < 1e-12)
    #expect(readings[1].seconds > 0 && readings[1].watts > 0)
  }

  @Test func whereNothingCanBeRead() throws {
    let none = EnergyMeter(folder: "/nowhere")
    #expect(none.measure {} == nil && none.idle(seconds: 0) == nil)
    #expect(none.description == "not readable here: /nowhere has no counter of energy")
    let folder = try Self.counters([("intel-rapl:0", "package-0", 1, 10)])
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.removeItem(at: folder.appending(path: "intel-rapl:0/energy_uj"))
    let locked = EnergyMeter(folder: folder.path(percentEncoded: false))
    #expect(locked.measure {} == nil && locked.description.hasSuffix("may not be read, mostly by root only"))
  }
}
