import Datasets
import Foundation
import Tensors
import Testing

@Suite struct IDXTests {
  private static let header: [UInt8] = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3]

  @Test func bytes() throws {
    let array = try IDX.array(Self.header + [1, 2, 3, 4, 5, 255], file: "f")
    #expect(array == NDArray([[1, 2, 3], [4, 5, 255]]))
  }

  @Test func everyElementType() throws {
    let one: [UInt8] = [1, 0, 0, 0, 2]
    let cases: [(UInt8, [UInt8], Double)] = [
      (0x08, [200], 200), (0x09, [0xFF], -1), (0x0B, [0xFF, 0xFE], -2), (0x0C, [0xFF, 0xFF, 0xFF, 0xFD], -3),
      (0x0D, [0xBF, 0xC0, 0, 0], -1.5), (0x0E, [0x40, 0x04, 0, 0, 0, 0, 0, 0], 2.5),
    ]
    for (code, bytes, value) in cases {
      let array = try IDX.array([0, 0, code] + one + bytes + bytes, file: "f", type: .float64)
      #expect(array == NDArray([value, value], type: .float64))
    }
  }

  @Test(
    arguments: [
      (
        [],
        "f: expected an IDX file, which starts with 0 0, its element type and its number of axes; "
          + "this one starts with nothing."
      ),
      (
        [0, 0, 7, 1],
        "f: expected an IDX file, which starts with 0 0, its element type and its number of axes; "
          + "this one starts with 0 0 7 1."
      ),
      (
        [0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 3],
        "f: expected at least one number; the file holds none: its shape is [0, 3]."
      ),
      (
        [0, 0, 8, 4] + [UInt8](repeating: 0xFF, count: 12) + [0, 0, 0, 0],
        "f: expected at least one number; the file holds none: "
          + "its shape is [4294967295, 4294967295, 4294967295, 0]."
      ),
      ([0, 0, 8, 2, 0, 0], "f: expected the sizes of 2 axes; the file ends at byte 6."),
      (
        header + [1, 2],
        "f: expected 6 bytes of numbers for [2, 3]; got 2. "
          + "The file may be damaged. Copy it again."
      ),
      (
        header + [1, 2, 3, 4, 5, 6, 7],
        "f: expected 6 bytes of numbers for [2, 3]; got 7. "
          + "The file may be damaged. Copy it again."
      ),
      (
        [0, 0, 14, 3] + [UInt8](repeating: 0xFF, count: 12),
        "f: expected \(Int.max) bytes of numbers for [4294967295, 4294967295, 4294967295]; got 0. "
          + "The file may be damaged. Copy it again."
      ),
    ] as [([UInt8], String)]) func problems(_ bytes: [UInt8], _ message: String)
  {
    let problem = #expect(throws: DataProblem.self) { try IDX.array(bytes, file: "f") }
    #expect(problem?.description == message)
  }

  /// Every prefix of a real file but the whole is refused.
  @Test func truncated() throws {
    let bytes = try packagedFile("digits8x8-labels-idx1-ubyte")
    for count in 0..<bytes.count {
      #expect(throws: DataProblem.self) { try IDX.array(Array(bytes[..<count]), file: "f") }
    }
    #expect(try IDX.array(bytes, file: "f").shape == [1797])
  }

  @Test func imagesAndLabelsMustBelongTogether() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "idx-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let images = folder.appending(path: "images").path
    let labels = folder.appending(path: "labels").path
    try Data(Self.header + [1, 2, 3, 4, 5, 6]).write(to: URL(filePath: images))
    try Data([0, 0, 8, 1, 0, 0, 0, 2, 7, 9]).write(to: URL(filePath: labels))
    #expect(try Examples(idxImages: images, labels: labels).targets == NDArray([7, 9]))
    let problem = #expect(throws: DataProblem.self) { try Examples(idxImages: labels, labels: images) }
    #expect(problem?.sentence.hasPrefix("expected 2 labels, one for each image; got [2, 3].") == true)
  }
}
