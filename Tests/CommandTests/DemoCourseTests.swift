import Commands
import Display
import Foundation
import Lessons
import Testing

/// The demonstrations of this repository.
@Suite(.serialized) struct DemoCourseTests {
  private static func places(_ work: Workplace) throws -> Places {
    Places(program: try Workplace.program, environment: ["HOME": work.folder.path])
  }

  static let names: [String] =
    (try? LessonLibrary(folder: Repository.root.appending(path: "demos")))?.entries.map(\.name) ?? []

  @Test func theIssueNamesAreThere() {
    for name in [
      "overfitting", "underfitting", "learning-rate", "batch-size", "optimizers", "activations", "depth",
      "initialisation", "small-data", "random-labels", "adversarial",
    ] + (1...5).map({ "misconception-\($0)" }) {
      #expect(Self.names.contains(name))
    }
  }

  /// The number before the unit: 0.53 of "0.53", 0.97 of "97 %".
  private static func value(_ name: String, _ frame: DemoFrame) -> Double {
    guard let text = frame.numbers.first(where: { $0.name == name })?.text else { return .nan }
    let number = Double(text.replacing("−", with: "-").prefix { $0.isNumber || "-.e".contains($0) }) ?? .nan
    return text.hasSuffix("%") ? number / 100 : number
  }

  /// What the last moment of each has to show, so that what it says is true.
  static let claims: [(name: String, holds: @Sendable (DemoFrame) -> Bool)] = []

  @Test(arguments: names) func everyDemonstrationShowsMomentsThatAreSmallEnough(name: String) throws {
    let work = try Workplace()
    let demo = try Demonstration([name], places: Self.places(work))
    defer { demo.close() }
    let film: Film
    do {
      film = try demo.film()
    } catch let failure as Demonstration.Failure {
      for problem in failure.problems { Issue.record("\(problem.report)") }
      return
    }
    let frames = film.frames[0]
    #expect((5...200).contains(frames.count))
    #expect(frames.last.map { $0.moment == $0.total } == true)
    #expect(zip(frames, frames.dropFirst()).allSatisfy { $0.moment < $1.moment })
    for frame in frames {
      #expect(try Wire.encode(Output.frame(frame)).count < 100_000)
      #expect((1...4).contains(frame.numbers.count))
    }
    #expect(film.text.contains(film.goal))
    for claim in Self.claims where claim.name == name {
      #expect(claim.holds(frames.last!), "\(frames.last!.numbers)")
    }
  }
}
