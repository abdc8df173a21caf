import Commands
import Foundation
import Testing

@Suite struct CoverageTests {
  private static let list = """
    # how it is written
    == A  First
    A.1   Sizes differ.
      taught: 1#Sizes, and more, 1#Sizes
      live: demo small
      measured: claim T1, 1:sizes
    A.2   Nobody knows.
      taught: -
      live: not yet
      measured: not yet

    """
  private static let lesson = """
    ---
    title: Sizes
    goal: See.
    minutes: 1
    ---

    # Sizes

    ## Sizes, and more

    ```swift
    //| label: sizes
    show(Claim(
      "T1", "a is large", .order(.descending), of: "m", varying: .counted, [("a", nil, [2]), ("b", nil, [1])]))
    ```

    """

  /// The work place lasts as long as what is asked of it.
  private static func coverage<Answer>(_ list: String, _ ask: (Coverage) throws -> Answer) throws -> Answer {
    let work = try Workplace(lessons: ["01-sizes.md": lesson])
    try Data(list.utf8).write(to: work.places.lessons.appending(path: "coverage.txt"))
    var places = work.places
    places.demos = work.folder.appending(path: "demos")
    try FileManager.default.createDirectory(at: places.demos, withIntermediateDirectories: true)
    try Data("---\ntitle: Small\n---\n".utf8).write(to: places.demos.appending(path: "small.md"))
    return try withExtendedLifetime(work) { try ask(try Coverage(places: places)) }
  }

  @Test func theListIsRead() throws {
    let entries = try Self.coverage(Self.list, \.entries)
    #expect(entries.map(\.id) == ["A.1", "A.2"] && entries[0].section == "First" && entries[0].line == 3)
    #expect(
      entries[0].taught
        == .places([.section(lesson: 1, heading: "Sizes, and more"), .section(lesson: 1, heading: "Sizes")]))
    #expect(entries[0].measured == .places([.claim("T1"), .cell(lesson: 1, label: "sizes")]))
    #expect(entries[1].taught == .none && entries[1].live == .notYet)
  }

  @Test func everyReferenceResolves() throws { #expect(try Self.coverage(Self.list) { try $0.problems() }.isEmpty) }

  @Test(arguments: [
    ("1#Sizes, and more", "1#Size", "lesson 1 has no section “Size”"), ("1#Sizes, and more", "2#Sizes", "no lesson 2"),
    ("demo small", "demo large", "no demonstration “large”"), ("claim T1", "claim T2", "no lesson tests a claim “T2”"),
    ("1:sizes", "1:seizes", "no cell “seizes”. Did you mean “sizes”?"),
    ("demo small", "step 1:sizes", "with a stepper"),
    ("A.2", "A.1", "given twice"),
  ])
  func whatLeadsNowhereIsTold(right: String, wrong: String, says: String) throws {
    let problems = try Self.coverage(Self.list.replacing(right, with: wrong)) { try $0.problems() }
    #expect(problems.count == 1 && problems.allSatisfy { $0.report.contains(says) }, "\(problems.map(\.report))")
  }

  @Test(arguments: [("demo small", "at home"), ("live:", "alive:"), ("A.2   Nobody knows.", "A.2")])
  func whatCannotBeReadIsTold(right: String, wrong: String) {
    #expect(throws: (any Error).self) { try Self.coverage(Self.list.replacing(right, with: wrong), \.entries) }
  }

  private static func ofTheCourse() throws -> Coverage {
    try Coverage(places: Places(program: try Workplace.program, environment: [:]))
  }

  @Test func theCourseKeepsWhatItsListPromises() throws {
    let coverage = try Self.ofTheCourse()
    for problem in try coverage.problems() { Issue.record("\(problem.report)") }
    // Ten tables of four rows each, ten questions, five misconceptions.
    for table in 1...10 {
      #expect(coverage.entries.filter { $0.id.hasPrefix("T\(table).") }.count == 5)
      #expect(coverage.entries.contains { $0.id.hasPrefix("F\(table).") })
    }
    for misconception in 1...5 {
      #expect(coverage.entries.filter { $0.id.hasPrefix("M\(misconception).") }.count == 4)
    }
  }

  /// With RECORD=1 it is written anew, and fails once.
  @Test func pageIsMadeFromTheList() throws {
    let (file, text) = ("Docs/COVERAGE.md", try Self.ofTheCourse().page())
    guard (try? Repository.text(of: file)) != text else { return }
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      try Data(text.utf8).write(to: Repository.root.appending(path: file))
    }
    Issue.record("\(file) is not what lessons/coverage.txt says now; RECORD=1 writes it anew.")
  }
}
