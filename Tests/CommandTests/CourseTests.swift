import Commands
import Foundation
import Lessons
import Testing

/// The lessons and figures of this repository.
@Suite struct CourseTests {
  private static func places(_ work: Workplace) throws -> Places {
    Places(program: try Workplace.program, environment: ["HOME": work.folder.path])
  }

  private static var names: [String] {
    (try? LessonLibrary(folder: Repository.root.appending(path: "lessons")))?.entries.map(\.name) ?? []
  }

  @Test(arguments: names)
  func everyLessonHoldsWhatItSays(name: String) throws {
    let work = try Workplace()
    let reports = try LessonCheck(places: Self.places(work)).run([name])
    for failure in reports.flatMap(\.failures) {
      Issue.record("\(failure.name): \(failure.problems.map(\.report).joined(separator: "\n"))")
    }
  }

  @Test(arguments: names)
  func everyCommittedFigureIsWhatItsLessonDraws(name: String) throws {
    let work = try Workplace()
    let places = try Self.places(work)
    let stale = try FigureSet(of: OpenedLesson(name, in: places)).staleness(in: places.figures, as: .init())
    for problem in stale { Issue.record("\(problem.report)") }
  }
}
