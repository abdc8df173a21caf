/// The candidate nearest to a mistyped name, or nil when none is near enough to be meant.
///
/// Near enough: at most a third of the longer name's letters differ (at least one, at most four), or the name is the
/// start of exactly one candidate. Case is ignored; of equally near candidates the earlier one is taken.
public func suggestion(for name: String, among candidates: some Sequence<String>) -> String? {
  let wanted = Array(name.lowercased().prefix(64))
  guard !wanted.isEmpty else { return nil }
  var best: (candidate: String, distance: Int)?
  var completions: [String] = []
  for candidate in candidates {
    let letters = Array(candidate.lowercased().prefix(64))
    if letters.count > wanted.count && letters.starts(with: wanted) { completions.append(candidate) }
    let limit = min(4, max(1, max(letters.count, wanted.count) / 3))
    let distance = editDistance(wanted, letters)
    if distance <= limit && distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.candidate ?? (completions.count == 1 ? completions[0] : nil)
}

/// " Did you mean “label”?", or "" when nothing is near: to be appended to a sentence.
public func didYouMean(_ name: String, among candidates: some Sequence<String>) -> String {
  suggestion(for: name, among: candidates).map { " Did you mean “\($0)”?" } ?? ""
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (optimal string alignment).
package func editDistance<Element: Equatable>(_ a: [Element], _ b: [Element]) -> Int {
  guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
  var beforePrevious: [Int] = []
  var previous = Array(0...b.count)
  for i in 1...a.count {
    var current = [i]
    for j in 1...b.count {
      let substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      var distance = min(previous[j] + 1, current[j - 1] + 1, substitution)
      let isSwap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]
      if isSwap { distance = min(distance, beforePrevious[j - 2] + 1) }
      current.append(distance)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[b.count]
}
