import Display
import Figures
import Foundation
import Testing

struct GraphFramesTests {
  @Test func framesShareOneCanvas() {
    let frames = Frames(of: GraphSamples.steps())
    #expect(frames.count == 6)
    #expect(Set((0..<6).map { "\(frames[$0].width) \(frames[$0].height)" }).count == 1)
    #expect(frames[1] != frames[2])
  }

  @Test func panelsStayInPlace() {
    let frames = Frames(of: GraphSamples.steps())
    let headings = (0..<6).map { index in
      frames[index].elements.compactMap { element -> Scene.Point? in
        if case .text("Ledger of ∂L/∂a", let at, _, _, _, _) = element { return at }
        return nil
      }
    }
    #expect(headings[0].count == 1)
    #expect(Set(headings.map { "\($0)" }).count == 1)
  }

  @Test func graphsAloneMakeFramesToo() {
    let plain = (0...3).map { step in
      var drawing = GraphSamples.scalars(step: step)
      for index in drawing.nodes.indices { drawing.nodes[index].state = .plain }
      return drawing
    }
    let frames = Frames(of: plain)
    let boxes = (0..<4).map { index in
      frames[index].elements.compactMap { element -> Scene.Rectangle? in
        if case .rectangle(let rectangle, _, _, _) = element { return rectangle }
        return nil
      }
    }
    #expect(Set(boxes.map { "\($0)" }).count == 1)
  }

  @Test func filesAreNumberedFromOne() throws {
    let folder = try TemporaryFolder()
    let paths = try Frames(of: GraphSamples.steps()).write(to: folder.path + "/new", as: .svg)
    #expect(paths.map { ($0 as NSString).lastPathComponent }.first == "frame-0001.svg")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new").sorted()
        == (1...6).map { "frame-000\($0).svg" })
    #expect(Frames.name(ofFrame: 12_344, as: .png) == "frame-12345.png")
  }

  @Test func noFramesAreNoFiles() throws {
    let folder = try TemporaryFolder()
    #expect(try Frames(of: [StepView]()).write(to: folder.path, as: .svg).isEmpty)
  }

  @Test func aFolderThatCannotBeMadeIsSaidSo() throws {
    let frames = Frames(of: [GraphSamples.square])
    #expect(throws: Diagnostic.self) { try frames.write(to: "/proc/no/such/place", as: .svg) }
  }
}
