import Datasets
import Foundation
import Tensors
import Testing

@Suite struct PictureTests {
  @Test(arguments: DataFixture.all.pictures) func holdsThePixelsThatWentIn(_ fixture: DataFixture.Picture) throws {
    let picture = try Picture(Array(fixture.bytes), file: "f")
    #expect(picture.shape.sizes == fixture.shape)
    #expect(picture.values == fixture.values.map { Float($0) })
  }

  /// Every prefix but the whole is refused; of numbers written as text, the last digit or end of line may go.
  @Test(arguments: DataFixture.all.pictures) func truncated(_ fixture: DataFixture.Picture) {
    let bytes = Array(fixture.bytes)
    for count in 0..<bytes.count - (fixture.name.hasPrefix("text") ? 2 : 0) {
      let problem = #expect(throws: DataProblem.self) { try Picture(Array(bytes[..<count]), file: "f") }
      #expect(problem?.sentence.isEmpty == false)
    }
  }

  /// A PNG has a checksum over every byte.
  @Test func everyFlippedBitOfAPNGIsNoticed() throws {
    let bytes = Array(try #require(DataFixture.all.pictures.first { $0.name == "Pillow grey" }).bytes)
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 0x10
      #expect(throws: DataProblem.self) { try Picture(changed, file: "f") }
    }
  }

  @Test(arguments: [
    ("GIF89a", "expected a PNG, PPM or PGM picture; this is none of them."),
    ("", "expected a PNG, PPM or PGM picture; this is none of them."),
    ("P4 1 1 x", "expected a PGM or PPM picture, which starts with P2, P3, P5 or P6. Convert it first."),
    ("P5 0 4 255 ", "expected a width from 1 to 67108864 at byte 3; got something else."),
    ("P5 4 -4 255 ", "expected a height from 1 to 67108864 at byte 5; got something else."),
    ("P5 4 4 65536 ", "expected the largest number from 1 to 65535 at byte 7; got something else."),
    ("P5 4 4", "expected the largest number from 1 to 65535 at byte 6; the file ends there."),
    ("P5 99999999 9999999 255 ", "expected a width from 1 to 67108864 at byte 3; got something else."),
    (
      "P5 60000 60000 255 ",
      "expected a picture of at most 67108864 pixels; got 60000 × 60000."
    ),
    ("P5 2 2 255 abc", "expected 4 numbers; the file ends too early. Copy it again."),
    ("P5 2 1 9 \u{1}\u{A}", "expected pixels from 0 to 9; byte 10 makes 10."),
    ("P2 2 1 9 1 10", "expected a pixel from 0 to 9 at byte 11; got something else."),
    ("P5 1 1 255 ab", "expected the end of the file after the last pixel; got 1 more bytes."),
  ]) func problems(_ text: String, _ sentence: String) {
    let problem = #expect(throws: DataProblem.self) { try Picture(Array(text.utf8), file: "f") }
    #expect(problem?.sentence == sentence)
  }

