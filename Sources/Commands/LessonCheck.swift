import Display
import Figures
import Foundation
import Lessons
import Pages

/// A lesson put to the proof: it reads, its style is sound, each cell does what its `expect` says, each inline value
/// has one, each figure says in words what it shows.
public struct LessonCheck {
  public struct Case: Sendable, Equatable {
    /// "cell fit", "value {loss}", "style".
    public var name: String
    /// Empty: passed.
    public var problems: [Diagnostic]
    public var seconds: Double

    public init(name: String, problems: [Diagnostic], seconds: Double = 0) {
      self.name = name
      self.problems = problems
      self.seconds = seconds
    }
  }

  public struct Report: Sendable, Equatable {
    /// "lessons/03-backward-propagation.md"
    public var file: String
    public var cases: [Case]

    public init(file: String, cases: [Case]) {
      self.file = file
      self.cases = cases
    }

    public var failures: [Case] { cases.filter { !$0.problems.isEmpty } }
  }

  private let library: LessonLibrary
  private let places: Places
  private let isOfDemonstrations: Bool

  private let triesSettings: Bool
  private let leavesOutSlow: Bool

  /// - Parameters:
  ///   - demonstrations: checks those in place of the lessons.
  ///   - triesSettings: checks each also with every setting and seed that it declares to be tried.
  ///   - leavesOutSlow: compiles the cells from a lesson's first slow one on, and runs none of them.
  public init(
    places: Places, demonstrations: Bool = false, triesSettings: Bool = false, leavesOutSlow: Bool = false
  ) throws {
    self.triesSettings = triesSettings
    self.leavesOutSlow = leavesOutSlow
    library = try LessonLibrary(folder: demonstrations ? places.demos : places.lessons)
    self.places = places
    isOfDemonstrations = demonstrations
  }

  /// Checks the lessons asked for (all, when none is named); `onCase` hears of each result as it comes.
  public func run(_ queries: [String], onCase: (String, Case) -> Void = { _, _ in }) throws -> [Report] {
    try library.entries(queries).map { entry in
      var cases: [Case] = []
      check(entry) { result in
        cases.append(result)
        onCase(entry.file, result)
      }
      return Report(file: entry.file, cases: cases)
    }
  }

  private func check(_ entry: LessonLibrary.Entry, report: (Case) -> Void) {
    do {
      let opened = try OpenedLesson(entry, in: places)
      let style = opened.lesson.lint(folder: entry.url.deletingLastPathComponent(), library: library.entries)
      report(Case(name: "style", problems: style.filter { $0.severity != .note }))
      try check(opened, report: report)
      for (setting, seed) in triesSettings ? opened.lesson.settingsToTry : [] {
        let name = setting ?? "seed=\(seed ?? 0)"
        let other = try OpenedLesson(entry, in: places, settings: setting.map { [$0] } ?? [], seed: seed)
        try check(other) { result in
          report(Case(name: "\(result.name), with \(name)", problems: result.problems, seconds: result.seconds))
        }
      }
    } catch {
      report(Case(name: "reading", problems: problems(in: error)))
    }
  }

  private func check(_ opened: OpenedLesson, report: (Case) -> Void) throws {
    let session = try opened.makeSession()
    defer { session.close() }
    // In the order of the page: a value that is asked for later wants the state of its place back.
    let values = Outline(opened.lesson).values
    for value in values where value.afterCell < 0 { report(check(value, of: opened.lesson, in: session)) }
    for cell in opened.lesson.cells {
      if leavesOutSlow, cell.options.isSlow {
        for cell in opened.lesson.cells.dropFirst(cell.index) where cell.options.eval {
          report(Case(name: "cell \(cell.label), compiled", problems: compilerErrors(of: cell, in: session)))
        }
        return
      }
      if cell.options.eval { report(check(cell, in: session)) }
      for value in values where value.afterCell == cell.index { report(check(value, of: opened.lesson, in: session)) }
    }
    if isOfDemonstrations { report(moments(in: session)) }
  }

  /// A demonstration shows some.
  private func moments(in session: Session) -> Case {
    let outputs = session.results.values.flatMap(\.outputs)
    let isShown = outputs.contains { if case .frame = $0 { true } else { false } }
    return Case(name: "moments", problems: isShown ? [] : [Demonstration.withoutMoments(session.lesson.file)])
  }

  private func compilerErrors(of cell: Cell, in session: Session) -> [Diagnostic] {
    cell.options.expect == .compileError ? [] : session.compilerErrors(ofCell: cell.index)
  }

  private func check(_ cell: Cell, in session: Session) -> Case {
    let result = session.run(cell: cell.index)
    let place = Diagnostic.Place(file: session.lesson.file, line: cell.line)
    var problems: [Diagnostic] = []
    if !cell.options.expect.isMet(by: result.status) {
      problems = result.diagnostics.filter { $0.severity == .error }
      let summary =
        "The cell “\(cell.label)” ended as “\(result.status.rawValue)”; its `expect` is “\(cell.options.expect.rawValue)”."
      problems.insert(Diagnostic("cell-unexpected", at: place, summary), at: 0)
    }
    for output in result.outputs where AlternativeText.describe(output).isEmpty && output.isPicture {
      problems.append(
        Diagnostic(
          "figure-without-words", at: place, "A figure of the cell “\(cell.label)” has no alternative text.",
          hint: "Add “//| fig-alt: …”, or show something that has data."))
    }
    return Case(name: "cell \(cell.label)", problems: problems, seconds: result.seconds)
  }

  private func check(_ value: Outline.InlineValue, of lesson: Lesson, in session: Session) -> Case {
    let place = Diagnostic.Place(file: lesson.file, line: value.line, column: value.column)
    let result = session.value(of: value.expression, at: place, after: value.afterCell)
    let name = "value {\(value.expression)} in line \(value.line)"
    guard case .failure(let problem) = result else { return Case(name: name, problems: []) }
    return Case(name: name, problems: [problem])
  }
}

extension Output {
  fileprivate var isPicture: Bool {
    switch self {
    case .chart, .panels, .graph, .images, .steps, .frame: true
    case .text, .table, .claim, .progress, .diagnostic: false
    }
  }
}
