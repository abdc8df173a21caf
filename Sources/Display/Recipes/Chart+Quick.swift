// A chart in one line, from plain numbers.

extension Chart {
  /// A curve: `show(Chart.line(losses))`.
  ///
  /// - Parameter x: where each of `y` lies; nil: at 0, 1, 2, …
  public static func line(
    _ y: [Double], x: [Double]? = nil, title: String = "values", xLabel: String = "index", yLabel: String = "value"
  ) -> Chart {
    lines([(yLabel, y)], x: x, title: title, xLabel: xLabel, yLabel: yLabel)
  }

  /// Several curves over the same x: `show(Chart.lines(["training": a, "validation": b]))`.
  public static func lines(
    _ curves: KeyValuePairs<String, [Double]>, x: [Double]? = nil, title: String = "values", xLabel: String = "index",
    yLabel: String = "value"
  ) -> Chart {
    lines(curves.map { ($0.key, $0.value) }, x: x, title: title, xLabel: xLabel, yLabel: yLabel)
  }

  /// A point for each pair of numbers: `show(Chart.points(x: flipper, y: mass, title: "penguins"))`.
  public static func points(
    x: [Double], y: [Double], title: String = "points", xLabel: String = "x", yLabel: String = "y"
  ) -> Chart {
    let count = min(x.count, y.count)
    return Chart(
      title: title, x: Axis(xLabel), y: Axis(yLabel),
      marks: [.points(yLabel, x: Array(x.prefix(count)), y: Array(y.prefix(count)))],
      notes: unpaired([x.count, y.count]))
  }

  /// A bar for each name: `show(Chart.bars(["Adam": 0.93, "SGD": 0.88]))`.
  public static func bars(
    _ values: KeyValuePairs<String, Double>, title: String = "values", xLabel: String = "name", yLabel: String = "value"
  ) -> Chart {
    Chart(
      title: title, x: Axis(xLabel, scale: .categories, categories: values.map(\.key)), y: Axis(yLabel),
      marks: [.bars(yLabel, values.map(\.value))])
  }

  private static func lines(
    _ curves: [(name: String, y: [Double])], x: [Double]?, title: String, xLabel: String, yLabel: String
  ) -> Chart {
    let marks = curves.map { name, y in
      let count = min(x?.count ?? y.count, y.count)
      return Mark.line(name, x: Array(x?.prefix(count) ?? y.indices.map(Double.init)[...]), y: Array(y.prefix(count)))
    }
    return Chart(
      title: title, x: Axis(xLabel), y: Axis(yLabel), marks: marks,
      notes: x.map { x in unpaired([x.count] + curves.map(\.y.count)) } ?? [])
  }

  private static func unpaired(_ counts: [Int]) -> [String] {
    let missing = (counts.max() ?? 0) - (counts.min() ?? 0)
    return missing == 0 ? [] : ["x and y are not equally long: \(missing) numbers have no partner and are not drawn."]
  }
}
