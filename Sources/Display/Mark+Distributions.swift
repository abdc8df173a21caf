extension Mark {
  /// `counts[i]` values lie between `edges[i]` and `edges[i + 1]`; `nonFinite` more lie nowhere.
  public struct Histogram: Codable, Sendable, Equatable {
    public var name: String
    public var edges: [Double]
    public var counts: [Int]
    public var nonFinite: Int
    public var role: Role?

    public init(_ name: String, edges: [Double], counts: [Int], nonFinite: Int = 0, role: Role? = nil) {
      self.name = name
      self.edges = edges
      self.counts = counts
      self.nonFinite = nonFinite
      self.role = role
    }
  }

  /// How the values of every category of the x axis are spread: quartiles as a box, whiskers, and each value as a dot.
  /// Several `boxes` marks stand side by side.
  public struct Boxes: Codable, Sendable, Equatable {
    public var name: String
    /// The values of each category, in any order.
    public var groups: [[Double]]
    public var role: Role?

    public init(_ name: String, groups: [[Double]], role: Role? = nil) {
      self.name = name
      self.groups = groups
      self.role = role
    }
  }
}
