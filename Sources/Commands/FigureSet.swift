import Display
import Figures
import Foundation
import Lessons
import Markup
import Pages

/// The figures of a lesson: what its cells with a `fig-cap` show, as files `NN-label.svg`.
public struct FigureSet {
  public struct Figure {
    /// Without folder and extension: "03-loss", "03-loss-2" for the second that a cell shows.
    public var name: String
    public var scene: Scene
  }

  public struct Formats {
    public var formats: [FigureFormat]
    public var themes: [Theme.Name]

    public init(_ formats: [FigureFormat] = [.svg], themes: [Theme.Name] = [.light]) {
      self.formats = formats
      self.themes = themes
    }
  }

  private let opened: OpenedLesson

  public init(of opened: OpenedLesson) { self.opened = opened }

  /// Runs the cells that show figures, and no others than those need.
  /// - Throws: `Diagnostics` when a cell that shows a figure does not run.
  public func figures(theme: Theme.Name = .light) throws -> [Figure] {
    let session = try opened.makeSession()
    defer { session.close() }
    return try opened.lesson.cells.filter { $0.options.figureCaption != nil && $0.options.eval }.flatMap { cell in
      let result = session.run(cell: cell.index)
      guard result.status == .passed else {
        throw Diagnostics(
          result.problems(
            of: cell, in: opened.lesson, "figure-cell-failed", "shows a figure, but it did not come to its end"))
      }
      let alternative = try alternativeText(of: cell, in: session)
      let scenes = result.outputs.compactMap { scene(for: $0, of: cell, alternative, theme: .named(theme)) }
      return scenes.enumerated().map { Figure(name: name(of: cell, number: $0 + 1, theme: theme), scene: $1) }
    }
  }

  /// - Returns: the files written, below the folder's own name.
  public func write(to folder: URL, as formats: Formats) throws -> [String] {
    try files(as: formats).map { file, data in
      try AtomicFile.write(data, to: folder.appending(path: file).path)
      return "\(folder.lastPathComponent)/\(file)"
    }
  }

  /// One problem for each file of `folder` that is missing, differs, or is made by no cell any more.
  public func staleness(in folder: URL, as formats: Formats) throws -> [Diagnostic] {
    let files = try files(as: formats)
    let remedy = "Run “nnlearn figures \(opened.entry.name)” and commit what it writes."
    var problems: [Diagnostic] = files.compactMap { file, data in
      let place = Diagnostic.Place(file: "\(folder.lastPathComponent)/\(file)")
      guard let committed = try? Data(contentsOf: folder.appending(path: file)) else {
        return Diagnostic(
          "figure-missing", at: place, "The lesson shows this figure, but the file is not there.", hint: remedy)
      }
      guard committed != data else { return nil }
      return Diagnostic("figure-stale", at: place, "The file is not what the lesson draws now.", hint: remedy)
    }
    for orphan in orphans(in: folder, besides: Set(files.map(\.file))) {
      problems.append(
        Diagnostic(
          "figure-orphan", at: .init(file: "\(folder.lastPathComponent)/\(orphan)"),
          "No cell of the lesson shows this figure any more.", hint: "Delete the file."))
    }
    return problems
  }

  private func files(as formats: Formats) throws -> [(file: String, data: Data)] {
    var files: [(file: String, data: Data)] = []
    for theme in formats.themes {
      for figure in try figures(theme: theme) {
        for format in formats.formats {
          files.append(("\(figure.name).\(format.rawValue)", try FigureFile.data(of: figure.scene, as: format)))
        }
      }
    }
    return files
  }

  private var prefix: String { opened.lesson.figurePrefix }

  private func name(of cell: Cell, number: Int, theme: Theme.Name) -> String {
    prefix + cell.label + (number > 1 ? "-\(number)" : "") + (theme == .light ? "" : "-\(theme.rawValue)")
  }

  /// Vector figures of this lesson that the files do not hold. Other formats and themes may be kept or not.
  private func orphans(in folder: URL, besides files: Set<String>) -> [String] {
    let present = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return present.sorted().filter { file in
      file.hasPrefix(prefix) && file.hasSuffix(".svg") && !files.contains(file)
        && !["-dark.svg", "-print.svg"].contains { file.hasSuffix($0) }
    }
  }

  /// What `fig-alt` says, its values computed; nil without one.
  private func alternativeText(of cell: Cell, in session: Session) throws -> String? {
    try cell.alternativeInlines.map { inlines in
      try inlines.map { inline in
        guard case .value(let expression, let line, _) = inline else { return [inline].text }
        let place = Diagnostic.Place(file: opened.lesson.file, line: line)
        return try session.value(of: expression, at: place, after: cell.index).get()
      }.joined()
    }
  }

  private func scene(for output: Output, of cell: Cell, _ alternative: String?, theme: Theme) -> Scene? {
    let options = cell.options
    var scene: Scene? =
      switch output {
      case .graph(let drawing): GraphFigure(drawing, theme: theme).scene
      case .steps(let stepper): StepFigure(stepper.view, theme: theme).scene
      default:
        Figures.scene(
          for: output, theme: theme, width: options.figureWidth.map(Double.init),
          height: options.figureHeight.map(Double.init))
      }
    if let alternative { scene?.alternativeText = alternative }
    return scene
  }
}
