import Display
import Insight
import Networks
import Tensors
import Training

// Attributions, their controls, and what networks look for → charts and pictures.

extension Attributions {
  /// Attributions, also of one's own, as Docs/ATTRIBUTION.md lists them.
  public static func table(of attributions: [any Attribution] = all) -> Table {
    Table(
      title: "attributions", columns: ["name", "formula", "in words", "source"],
      rows: attributions.map { attribution in
        let kind = type(of: attribution)
        return [kind.name, kind.formula, kind.explanation, kind.source]
      })
  }
}

extension AttributionMaps: Displayable {
  public var output: Output { .panels(panels()) }

  /// Each map over its picture. A map is shown relative to its greatest number, so that all share one scale.
  ///
  /// - Parameter titles: one for each map; those that are missing say the class that was asked about, and its score.
  public func panels(title: String? = nil, titles: [String] = []) -> Panels {
    Panels(
      title: title ?? method,
      charts: (0..<count).map { i in
        chart(i, title: i < titles.count ? titles[i] : "class \(labels[i]), score \(format(scores[i]))")
      }, columns: 4)
  }

  /// One map over its picture, relative to the map's greatest number.
  ///
  /// - Parameter i: the number of the input.
  public func chart(_ i: Int, title: String? = nil) -> Chart {
    guard (0..<count).contains(i) else { stop("chart expects a map from 0 to \(count - 1); got \(i).") }
    let map = pictures.rows([i])
    let greatest = map.doubles.filter(\.isFinite).reduce(0) { Swift.max($0, abs($1)) }
    let values = map.doubles.map { greatest > 0 ? $0 / greatest : $0 }
    var chart = Chart.attribution(
      title: title ?? method, values: values, rows: map.shape[1], columns: map.shape[2], over: picture(i),
      label: "share of the greatest")
    // Over a picture, rows and columns need no names.
    (chart.x.label, chart.y.label) = ("", "")
    return chart
  }

  /// Of more or fewer channels than 3, their mean.
  private func picture(_ i: Int) -> ImageGrid.Picture {
    let own = inputs.rows([i])
    guard own.shape.rank == 4, own.shape[3] != 3 else { return own.pictures()[0] }
    let channels = own.shape[3]
    let means = (0..<own.count / channels).map { pixel in
      (0..<channels).reduce(0) { $0 + own[at: pixel * channels + $1] } / Double(channels)
    }
    return NDArray(means, shape: [1, own.shape[1], own.shape[2]], type: own.elementType).pictures()[0]
  }
}

extension RandomisedWeights: Displayable {
  public var output: Output { .panels(.controls(trained.method, [self])) }
}

extension Panels {
  /// Maps of one input beside their controls: for each method the map of the trained network, and that of the first network with
  /// random weights, with the correlation of their ranks.
  ///
  /// - Parameter input: the number of the input.
  public static func controls(_ title: String, _ controls: [RandomisedWeights], input: Int = 0) -> Panels {
    Panels(
      title: title,
      charts: controls.flatMap { control -> [Chart] in
        guard (0..<control.trained.count).contains(input) else {
          stop("input must be from 0 to \(control.trained.count - 1); got \(input).")
        }
        let likeness = control.similarities[0][input].rankCorrelation
        let words = likeness.number.map { format($0, significantDigits: 2) } ?? "no map"
        return [
          control.trained.chart(input, title: control.trained.name),
          control.random[0].chart(input, title: "random weights: \(words)"),
        ]
      }, columns: 4)
  }
}

extension FeatureInputs: Displayable {
  public var output: Output { .images(grid()) }

  /// The inputs that were found as pictures, each with what its feature answers to it.
  ///
  /// - Parameter range: the numbers that are black and white; nil: the least and the greatest.
  public func grid(title: String = "what features answer to most", range: ClosedRange<Double>? = nil, columns: Int = 5)
    -> ImageGrid
  {
    let captions = zip(names, activations).map { "\($0): \(format($1, significantDigits: 3))" }
    return ImageGrid(
      title: title, pictures: values.withoutSingleChannel.pictures(range: range, captions: captions),
      columns: columns)
  }
}

extension Convolution2D {
  /// A matrix for each filter, its weights for one channel of the images that it sees.
  public func filterPanels(title: String = "filters", channel: Int = 0) -> Panels {
    let (rows, columns, depth) = (weights.shape[0], weights.shape[1], weights.shape[2])
    guard (0..<depth).contains(channel) else {
      stop("channel must be from 0 to \(depth - 1); got \(channel).")
    }
    let numbers = weights.value
    let charts = (0..<filters).map { filter in
      let own = (0..<rows * columns).map { numbers[$0 / columns, $0 % columns, channel, filter] }
      return Chart.weightPicture(title: "filter \(filter)", own, rows: rows, columns: columns)
    }
    return Panels(title: title, charts: charts, columns: 4)
  }
}

extension LinearModel {
  /// The weights of each output as a picture, for a model of pictures: where ink speaks for a class, and where against it.
  ///
  /// - Parameters:
  ///   - rows: of the pictures that it learnt from.
  ///   - columns: of the pictures that it learnt from.
  public func weightPanels(title: String = "weights", rows: Int, columns: Int) -> Panels {
    guard rows > 0, columns > 0, rows * columns == columnNames.count else {
      stop(
        "weightPanels expects rows × columns to be the \(columnNames.count) pixels of a picture; got "
          + "\(rows)×\(columns)."
      )
    }
    let charts = outputNames.enumerated().map { output, name in
      let own = (0..<rows * columns).map { weights[$0, output] }
      return Chart.weightPicture(title: name, own, rows: rows, columns: columns)
    }
    return Panels(title: title, charts: charts, columns: 5)
  }
}

extension Chart {
  fileprivate static func weightPicture(title: String, _ weights: [Double], rows: Int, columns: Int) -> Chart {
    let map = HeatMap("weight", rows: rows, columns: columns, values: weights, showsNumbers: false)
    // A picture: its rows and columns need no names.
    return Chart(
      title: title, x: Axis(""), y: Axis(""), marks: [.heatMap(map)], aspect: Double(columns) / Double(rows))
  }
}
