import ArgumentParser
import Commands
import Figures
import Foundation
import Lessons

struct FiguresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figures", abstract: "Draws the figures of lessons into files, the same bytes on every run.")

  @Argument(help: "The lessons; without any, all of them.")
  var lessons: [String] = []

  @Option(
    name: .customLong("format"), help: ArgumentHelp("svg, png, pdf, or several with commas.", valueName: "formats"))
  var formats = List([FigureFormat.svg])

  @Option(
    name: .customLong("theme"), help: ArgumentHelp("light, dark, print, or several with commas.", valueName: "themes"))
  var themes = List([Theme.Name.light])

  @Option(name: .customLong("output"), help: "Another folder than “figures”.", completion: .directory)
  var output: String?

  @Flag(help: "Write nothing; fail when a file is missing, stale, or belongs to no cell.")
  var check = false

  @OptionGroup var folder: FolderOption

  func run() throws {
    let places = folder.places
    let target = output.map { URL(filePath: $0) } ?? places.figures
    let wanted = FigureSet.Formats(formats.values, themes: themes.values)
    var isStale = false
    for entry in try LessonLibrary(folder: places.lessons).entries(lessons) {
      let figures = FigureSet(of: try OpenedLesson(entry, in: places))
      if check {
        let problems = try figures.staleness(in: target, as: wanted)
        problems.forEach { tell($0.report) }
        isStale = isStale || !problems.isEmpty
      } else {
        for path in try figures.write(to: target, as: wanted) { print(path) }
      }
    }
    if isStale { throw Ending.failure }
  }
}

/// "svg,png" as values of an enumeration.
struct List<Value: RawRepresentable & CaseIterable & Sendable>: ExpressibleByArgument, Sendable
where Value.RawValue == String {
  var values: [Value]

  init(_ values: [Value]) { self.values = values }

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    values = names.compactMap(Value.init(rawValue:))
    guard values.count == names.count else { return nil }
  }

  var defaultValueDescription: String { values.map(\.rawValue).joined(separator: ",") }
  static var allValueStrings: [String] { Value.allCases.map(\.rawValue) }
}
