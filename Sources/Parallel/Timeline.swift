/// When each rank did what.
public struct Timeline: Sendable, Equatable {
  /// A stretch of one rank's time.
  public struct Span: Sendable, Equatable {
    public var rank: Int
    /// In seconds from the start.
    public var start: Double
    public var end: Double
    /// "forward and backward", "sum", …
    public var activity: String
    /// What is written into it, or "".
    public var label: String

    public init(rank: Int, start: Double, end: Double, activity: String, label: String = "") {
      (self.rank, self.start, self.end) = (rank, start, end)
      (self.activity, self.label) = (activity, label)
    }

    public var seconds: Double { end - start }
  }

  public var ranks: Int
  public var spans: [Span]

  public init(ranks: Int, spans: [Span] = []) { (self.ranks, self.spans) = (ranks, spans) }

  /// The end of the last span.
  public var end: Double { spans.map(\.end).max() ?? 0 }

  /// How long a rank was at it.
  public func seconds(of activity: String, rank: Int) -> Double {
    spans.reduce(0) { $0 + ($1.rank == rank && $1.activity == activity ? $1.seconds : 0) }
  }

  /// The part of all ranks' time, up to the last span's end, in which a rank does none of these.
  public func idleFraction(except activities: [String]) -> Double {
    guard end > 0, ranks > 0 else { return 0 }
    let busy = spans.reduce(0) { $0 + (activities.contains($1.activity) ? $1.seconds : 0) }
    return 1 - busy / (end * Double(ranks))
  }
}
