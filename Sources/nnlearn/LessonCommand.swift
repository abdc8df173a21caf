import ArgumentParser
import Commands
import Display
import Foundation
import Lessons
import Pages

struct LessonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson", abstract: "Opens a lesson; without a terminal, prints it.")

  @Argument(help: "A number, a name, the start of a name, or a Markdown file.", completion: .file(extensions: ["md"]))
  var lesson: String

  @Flag(help: "Print the whole lesson and run its cells, without colours and without waiting.")
  var plain = false

  @Option(name: .customLong("from"), help: "Begin at the cell with this label.")
  var label: String?

  @Flag(help: "Show the cells without running them.")
  var noRun = false

  @OptionGroup var overrides: RunOptions
  @OptionGroup var folder: FolderOption

  func run() throws {
    let opened = try OpenedLesson(lesson, in: folder.places, settings: overrides.settings, seed: overrides.seed)
    let environment = TerminalEnvironment(ProcessInfo.processInfo.environment)
    if !plain, !noRun, let terminal = Terminal(environment: environment) {
      try read(opened, in: terminal, environment)
    } else {
      try print(opened)
    }
  }

  private func read(_ opened: OpenedLesson, in terminal: Terminal, _ environment: TerminalEnvironment) throws {
    var options = TerminalReader.Options(environment: environment)
    options.startCell = try label.map(opened.lesson.cell(labelled:))
    options.bookmarks = BookmarkStore(folder: opened.places.state)
    TerminalReader(
      lesson: opened.lesson, source: opened.source, terminal: terminal, options: options,
      makeSession: { try opened.makeSession(replays: false) }
    ).run()
  }

  private func print(_ opened: OpenedLesson) throws {
    var options = PlainReader.Options()
    options.columns = Terminal.size(of: 1)?.columns ?? 80
    options.startLabel = label
    options.runsCells = !noRun
    var reader = PlainReader(
      lesson: opened.lesson, source: opened.source, options: options, makeSession: { try opened.makeSession() })
    let write = writer(to: 1)
    var failure: Int32 = 0
    let outcome = try reader.run { text in
      guard !write(text) else { return true }
      failure = errno
      return false
    }
    switch outcome {
    case .passed: break
    case .failed: throw Ending(ofCells: reader.errors)
    case .outputClosed: if failure != EPIPE { throw outputProblem(failure) }
    }
  }
}
