extension Mark {
  /// From when to when: bars that lie in the lanes of the y axis, whose categories name them, the first on top.
  public struct Spans: Codable, Sendable, Equatable {
    public var name: String
    /// Index of each bar's lane.
    public var lanes: [Int]
    public var starts: [Double]
    public var ends: [Double]
    /// Written into the bars where there is room; empty: none.
    public var labels: [String]
    public var role: Role?

    public init(
      _ name: String, lanes: [Int], starts: [Double], ends: [Double], labels: [String] = [], role: Role? = nil
    ) {
      self.name = name
      self.lanes = lanes
      self.starts = starts
      self.ends = ends
      self.labels = labels
      self.role = role
    }
  }
}
