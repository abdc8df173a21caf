/// Which moments of several runs of a demonstration are the same moment of training, so that they can be shown side by side.
///
/// A moment that is shown is one that every run has which is still under way. A run that has ended stays at its last moment
/// while the others go on.
public struct DemoTimeline: Sendable, Equatable {
  /// For each moment that is shown, the number of each run's frame.
  public let places: [[Int]]

  /// - Parameters:
  ///   - runs: the frames of each run, as far as they have come.
  ///   - ended: whether each run has come to its end.
  public init(_ runs: [[DemoFrame]], ended: [Bool]) {
    guard runs.count > 1 else {
      places = (runs.first ?? []).indices.map { [$0] }
      return
    }
    let films = runs.map(Self.films)
    let count = films.map(\.count).max() ?? 0
    var places: [[Int]] = []
    for number in 0..<count where films.allSatisfy({ !$0.isEmpty }) {
      let parts = films.map { number < $0.count ? $0[number] : $0.last!.suffix(1) }
      let isOver = films.indices.map { number < films[$0].count - 1 || ended[$0] }
      if zip(films, ended).contains(where: { number >= $0.count && !$1 }) { break }
      let lasts = zip(runs, parts).map { $0[$1.last!].moment }
      let moments = zip(runs, parts).enumerated().flatMap { run, pair in
        number < films[run].count ? pair.1.map { pair.0[$0].moment } : []
      }
      for moment in Set(moments).sorted() {
        let found = zip(runs, parts).map { frames, part in part.last { frames[$0].moment <= moment } }
        let isShared = found.indices.allSatisfy { run in
          guard let place = found[run] else { return false }
          return runs[run][place].moment == moment || number >= films[run].count
            || isOver[run] && moment > lasts[run]
        }
        if isShared { places.append(found.map { $0! }) }
      }
    }
    self.places = places
  }

  /// A cell may show several films one after another: each begins where the moments start again.
  private static func films(_ frames: [DemoFrame]) -> [ArraySlice<Int>] {
    var films: [ArraySlice<Int>] = []
    let all = Array(frames.indices)
    var start = 0
    for place in frames.indices where place > 0 {
      let (before, now) = (frames[place - 1], frames[place])
      guard now.unit != before.unit || now.moment <= before.moment || now.total != before.total else { continue }
      films.append(all[start..<place])
      start = place
    }
    if start < frames.count { films.append(all[start...]) }
    return films
  }
}
