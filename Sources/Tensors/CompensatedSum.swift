/// Adds any number of terms with the error of a single addition: what each addition rounds off is kept beside the sum.
/// Neumaier 1974, doi:10.1002/zamm.19740540106.
package struct CompensatedSum<S: Scalar>: Sendable {
  private var total: S = 0
  private var lost: S = 0

  package init() {}

  @inline(__always)
  package mutating func add(_ term: S) {
    let sum = total + term
    guard sum.isFinite else {
      (total, lost) = (sum, 0)
      return
    }
    lost += abs(total) >= abs(term) ? (total - sum) + term : (term - sum) + total
    // What was lost is added as soon as it counts: over a million terms it would grow until its own rounding counts.
    total = sum + lost
    lost -= total - sum
  }

  @inline(__always)
  package var value: S { total }
}

/// z = the sums of terms that come in any order: `body` is given a function that adds a term to the sum number i.
@inline(__always)
package func sums<S: Scalar>(
  into z: UnsafeMutablePointer<S>, count: Int, _ body: (_ add: (_ i: Int, _ term: S) -> Void) -> Void
) {
  var sums = [CompensatedSum<S>](repeating: CompensatedSum(), count: count)
  body { sums[$0].add($1) }
  for i in 0..<count { z[i] = sums[i].value }
}
