import Display
import Tensors
import Training

// Arrays → histograms, pictures, attributions.

extension NDArray {
  /// How often numbers lie in each of equal bins from the least to the greatest; NaN and infinities are counted apart.
  public func histogram(_ name: String, bins: Int = 30, role: Role? = nil) -> Mark {
    let edges = histogramEdges(of: [self], bins: bins)
    let (counts, nonFinite) = histogramCounts(self, edges: edges)
    return .histogram(Mark.Histogram(name, edges: edges, counts: counts, nonFinite: nonFinite, role: role))
  }

  /// As pictures: [n, rows, columns] grey, or [n, 3, rows, columns] and [n, rows, columns, 3] in colour.
  ///
  /// - Parameters:
  ///   - range: the numbers that are black and white; nil: the least and the greatest.
  ///   - captions: below the pictures; those that are missing are empty.
  public func pictures(range: ClosedRange<Double>? = nil, captions: [String] = []) -> [ImageGrid.Picture] {
    let sizes = shape.sizes
    let isGrey = sizes.count == 3
    let isPlanar = sizes.count == 4 && sizes[1] == 3
    guard isGrey || isPlanar || (sizes.count == 4 && sizes[3] == 3) else {
      stop(
        shapes: "pictures expects [n, rows, columns], [n, 3, rows, columns] or [n, rows, columns, 3]; got \(shape). "
          + "Reshape the array first.")
    }
    let (height, width) = isPlanar ? (sizes[2], sizes[3]) : (sizes[1], sizes[2])
    let (channels, area) = (isGrey ? 1 : 3, height * width)
    let numbers = doubles
    let finite = numbers.lazy.filter(\.isFinite)
    let low = range?.lowerBound ?? finite.min() ?? 0
    let high = range?.upperBound ?? finite.max() ?? 1
    func byte(_ number: Double) -> UInt8 {
      guard high > low, !number.isNaN else { return 0 }
      return UInt8((min(1, max(0, (number - low) / (high - low))) * 255).rounded())
    }
    return (0..<sizes[0]).map { picture in
      let start = picture * area * channels
      let pixels = (0..<area * channels).map { index -> UInt8 in
        byte(numbers[start + (isPlanar ? index % 3 * area + index / 3 : index)])
      }
      return ImageGrid.Picture(
        caption: picture < captions.count ? captions[picture] : "", width: width, height: height, channels: channels,
        pixels: pixels)
    }
  }
}

extension NDArray {
  /// From the least finite number to the greatest; nil where there is none.
  fileprivate var finiteRange: ClosedRange<Double>? {
    let finite = doubles.filter(\.isFinite)
    return finite.min().map { $0...finite.max()! }
  }
}

extension ImageGrid {
  /// A stack of images side by side: `show(ImageGrid(digits.inputs.rows(Array(0..<16))))`.
  ///
  /// - Parameters:
  ///   - images: [n, rows, columns], [n, rows, columns, 1] or [n, 1, rows, columns] grey, [n, 3, rows, columns] or
  ///     [n, rows, columns, 3] in colour.
  ///   - captions: below the images; those that are missing are empty.
  ///   - range: the numbers that are black and white; nil: the least and the greatest.
  ///   - limit: how many are shown at most; a note says how many there are.
  public init(
    _ images: NDArray, captions: [String] = [], title: String = "images", range: ClosedRange<Double>? = nil,
    columns: Int = 8, limit: Int = 64
  ) {
    let sizes = images.shape.sizes
    let isPlanar = sizes.count == 4 && sizes[1] == 1 && sizes[3] != 3
    let images = isPlanar ? images.reshaped([sizes[0], sizes[2], sizes[3]]) : images.withoutSingleChannel
    let shown = Swift.max(0, Swift.min(limit, images.rowCount))
    let all = range ?? images.finiteRange
    self.init(
      title: title, pictures: images.rows(Array(0..<shown)).pictures(range: all, captions: captions), columns: columns,
      notes: shown == images.rowCount ? [] : ["The first \(shown) of \(images.rowCount) images."])
  }

  /// What a classifier made of pictures, with the true and the predicted class below each.
  ///
  /// - Parameters:
  ///   - images: as `NDArray.pictures(range:captions:)` takes them.
  ///   - truths: [n] labels, whole numbers from 0.
  ///   - predictions: labels [n], or scores [n, k] of which the highest wins.
  ///   - classes: their names; those that are missing are numbered.
  public static func predictions(
    title: String, images: NDArray, truths: NDArray, predictions: NDArray, classes: [String] = [], columns: Int = 8
  ) -> ImageGrid {
    let pictures = images.pictures()
    let labels = answeredLabels(predictions, truths, asker: "a grid of predictions")
    guard labels.targets.count == pictures.count else {
      stop("A grid of predictions expects a label for each of \(pictures.count) images; got truths \(truths.shape).")
    }
    func name(_ label: Int) -> String { classes.indices.contains(label) ? classes[label] : "\(label)" }
    return .predictions(
      title: title, pictures: pictures, truths: labels.targets.map(name), predictions: labels.answers.map(name),
      columns: columns)
  }
}

