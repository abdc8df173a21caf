import Planning

/// This project's own side of a `PeerWorkload`.
protocol Workload: AnyObject {
  /// Back to the initial weights, with nothing learnt.
  func prepare()
  /// Trains epoch `epoch`; returns when everything is computed.
  func epoch(_ epoch: Int)
  /// Of what the peers take theirs on.
  func finalLoss() -> Double
  /// What is run; nil where it is no plan.
  var plan: Plan? { get }
}

extension Workload {
  var plan: Plan? { nil }
}
