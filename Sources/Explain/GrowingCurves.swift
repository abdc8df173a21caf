import Display
import Training

/// Curves that grow while networks train: what a demonstration redraws at every moment.
///
///     let losses = GrowingCurves("loss", x: "epoch", to: epochs)
///     losses.add(at: 1, ["training": 2.3, "validation": 2.3])
///     losses.chart()                  // as far as they have come
///     losses.chart(upTo: 10)          // as they were at epoch 10
///
/// The x axis is as long from the beginning as it will be in the end, so that nothing jumps.
public final class GrowingCurves {
  private struct Curve {
    var name: String
    var x: [Double] = []
    var y: [Double] = []
  }

  private let title: String
  private let x: Axis
  private let y: Axis
  private let rules: [Mark]
  private var curves: [Curve] = []

  /// - Parameters:
  ///   - x: what is counted along.
  ///   - to: where the x axis ends.
  ///   - y: nil: an axis from 0, whose name is the title.
  ///   - rules: lines to compare with, such as chance.
  public init(_ title: String, x: String, to last: Int, y: Axis? = nil, rules: [Mark] = []) {
    self.title = title
    self.x = Axis(x, lower: 0, upper: Double(max(1, last)))
    self.y = y ?? Axis("", lower: 0)
    self.rules = rules
  }

  /// One more point of each curve that is named, in the order in which they were named first.
  public func add(at x: Int, _ values: KeyValuePairs<String, Double>) {
    for (name, value) in values { add(name, at: x, value) }
  }

  public func add(_ name: String, at x: Int, _ value: Double) {
    let index = curves.firstIndex { $0.name == name } ?? curves.count
    if index == curves.count { curves.append(Curve(name: name)) }
    curves[index].x.append(Double(x))
    curves[index].y.append(value)
  }

  /// A whole curve at once, its values at 1, 2, 3 …
  public func add(_ name: String, _ values: [Double]) {
    for (index, value) in values.enumerated() { add(name, at: index + 1, value) }
  }

  public var names: [String] { curves.map(\.name) }

  /// The last value of a curve at or before `x`; NaN before its first.
  public func value(_ name: String, at x: Int = .max) -> Double {
    guard let curve = curves.first(where: { $0.name == name }) else { return .nan }
    return curve.x.lastIndex { $0 <= Double(x) }.map { curve.y[$0] } ?? .nan
  }

  /// The values of all curves at or before `x`, as numbers to be read from afar.
  public func numbers(
    at x: Int = .max, _ make: (String, Double) -> DemoFrame.KeyNumber = { .init($0, $1) }
  ) -> [DemoFrame.KeyNumber] {
    names.map { make($0, value($0, at: x)) }
  }

  /// - Parameter x: where the curves end; nil: as far as they have come.
  public func chart(upTo last: Int = .max) -> Chart {
    let palette: [Role] = [.series1, .series2, .series3, .series4, .series5, .series6, .series7]
    let lines = curves.enumerated().map { index, curve -> Mark in
      let count = curve.x.prefix { $0 <= Double(last) }.count
      return .line(
        curve.name, x: Array(curve.x.prefix(count)), y: Array(curve.y.prefix(count)),
        role: palette[index % palette.count])
    }
    return Chart(title: title, x: x, y: bounded, marks: rules + lines)
  }

  /// From the least to the greatest value known, so that curves told from their beginning do not change their scale.
  private var bounded: Axis {
    var axis = y
    let known = curves.flatMap(\.y).filter(\.isFinite)
    guard let least = known.min(), let greatest = known.max(), least < greatest else { return axis }
    // A little room at both ends: numbers are rounded on their way to the screen.
    if axis.scale == .logarithmic {
      if axis.lower == nil, least > 0 { axis.lower = least / 1.05 }
      if axis.upper == nil, greatest > 0 { axis.upper = greatest * 1.05 }
    } else {
      if axis.lower == nil { axis.lower = least - 0.02 * (greatest - least) }
      if axis.upper == nil { axis.upper = greatest + 0.02 * (greatest - (axis.lower ?? least)) }
    }
    return axis
  }
}
