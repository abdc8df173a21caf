/// p values corrected for asking several questions at once: if each is compared with 5 %, then in at most 5 % of
/// experiments in which nothing differs is anything told apart. Holm's step-down rule (Holm 1979, Scandinavian Journal of
/// Statistics 6:65–70): the smallest of m is multiplied by m, the next by m − 1, …; none is below the one before it, or
/// above 1.
///
///     holm([0.01, 0.04, 0.03])      // [0.03, 0.06, 0.06]
///
/// - Returns: in the order given.
public func holm(_ p: [Double]) -> [Double] {
  if let odd = p.first(where: { !(0...1).contains($0) }) { stop("holm expects p values from 0 to 1; got \(odd).") }
  var (corrected, greatest) = (p, 0.0)
  for (rank, index) in p.indices.sorted(by: { (p[$0], $0) < (p[$1], $1) }).enumerated() {
    greatest = max(greatest, min(1, p[index] * Double(p.count - rank)))
    corrected[index] = greatest
  }
  return corrected
}
