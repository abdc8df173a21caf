/// Fewer points for the same picture.
package enum Decimation {
  /// Of the points that share a column `resolution` wide, the first, lowest, highest and last stay, in order, so that
  /// no extreme is lost. A line that runs back and forth loses only points that hardly move. Gaps stay gaps.
  package static func line(_ points: [Scene.Point], resolution: Double) -> [Scene.Point] {
    guard points.count > 500 else { return points }
    var result: [Scene.Point] = []
    var start = 0
    while start < points.count {
      guard points[start].isFinite else {
        if result.last?.isFinite ?? true { result.append(points[start]) }
        start += 1
        continue
      }
      let end = points[start...].firstIndex { !$0.isFinite } ?? points.count
      let run = points[start..<end]
      result +=
        zip(run, run.dropFirst()).allSatisfy { $0.x <= $1.x } ? byColumn(run, resolution) : byDistance(run, resolution)
      start = end
    }
    return result
  }

  private static func byColumn(_ run: ArraySlice<Scene.Point>, _ resolution: Double) -> [Scene.Point] {
    var result: [Scene.Point] = []
    var start = run.startIndex
    while start < run.endIndex {
      let column = (run[start].x / resolution).rounded(.down)
      let end = run[start...].firstIndex { ($0.x / resolution).rounded(.down) != column } ?? run.endIndex
      let low = (start..<end).min { run[$0].y < run[$1].y }!
      let high = (start..<end).max { run[$0].y < run[$1].y }!
      for index in Set([start, low, high, end - 1]).sorted() { result.append(run[index]) }
      start = end
    }
    return result
  }

  private static func byDistance(_ run: ArraySlice<Scene.Point>, _ resolution: Double) -> [Scene.Point] {
    var result = [run.first!]
    for point in run.dropFirst().dropLast() {
      let last = result[result.count - 1]
      if abs(point.x - last.x) + abs(point.y - last.y) >= resolution { result.append(point) }
    }
    if run.count > 1 { result.append(run.last!) }
    return result
  }

  /// One point for every occupied square of side `spacing`, and the extreme ones exactly.
  package static func points(_ points: [Scene.Point], spacing: Double) -> [Scene.Point] {
    struct Square: Hashable { var x: Double, y: Double }
    let extremes = [
      points.indices.min { points[$0].x < points[$1].x }, points.indices.max { points[$0].x < points[$1].x },
      points.indices.min { points[$0].y < points[$1].y }, points.indices.max { points[$0].y < points[$1].y },
    ]
    let kept = Set(extremes.compactMap { $0 })
    var taken: Set<Square> = []
    return points.indices.filter { index in
      let point = points[index]
      let square = Square(x: (point.x / spacing).rounded(.down), y: (point.y / spacing).rounded(.down))
      return taken.insert(square).inserted || kept.contains(index)
    }.map { points[$0] }
  }
}
