// Charts that compare seeds and workers, from plain numbers.

extension Chart {
  /// The results of several seeds for each of several settings: quartiles, whiskers, and every seed as a dot.
  ///
  /// - Parameter groups: the settings in order, each with one value a seed.
  public static func box(
    title: String, label: String, groups: [(name: String, values: [Double])], setting: String = "setting"
  ) -> Chart {
    Chart(
      title: title, x: Axis(setting, scale: .categories, categories: groups.map { $0.name }), y: Axis(label),
      marks: groups.isEmpty ? [] : [.boxes(label, groups.map { $0.values })])
  }

  /// One piece of work of a timeline.
  public struct Task: Codable, Sendable, Equatable {
    public var lane: Int
    public var start: Double
    public var end: Double
    public var label: String
    /// Tasks of one kind have one colour; kinds are told apart in the legend.
    public var kind: String

    public init(lane: Int, start: Double, end: Double, label: String = "", kind: String = "task") {
      self.lane = lane
      self.start = start
      self.end = end
      self.label = label
      self.kind = kind
    }
  }

  /// When each worker was busy: a lane for each worker, a bar for each task.
  ///
  /// - Parameters:
  ///   - lanes: names of the workers, from the top.
  ///   - time: what the x axis counts, with its unit.
  public static func timeline(
    title: String, lanes: [String], tasks: [Task], time: String = "time (ms)", worker: String = "worker"
  ) -> Chart {
    var kinds: [String] = []
    for task in tasks where !kinds.contains(task.kind) { kinds.append(task.kind) }
    return Chart(
      title: title, x: Axis(time), y: Axis(worker, scale: .categories, categories: lanes),
      marks: kinds.map { kind in
        let chosen = tasks.filter { $0.kind == kind }
        return .spans(
          Mark.Spans(
            kind, lanes: chosen.map(\.lane), starts: chosen.map(\.start), ends: chosen.map(\.end),
            labels: chosen.map(\.label)))
      })
  }
}
