import Display
import Foundation
import Lessons
import Pages

/// A demonstration to be run: one way, or two ways that are compared.
public final class Demonstration {
  public let name: String
  /// Marked ≠ where a run has other settings than the words were written for.
  public let title: String
  public let goal: String
  /// What sets each run apart: "learningRate = 0.1"; one empty text when there is one run only.
  public let labels: [String]
  private var opened: [OpenedLesson]
  private var sessions: [Session]

  /// - Parameters:
  ///   - words: the name as on the command line, `["misconception", "2"]`.
  ///   - settings: "hidden=64" each.
  ///   - comparison: "hidden=4,64" each: the first values for one run, the second for the other.
  /// - Throws: `Diagnostic` or `Diagnostics` when there is no such demonstration or parameter, or a value does not fit.
  public init(
    _ words: [String], settings: [String] = [], comparing comparison: [String] = [], seed: UInt64? = nil, places: Places
  ) throws {
    let entry = try DemoLibrary(places: places).entry(words)
    let comparisons = try comparison.map(Comparison.init)
    let runs: [(label: String, settings: [String])] =
      comparisons.isEmpty
      ? [("", [])]
      : (0..<2).map { side in
        (
          comparisons.map { "\($0.name) = \($0.values[side])" }.joined(separator: ", "),
          comparisons.map { "\($0.name)=\($0.values[side])" }
        )
      }
    opened = try runs.map { run in
      try OpenedLesson(entry, in: places, settings: settings + run.settings, seed: seed)
    }
    labels = runs.map(\.label)
    name = entry.name
    sessions = try opened.map { try $0.makeSession() }
    let front = opened[0].lesson.frontMatter
    let notice = Self.notice(sessions.map { Departures(of: $0.lesson) })
    title = (notice.isEmpty ? "" : departureSign + " ") + front.title
    goal = front.goal + notice
  }

  /// What was written for the demonstration's own settings need not be true of others.
  private static func notice(_ departures: [Departures]) -> String {
    let changes = departures.flatMap(\.changes).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return changes.isEmpty
      ? ""
      : " \(departureSign) Not as it was written: \(changes.joined(separator: ", ")). Numbers and figures are computed for this run; the "
        + "words were written for the demonstration's own settings."
  }

  package func run(track: Int, onOutput: (Output) -> Void, poll: () -> Bool) -> [Diagnostic] {
    let lesson = opened[track].lesson
    for cell in lesson.cells where cell.options.eval {
      let result = sessions[track].run(cell: cell.index, onOutput: onOutput, poll: poll)
      guard !cell.options.expect.isMet(by: result.status) else { continue }
      return result.problems(of: cell, in: lesson, "demo-cell-failed", "did not come to its end")
    }
    return []
  }

  package func step(track: Int, _ stepper: Int, _ command: StepCommand) throws -> StepView {
    try sessions[track].step(stepper, command)
  }

  package func takeNextSeed() throws -> UInt64 {
    close()
    let seed = (opened[0].options.seed ?? opened[0].lesson.frontMatter.seed) &+ 1
    for track in opened.indices { opened[track].options.seed = seed }
    sessions = try opened.map { try $0.makeSession() }
    return seed
  }

  public func close() {
    for session in sessions { session.close() }
  }

  /// Its cells did not do what they should.
  public struct Failure: Error {
    public let problems: [Diagnostic]
  }

  /// Plays it in a terminal until its audience has seen enough.
  /// - Throws: `Failure` when there was nothing to be shown.
  package func show(in terminal: Terminal) throws {
    let screen = DemoScreen(
      name: name, title: title, goal: goal, labels: labels, source: self, terminal: terminal)
    if case .failed(let problems) = screen.run() { throw Failure(problems: problems) }
  }

  /// All moments of every run.
  /// - Throws: `Failure` when a cell does not run, or none shows a moment.
  public func film() throws -> Film {
    let films = try labels.indices.map { track -> [DemoFrame] in
      var frames: [DemoFrame] = []
      let problems = run(
        track: track, onOutput: { if case .frame(let frame) = $0 { frames.append(frame) } }, poll: { true })
      guard problems.isEmpty else { throw Failure(problems: problems) }
      guard !frames.isEmpty else {
        throw Failure(problems: [Self.withoutMoments(opened[track].lesson.file)])
      }
      return frames
    }
    return Film(name: name, title: title, goal: goal, labels: labels, frames: films)
  }

  static func withoutMoments(_ file: String) -> Diagnostic {
    Diagnostic(
      "demo-without-moments", at: .init(file: file), "No cell of this demonstration shows a moment.",
      hint: "A cell does so with demonstrate(…) or show(DemoFrame(…)).")
  }

  /// "hidden=4,64"
  private struct Comparison {
    let name: String
    let values: [String]

    init(_ text: String) throws {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let values = parts.last.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) } ?? []
      guard parts.count == 2, !parts[0].isEmpty, values.count == 2, values.allSatisfy({ !$0.isEmpty }) else {
        throw Diagnostic(
          "comparison", "“\(text)” does not give a parameter two values.",
          hint: "Write name=value,value, for example --compare hidden=4,64.")
      }
      name = String(parts[0])
      self.values = values
    }
  }
}

extension Demonstration: DemoSource {}
