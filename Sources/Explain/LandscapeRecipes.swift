import Display
import Insight
import Tensors
import Training

// Loss landscapes → charts.

extension LossCurve: Displayable {
  public var output: Output { .chart(chart()) }

  /// Loss against position on the line.
  public func chart(title: String = "loss along a line", name: String = "loss") -> Chart {
    lossChart(along: [(name, self)], title: title)
  }
}

/// The losses along several lines in one chart, to be compared.
public func lossChart(
  along curves: [(name: String, curve: LossCurve)], title: String = "loss along lines"
) -> Chart {
  let labels = Set(curves.map(\.curve.label))
  return Chart(
    title: title, x: Axis(labels.count == 1 ? labels.first! : "position on the line"), y: Axis("loss"),
    marks: curves.map { name, curve in
      .line(name, x: curve.positions, y: curve.losses, role: curves.count == 1 ? .loss : nil)
    })
}

extension LossPlane: Displayable {
  public var output: Output { .chart(chart()) }

  /// The loss as filled contours, and the ways that trainings took as far as the plane shows them.
  ///
  /// - Parameters:
  ///   - levels: of the contours; empty: chosen from the losses.
  ///   - paths: a note says which part of each lies in the plane, where that is not all of it.
  public func chart(
    title: String = "loss landscape", levels: [Double] = [], paths: [(name: String, path: WeightPath)] = []
  ) -> Chart {
    let seen = paths.map { (name: $0.name, way: plane.projection(of: $0.path)) }
    var chart = Chart.landscape(
      title: title, x: Axis(plane.x.name), y: Axis(plane.y.name), columns: columns, rows: rows, xRange: xRange,
      yRange: yRange, losses: losses, levels: levels,
      paths: seen.map { Mark.Path($0.name, x: $0.way.x, y: $0.way.y) })
    chart.notes += seen.filter { $0.way.share < 0.9995 }.map { name, way in
      "\(name): \(format(100 * way.share, significantDigits: 3)) % of its squared distances from the centre lie in this plane."
    }
    return chart
  }
}
