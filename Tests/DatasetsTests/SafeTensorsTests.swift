import Foundation
import Tensors
import Testing

import Datasets

@Suite struct SafeTensorsTests {
  private static func fixture() throws -> [UInt8] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/numbers.safetensors")
    return try [UInt8](Data(contentsOf: file))
  }

  private static func read(_ bytes: [UInt8]) throws -> SafeTensors { try SafeTensors(bytes: bytes, file: "x") }

  @Test func whatPythonWroteIsRead() throws {
    let file = try Self.read(Self.fixture())
    let numbers = [0, 1.5, -2, 0.1, 1e-7, 65504]
    func expect(_ name: String, _ values: [Double], _ shape: Shape = [2, 3], type: ElementType = .float32) {
      #expect(file.arrays[name]?.hasSameBits(as: NDArray(values, shape: shape, type: type)) == true, "\(name)")
    }
    #expect(file.arrays.count == 12 && file.metadata == ["made by": "safetensors", "ünicode": "“é”"])
    expect("double", numbers, type: .float64)
    expect("single", numbers)
    expect("half", [0, 1.5, -2, 0.0999755859375, 1.1920928955078125e-07, 65504])
    expect("bfloat", [0, 1.5, -2, 0.10009765625, 1.0011717677116394e-07, 65536])
    expect("long", [-3, 0, 100], [3], type: .float64)
    expect("int", [-3, 0, 100], [3], type: .float64)
    expect("short", [-3, 0, 100], [3])
    expect("signed byte", [-3, 0, 100], [3])
    expect("byte", [0, 7, 255], [3])
    expect("bool", [1, 0], [2])
    expect("scalar", [4.25], [])
    expect("nothing", [], [0, 3])
  }

  /// All 2¹⁶ half-precision numbers, against Swift's own where it has the type, and otherwise the definition.
  @Test func everyHalfPrecisionNumber() throws {
    let bytes = (0...UInt16.max).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let array = bytes.withUnsafeBytes { StoredNumber.f16.array(ArraySlice($0), shape: [1 << 16]) }
    for bits in 0...Int(UInt16.max) {
      let (exponent, fraction) = (bits >> 10 & 31, Double(bits & 1023) / 1024)
      let size: Double
      switch exponent {
      case 31: size = fraction == 0 ? .infinity : .nan
      case 0: size = fraction * 0x1p-14
      default: size = (1 + fraction) * exp2(Double(exponent - 15))
      }
      let expected = bits >> 15 == 1 ? -size : size
      let isSame = array[at: bits] == expected || (expected.isNaN && array[at: bits].isNaN)
      #expect(isSame, "\(bits)")
    }
  }

  @Test func whatIsWrittenIsRead() throws {
    var random = RandomSource(seed: 1)
    let arrays: [String: NDArray] = [
      "w": .normal([3, 4], using: &random), "deep.down w": .normal([5], type: .float64, using: &random),
      "b": NDArray([.infinity, -.infinity, -0.0]), "one": NDArray(scalar: 1.5), "none": NDArray([], shape: [2, 0]),
    ]
    let file = SafeTensors(arrays, metadata: ["a \"quoted\" name": "line\nbreak / ∂"])
    let again = try Self.read(file.bytes)
    #expect(again.metadata == file.metadata && again.arrays.count == arrays.count)
    for (name, array) in arrays { #expect(again.arrays[name]?.hasSameBits(as: array) == true, "\(name)") }
    #expect(file.bytes == again.bytes && file.bytes.count % 4 == 0)
    #expect(try Self.read(SafeTensors().bytes) == SafeTensors())
  }

  @Test func damagedFilesAreRefused() throws {
    func problem(_ header: String, data: Int = 0) -> String? {
      let text = Array(header.utf8)
      let bytes = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
      do {
        _ = try Self.read(bytes + [UInt8](repeating: 0, count: data))
        return nil
      } catch { return "\(error)" }
    }
    func entry(_ type: String, _ shape: String, _ offsets: String) -> String {
      #"{"w":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}}"#
    }
    #expect(problem(entry("F32", "[2]", "[0,8]"), data: 8) == nil)
    #expect(problem(entry("F9", "[2]", "[0,8]"), data: 8)?.contains("F9") == true)
    for (shape, offsets, data) in [
      ("[2]", "[0,7]", 8), ("[2]", "[0,8]", 7), ("[2]", "[0,8]", 9), ("[2]", "[4,12]", 12), ("[2]", "[8,0]", 8),
      ("[-2]", "[0,8]", 8), ("[4611686018427387904,4]", "[0,0]", 0), ("[9223372036854775807,9]", "[0,8]", 8),
      ("[2]", "[0]", 8), ("[2]", "[0,9223372036854775807]", 8), ("[2305843009213693952]", "[0,8]", 8),
    ] { #expect(problem(entry("F32", shape, offsets), data: data) != nil, "\(shape) \(offsets)") }
    for header in ["", "{", "[]", "null", #"{"w":3}"#, #"{"__metadata__":3}"#, String(repeating: "[", count: 100_000)] {
      #expect(problem(header) != nil, "\(header.prefix(20))")
    }
    #expect(throws: DataProblem.self) { try Self.read([1, 2, 3]) }
    #expect(throws: DataProblem.self) { try Self.read([UInt8](repeating: 255, count: 20)) }
    #expect(throws: DataProblem.self) { try SafeTensors(file: "/nowhere.safetensors") }
    #expect(throws: DataProblem.self) { try SafeTensors().write(to: "/nowhere/x.safetensors") }
  }

  /// Bytes changed, cut, doubled and swapped at random: read or refused, never worse.
  @Test func mutatedFilesDoNoHarm() throws {
    let original = try Self.fixture()
    var random = RandomSource(seed: 9)
    var refused = 0
    let count = Int(ProcessInfo.processInfo.environment["FUZZ_FILES"] ?? "") ?? 10_000
    for _ in 0..<count {
      var bytes = original
      for _ in 0...random.integer(below: 4) {
        let place = random.integer(below: bytes.count)
        switch random.integer(below: 4) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + random.integer(below: 40)))
        case 2: bytes.insert(contentsOf: bytes.prefix(random.integer(below: 40)), at: place)
        default: bytes[place] = [0, 255, 45, 57, 91, 123][random.integer(below: 6)]
        }
        if bytes.isEmpty { bytes = [0] }
      }
      do {
        for array in try Self.read(bytes).arrays.values { #expect(array.count == array.shape.count) }
      } catch is DataProblem { refused += 1 }
    }
    #expect(refused > count / 4)
  }
}
