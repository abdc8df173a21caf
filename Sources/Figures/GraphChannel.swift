/// The columns between two layers of boxes. Each source's line leaves on its row, turns up and down on one track
/// (a column), and enters its targets on theirs. Two lines may cross, but never run along the same cells.
struct GraphChannel {
  private struct Net {
    var source: Int
    var row: Int
    var targets: [Int]
    var track: Int?

    var needsTrack: Bool { targets.contains { $0 != row } }
    var span: ClosedRange<Int> { min(row, targets.min()!)...max(row, targets.max()!) }
  }

  private var nets: [Net] = []
  private var trackCount = 0

  /// Columns of line before the first track.
  private let lead: Int

  init(isTight: Bool) { lead = isTight ? 0 : 1 }

  /// The lead, the tracks, one column for an argument's position, and the arrow's head.
  var width: Int { lead + trackCount + 2 }

  /// A column inside the channel; nil for a line that goes straight on.
  func track(of source: Int) -> Int? { nets.first { $0.source == source }?.track.map { $0 + lead } }

  mutating func add(source: Int, row: Int, targets: [Int]) {
    guard !targets.isEmpty else { return }
    nets.append(Net(source: source, row: row, targets: targets))
  }

  /// Where one line leaves on the row on which another one enters, the first must turn before the second;
  /// false when these demands go in a circle.
  mutating func assignTracks() -> Bool {
    var rest = nets.indices.filter { nets[$0].needsTrack }
    while !rest.isEmpty {
      let ready = rest.filter { net in
        !rest.contains { other in other != net && nets[net].targets.contains(nets[other].row) }
      }
      guard !ready.isEmpty else { return false }
      for net in ready {
        let before = nets.indices.filter { $0 != net && nets[net].targets.contains(nets[$0].row) }
        var track = (before.compactMap { nets[$0].track }.max() ?? -1) + 1
        while nets.contains(where: { $0.track == track && $0.span.overlaps(nets[net].span) }) { track += 1 }
        nets[net].track = track
        trackCount = max(trackCount, track + 1)
      }
      rest.removeAll { ready.contains($0) }
    }
    return true
  }
}
