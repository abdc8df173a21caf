import Display
import Foundation

/// A computation step by step as numbered pictures: one canvas, and every box at the same place in all of them.
public struct Frames: Sendable {
  public let count: Int
  /// Warnings, each once.
  public let diagnostics: [Diagnostic]
  private let canvas: Scene.Point
  private let draw: @Sendable (Int) -> Scene

  public init(of drawings: [GraphDrawing], theme: Theme = .light, layouts: GraphLayouts = .shared) {
    let content = GraphContent(of: drawings)
    self.init(count: drawings.count) { index in
      let figure = GraphFigure(drawings[index], content, theme, layouts)
      return (figure.scene, figure.diagnostics)
    }
  }

  /// Graph, formula, ledger and matrices of each position.
  public init(of views: [StepView], theme: Theme = .light, layouts: GraphLayouts = .shared) {
    let content = GraphContent(of: views.map(\.graph))
    let graphs = Frames(of: views.map(\.graph), theme: theme, layouts: layouts)
    self.init(count: views.count) { index in
      let graph = GraphFigure(views[index].graph, content, theme, layouts)
      let figure = StepFigure(views[index], graph, theme, graphHeight: graphs.canvas.y)
      return (figure.scene, figure.diagnostics)
    }
  }

  /// Draws each frame once to find the canvas and keeps none: a long run would not fit into memory.
  private init(count: Int, _ draw: @escaping @Sendable (Int) -> (scene: Scene, diagnostics: [Diagnostic])) {
    self.count = count
    self.draw = { draw($0).scene }
    var canvas = Scene.Point(0, 0)
    var diagnostics: [Diagnostic] = []
    for index in 0..<count {
      let (scene, problems) = draw(index)
      canvas = Scene.Point(max(canvas.x, scene.width), max(canvas.y, scene.height))
      for problem in problems where !diagnostics.contains(problem) { diagnostics.append(problem) }
    }
    self.canvas = canvas
    self.diagnostics = diagnostics
  }

  /// Frame `index`, from 0.
  public subscript(index: Int) -> Scene {
    var scene = draw(index)
    scene.width = canvas.x
    scene.height = canvas.y
    return scene
  }

  /// "frame-0001.svg" for frame 0.
  public static func name(ofFrame index: Int, as format: FigureFormat) -> String {
    let number = String(index + 1)
    return "frame-" + String(repeating: "0", count: max(0, 4 - number.count)) + number + "." + format.rawValue
  }

  /// Writes all frames to `folder`, which is made when missing; files of the same names are replaced.
  /// - Returns: the paths, in order.
  /// - Throws: `Diagnostic` with the file and what to do; the frames before it are whole.
  @discardableResult
  public func write(to folder: String, as format: FigureFormat) throws -> [String] {
    try (0..<count).map { index in
      let path = (folder as NSString).appendingPathComponent(Self.name(ofFrame: index, as: format))
      try FigureFile.write(self[index], to: path, as: format)
      return path
    }
  }
}
