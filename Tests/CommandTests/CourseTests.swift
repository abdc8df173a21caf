import Commands
import Foundation
import Lessons
import Testing

/// The lessons, figures and claims of this repository. One lesson after the other: a lesson's time limits are meant for a
/// machine that runs it alone.
@Suite(.serialized) struct CourseTests {
  private static var names: [String] {
    (try? LessonLibrary(folder: Repository.root.appending(path: "lessons")))?.entries.map(\.name) ?? []
  }

  /// Those that take seconds are checked under every setting that they declare; `nnlearn check --settings` takes all of them.
  private static let quick = ["what-training-is", "forward-propagation", "backward-propagation", "energy"]

  /// Those that take minutes: from their first slow cell on they are compiled, and run by `./nnlearn test --all`.
  private static let long = ["digits", "architectures", "language", "without-labels"]

  @Test(arguments: names)
  func everyLessonHoldsWhatItSays(name: String) throws {
    let work = try Workplace()
    let places = Places(program: try Workplace.program, environment: ["HOME": work.folder.path])
    let isWhole = !Self.long.contains(name) || ProcessInfo.processInfo.environment["NNLEARN_TEST"] == "all"
    let check = try LessonCheck(places: places, triesSettings: Self.quick.contains(name), leavesOutSlow: !isWhole)
    for failure in try check.run([name]).flatMap(\.failures) {
      Issue.record("\(failure.name): \(failure.problems.map(\.report).joined(separator: "\n"))")
    }
    guard isWhole else { return }
    let stale = try FigureSet(of: OpenedLesson(name, in: places)).staleness(in: places.figures, as: .init())
    for problem in stale { Issue.record("\(problem.report)") }

    let claims = try ClaimList(places: places).entries([name])
    let page = try Repository.text(of: "Docs/CLAIMS.md")
    for line in claims.summary().split(separator: "\n") + claims.sections().split(separator: "\n") {
      #expect(page.contains(line), "Docs/CLAIMS.md is stale: nnlearn claims --page Docs/CLAIMS.md writes it anew.")
    }
  }

  @Test func thePageHasNoOtherClaims() throws {
    let lessons = try LessonLibrary(folder: Repository.root.appending(path: "lessons")).entries.map {
      try String(contentsOf: $0.url, encoding: .utf8)
    }
    let made = lessons.flatMap { $0.matches(of: /Claim\(\s*"([^"]+)"/).map { String($0.output.1) } }
    let listed = try Repository.text(of: "Docs/CLAIMS.md").matches(of: /(?m)^## (\S+)$/).map { String($0.output.1) }
    #expect(made == listed)
  }
}
