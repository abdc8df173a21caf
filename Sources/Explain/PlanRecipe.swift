import Display
import Planning

extension PlanProfile {
  /// A roofline chart: each step's arithmetic for a byte against its speed. A step left of the roof's bend is bounded by
  /// memory, one right of it by arithmetic. Williams, Waterman & Patterson 2009, doi:10.1145/1498765.1498785.
  ///
  /// The roof is the fastest that this profile's own steps were: bytes a second, and FLOP/s.
  public func rooflineChart(title: String = "what bounds each step") -> Chart {
    let steps = rows.filter { $0.flops > 0 && $0.bytes > 0 && $0.seconds > 0 }
    let peak = steps.map(\.flopsPerSecond).max() ?? 1
    let bandwidth = steps.map { $0.bytes / $0.seconds }.max() ?? 1
    let lowest = steps.map(\.intensity).min() ?? 1
    let highest = Swift.max(steps.map(\.intensity).max() ?? 1, peak / bandwidth)
    let roof = [lowest, peak / bandwidth, highest]
    func points(_ name: String, _ role: Role, _ isIn: (Row) -> Bool) -> Mark {
      let chosen = steps.filter(isIn)
      return .points(
        Mark.Points(name, x: chosen.map(\.intensity), y: chosen.map { $0.flopsPerSecond / 1e9 }, role: role))
    }
    return Chart(
      title: title, x: Axis("FLOPs for each byte", scale: .logarithmic), y: Axis("GFLOP/s", scale: .logarithmic),
      marks: [
        .line(
          Mark.Line(
            "roof", x: roof, y: roof.map { Swift.min($0 * bandwidth, peak) / 1e9 }, role: .muted, dashed: true)),
        points("fused", .series1) { $0.label.hasPrefix("fused") },
        points("others", .series2) { !$0.label.hasPrefix("fused") },
      ])
  }
}
