// Charts that compare runs, workers and ways to learn, from plain numbers.

extension Chart {
  /// The results of several seeds for each of several settings: quartiles, whiskers, and every seed as a dot.
  ///
  /// - Parameter groups: the settings in order, each with one value a seed.
  public static func box(
    title: String, label: String, groups: [(name: String, values: [Double])], setting: String = "setting"
  ) -> Chart {
    Chart(
      title: title, x: Axis(setting, scale: .categories, categories: groups.map { $0.name }), y: Axis(label),
      marks: groups.isEmpty ? [] : [.boxes(label, groups.map { $0.values })])
  }

  /// One piece of work of a timeline.
  public struct Task: Codable, Sendable, Equatable {
    public var lane: Int
    public var start: Double
    public var end: Double
    public var label: String
    /// Tasks of one kind have one colour; kinds are told apart in the legend.
    public var kind: String

    public init(lane: Int, start: Double, end: Double, label: String = "", kind: String = "task") {
      self.lane = lane
      self.start = start
      self.end = end
      self.label = label
      self.kind = kind
    }
  }

  /// Who worked when: a lane for each worker, a bar for each task.
  ///
  /// - Parameters:
  ///   - lanes: names of the workers, from the top.
  ///   - time: what the x axis counts, with its unit.
  public static func timeline(
    title: String, lanes: [String], tasks: [Task], time: String = "time (ms)", worker: String = "worker"
  ) -> Chart {
    var kinds: [String] = []
    for task in tasks where !kinds.contains(task.kind) { kinds.append(task.kind) }
    return Chart(
      title: title, x: Axis(time), y: Axis(worker, scale: .categories, categories: lanes),
      marks: kinds.map { kind in
        let chosen = tasks.filter { $0.kind == kind }
        return .spans(
          Mark.Spans(
            kind, lanes: chosen.map(\.lane), starts: chosen.map(\.start), ends: chosen.map(\.end),
            labels: chosen.map(\.label)))
      })
  }

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

extension ImageGrid {
  /// What a classifier made of pictures: below each the true class and the predicted one, "7 → 1". The wrong ones have a
  /// frame and a cross.
  ///
  /// - Parameters:
  ///   - truths: one for each picture, as `predictions`.
  public static func predictions(
    title: String, pictures: [Picture], truths: [String], predictions: [String], columns: Int = 8
  ) -> ImageGrid {
    let count = min(pictures.count, truths.count, predictions.count)
    let shown = (0..<count).map { index -> Picture in
      var picture = pictures[index]
      picture.isWrong = truths[index] != predictions[index]
      picture.caption = "\(truths[index]) → \(predictions[index])"
      return picture
    }
    let wrong = shown.filter(\.isWrong).count
    let missing = max(pictures.count, truths.count, predictions.count) - count
    return ImageGrid(
      title: title, pictures: shown, columns: columns,
      notes: (shown.isEmpty ? [] : ["True class → predicted class; ✗ marks the wrong ones, \(wrong) of \(count)."])
        + (missing == 0 ? [] : ["\(missing) more have no picture, true class or prediction."]))
  }
}