extension Chart {
  /// Grey images side by side as one map, for where a chart is expected: among the charts of a demonstration's moment.
  /// `show(images:)` shows them one by one.
  ///
  /// - Parameters:
  ///   - images: [n, rows, columns] or [n, rows, columns, 1].
  ///   - columns: how many images are in a row; the last row is filled up with the least number.
  ///   - range: the numbers at the ends of the scale; numbers beyond are shown like them.
  public static func mosaic(
    _ title: String, _ images: NDArray, columns: Int = 8, range: ClosedRange<Double> = 0...1
  ) -> Chart {
    let images = images.withoutSingleChannel
    guard images.shape.rank == 3, images.count > 0, columns > 0 else {
      stop(
        shapes: "mosaic expects one or more grey images [n, rows, columns], and columns of at least 1; got "
          + "\(images.shape) and \(columns).")
    }
    let (count, height, width) = (images.shape[0], images.shape[1], images.shape[2])
    let across = Swift.min(columns, count)
    let down = (count + across - 1) / across
    let numbers = images.doubles
    var values = [Double](repeating: range.lowerBound, count: across * width * down * height)
    for (i, number) in numbers.enumerated() {
      let (image, pixel) = i.quotientAndRemainder(dividingBy: height * width)
      let row = image / across * height + pixel / width
      values[row * across * width + image % across * width + pixel % width] =
        Swift.min(range.upperBound, Swift.max(range.lowerBound, number))
    }
    let map = HeatMap(
      title, rows: down * height, columns: across * width, values: values, scale: .sequential, showsNumbers: false,
      range: range)
    return Chart(
      title: title, x: Axis(""), y: Axis(""), marks: [.heatMap(map)],
      alternativeText: "\(title): \(count) \(count == 1 ? "image" : "images") of \(height)×\(width) pixels.")
  }

  /// How the numbers of an array change while a network trains: one histogram for each time, with the same bins.
  ///
  /// - Parameter values: the array at each of `times`.
  public static func histogramOverTime(
    title: String, label: String, time: String = "training step", times: [Double], values: [NDArray], bins: Int = 30
  ) -> Chart {
    let edges = histogramEdges(of: values, bins: bins)
    let columns = values.map { histogramCounts($0, edges: edges) }
    return histogramOverTime(
      title: title, label: label, time: time, times: times, edges: edges, counts: columns.map(\.counts),
      nonFinite: columns.map(\.nonFinite))
  }

  /// Which parts of an image spoke for an answer and which against it, over the image.
  ///
  /// - Parameters:
  ///   - values: [rows, columns]; may be coarser than the image.
  ///   - image: [rows, columns] grey, [3, rows, columns] or [rows, columns, 3] in colour.
  public static func attribution(title: String, _ values: NDArray, over image: NDArray) -> Chart {
    guard values.shape.rank == 2 else {
      stop(shapes: "attribution expects values [rows, columns]; got \(values.shape). Sum over the channels first.")
    }
    let pictures = image.reshaped([1] + image.shape.sizes).pictures()
    return attribution(
      title: title, values: values.doubles, rows: values.shape[0], columns: values.shape[1], over: pictures[0])
  }
}

/// Equal bins over the finite numbers of all arrays; around the number where there is but one.
private func histogramEdges(of arrays: [NDArray], bins: Int) -> [Double] {
  guard bins > 0 else { stop("bins must be at least 1; got \(bins).") }
  let finite = arrays.lazy.map { $0.doubles.filter(\.isFinite) }.filter { !$0.isEmpty }
  guard let low = finite.map({ $0.min()! }).min(), let high = finite.map({ $0.max()! }).max() else { return [] }
  let (lower, upper) = low < high ? (low, high) : (low - max(0.5, abs(low) / 10), high + max(0.5, abs(high) / 10))
  return (0...bins).map { lower + (upper - lower) * Double($0) / Double(bins) }
}

private func histogramCounts(_ array: NDArray, edges: [Double]) -> (counts: [Int], nonFinite: Int) {
  let bins = max(0, edges.count - 1)
  var counts = Array(repeating: 0, count: bins)
  var nonFinite = 0
  for number in array.doubles {
    guard number.isFinite, bins > 0 else {
      nonFinite += 1
      continue
    }
    let share = (number - edges[0]) / (edges[bins] - edges[0])
    counts[min(bins - 1, max(0, Int(share * Double(bins))))] += 1
  }
  return (counts, nonFinite)
}

extension HeatMap {
  /// A matrix [rows, columns] as colours: `show(HeatMap("weights", w.value))`.
  public init(_ name: String, _ matrix: NDArray, scale: Scale = .diverging) {
    guard matrix.shape.rank == 2 else {
      stop("HeatMap(\"\(name)\", …) expects a matrix [rows, columns]; got \(matrix.shape).")
    }
    self.init(name, rows: matrix.shape[0], columns: matrix.shape[1], values: matrix.doubles, scale: scale)
  }
}
