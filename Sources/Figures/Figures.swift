import Display

/// From what a cell shows to a picture of it.
public enum Figures {
  /// The size of a figure nobody asked a size for, in points.
  public static let defaultSize = Scene.Point(560, 340)

  /// Charts, tables and image grids as scenes; nil for what is not a figure by itself (text, progress, problems) and
  /// for graphs and step-throughs, which have scenes of their own.
  public static func scene(
    for output: Output, theme: Theme = .light, width: Double? = nil, height: Double? = nil
  ) -> Scene? {
    let medium = ChartMedium.page(theme)
    let width = width.flatMap { $0.isFinite ? min(max($0, 0), 20_000) : nil } ?? defaultSize.x
    let height = height.flatMap { $0.isFinite ? min(max($0, 0), 20_000) : nil } ?? defaultSize.y
    return switch output {
    case .chart(let chart): ChartLayout.scene(for: chart, medium: medium, width: width, height: height)
    case .table(let table): TableScene.scene(for: table, medium: medium, width: width)
    case .images(let grid): ImageGridScene.scene(for: grid, medium: medium, width: width)
    case .text, .graph, .steps, .progress, .diagnostic: nil
    }
  }
}
