import Tensors

/// What carries numbers between the ranks of a parallel program, in one of them.
package protocol RankLink: AnyObject, Sendable {
  var rank: Int { get }
  var count: Int { get }
  /// Replaces the numbers by their sum over all ranks, added in the order of the ranks.
  func sum(inPlace numbers: UnsafeMutableRawBufferPointer, _ type: ElementType)
}

/// By what `allReduce` reaches the other ranks.
package enum RankExchange {
  /// Of the rank whose function this thread runs.
  @TaskLocal package static var current: (any RankLink)?

  static func sum(_ numbers: UnsafeMutableRawBufferPointer, _ type: ElementType, as rank: Int, of count: Int) {
    guard let link = current, link.rank == rank, link.count == count else {
      stop(
        "allReduce as rank \(rank) of \(count) expects the other ranks to run; "
          + (current.map { "this is rank \($0.rank) of \($0.count)." } ?? "none do.")
          + " Run it by inParallel(ranks: \(count)) { ranks in … }, or give allReduce the terms of all ranks.")
    }
    link.sum(inPlace: numbers, type)
  }
}
