import Commands
import Display
import Foundation
import Lessons
import Pages
import Testing

/// The demonstrations of this repository.
@Suite(.serialized) struct DemoCourseTests {
  private static func places(_ work: Workplace) throws -> Places {
    Places(program: try Workplace.program, environment: ["HOME": work.folder.path])
  }

  static let names: [String] =
    (try? LessonLibrary(folder: Repository.root.appending(path: "demos")))?.entries.map(\.name) ?? []

  /// The number before the unit: 0.53 of "0.53", 0.97 of "97 %".
  private static func value(_ name: String, _ frame: DemoFrame) -> Double {
    guard let text = frame.numbers.first(where: { $0.name == name })?.text else { return .nan }
    let number = Double(text.replacing("−", with: "-").prefix { $0.isNumber || "-.e".contains($0) }) ?? .nan
    return text.hasSuffix("%") ? number / 100 : number
  }

  /// What the last moment of each has to show, so that what it says is true.
  static let claims: [(name: String, holds: @Sendable ((String) -> Double) -> Bool)] = [
    ("overfitting", { $0("gap") > 0.5 && $0("loss, own birds") < 0.2 }),
    ("underfitting", { $0("right, own birds") < 0.85 && $0("right, own birds") - $0("right, others") < 0.06 }),
    ("learning-rate", { $0("loss, η = 0.3") < 0.3 && $0("loss, η = 0.01") > 1 && $0("loss, η = 0.62") > 10 }),
    ("batch-size", { $0("right, batch 1") > 0.9 && $0("right, batch 1438") < $0("right, batch 32") }),
    ("optimizers", { max($0("Adam"), $0("SGD")) < $0("descent") && $0("descent") < 0.5 * $0("genetic") }),
    ("activations", { $0("sigmoid, right") < 0.2 && $0("sigmoid × 4, right") > 0.8 && $0("ReLU, right") > 0.9 }),
    ("threshold", { $0("recall") > 0.98 && $0("precision") < 0.5 }),
    (
      "depth", { $0("right, 2 layers") > $0("right, 24 layers") && $0("right, 24, shortcuts") > $0("right, 24 layers") }
    ),
    (
      "initialisation",
      { max($0("right, zeros"), $0("right, ± 0.01")) < 0.2 && $0("right, He") > $0("right, ± 0.5") + 0.05 }
    ),
    ("small-data", { $0("right, 20 digits") < 0.7 && $0("right, 1000 digits") > 0.9 }),
    ("random-labels", { $0("right, random labels") > 0.99 && $0("right, real digits") < 0.2 }),
    ("adversarial", { $0("right, all digits") < 0.1 && $0("confidence") > 0.9 && $0("read as") != 6 }),
    ("misconception-1", { $0("300 digits") > 0.9 && $0("all 1438") - $0("300 digits") < 0.06 }),
    ("misconception-2", { $0("right") < $0("best so far") && $0("cost (1 layer: 1)") > 4 }),
    ("misconception-3", { $0("as in training") > 0.98 && $0("no mark") < 0.85 && $0("mark on odd") < 0.5 }),
    ("misconception-4", { $0("loss, worst") > $0("loss, best") + 0.15 }),
    ("misconception-5", { $0("stay, important blank") < $0("stay, random ink blank") - 0.1 }),
    ("memory", { $0("open") > 0.95 && $0("open") >= max($0("half open"), $0("no gates")) }),
    ("attention", { $0("named") > 0.95 && $0("to the first") > 0.5 }),
    ("gan", { $0("read") > 0.2 && $0("read") < $0("real ones") && $0("different") >= 5 }),
    ("writing", { $0("real words") > 0.4 && $0("perplexity") < 10 }),
    ("landscape", { $0("loss, worst") > $0("loss, best") * 1.3 }),
  ]

  /// On the smallest screen that is common.
  private static func screen(of frame: DemoFrame, title: String, goal: String) -> String {
    var track = DemoState.Track()
    track.frames = [frame]
    track.isComputed = true
    let state = DemoState(
      title: title, goal: goal, tracks: [track], size: .init(columns: 80, rows: 24),
      palette: Palette(depth: .monochrome))
    return Pages.screen(of: state).map(\.text).joined(separator: "\n").trimmingCharacters(in: .whitespaces)
  }

  @Test func everyDemonstrationIsHeldToAClaim() {
    #expect(Self.claims.map(\.name).sorted() == Self.names.sorted())
  }

  @Test(arguments: names) func everyDemonstrationIsWrittenWithCare(name: String) throws {
    let library = try LessonLibrary(folder: Repository.root.appending(path: "demos"))
    let problems = try library.entry(name).read().lint(folder: library.folder, library: library.entries)
    for problem in problems where problem.severity != .note { Issue.record("\(problem.report)") }
  }

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
    for frame in frames where frame.moment % 10 == 0 || frame.moment == frame.total {
      let screen = Self.screen(of: frame, title: film.title, goal: film.goal)
      #expect(!screen.contains("…") && screen.hasSuffix("q quit"), "\(screen)")
    }
    for claim in Self.claims where claim.name == name {
      #expect(claim.holds { Self.value($0, frames.last!) }, "\(frames.last!.numbers)")
    }
  }
}
