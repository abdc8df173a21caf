import Commands
import Display
import Foundation
import Testing

/// A demonstration that needs no training.
let squares = """
  ---
  title: Squares
  goal: Squares grow ever faster.
  minutes: 5
  parameters:
    count: 4
    scale: 1.0
  ---

  # Squares

  ```swift
  //| label: squares
  let curve = GrowingCurves("square", x: "number", to: count)
  demonstrate("number", count) { n in
    curve.add(at: n, ["n²": scale * Double(n * n)])
    return DemoFrame("One more.", numbers: curve.numbers { .init($0, $1, decimals: 1) }, figure: .chart(curve.chart()))
  }
  ```

  """

private let broken = squares.replacing("scale *", with: "missing *").replacing("title: Squares", with: "title: Broken")
private let silent = squares.replacing("demonstrate(\"number\", count) { n in", with: "_ = { (n: Int) in")

@Suite struct DemonstrationTests {
  private static func workplace() throws -> Workplace {
    try Workplace(demos: ["squares.md": squares, "broken.md": broken, "silent.md": silent, "square-roots.md": squares])
  }

  /// Arguments, the exit code, and what must be said on standard error.
  @Test(arguments: [
    (["squares", "--plain"], Ending.success, ""),
    (["squares"], .success, ""),
    (["demos/squares.md"], .success, ""),
    (["Square", "Roots"], .success, ""),
    ([], .success, ""),
    (["--json"], .success, ""),
    (["sqares"], .badInput, "squares"),
    (["squ"], .badInput, "square-roots, squares"),
    (["demos/nowhere.md"], .badInput, "nowhere.md"),
    (["squares", "--set", "cuont=3"], .badInput, "cuont"),
    (["squares", "--set", "count=many"], .badInput, "whole number"),
    (["squares", "--set", "count"], .badInput, "name=value"),
    (["squares", "--compare", "scale"], .badInput, "name=value,value"),
    (["squares", "--compare", "scale=1"], .badInput, "name=value,value"),
    (["squares", "--compare", "scale=1,2,3"], .badInput, "name=value,value"),
    (["squares", "--compare", "scael=1,2"], .badInput, "scael"),
    (["squares", "--compare", "count=1,x"], .badInput, "got “x”"),
    (["broken"], .failure, "demos/broken.md:16"),
    (["silent"], .failure, "No cell of this demonstration shows a moment"),
    (["squares", "--frames", "taken"], .notWritten, "choose another folder"),
    (["squares", "--frames", "/proc/nowhere"], .notWritten, "choose another folder"),
  ])
  func endsAsDocumented(arguments: [String], ending: Ending, words: String) throws {
    let work = try Self.workplace()
    try work.write("precious", to: "taken")
    let result = try work.run(["demo"] + arguments + ["--demos", "demos"])
    #expect(result.status == ending.rawValue, "\(result.output)\(result.errors)")
    #expect(words.isEmpty || result.errors.contains(words), "\(result.errors)")
    #expect(try work.text(of: "taken") == "precious")
  }

  /// The title and the goal were written for other settings.
  @Test func otherSettingsAreMarked() throws {
    let work = try Self.workplace()
    func play(_ arguments: String...) throws -> String {
      try work.run(["demo", "squares", "--plain", "--demos", "demos"] + arguments).output
    }
    #expect(try !play().contains("≠"))
    #expect(try !play("--set", "scale=1").contains("≠"))
    let other = try play("--set", "scale=2")
    #expect(other.contains("≠ Squares") && other.contains("scale = 2 (written: 1)"))
    #expect(try play("--compare", "scale=1,2").contains("≠ Squares"))
  }

  @Test(arguments: [["squares", "--format", "gif"], ["squares", "--seed", "x"]])
  func wrongUsageEndsWith64(arguments: [String]) throws {
    #expect(try Self.workplace().run(["demo"] + arguments + ["--demos", "demos"]).status == 64)
  }

  @Test func aFolderWithoutDemonstrationsIsTold() throws {
    let result = try Self.workplace().run(["demo", "--demos", "nowhere"])
    #expect(result.status == Ending.badInput.rawValue && result.errors.contains("nowhere"))
  }

