import Display

/// From what a cell shows to a picture of it.
public enum Figures {
  /// The size of a figure nobody asked a size for, in points.
  public static let defaultSize = Scene.Point(560, 340)

  /// A chart, several side by side, a table, image grid, graph or position of a stepper as a scene; nil for what is not a figure: text,
  /// progress, problems. Graphs and tables find their own height, graphs their own width too.
  public static func scene(
    for output: Output, theme: Theme = .light, width: Double? = nil, height: Double? = nil
  ) -> Scene? {
    let medium = ChartMedium.page(theme)
    let width = width.flatMap { $0.isFinite ? min(max($0, 0), 20_000) : nil } ?? defaultSize.x
    let height = height.flatMap { $0.isFinite ? min(max($0, 0), 20_000) : nil } ?? defaultSize.y
    return switch output {
    case .chart(let chart): ChartLayout.scene(for: chart, medium: medium, width: width, height: height)
    case .panels(let panels): PanelsScene.scene(for: panels, medium: medium, width: width, height: height)
    case .table(let table): TableScene.scene(for: table, medium: medium, width: width)
    case .claim(let claim): TableScene.scene(for: claim.table, medium: medium, width: width)
    case .images(let grid): ImageGridScene.scene(for: grid, medium: medium, width: width)
    case .graph(let graph): GraphFigure(graph, theme: theme).scene
    case .steps(let steps): StepFigure(steps.view, theme: theme).scene
    case .text, .progress, .diagnostic: nil
    }
  }
}
