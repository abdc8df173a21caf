import Datasets
import Foundation
import Tensors
import Testing

/// A reader with small good files to damage.
struct FuzzedReader: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let seeds: [[UInt8]]
  /// How many numbers or characters came out.
  let read: @Sendable ([UInt8]) throws -> Int
  /// What makes a damaged file pass the first checks.
  var repair: (@Sendable ([UInt8]) -> [UInt8])?

  static let all = [
    FuzzedReader(testDescription: "CSV", seeds: texts("a,b,\"c d\"\n1,2,x\r\n3,NA,\"y,\"\"z\"\n", "x\n1e5\n-2.5\r3\n"))
    {
      let frame = try DataFrame(csv: $0, file: "f")
      #expect(frame.columns.allSatisfy { $0.values.count == frame.rowCount })
      return frame.rowCount * frame.columns.count
    },
    FuzzedReader(testDescription: "text", seeds: texts("one\ntwo\r\nthr\u{E9}e 🙂\n")) {
      try TextFile($0, file: "f").lines.reduce(0) { $0 + $1.count }
    },
    FuzzedReader(testDescription: "sentences", seeds: texts("score\ttext\n1.5\tgood \"film\"\n-2\tbad\n")) {
      try Sentences(tabSeparated: $0, file: "f").count
    },
    FuzzedReader(testDescription: "time series", seeds: texts("#x\n@data\n1,2:3,4:a\n5,6,7:8,9,10:b\n")) {
      try Sequences(timeSeries: $0, file: "f").padded().inputs.count
    },
    FuzzedReader(
      testDescription: "IDX",
      seeds: [
        [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6], [0, 0, 13, 1, 0, 0, 0, 2, 63, 128, 0, 0, 64, 0, 0, 0],
      ]
    ) { try IDX.array($0, file: "f").count },
    FuzzedReader(testDescription: "gzip", seeds: DataFixture.all.gzip.map { Array($0.compressed) }) {
      try Gzip.unpacked($0, file: "f", limit: 1 << 20).count
    },
    FuzzedReader(
      testDescription: "PNG",
      seeds: DataFixture.all.pictures.map { Array($0.bytes) }.filter { $0[0] == 0x89 },
      read: { try Picture($0, file: "f").values.count }, repair: PNGChunks.repaired),
    FuzzedReader(
      testDescription: "PPM and PGM", seeds: DataFixture.all.pictures.map { Array($0.bytes) }.filter { $0[0] != 0x89 }
    ) { try Picture($0, file: "f").values.count },
  ]

  private static func texts(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }
}

/// Damaged files of every kind: read or refused with a sentence; never a trap, never for ever, never much more than the
/// file can hold.
@Suite struct FuzzTests {
  #if DEBUG
    private static let fileCount = 4000
  #else
    private static let fileCount = 100_000
  #endif

  @Test(arguments: FuzzedReader.all) func damaged(_ reader: FuzzedReader) throws {
    var random = RandomSource(seed: 11)
    var (read, refused) = (0, 0)
    for _ in 0..<Self.fileCount {
      var bytes = reader.seeds[random.integer(below: reader.seeds.count)]
      for _ in 0...random.integer(below: 4) { damage(&bytes, reader.seeds, &random) }
      if let repair = reader.repair, random.integer(below: 4) > 0 { bytes = repair(bytes) }
      do {
        let count = try reader.read(bytes)
        // Deflate's largest ratio, with 8 pixels a byte and 3 channels.
        #expect(count <= Swift.max(1 << 20, 25_000 * bytes.count))
        read += 1
      } catch let problem as DataProblem {
        #expect(!problem.sentence.isEmpty)
        refused += 1
      }
    }
    #expect(read > 0 && refused > Self.fileCount / 20, "\(read) read, \(refused) refused")
  }

  private func damage(_ bytes: inout [UInt8], _ seeds: [[UInt8]], _ random: inout RandomSource) {
    guard !bytes.isEmpty else { return }
    let place = random.integer(below: bytes.count)
    switch random.integer(below: 7) {
    case 0: bytes[place] ^= 1 << UInt8(random.integer(below: 8))
    case 1: bytes[place] = UInt8(random.integer(below: 256))
    case 2: bytes.remove(at: place)
    case 3: bytes.insert(Self.alphabet[random.integer(below: Self.alphabet.count)], at: place)
    case 4: bytes.removeSubrange(place...)
    case 5:
      let other = seeds[random.integer(below: seeds.count)]
      bytes.replaceSubrange(place..., with: other[random.integer(below: other.count)...])
    default:
      let extreme = Self.extremes[random.integer(below: Self.extremes.count)]
      let end = Swift.min(place + extreme.count, bytes.count)
      bytes.replaceSubrange(place..<end, with: extreme)
    }
  }

  private static let alphabet = Array(",\"\n\r 1a.-eN#P:\t\u{00}".utf8) + [0xC3, 0xFF, 0x80]
  private static let extremes: [[UInt8]] = [
    [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0], [0, 0, 0, 0], [0, 1, 0, 0],
    Array("99999999999999999999".utf8), Array("1e308".utf8), Array("-0".utf8), Array("65535".utf8),
  ]
}
