extension Figures {
  /// A scene in real pixels, as large as `columns` × `rows` cells allow: lines to be printed one after the other.
  /// nil where the terminal takes no pixels.
  public static func pixelLines(of scene: Scene, columns: Int, rows: Int, style: TerminalStyle) -> [String]? {
    guard case .pixels(let pixels) = style.drawing, scene.width > 0, scene.height > 0 else { return nil }
    let (cellWidth, cellHeight) = (Double(style.cellWidth), Double(style.cellHeight))
    let scale = min(Double(columns) * cellWidth / scene.width, Double(rows) * cellHeight / scene.height)
    func cells(_ length: Double, of cell: Double, limit: Int) -> Int {
      max(1, min(limit, Int((length * scale / cell).rounded(.up))))
    }
    return try? TerminalPixels.lines(
      of: scene, columns: cells(scene.width, of: cellWidth, limit: columns),
      rows: cells(scene.height, of: cellHeight, limit: rows), pixels, style)
  }
}
