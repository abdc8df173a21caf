import Display
import Foundation

/// A computation step by step as numbered pictures, each written as it comes: one canvas, and every box at the same place
/// in all of them.
///
/// The canvas is as large as the largest frame so far. Frames that came before a larger one are `outgrown`: write them
/// again in the end, and all have one size. So a long run needs no memory for its frames, and none is drawn more than twice.
public final class FrameWriter {
  /// The size of all frames, and the height of their graphs, so that the panels below stay in place.
  struct Canvas: Equatable {
    var width = 0.0
    var height = 0.0
    var graphHeight = 0.0
  }

  /// Warnings, each once.
  public private(set) var diagnostics: [Diagnostic] = []
  private let folder: String
  private let format: FigureFormat
  private let theme: Theme
  private let layouts: GraphLayouts
  private var canvas = Canvas()
  /// On which canvas the frames from a number on were written.
  private var canvases: [(first: Int, canvas: Canvas)] = []
  public private(set) var count = 0
  /// How many frames have been drawn: what tests count.
  package private(set) var drawnCount = 0

  /// - Parameter folder: is made when missing; files of the same names are replaced.
  public init(folder: String, format: FigureFormat, theme: Theme = .light, layouts: GraphLayouts = .shared) {
    self.folder = folder
    self.format = format
    self.theme = theme
    self.layouts = layouts
  }

  /// Makes the canvas large enough for a frame that is still to come.
  public func makeRoom(for view: StepView) { _ = scene(of: view) }

  /// Writes the next frame.
  /// - Returns: its path.
  /// - Throws: `Diagnostic` with the file and what to do; the frames before it are whole.
  @discardableResult
  public func write(_ view: StepView) throws -> String {
    let scene = scene(of: view)
    if canvases.last?.canvas != canvas { canvases.append((count, canvas)) }
    defer { count += 1 }
    return try write(scene, count)
  }

  /// The frames that were written on a smaller canvas than the last one.
  public var outgrown: Range<Int> { 0..<(canvases.last?.first ?? 0) }

  /// Writes a frame again, on the present canvas.
  /// - Parameter view: the same that it was written of before.
  public func rewrite(_ index: Int, _ view: StepView) throws { _ = try write(scene(of: view), index) }

  /// "frame-0001.svg" for frame 0.
  public static func name(ofFrame index: Int, as format: FigureFormat) -> String {
    let number = String(index + 1)
    return "frame-" + String(repeating: "0", count: max(0, 4 - number.count)) + number + "." + format.rawValue
  }

  private func write(_ scene: Scene, _ index: Int) throws -> String {
    let path = (folder as NSString).appendingPathComponent(Self.name(ofFrame: index, as: format))
    try FigureFile.write(scene, to: path, as: format)
    return path
  }

  /// Graph, formula, ledger and matrices of a position.
  private func scene(of view: StepView) -> Scene {
    let graph = GraphFigure(view.graph, theme: theme, layouts: layouts)
    canvas.graphHeight = max(canvas.graphHeight, graph.scene.height)
    let figure = StepFigure(view, graph, theme, graphHeight: canvas.graphHeight)
    canvas.width = max(canvas.width, figure.scene.width)
    canvas.height = max(canvas.height, figure.scene.height)
    drawnCount += 1
    for problem in figure.diagnostics where !diagnostics.contains(problem) { diagnostics.append(problem) }
    var scene = figure.scene
    (scene.width, scene.height) = (canvas.width, canvas.height)
    return scene
  }
}