  @Test func aJPEGIsNamed() {
    let problem = #expect(throws: DataProblem.self) { try Picture([0xFF, 0xD8, 0xFF], file: "f") }
    #expect(
      problem?.sentence == "expected a PNG, PPM or PGM picture; this is a JPEG. Convert it to PNG first.")
  }

  /// A small file that promises much is refused before memory is taken.
  @Test func aHeaderThatPromisesTooMuch() throws {
    let bytes = Array(try #require(DataFixture.all.pictures.first { $0.name == "Pillow grey" }).bytes)
    let large = PNGChunks.repaired(PNGChunks.sized(bytes, width: 60_000, height: 60_000))
    let sentence = #expect(throws: DataProblem.self) { try Picture(large, file: "f") }?.sentence
    #expect(sentence == "expected a picture of at most 67108864 pixels; got 60000 × 60000.")
    let empty = PNGChunks.repaired(PNGChunks.sized(bytes, width: 8000, height: 8000))
    let other = #expect(throws: DataProblem.self) { try Picture(empty, file: "f") }?.sentence
    #expect(other == "expected a whole PNG file; this one ends too early. Copy it again.")
  }

  @Test func asAnArray() throws {
    try withFolder { folder in
      try write(Array("P2 2 1 255 7 9".utf8), to: "a.pgm", in: folder)
      let array = try NDArray(imageFile: folder.appending(path: "a.pgm").path, type: .float64)
      #expect(array == NDArray([[7, 9]], type: .float64))
    }
  }

  /// A value on white, by the definition of alpha.
  private func onWhite(_ value: Int, _ alpha: Int) -> Float {
    Float((Double(value * alpha + 255 * (255 - alpha)) / 255).rounded())
  }

  @Test(arguments: [false, true]) func everyKindOfPNG(isInterlaced: Bool) throws {
    var random = RandomSource(seed: 5)
    let (width, height) = (11, 9)
    func rows(_ channels: Int, below limit: Int) -> [[Int]] {
      (0..<height).map { _ in (0..<width * channels).map { _ in random.integer(below: limit) } }
    }
    func values(_ writer: PNGWriter, _ rows: [[Int]]) throws -> [Float] {
      var writer = writer
      writer.isInterlaced = isInterlaced
      let picture = try Picture(writer.bytes(width: width, rows: rows), file: "f")
      #expect(picture.shape == (writer.kind & 2 == 0 ? [height, width] : [height, width, 3]) && picture.note == nil)
      return picture.values
    }
    func pairs(_ rows: [[Int]], _ channels: Int) -> [[Int]] {
      rows.flatMap { row in (0..<width).map { Array(row[$0 * channels..<($0 + 1) * channels]) } }
    }
    let grey = rows(1, below: 256)
    #expect(try values(PNGWriter(kind: 0), grey) == grey.joined().map(Float.init))
    let fine = rows(1, below: 65_536)
    #expect(
      try values(PNGWriter(kind: 0, bits: 16), fine) == fine.joined().map { Float((Double($0) / 257).rounded()) })
    let greyAlpha = rows(2, below: 256)
    #expect(try values(PNGWriter(kind: 4), greyAlpha) == pairs(greyAlpha, 2).map { onWhite($0[0], $0[1]) })
    let colour = rows(4, below: 256)
    #expect(
      try values(PNGWriter(kind: 6), colour) == pairs(colour, 4).flatMap { p in p[..<3].map { onWhite($0, p[3]) } })
    let fineAlpha = rows(4, below: 256).map { $0.map { $0 * 257 } }
    #expect(
      try values(PNGWriter(kind: 6, bits: 16), fineAlpha)
        == pairs(fineAlpha, 4).flatMap { p in p[..<3].map { onWhite($0 / 257, p[3] / 257) } })
    // A palette of 4 colours, the first three with an alpha, in 2 bits a pixel.
    let (palette, alphas) = ((0..<12).map { UInt8($0 * 20) }, [UInt8(0), 100, 255])
    let indexed = rows(1, below: 4)
    let expected = indexed.joined().flatMap { number in
      (0..<3).map { onWhite(Int(palette[number * 3 + $0]), number < 3 ? Int(alphas[number]) : 255) }
    }
    #expect(try values(PNGWriter(kind: 3, bits: 2, extra: [("PLTE", palette), ("tRNS", alphas)]), indexed) == expected)
    // One grey that is transparent.
    let bits = rows(1, below: 2)
    #expect(
      try values(PNGWriter(kind: 0, bits: 1, extra: [("tRNS", [0, 0])]), bits) == bits.joined().map { _ in Float(255) })
  }

  @Test(arguments: [1, 7, 4096]) func bytesAfterTheEndAreNoted(count: Int) throws {
    let file = PNGWriter(kind: 0).bytes(width: 2, rows: [[1, 2]])
    let picture = try Picture(file + Array(repeating: 0xAB, count: count), file: "f.png")
    #expect(picture.values == [1, 2])
    #expect(picture.note == "f.png: \(count) byte\(count == 1 ? "" : "s") after the end of the picture left out.")
    try withFolder { folder in
      try write(file + [0], to: "a.png", in: folder.appending(path: "one"))
      let images = try ImageFolder(folder.path)
      #expect(images.notes == ["one/a.png: 1 byte after the end of the picture left out."])
    }
  }
}
