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
    ("GIF89a", "a PNG, PPM or PGM picture was wanted, but this is none of them."),
    ("", "a PNG, PPM or PGM picture was wanted, but this is none of them."),
    ("P4 1 1 x", "a PGM or PPM picture was wanted, which starts with P2, P3, P5 or P6. Convert it first."),
    ("P5 0 4 255 ", "a width from 1 to 67108864 was wanted at byte 3, but something else came."),
    ("P5 4 -4 255 ", "a height from 1 to 67108864 was wanted at byte 5, but something else came."),
    ("P5 4 4 65536 ", "the largest number from 1 to 65535 was wanted at byte 7, but something else came."),
    ("P5 4 4", "the largest number from 1 to 65535 was wanted at byte 6, but the file ends."),
    ("P5 99999999 9999999 255 ", "a width from 1 to 67108864 was wanted at byte 3, but something else came."),
    (
      "P5 60000 60000 255 ",
      "a picture of at most 67108864 pixels was wanted, but this one has 60000 × 60000."
    ),
    ("P5 2 2 255 abc", "4 numbers were wanted, but the file ends too early. Copy it again."),
    ("P5 2 1 9 \u{1}\u{A}", "pixels from 0 to 9 were wanted, but byte 10 makes 10."),
    ("P2 2 1 9 1 10", "a pixel from 0 to 9 was wanted at byte 11, but something else came."),
    ("P5 1 1 255 ab", "the end of the file was wanted after the last pixel, but 1 more bytes came."),
  ]) func problems(_ text: String, _ sentence: String) {
    let problem = #expect(throws: DataProblem.self) { try Picture(Array(text.utf8), file: "f") }
    #expect(problem?.sentence == sentence)
  }

  @Test func aJPEGIsNamed() {
    let problem = #expect(throws: DataProblem.self) { try Picture([0xFF, 0xD8, 0xFF], file: "f") }
    #expect(
      problem?.sentence == "a PNG, PPM or PGM picture was wanted, but this is a JPEG. Convert it to PNG first.")
  }

  /// A small file that promises much is refused before memory is taken.
  @Test func aHeaderThatPromisesTooMuch() throws {
    let bytes = Array(try #require(DataFixture.all.pictures.first { $0.name == "Pillow grey" }).bytes)
    let large = PNGChunks.repaired(PNGChunks.sized(bytes, width: 60_000, height: 60_000))
    let sentence = #expect(throws: DataProblem.self) { try Picture(large, file: "f") }?.sentence
    #expect(sentence == "a picture of at most 67108864 pixels was wanted, but this one has 60000 × 60000.")
    let empty = PNGChunks.repaired(PNGChunks.sized(bytes, width: 8000, height: 8000))
    let other = #expect(throws: DataProblem.self) { try Picture(empty, file: "f") }?.sentence
    #expect(other == "a whole PNG file was wanted, but this one ends too early. Copy it again.")
  }

  @Test func asAnArray() throws {
    try withFolder { folder in
      try write(Array("P2 2 1 255 7 9".utf8), to: "a.pgm", in: folder)
      let array = try NDArray(imageFile: folder.appending(path: "a.pgm").path, type: .float64)
      #expect(array == NDArray([[7, 9]], type: .float64))
    }
  }
}
