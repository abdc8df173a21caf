import Commands
import Foundation
import FoundationXML
import Testing

@Suite struct LessonCheckTests {
  @Test func aSoundLessonPasses() throws {
    let work = try Workplace(lessons: ["01-squares.md": Workplace.sound])
    let reports = try LessonCheck(places: work.places).run([])
    #expect(reports.map(\.file) == ["lessons/01-squares.md"])
    #expect(reports[0].failures == [])
    #expect(
      reports[0].cases.map(\.name)
        == ["style", "cell squares", "value {squares.reduce(0, +)} in line 19"])
  }

  @Test func whatIsWrongIsFoundAndNothingElse() throws {
    let work = try Workplace(lessons: ["01-squares.md": Workplace.failing])
    let report = try LessonCheck(places: work.places).run(["1"])[0]
    #expect(report.failures.map(\.name) == ["cell beyond", "value {nowhere} in line 32"])
    let beyond = try #require(report.failures.first?.problems)
    #expect(beyond.first?.id == "cell-unexpected")
    #expect(beyond.contains { $0.place?.line == 23 })
  }

  /// An `expect` and a value that hold for the lesson's own setting, and not for one that it declares.
  @Test func declaredSettingsAreTried() throws {
    let text = """
      ---
      title: Roots
      goal: You see roots.
      minutes: 10
      seed: {value: 1, try: 2}
      parameters:
        number: {value: 4, try: [9, 5], least: 0}
      ---
      # Roots

      ```swift
      //| label: root
      let root = Double(number).squareRoot()
      expect("a whole root", root == root.rounded())
      ```

      ```swift
      //| label: other
      print("always the same")
      ```
      """
    let work = try Workplace(lessons: ["01-roots.md": text])
    let plain = try LessonCheck(places: work.places).run([])
    #expect(plain[0].failures == [] && plain[0].cases.count == 3)
    let tried = try LessonCheck(places: work.places, triesSettings: true).run([])
    #expect(tried[0].failures.map(\.name) == ["cell root, with number=5"])
    #expect(tried[0].cases.map(\.name).contains("cell other, with seed=2"))
  }

  /// What comes after a slow cell is compiled: what does not run passes, what does not compile fails.
  @Test func fromTheFirstSlowCellOnCellsAreCompiledOnly() throws {
    func lesson(_ last: String) -> String {
      """
      ---
      title: Roots
      goal: You see roots.
      minutes: 10
      ---
      # Roots

      ```swift
      //| label: first
      expect("before", true)
      ```

      ```swift
      //| label: long
      //| slow: true
      let root = 4.0.squareRoot()
      expect("never run", false)
      ```

      The root is {root}.

      ```swift
      //| label: last
      \(last)
      ```
      """
    }
    let work = try Workplace(lessons: ["01-sound.md": lesson("print(root)"), "02-wrong.md": lesson("print(roots)")])
    let reports = try LessonCheck(places: work.places, leavesOutSlow: true).run([])
    #expect(reports[0].failures == [])
    #expect(reports[0].cases.map(\.name) == ["style", "cell first", "cell long, compiled", "cell last, compiled"])
    #expect(reports[1].failures.map(\.name) == ["cell last, compiled"])
    #expect(try LessonCheck(places: work.places).run(["1"])[0].failures.first?.name == "cell long")
  }

  @Test func aLessonThatCannotBeReadIsOneFailure() throws {
    let work = try Workplace(lessons: ["01-broken.md": "# No front matter\n", "02-squares.md": Workplace.sound])
    let reports = try LessonCheck(places: work.places).run([])
    #expect(reports.map { $0.failures.map(\.name) } == [["reading"], []])
  }

  @Test func theXMLHoldsEveryCaseAndSurvivesItsReader() throws {
    let work = try Workplace(lessons: ["01-squares.md": Workplace.failing])
    let reports = try LessonCheck(places: work.places).run([])
    let tally = Tally()
    let parser = XMLParser(data: Data(JUnit.document(reports).utf8))
    parser.delegate = tally
    #expect(parser.parse())
    #expect(tally.elements["testcase"] == reports[0].cases.count)
    #expect(tally.elements["failure"] == 2)
  }

  @Test func everyCharacterIsFitForXML() throws {
    let nasty = String((0...0x2FF).compactMap(UnicodeScalar.init).map(Character.init)) + "\u{FFFE}😀"
    let report = LessonCheck.Report(
      file: nasty, cases: [.init(name: nasty, problems: [.init("x", nasty, hint: nasty)])])
    #expect(XMLParser(data: Data(JUnit.document([report]).utf8)).parse())
  }

  private final class Tally: NSObject, XMLParserDelegate {
    var elements: [String: Int] = [:]

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String] = [:]
    ) {
      elements[name, default: 0] += 1
    }
  }
}
