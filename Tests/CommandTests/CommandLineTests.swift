import Commands
import Foundation
import Testing

@Suite struct CommandLineTests {
  /// Arguments, the exit code, and what must be said on standard error.
  @Test(arguments: [
    (["lessons"], Ending.success, ""),
    (["lesson", "1", "--plain"], .success, ""),
    (["lesson", "squares", "--no-run"], .success, ""),
    (["lesson", "7"], .badInput, "The nearest is 2"),
    (["lesson", "squarse"], .badInput, "squares"),
    (["lesson", "1", "--set", "cuont=3"], .badInput, "cuont"),
    (["lesson", "1", "--set", "nonsense"], .badInput, "name=value"),
    (["lesson", "1", "--from", "sqares"], .badInput, "squares"),
    (["lesson", "2", "--plain"], .failure, ""),
    (["check", "1"], .success, ""),
    (["check", "2"], .failure, ""),
    (["figures", "1", "--check"], .failure, "nnlearn figures"),
    (["step", "a * b", "--set", "a=2"], .badInput, "--set b=1"),
    (["step", "a *", "--set", "a=2"], .badInput, "operator"),
    (["step", "a", "--set", "a=exit(0)"], .badInput, "name=number"),
    (["step", "a } b", "--set", "a=2", "--set", "b=1"], .badInput, "is not one expression"),
    (["step", "a; b", "--set", "a=2", "--set", "b=1"], .badInput, "is not one expression"),
    (["step", "(a", "--set", "a=2"], .badInput, "a bracket is missing"),
    (["cache", "why", "1:squares"], .success, ""),
    (["cache", "why", "1", "squares"], .success, ""),
    (["cache", "why", "1"], .badInput, "LESSON:LABEL"),
    (["cache", "why", "1:squares", "squares"], .badInput, "LESSON:LABEL"),
    (["step", "1:squares"], .badInput, "show(Stepper(…))"),
    (["new", "Not A Name"], .badInput, "small letters"),
    (["new", "squares"], .badInput, "nothing was written"),
  ])
  func endsAsDocumented(arguments: [String], ending: Ending, words: String) throws {
    let work = try Self.workplace()
    let result = try work.run(arguments + ["--lessons", "lessons"])
    #expect(result.status == ending.rawValue, "\(result.output)\(result.errors)")
    #expect(words.isEmpty || result.errors.contains(words), "\(result.errors)")
  }

  @Test(arguments: [["no-such-command"], ["lesson"], ["figures", "--format", "gif"], ["lesson", "1", "--seed", "x"]])
  func wrongUsageEndsWith64(arguments: [String]) throws {
    #expect(try Self.workplace().run(arguments).status == 64)
  }

  @Test func theListIsReadableForPeopleAndPrograms() throws {
    let work = try Workplace(lessons: ["01-squares.md": Workplace.sound])
    #expect(
      try work.run(["lessons", "--lessons", "lessons"]).output == """
        lesson  title      time  read
             1  Squares  10 min

        """)
    let json = try work.run(["lessons", "--json", "--lessons", "lessons"]).output
    let rows = try JSONDecoder().decode([LessonList.Row].self, from: Data(json.utf8))
    #expect(rows.map(\.name) == ["squares"])
    #expect(rows.map(\.cells) == [1])
  }

  @Test func aWhatIfReachesTheCells() throws {
    let result = try Self.workplace().run(["lesson", "1", "--plain", "--set", "count=3", "--lessons", "lessons"])
    #expect(result.output.contains("Their sum is 5."))
  }

  @Test func steppingPrintsEveryEventAndTheGradients() throws {
    let result = try Self.workplace().run(["step", "a * b + a", "--set", "a=2", "--set", "b=-3", "--print"])
    #expect(result.status == 0, "\(result.errors)")
    // b + 1 = −2
    #expect(result.output.contains("= −2"))
    #expect(result.output.contains("multiply") && result.output.contains("backward"))
  }

  @Test func framesAreNumberedFiles() throws {
    let work = try Self.workplace()
    let result = try work.run(["step", "a * a", "--set", "a=2", "--frames", "frames"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(try work.text(of: "frames/frame-0001.svg").contains("<svg"))
  }

  @Test func aReaderThatLeavesEndsItSilently() throws {
    let work = try Self.workplace()
    let program = try Workplace.program.path
    let result = try Repository.run(
      "sh", "-c", "\"$0\" lesson 1 --plain --lessons lessons | head -n 1", program, in: work.folder)
    #expect(result.errors == "")
    #expect(result.output == "lesson 1 · about 10 minutes · count = 4\n")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionsAreMade(shell: String) throws {
    let result = try Self.workplace().run(["--generate-completion-script", shell])
    #expect(result.status == 0)
    #expect(result.output.contains("figures"))
  }

  private static func workplace() throws -> Workplace {
    try Workplace(lessons: ["01-squares.md": Workplace.sound, "02-wrong.md": Workplace.failing])
  }
}
