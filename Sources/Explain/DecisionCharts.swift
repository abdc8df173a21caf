import Autodiff
import Datasets
import Display
import Tensors

extension Chart {
  /// Where a network says yes in the plane of two measurements, with the examples that it learns from, and those that it
  /// does not.
  ///
  /// - Parameters:
  ///   - classes: what 0 and 1 stand for.
  ///   - x: and y: the two measurements, in standard deviations or as they are.
  ///   - training: inputs [n, 2], targets [n] or [n, 1] of 0 or 1.
  ///   - logits: from points [n, 2] to one number each: above 0 is class 1.
  public static func boundary(
    _ title: String, classes: (no: String, yes: String), x: String, y: String, training: Examples,
    validation: Examples? = nil, rows: Int = 40, logits: (Tensor) -> Tensor
  ) -> Chart {
    let all = [training] + (validation.map { [$0] } ?? [])
    let (horizontal, vertical) = (range(of: all, column: 0), range(of: all, column: 1))
    let decision = Mark.decision("P(\(classes.yes))", x: horizontal, y: vertical, rows: rows) { sigmoid(logits($0)) }
    let points = [0, 1].map { label -> Mark in
      let own = places(of: training, label: label)
      return .points(
        label == 1 ? classes.yes : classes.no, x: own.map(\.0), y: own.map(\.1), role: label == 1 ? .series1 : .series2)
    }
    return Chart(
      title: title, x: Axis(x, lower: horizontal.lowerBound, upper: horizontal.upperBound),
      y: Axis(y, lower: vertical.lowerBound, upper: vertical.upperBound), marks: [decision] + points)
  }

  private static func places(of examples: Examples, label: Int) -> [(Double, Double)] {
    let (points, targets) = (examples.inputs.doubles, examples.targets.doubles)
    return targets.indices.filter { targets[$0] == Double(label) }.map { (points[2 * $0], points[2 * $0 + 1]) }
  }

  private static func range(of examples: [Examples], column: Int) -> ClosedRange<Double> {
    let values = examples.flatMap { examples -> [Double] in
      let points = examples.inputs.doubles
      return stride(from: column, to: points.count, by: 2).map { points[$0] }
    }
    guard let least = values.min(), let greatest = values.max(), least < greatest else { return -1...1 }
    let margin = 0.08 * (greatest - least)
    return (least - margin)...(greatest + margin)
  }
}
