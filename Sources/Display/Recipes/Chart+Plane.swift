// Charts of what is spread over a plane: losses, attributions.

extension Chart {
  /// The loss over a plane through the space of parameters, as filled contours, and the ways that trainings took in it.
  ///
  /// - Parameters:
  ///   - losses: row-major, the lowest y first: [rows, columns]; each belongs to the middle of its cell.
  ///   - levels: of the contours; empty: chosen from the losses.
  public static func landscape(
    title: String, x: Axis, y: Axis, columns: Int, rows: Int, xRange: ClosedRange<Double>,
    yRange: ClosedRange<Double>, losses: [Double], levels: [Double] = [], paths: [Mark.Path] = []
  ) -> Chart {
    let regions = Mark.Regions(
      "loss", columns: columns, rows: rows, xRange: xRange, yRange: yRange, values: losses, levels: levels)
    // Losses are blues: no way through them is.
    let palette: [Role] = [.series2, .series4, .series7, .series6]
    let ways = paths.enumerated().map { index, path -> Mark in
      var path = path
      path.role = path.role ?? palette[index % palette.count]
      return .path(path)
    }
    return Chart(title: title, x: x, y: y, marks: [.regions(regions)] + ways, aspect: 4.0 / 3)
  }

  /// Which parts of a picture spoke for an answer (blue) and which against it (orange), over the picture itself.
  ///
  /// - Parameter values: row-major, the top row first: [rows, columns]; may be coarser than the picture.
  public static func attribution(
    title: String, values: [Double], rows: Int, columns: Int, over picture: ImageGrid.Picture,
    label: String = "attribution"
  ) -> Chart {
    let map = HeatMap(label, rows: rows, columns: columns, values: values, showsNumbers: false, over: picture)
    let isPicture = picture.width > 0 && picture.height > 0
    return Chart(
      title: title, x: Axis("column"), y: Axis("row"), marks: [.heatMap(map)],
      aspect: isPicture ? Double(picture.width) / Double(picture.height) : nil)
  }
}
