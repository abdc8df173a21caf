import Display
import Lessons
import Testing

/// What a lesson says of its parameters' values, and what a run may set.
@Suite struct LessonSettingsTests {
  private static func front(_ parameters: String, seed: String = "1") -> String {
    "title: A\ngoal: B\nminutes: 20\nseed: \(seed)\nparameters:\n" + parameters
  }

  private static func lesson(_ parameters: String, seed: String = "1", _ cells: [String] = []) throws -> Lesson {
    let body = cells.map { "```swift\n\($0)\n```\n" }.joined()
    return try Lesson(text: lessonText(body, frontMatter: front(parameters, seed: seed)), file: "01-a.md")
  }

  @Test func aParameterDeclaresWhatItMayBe() throws {
    let lesson = try Self.lesson(
      """
        rate: {value: 0.1, try: [0.01, 1], least: 0, most: 2, unit: per step}
        rule: {value: adam, try: sgd, choices: [adam, sgd]}
        depth: 3
      """, seed: "{value: 7, try: [8, 9]}")
    let (front, rate) = (lesson.frontMatter, lesson.frontMatter.parameters[0])
    #expect(front.seed == 7 && front.writtenSeed == 7 && front.triedSeeds == [8, 9])
    #expect(rate.value == .number(0.1) && rate.tried == [.number(0.01), .number(1)])
    #expect(rate.least == 0 && rate.most == 2 && rate.unit == "per step")
    #expect(front.parameters[1].tried == [.text("sgd")] && front.parameters[1].choices.count == 2)
    #expect(front.parameters[2].tried.isEmpty)
    let tries = lesson.settingsToTry.map { $0.setting ?? "\($0.seed!)" }
    #expect(tries == ["rate=0.01", "rate=1.0", "rule=sgd", "8", "9"])
  }

  @Test(arguments: [
    ("  a: {value: 1, tries: [2]}", "7:17 parameter-key"), ("  a: {try: [2]}", "7:6 front-matter-wrong-type"),
    ("  a: {value: 1, try: [x]}", "7:23 front-matter-wrong-type"),
    ("  a: {value: 1, try: [0.5]}", "7:23 front-matter-wrong-type"),
    ("  a: {value: 1, try: [-1], least: 0}", "7:23 parameter-value"),
    ("  a: {value: 3, most: 2}", "7:14 parameter-value"), ("  a: {value: x, choices: [y, z]}", "7:14 parameter-value"),
    ("  a: {value: 1, try: [7, 2], most: 5}", "7:23 parameter-value"),
    ("  a: {value: 1, choices: [1, 9], most: 5}", "7:30 parameter-value"),
    ("  a: {value: 1, least: low}", "7:24 front-matter-wrong-type"),
  ])
  func whatDoesNotFitIsSaidWithItsPlace(parameters: String, expected: String) throws {
    let text = lessonText("", frontMatter: Self.front(parameters))
    #expect {
      _ = try Lesson(text: text, file: "01-a.md")
    } throws: { error in
      let problems = (error as! Diagnostics).all
      return problems.map { "\($0.place!.line):\($0.place!.column) \($0.id)" } == [expected]
    }
  }

  @Test(arguments: [
    (["deep": "-3"], "deep must be from 1 to 9; got -3."), (["deep": "10"], "deep must be from 1 to 9; got 10."),
    (["deep": "2.5"], "deep must be a whole number; got “2.5”."),
    (["rate": "-0.1"], "rate must be at least 0 m; got -0.1."),
    (["rate": "nan"], "rate must be at least 0 m; got nan."),
    (["rule": "adma"], "rule must be one of adam, sgd; got adma."),
    (["dep": "3"], "This lesson has no parameter 'dep'."),
  ])
  func whatIsSetIsRefusedAtOnce(settings: [String: String], expected: String) throws {
    let lesson = try Self.lesson(
      """
        deep: {value: 2, least: 1, most: 9}
        rate: {value: 0.1, least: 0, unit: m}
        rule: {value: adam, choices: [adam, sgd]}
      """)
    #expect {
      _ = try lesson.set(settings)
    } throws: { error in
      (error as! Diagnostics).all.contains { $0.summary.hasPrefix(expected) }
    }
  }

  private static let cells = [
    "let data = [1, 2]", "let w = Parameter(\"w\", [1])", "func step() { w.set(w.value - rate) }", "step()",
    "print(w.value)", "print(data)", "let w = 5\nprint(w)",
  ]

  @Test(
    arguments: [
      (["rate": "2"], nil, [], [2, 3, 4, 6]), ([:], 9, [], [0, 1, 2, 3, 4, 5, 6]), ([:], nil, [0], [0, 5]),
      ([:], nil, [], []), (["rate": "1"], 1, [], []),
    ] as [([String: String], UInt64?, Set<Int>, Set<Int>)])
  func cellsThatMayShowSomethingElse(
    settings: [String: String], seed: UInt64?, edited: Set<Int>, expected: Set<Int>
  ) throws {
    let lesson = try Self.lesson("  rate: 1", Self.cells).set(settings, seed: seed)
    let departures = Departures(of: lesson, edited: edited)
    #expect(departures.affected == expected)
    #expect(departures.changes.isEmpty == expected.isEmpty)
  }
}
