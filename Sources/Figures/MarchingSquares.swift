/// Contour lines through a grid of values: for each square of four neighbouring centres, where the value crosses the
/// level (Lorensen and Cline, "Marching cubes", 1987, in two dimensions). The segments are joined into lines.
package enum MarchingSquares {
  /// `values` is row-major from the top; each value stands at the centre of its cell of `box`.
  package static func lines(
    at level: Double, rows: Int, columns: Int, values: [Double], in box: Scene.Rectangle
  ) -> [[Scene.Point]] {
    guard rows > 1, columns > 1, values.count == rows * columns else { return [] }
    var chains = Chains()
    for row in 0..<rows - 1 {
      for column in 0..<columns - 1 {
        let square = Square(row: row, column: column, columns: columns, values: values, level: level)
        for (a, b) in square.crossings { chains.join(a, b) }
      }
    }
    let cell = Scene.Point(box.width / Double(columns), box.height / Double(rows))
    return chains.lines.map { line in
      line.map { edge -> Scene.Point in
        let (row, column) = (edge.corner / columns, edge.corner % columns)
        let other = edge.corner + (edge.isHorizontal ? 1 : columns)
        let (start, end) = (values[edge.corner], values[other])
        let share = (level / 2 - start / 2) / (end / 2 - start / 2)
        let x = Double(column) + 0.5 + (edge.isHorizontal ? share : 0)
        let y = Double(row) + 0.5 + (edge.isHorizontal ? 0 : share)
        return Scene.Point(box.x + x * cell.x, box.y + y * cell.y)
      }
    }
  }

  /// An edge between two neighbouring centres, named by its upper left one.
  private struct Edge: Hashable {
    var corner: Int
    var isHorizontal: Bool
  }

  private struct Square {
    var crossings: [(Edge, Edge)] = []

    init(row: Int, column: Int, columns: Int, values: [Double], level: Double) {
      let corner = row * columns + column
      let corners = [values[corner], values[corner + 1], values[corner + columns + 1], values[corner + columns]]
      guard corners.allSatisfy(\.isFinite) else { return }
      let above = corners.map { $0 > level }
      let edges = [
        Edge(corner: corner, isHorizontal: true), Edge(corner: corner + 1, isHorizontal: false),
        Edge(corner: corner + columns, isHorizontal: true), Edge(corner: corner, isHorizontal: false),
      ]
      let crossed = (0..<4).filter { above[$0] != above[($0 + 1) % 4] }
      switch crossed.count {
      case 2: crossings = [(edges[crossed[0]], edges[crossed[1]])]
      case 4:
        // A saddle: the mean decides which corners are connected.
        let mean = corners.reduce(0) { $0 + $1 / 4 }
        crossings =
          (mean > level) == above[0]
          ? [(edges[0], edges[1]), (edges[2], edges[3])] : [(edges[3], edges[0]), (edges[1], edges[2])]
      default: break
      }
    }
  }

  /// Segments by their ends, followed from end to end.
  private struct Chains {
    private var neighbours: [Edge: [Edge]] = [:]
    private var order: [Edge] = []

    mutating func join(_ a: Edge, _ b: Edge) {
      for (from, to) in [(a, b), (b, a)] {
        if neighbours[from] == nil { order.append(from) }
        neighbours[from, default: []].append(to)
      }
    }

    var lines: [[Edge]] {
      var seen: Set<Edge> = []
      var lines: [[Edge]] = []
      let open = order.filter { neighbours[$0]!.count == 1 }
      for start in open + order where !seen.contains(start) {
        var line = [start]
        seen.insert(start)
        while let next = neighbours[line[line.count - 1]]!.first(where: { !seen.contains($0) }) {
          seen.insert(next)
          line.append(next)
        }
        if line.count > 2, neighbours[line[line.count - 1]]!.contains(start) { line.append(start) }
        lines.append(line)
      }
      return lines
    }
  }
}
