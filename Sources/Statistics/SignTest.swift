/// In how many pairs the first is above the second, and how often chance alone splits them so unevenly: it asks nothing of the
/// distribution, and tells least (Arbuthnott 1710). Ties are left out.
public struct SignTest: Sendable, Equatable, CustomStringConvertible {
  public let above: Int
  public let below: Int
  public let ties: Int
  /// Two-sided, of the binomial distribution with ½.
  public var p: Double { binomialP(above, of: above + below) }
  public var description: String {
    "In \(above) of \(above + below) pairs the first is above the second\(ties > 0 ? ", \(ties) ties aside" : ""): sign test, "
      + "\(pText(p))."
  }
}

/// The sign test of pairs, in the same order.
public func signTest(_ first: [Double], _ second: [Double]) -> SignTest {
  guard first.count == second.count else {
    stop("signTest expects a partner for each number; got \(first.count) and \(second.count) numbers.")
  }
  check(first, atLeast: 1, "signTest", "pairs")
  check(second, atLeast: 1, "signTest", "pairs")
  let pairs = zip(first, second)
  return SignTest(
    above: pairs.count { $0 > $1 }, below: pairs.count { $0 < $1 }, ties: pairs.count { $0 == $1 })
}

/// The two-sided p of so many heads in so many tosses of a fair coin: twice the smaller tail, at most 1.
///
/// A tail of the binomial distribution is an incomplete beta function: P(X ≥ k) = I½(k, n − k + 1), DLMF 8.17.5.
public func binomialP(_ successes: Int, of trials: Int) -> Double {
  guard trials >= 0, (0...max(0, trials)).contains(successes) else {
    stop("binomialP expects from 0 to \(trials) successes of \(trials); got \(successes).")
  }
  let most = max(successes, trials - successes)
  guard most > 0 else { return 1 }
  return min(1, 2 * regularizedIncompleteBeta(Double(most), Double(trials - most + 1), 0.5))
}