  @Test func theListIsReadableForPeopleAndPrograms() throws {
    let work = try Workplace(demos: ["squares.md": squares])
    #expect(
      try work.run(["demo", "--demos", "demos"]).output == """
        squares  Squares grow ever faster.
                 count=4  scale=1.0

        """)
    let json = try work.run(["demo", "--json", "--demos", "demos"]).output
    let rows = try JSONDecoder().decode([DemoLibrary.Row].self, from: Data(json.utf8))
    #expect(rows.map(\.parameters) == [["count=4", "scale=1.0"]])
  }

  @Test func plainTextHasTheKeyNumbersAndTheLastFigureInWords() throws {
    let text = try Self.workplace().run(["demo", "squares", "--demos", "demos"]).output
    let wanted = """
      Squares
      Squares grow ever faster.

      number    n²
           1   1.0
           2   4.0
           3   9.0
           4  16.0

      number 4 of 4: n² 16.0. One more. square: n² rises from 1 to 16 between number 1 and 4.

      """
    #expect(text == wanted)
  }

  @Test func manyMomentsBecomeAboutTen() throws {
    let text = try Self.workplace().run(["demo", "squares", "--set", "count=250", "--demos", "demos"]).output
    let rows = text.split(separator: "\n").filter { $0.contains(/^ +\d/) }
    #expect(rows.count == 10)
    #expect(rows.first?.contains(" 1 ") == true && rows.last?.contains("250  62500.0") == true)
  }

  @Test func twoRunsAreComparedInTextAndPictures() throws {
    let work = try Self.workplace()
    let arguments = ["demo", "squares", "--demos", "demos", "--set", "count=3", "--compare", "scale=1,2"]
    let text = try work.run(arguments).output
    #expect(text.contains("scale = 1\n") && text.contains("scale = 2\n"))
    #expect(text.contains("     3  9.0") && text.contains("     3  18.0"))
    _ = try work.run(arguments + ["--frames", "frames"])
    let picture = try work.text(of: "frames/squares-0003.svg")
    for words in ["scale = 1", "scale = 2", ">9.0<", ">18.0<"] { #expect(picture.contains(words)) }
  }

  @Test func severalParametersAreComparedTogether() throws {
    let work = try Self.workplace()
    let film = try Demonstration(["squares"], comparing: ["scale=1,2", "count=2,3"], places: work.places).film()
    #expect(film.labels == ["scale = 1, count = 2", "scale = 2, count = 3"])
    #expect(film.frames.map(\.count) == [2, 3] && film.count == 3)
  }

  @Test func picturesAreNumberedAndTheSameOnEveryRun() throws {
    let work = try Self.workplace()
    for folder in ["a", "b"] {
      let result = try work.run(["demo", "squares", "--frames", folder, "--format", "svg,png", "--demos", "demos"])
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.split(separator: "\n").count >= 8)
    }
    for number in 1...4 {
      for format in ["svg", "png"] {
        let name = "squares-000\(number).\(format)"
        let (a, b) = (work.folder.appending(path: "a/\(name)"), work.folder.appending(path: "b/\(name)"))
        #expect(try Data(contentsOf: a) == Data(contentsOf: b))
        #expect(try Data(contentsOf: a).count > 1000)
      }
    }
    #expect(try work.text(of: "a/squares-0001.svg") != work.text(of: "a/squares-0002.svg"))
  }

  @Test func theNextSeedIsOneMore() throws {
    let work = try Self.workplace()
    let demo = try Demonstration(["squares"], seed: 7, places: work.places)
    #expect(try demo.takeNextSeed() == 8)
    #expect(try demo.film().frames[0].count == 4)
    demo.close()
  }

  @Test func checkingFindsWhatIsWrong() throws {
    let work = try Self.workplace()
    let reports = try LessonCheck(places: work.places, demonstrations: true).run([])
    #expect(reports.map(\.file) == ["broken", "silent", "square-roots", "squares"].map { "demos/\($0).md" })
    #expect(reports.map { $0.failures.map(\.name) } == [["cell squares", "moments"], ["moments"], [], []])
  }
}
