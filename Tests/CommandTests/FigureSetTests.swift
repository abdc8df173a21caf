import Commands
import Display
import Figures
import Foundation
import Testing

@Suite struct FigureSetTests {
  private static func set(_ work: Workplace) throws -> FigureSet {
    FigureSet(of: try OpenedLesson("1", in: work.places))
  }

  @Test func writesWhatTheCheckThenAccepts() throws {
    let work = try Workplace(lessons: ["01-squares.md": Workplace.sound])
    let all = FigureSet.Formats(FigureFormat.allCases, themes: Theme.Name.allCases)
    let files = try Self.set(work).write(to: work.places.figures, as: all)
    #expect(files.count == 9)
    #expect(files.contains("figures/01-squares.svg") && files.contains("figures/01-squares-dark.pdf"))
    #expect(try Self.set(work).staleness(in: work.places.figures, as: all) == [])
    #expect(try work.text(of: "figures/01-squares.svg").contains("<svg"))
  }

  @Test func aMissingAStaleAndALeftOverFileAreFound() throws {
    let work = try Workplace(lessons: ["01-squares.md": Workplace.sound])
    let (figures, folder) = (try Self.set(work), work.places.figures)
    #expect(try figures.staleness(in: folder, as: .init()).map(\.id) == ["figure-missing"])
    _ = try figures.write(to: folder, as: .init())
    try work.write(try work.text(of: "figures/01-squares.svg") + "\n", to: "figures/01-squares.svg")
    try work.write("<svg/>", to: "figures/01-gone.svg")
    try work.write("<svg/>", to: "figures/02-of-another-lesson.svg")
    let problems = try figures.staleness(in: folder, as: .init())
    #expect(problems.map(\.id) == ["figure-stale", "figure-orphan"])
    #expect(problems.map(\.place?.file) == ["figures/01-squares.svg", "figures/01-gone.svg"])
  }

  @Test func onlyTheCellsThatAFigureNeedsRun() throws {
    let work = try Workplace(lessons: ["01-squares.md": Workplace.failing])
    #expect(try Self.set(work).figures().map(\.name) == ["01-squares"])
  }

  @Test func anotherParameterDrawsAnotherFigure() throws {
    let work = try Workplace(lessons: ["01-squares.md": Workplace.sound])
    let more = try FigureSet(of: OpenedLesson("1", in: work.places, settings: ["count=9"])).figures()
    #expect(more[0].scene.alternativeText.contains("64"))
    #expect(try Self.set(work).figures()[0].scene.alternativeText.contains("64") == false)
  }

  @Test func valuesInAnAlternativeTextAreComputed() throws {
    let caption = "//| fig-cap: \"The first squares.\"\n"
    let text = Workplace.sound.replacing(
      caption, with: caption + "//| fig-alt: \"Dots that rise to {squares.last!} at the right.\"\n")
    let work = try Workplace(lessons: ["01-squares.md": text])
    #expect(try Self.set(work).figures().map(\.scene.alternativeText) == ["Dots that rise to 9 at the right."])
    try work.write(text.replacing("squares.last!", with: "nowhere"), to: "lessons/01-squares.md")
    let problem = #expect(throws: Diagnostic.self) { try Self.set(work).figures() }
    #expect(problem?.place?.line == 14, "\(String(describing: problem))")
  }

  @Test func aFolderThatCannotBeIsSaidSo() throws {
    let work = try Workplace(lessons: ["01-squares.md": Workplace.sound])
    try work.write("a file, not a folder", to: "figures")
    #expect(throws: Diagnostic.self) { try Self.set(work).write(to: work.places.figures, as: .init()) }
    #expect(try work.text(of: "figures") == "a file, not a folder")
  }
}
