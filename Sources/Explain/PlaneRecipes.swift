import Autodiff
import Display
import Tensors
import Training

// What models answer over the plane, and losses over planes of parameters.

extension Mark {
  /// What a model answers over a rectangle of the plane, and where the answer crosses `boundary`.
  ///
  /// - Parameters:
  ///   - rows: how many points up; as many across.
  ///   - model: from points [n, 2] (x, y) to one number each, [n] or [n, 1].
  public static func decision(
    _ name: String, x: ClosedRange<Double>, y: ClosedRange<Double>, rows: Int = 60, boundary: Double? = 0.5,
    type: ElementType = .float32, model: (NDArray) -> NDArray
  ) -> Mark {
    let points = gridPoints(x: x, y: y, rows: rows)
    let answers = model(NDArray(points, shape: [rows * rows, 2], type: type)).doubles
    return .regions(
      Regions(name, columns: rows, rows: rows, xRange: x, yRange: y, values: answers, boundary: boundary))
  }
}

extension Mark {
  /// The same for a model of tensors, computed on a plan: `Mark.decision("P", x: -2...2, y: -2...2) { sigmoid(network($0)) }`.
  ///
  /// - Parameter model: from points [n, 2] (x, y) to one number each, [n] or [n, 1].
  public static func decision(
    _ name: String, x: ClosedRange<Double>, y: ClosedRange<Double>, rows: Int = 60, boundary: Double? = 0.5,
    type: ElementType = .float32, model: (Tensor) -> Tensor
  ) -> Mark {
    decision(name, x: x, y: y, rows: rows, boundary: boundary, type: type) { (points: NDArray) -> NDArray in
      predict(model, points, batchSize: points.rowCount)
    }
  }
}

extension Panels {
  /// What every unit of a layer answers over a rectangle of the plane, one chart each, and where it crosses `boundary`.
  ///
  /// - Parameters:
  ///   - rows: how many points up; as many across.
  ///   - model: from points [n, 2] (x, y) to the units' answers [n, units].
  public static func units(
    _ title: String, x: ClosedRange<Double>, y: ClosedRange<Double>, rows: Int = 40, boundary: Double? = 0,
    axes: (x: String, y: String) = ("x₁", "x₂"), type: ElementType = .float32, columns: Int = 4,
    model: (NDArray) -> NDArray
  ) -> Panels {
    let points = gridPoints(x: x, y: y, rows: rows)
    let answers = model(NDArray(points, shape: [rows * rows, 2], type: type))
    guard answers.shape.rank == 2, answers.shape[0] == rows * rows else {
      stop(
        shapes:
          "Panels.units expects a model from points [\(rows * rows), 2] to [\(rows * rows), units]; got "
          + "\(answers.shape)."
      )
    }
    let (values, units) = (answers.doubles, answers.shape[1])
    let charts = (0..<units).map { unit in
      let own = (0..<rows * rows).map { values[$0 * units + unit] }
      let regions = Mark.Regions(
        "answer", columns: rows, rows: rows, xRange: x, yRange: y, values: own, boundary: boundary)
      return Chart(title: "unit \(unit)", x: Axis(axes.x), y: Axis(axes.y), marks: [.regions(regions)])
    }
    return Panels(title: title, charts: charts, columns: columns)
  }

  /// The same for a model of tensors, computed on a plan: `Panels.units("hidden layer", x: -2...2, y: -2...2) { tanh(layer($0)) }`.
  public static func units(
    _ title: String, x: ClosedRange<Double>, y: ClosedRange<Double>, rows: Int = 40, boundary: Double? = 0,
    axes: (x: String, y: String) = ("x₁", "x₂"), type: ElementType = .float32, columns: Int = 4,
    model: (Tensor) -> Tensor
  ) -> Panels {
    units(title, x: x, y: y, rows: rows, boundary: boundary, axes: axes, type: type, columns: columns) {
      (points: NDArray) -> NDArray in predict(model, points, batchSize: points.rowCount)
    }
  }
}

extension Chart {
  /// A loss over a rectangle of two parameters or directions as filled contours, with the ways that trainings took.
  ///
  /// - Parameters:
  ///   - rows: how many points up; as many across.
  ///   - levels: of the contours; empty: chosen from the losses.
  public static func landscape(
    title: String, x: Axis, y: Axis, xRange: ClosedRange<Double>, yRange: ClosedRange<Double>, rows: Int = 40,
    levels: [Double] = [], paths: [Mark.Path] = [], loss: (Double, Double) -> Double
  ) -> Chart {
    let points = gridPoints(x: xRange, y: yRange, rows: rows)
    let losses = (0..<rows * rows).map { loss(points[2 * $0], points[2 * $0 + 1]) }
    return landscape(
      title: title, x: x, y: y, columns: rows, rows: rows, xRange: xRange, yRange: yRange, losses: losses,
      levels: levels, paths: paths)
  }
}

/// The middles of rows × rows cells, the lowest y first: x, y, x, y …
private func gridPoints(x: ClosedRange<Double>, y: ClosedRange<Double>, rows: Int) -> [Double] {
  guard rows > 0 else { stop("rows must be at least 1; got \(rows).") }
  func position(_ i: Int, in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * (Double(i) + 0.5) / Double(rows)
  }
  return (0..<rows * rows).flatMap { [position($0 % rows, in: x), position($0 / rows, in: y)] }
}
