import Display
import Parallel

extension Chart {
  /// When each rank did what: a lane for each rank, a colour for each activity.
  ///
  /// - Parameter labelled: also which step or micro-batch each bar is.
  public static func timeline(_ timeline: Timeline, title: String = "ranks", labelled: Bool = false) -> Chart {
    let unit: (name: String, factor: Double) =
      timeline.end >= 1 ? ("s", 1) : timeline.end >= 1e-3 ? ("ms", 1e3) : ("µs", 1e6)
    return .timeline(
      title: title, lanes: (0..<timeline.ranks).map { "rank \($0)" },
      tasks: timeline.spans.map { span in
        Task(
          lane: span.rank, start: span.start * unit.factor, end: span.end * unit.factor,
          label: labelled ? span.label : "", kind: span.activity)
      }, time: "time (\(unit.name))", worker: "rank")
  }
}
