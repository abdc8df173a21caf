/// Machines that there need not be: how fast they compute, and how fast numbers go from one to another. All times in
/// seconds.
///
/// A message of b bytes takes latency + b / bandwidth. A sum of b bytes over n ranks goes round a ring in 2 (n − 1) messages of
/// b / n bytes (Patarasuk & Yuan 2009, doi:10.1016/j.jpdc.2008.09.002).
public struct Cluster: Sendable, Equatable {
  public var latency: Double
  /// Bytes a second.
  public var bandwidth: Double
  /// How long a rank computes for one example.
  public var secondsPerExample: Double
  /// What it takes besides for each batch, however small.
  public var secondsPerBatch: Double
  /// How many times as long a rank takes as the others; those that are not listed take 1.
  public var slowness: [Int: Double]

  public init(
    latency: Double = 50e-6, bandwidth: Double = 1e9, secondsPerExample: Double = 100e-6, secondsPerBatch: Double = 0,
    slowness: [Int: Double] = [:]
  ) {
    self.latency = latency
    self.bandwidth = bandwidth
    self.secondsPerExample = secondsPerExample
    self.secondsPerBatch = secondsPerBatch
    self.slowness = slowness
  }

  /// How long a rank computes for so many examples.
  public func seconds(examples: Int, rank: Int = 0) -> Double {
    examples == 0 ? 0 : (secondsPerBatch + secondsPerExample * Double(examples)) * (slowness[rank] ?? 1)
  }

  /// How long a message is under way.
  public func seconds(sending bytes: Int) -> Double { latency + Double(bytes) / bandwidth }

  /// How long a sum over ranks takes once all have come to it.
  public func seconds(summing bytes: Int, ranks: Int) -> Double {
    guard ranks > 1 else { return 0 }
    return 2 * Double(ranks - 1) * (latency + Double(bytes) / Double(ranks) / bandwidth)
  }

  /// How long a step of synchronous data parallelism takes: the largest shard of the batch, on the slowest rank that has
  /// one as large, and the sum of the gradients.
  ///
  /// - Parameters:
  ///   - batch: how many examples all ranks share.
  ///   - bytes: of the gradients.
  public func secondsPerStep(batch: Int, bytes: Int, ranks: Int) -> Double {
    guard ranks > 0, batch >= ranks else { return .nan }
    let slowest = slowness.filter { $0.key < ranks }
    let others = seconds(examples: (batch + ranks - 1) / ranks)
    let computing = slowest.keys.reduce(slowest.count < ranks ? others : 0) { longest, rank in
      max(longest, seconds(examples: shard(of: batch, rank: rank, ranks: ranks).count, rank: rank))
    }
    return computing + seconds(summing: bytes, ranks: ranks)
  }

  /// How many times as fast as one rank: secondsPerStep of 1, over that of so many.
  public func speedUp(batch: Int, bytes: Int, ranks: Int) -> Double {
    secondsPerStep(batch: batch, bytes: bytes, ranks: 1) / secondsPerStep(batch: batch, bytes: bytes, ranks: ranks)
  }
}

/// Which rows of a batch a rank gets: as even as can be, in the order of the ranks.
func shard(of batch: Int, rank: Int, ranks: Int) -> Range<Int> { batch * rank / ranks..<batch * (rank + 1) / ranks }
