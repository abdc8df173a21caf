/// Learns which neighbouring symbols to join, again and again: Gage 1994, "A new algorithm for data compression";
/// for words, Sennrich, Haddow & Birch 2016, arXiv:1508.07909.
struct PairMerging {
  struct Pair: Hashable, Comparable {
    let first: String
    let second: String
    static func < (a: Pair, b: Pair) -> Bool { (a.first, a.second) < (b.first, b.second) }
  }

  private var words: [(symbols: [String], count: Int)]
  private(set) var pairCounts: [Pair: Int] = [:]
  private(set) var symbolCounts: [String: Int] = [:]
  private var places: [Pair: Set<Int>] = [:]

  /// - Parameter words: each cut into symbols, with how often it occurs.
  init(_ words: [(symbols: [String], count: Int)]) {
    self.words = words
    for number in words.indices { count(word: number, by: 1) }
  }

  /// The pair that a score puts highest, of equal ones the first in the alphabet; nil when all words are one symbol
  /// each.
  func best(_ score: (Pair, Int) -> Double) -> Pair? {
    var best: (pair: Pair, score: Double)?
    for (pair, count) in pairCounts where count > 0 {
      let own = score(pair, count)
      if let found = best, (own, found.pair) <= (found.score, pair) { continue }
      best = (pair, own)
    }
    return best?.pair
  }

  /// Joins the pair wherever it stands.
  mutating func join(_ pair: Pair, as joined: String) {
    for number in places[pair] ?? [] {
      count(word: number, by: -1)
      words[number].symbols = Self.joining(words[number].symbols, pair, as: joined)
      count(word: number, by: 1)
    }
    pairCounts[pair] = nil
    places[pair] = nil
  }

  static func joining(_ symbols: [String], _ pair: Pair, as joined: String) -> [String] {
    var result: [String] = []
    var place = 0
    while place < symbols.count {
      let isPair = place + 1 < symbols.count && symbols[place] == pair.first && symbols[place + 1] == pair.second
      result.append(isPair ? joined : symbols[place])
      place += isPair ? 2 : 1
    }
    return result
  }

  private mutating func count(word number: Int, by sign: Int) {
    let (symbols, times) = words[number]
    for symbol in symbols { symbolCounts[symbol, default: 0] += sign * times }
    for (first, second) in zip(symbols, symbols.dropFirst()) {
      let pair = Pair(first: first, second: second)
      pairCounts[pair, default: 0] += sign * times
      if sign > 0 { places[pair, default: []].insert(number) }
    }
  }
}
