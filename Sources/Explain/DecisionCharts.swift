import Autodiff
import Datasets
import Display
import Tensors
import Training

extension Chart {
  /// Where a network says yes in the plane of two measurements, with the examples that it learns from, and those that it
  /// does not.
  ///
  /// - Parameters:
  ///   - classes: what 0 and 1 stand for.
  ///   - x: and y: the two measurements, in standard deviations or as they are.
  ///   - training: inputs [n, 2], targets [n] or [n, 1]: 1 for class 1, and 0 (or all of them −1) for class 0.
  ///   - logits: from points [n, 2], of the examples' element type, to one number each: above 0 is class 1.
  public static func boundary(
    _ title: String, classes: (no: String, yes: String), x: String, y: String, training: Examples,
    validation: Examples? = nil, rows: Int = 40, logits: (Tensor) -> Tensor
  ) -> Chart {
    let all = [training] + (validation.map { [$0] } ?? [])
    let (horizontal, vertical) = (range(of: all, column: 0), range(of: all, column: 1))
    let decision = Mark.decision(
      "P(\(classes.yes))", x: horizontal, y: vertical, rows: rows, type: training.inputs.elementType
    ) { sigmoid(logits($0)) }
    let points = [false, true].map { isYes -> Mark in
      let own = places(of: training, isYes: isYes)
      return .points(
        isYes ? classes.yes : classes.no, x: own.map(\.0), y: own.map(\.1), role: isYes ? .series1 : .series2)
    }
    return Chart(
      title: title, x: Axis(x, lower: horizontal.lowerBound, upper: horizontal.upperBound),
      y: Axis(y, lower: vertical.lowerBound, upper: vertical.upperBound), marks: [decision] + points)
  }

  private static func places(of examples: Examples, isYes: Bool) -> [(Double, Double)] {
    let (points, answers) = (examples.inputs.doubles, yesAndNo(examples.targets, asker: "a boundary"))
    return answers.indices.filter { answers[$0] == isYes }.map { (points[2 * $0], points[2 * $0 + 1]) }
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
