import Display
import Figures
import Foundation
import Testing

struct GraphFramesTests {
  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func texts(_ folder: String) throws -> [String] {
    try names(folder).map { try String(contentsOfFile: folder + "/" + $0, encoding: .utf8) }
  }

  /// Writes all, as they come, then those again that were outgrown.
  private func write(_ views: [StepView], to folder: String) throws -> FrameWriter {
    let writer = FrameWriter(folder: folder, format: .svg)
    for view in views { try writer.write(view) }
    for index in writer.outgrown { try writer.rewrite(index, views[index]) }
    return writer
  }

  @Test func framesShareOneCanvas() throws {
    let folder = try TemporaryFolder()
    _ = try write(GraphSamples.steps(), to: folder.path)
    let frames = try texts(folder.path)
    #expect(frames.count == 6 && Set(frames).count == 6)
    let sizes = frames.map { $0.firstMatch(of: /width="[\d.]+" height="[\d.]+"/)?.output }
    #expect(sizes[0] != nil && Set(sizes).count == 1)
    // Panels stay in place.
    let headings = frames.map { $0.firstMatch(of: /<text x="[\d.]+" y="[\d.]+"[^>]*>Ledger of ∂L\/∂a</)?.output }
    #expect(headings[0] != nil && Set(headings).count == 1)
  }

  /// In whatever order the sizes come, all frames end on the largest canvas, and none is drawn more than twice.
  @Test(arguments: [false, true]) func framesThatCameEarlyAreDrawnAgain(isReversed: Bool) throws {
    var views = GraphSamples.steps()
    views[2].notes = (0..<12).map { "note \($0)" }
    views[4].headline = String(repeating: "wide ", count: 60)
    if isReversed { views.reverse() }
    let folder = try TemporaryFolder()
    let writer = try write(views, to: folder.path)
    let sizes = try texts(folder.path).map { $0.firstMatch(of: /width="[\d.]+" height="[\d.]+"/)?.output }
    #expect(Set(sizes).count == 1)
    #expect(writer.drawnCount <= 2 * views.count && !writer.outgrown.isEmpty)
  }

  @Test func roomThatIsMadeBeforehandSavesTheSecondDrawing() throws {
    let views = GraphSamples.steps()
    let folder = try TemporaryFolder()
    let writer = FrameWriter(folder: folder.path, format: .svg)
    for view in views { writer.makeRoom(for: view) }
    for view in views { try writer.write(view) }
    #expect(writer.outgrown.isEmpty && writer.count == views.count)
  }

  @Test func filesAreNumberedFromOne() throws {
    let folder = try TemporaryFolder()
    let writer = FrameWriter(folder: folder.path + "/new", format: .svg)
    let paths = try GraphSamples.steps().map { try writer.write($0) }
    #expect(paths.map { ($0 as NSString).lastPathComponent }.first == "frame-0001.svg")
    #expect(try names(folder.path + "/new") == (1...6).map { "frame-000\($0).svg" })
    #expect(FrameWriter.name(ofFrame: 12_344, as: .png) == "frame-12345.png")
  }

  @Test func aFolderThatCannotBeMadeIsSaidSo() throws {
    let writer = FrameWriter(folder: "/proc/no/such/place", format: .svg)
    #expect(throws: Diagnostic.self) { try writer.write(GraphSamples.steps()[0]) }
  }
}
