import Display
import Figures
import Foundation
import Testing

@Suite struct FigureFileTests {
  /// One of everything a scene can hold.
  static let everything = Scene(
    width: 200, height: 120, background: .white,
    elements: [
      .rectangle(.init(x: 10, y: 10, width: 40, height: 20), cornerRadius: 4, fill: Color(hex: 0xDDEEFF)),
      .ellipse(.init(x: 60, y: 10, width: 20, height: 20), fill: nil, stroke: .init(Color(hex: 0x0072B2), width: 2)),
      .polyline([.init(10, 50), .init(30, 60), .init(.nan, 0), .init(50, 50), .init(70, 60)], .init(.black)),
      .polygon([.init(90, 50), .init(110, 50), .init(100, 65)], fill: Color(hex: 0xD55E00, alpha: 0.5)),
      .curve([.init(10, 80), .init(30, 60), .init(50, 100), .init(70, 80)], .init(.black, dashes: [4, 2])),
      .text("a < b & “c”", at: .init(100, 30), .init(size: 10), .black, anchor: .start),
      .text("up", at: .init(190, 60), .init(size: 10, isBold: true), .black, anchor: .middle, rotation: 90),
      .raster(
        .init(x: 120, y: 60, width: 40, height: 20), columns: 4, rows: 1,
        colors: [.black, .black, .white, Color(hex: 0x009E73)]),
      .clipped(
        to: .init(x: 0, y: 100, width: 50, height: 20),
        [.rectangle(.init(x: -100, y: 90, width: 400, height: 100), fill: Color(hex: 0xE69F00))]),
    ],
    title: "Everything", alternativeText: "One of each element, a < b & \"c\".")

  @Test(arguments: FigureFormat.allCases)
  func theSameSceneIsTheSameBytes(_ format: FigureFormat) throws {
    let first = try FigureFile.data(of: Self.everything, as: format)
    Thread.sleep(forTimeInterval: 1.1)
    #expect(try FigureFile.data(of: Self.everything, as: format) == first)
  }

  @Test func svgIsWellFormedAndSpeaks() throws {
    let data = try FigureFile.data(of: Self.everything, as: .svg)
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains("role=\"img\""))
    #expect(text.contains("<desc id=\"") && text.contains(">One of each element, a &lt; b &amp; &quot;c&quot;.</desc>"))
    #expect(text.contains(">a &lt; b &amp; “c”</text>"))
    let (opened, closed) = (text.ranges(of: "<g ").count, text.ranges(of: "</g>").count)
    #expect(opened == closed && opened == 2)
  }

  @Test func pixelsAreWhereTheSceneSays() throws {
    let pixels = try FigureFile.pixels(of: Self.everything, scale: 1)
    #expect(pixels.width == 200 && pixels.height == 120)
    func hex(_ x: Int, _ y: Int) -> UInt32 {
      let at = (y * pixels.width + x) * 4
      return UInt32(pixels.bytes[at + 2]) << 16 | UInt32(pixels.bytes[at + 1]) << 8 | UInt32(pixels.bytes[at])
    }
    #expect(hex(30, 20) == 0xDDEEFF)
    #expect(hex(70, 20) == 0xFFFFFF, "the ellipse is hollow")
    #expect(hex(125, 70) == 0x000000 && hex(145, 70) == 0xFFFFFF && hex(155, 70) == 0x009E73)
    #expect(hex(25, 110) == 0xE69F00)
    #expect(hex(75, 110) == 0xFFFFFF, "outside the clip")
    #expect(hex(40, 53) == 0xFFFFFF, "the NaN point breaks the line")
  }

  @Test func pngCarriesTheAlternativeText() throws {
    let data = try FigureFile.data(of: Self.everything, as: .png)
    let words = Data("Description\0\0\0\0\0One of each element".utf8)
    #expect(data.range(of: words) != nil)
    #expect(data.starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }

  /// The check value of CRC-32 for "123456789" in every published table.
  @Test func checksumAgreesWithThePublishedCheckValue() {
    #expect(PNGText.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
  }

  @Test func pixelsAreCappedAndItIsSaid() throws {
    var scene = Self.everything
    scene.width = 6000
    scene.height = 5000
    let folder = try TemporaryFolder()
    let notes = try FigureFile.write(scene, to: folder.path + "/big.png", as: .png)
    #expect(notes.map(\.id) == ["figure-scaled-down"])
    let header = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/big.png")).dropFirst(16).prefix(8)
    let sides = stride(from: 0, to: 8, by: 4).map { at in header.dropFirst(at).prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }
    #expect(sides[0] * sides[1] <= 16_010_000 && sides[0] * sides[1] > 15_000_000)
  }

  @Test func foldersAreMadeAndFilesReplaced() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a/b/figure.svg"
    #expect(try FigureFile.write(Self.everything, to: path, as: .svg).isEmpty)
    try FigureFile.write(Self.everything, to: path, as: .svg)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a/b") == ["figure.svg"])
  }

  /// Not even root can write there: below a file, over a folder, into the kernel's own tree.
  @Test(arguments: ["file/figure.svg", "folder", "/proc/figure.svg"])
  func whatCannotBeWrittenIsSaidAndLeavesNothing(_ target: String) throws {
    let folder = try TemporaryFolder()
    try Data("kept".utf8).write(to: URL(fileURLWithPath: folder.path + "/file"))
    try FileManager.default.createDirectory(atPath: folder.path + "/folder", withIntermediateDirectories: false)
    let path = target.hasPrefix("/") ? target : folder.path + "/" + target
    let problem = #expect(throws: Diagnostic.self) { try FigureFile.write(Self.everything, to: path, as: .svg) }
    #expect(problem?.id == "file-not-written")
    #expect(problem?.place?.file == path)
    #expect(problem?.hint.isEmpty == false && problem?.details.isEmpty == false)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["file", "folder"])
    #expect(try String(contentsOfFile: folder.path + "/file", encoding: .utf8) == "kept")
  }

  @Test func aFullDiskIsReported() throws {
    let file = open("/dev/full", O_WRONLY)
    defer { close(file) }
    #expect(AtomicFile.writeAll(Data(repeating: 1, count: 100_000), to: file) == ENOSPC)
  }
}

/// A folder that is gone when the test is over.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("figures-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
