import Datasets
import Foundation
import Tensors
import Testing

@Suite struct GzipTests {
  @Test func unpacksWhatPythonPacked() throws {
    #expect(DataFixture.all.gzip.count == 6)
    for fixture in DataFixture.all.gzip {
      #expect(try Gzip.unpacked(Array(fixture.compressed), file: "f.gz") == Array(fixture.plain))
    }
  }

  /// Every prefix but the whole is refused; of two members, the first alone is a whole file too.
  @Test func truncated() {
    for fixture in DataFixture.all.gzip {
      let bytes = Array(fixture.compressed)
      let ends = (0..<bytes.count).filter { (try? Gzip.unpacked(Array(bytes[..<$0]), file: "f.gz")) != nil }
      #expect(ends.count <= 1)
      for end in ends { #expect(bytes[end...].starts(with: [0x1F, 0x8B])) }
    }
  }

  @Test func damaged() {
    let bytes = Array(DataFixture.all.gzip[0].compressed)
    var changed = bytes
    changed[bytes.count - 6] ^= 1
    for bad in [changed, bytes + [7, 7]] {
      let problem = #expect(throws: DataProblem.self) { try Gzip.unpacked(bad, file: "f.gz") }
      #expect(problem?.description == "f.gz: expected a gzip file; this one is damaged. Copy it again.")
    }
    let problem = #expect(throws: DataProblem.self) { try Gzip.unpacked(Array(bytes.dropLast()), file: "f.gz") }
    #expect(
      problem?.description == "f.gz: expected a whole gzip file; this one ends too early. Copy it again.")
  }

  /// 300,000 zeros in 300 bytes.
  @Test func aBombIsRefusedAtTheLimit() throws {
    let bomb = Array(DataFixture.all.bomb)
    #expect(bomb.count < 400)
    #expect(try Gzip.unpacked(bomb, file: "f", limit: 300_000).count == 300_000)
    for limit in [0, 1, 65_535, 65_536, 299_999] {
      let problem = #expect(throws: DataProblem.self) { try Gzip.unpacked(bomb, file: "f", limit: limit) }
      #expect(
        problem?.sentence
          == "expected at most \(limit) bytes from a compressed file; this one unpacks to more. "
          + "Use a part of it.")
    }
  }

  @Test func everyReaderUnpacks() throws {
    try withFolder { folder in
      let plain = DataFixture.all.gzip[0]
      try write(plain.compressed, to: "text.gz", in: folder)
      let text = String(decoding: plain.plain, as: UTF8.self)
      #expect(try TextFile(folder.appending(path: "text.gz").path).text == text)
      let frame = try DataFrame(csvFile: folder.appending(path: "text.gz").path, header: .names(["all"]))
      #expect(frame["all"].text(0) == text)
    }
  }
}
