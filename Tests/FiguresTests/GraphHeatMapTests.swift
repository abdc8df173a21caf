import Display
import Figures
import Foundation
import Testing

struct GraphHeatMapTests {
  /// The rasters of a figure with one node that has `map`.
  private func rasters(_ map: HeatMap, shape: String = "") -> [(columns: Int, rows: Int, colors: [Color])] {
    let node = GraphDrawing.Node(id: 0, name: "m", role: .parameter, shape: shape, valueMap: map)
    let scene = GraphFigure(GraphDrawing(title: "m", nodes: [node], edges: [])).scene
    let all = scene.elements.compactMap { element -> (columns: Int, rows: Int, colors: [Color])? in
      if case .raster(_, let columns, let rows, let colors) = element { return (columns, rows, colors) }
      return nil
    }
    // The last one is the legend's scale.
    return Array(all.dropLast())
  }

  @Test func cellsAreSevenPointsAndSymmetricAboutZero() throws {
    let map = HeatMap("m", rows: 2, columns: 3, values: [-4, -2, 0, 1, 2, 4])
    let node = GraphDrawing.Node(id: 0, shape: "[2, 3]", valueMap: map)
    let scene = GraphFigure(GraphDrawing(title: "m", nodes: [node], edges: [])).scene
    guard
      case .raster(let area, 3, 2, let colors)? = scene.elements.first(where: {
        if case .raster(_, 3, 2, _) = $0 { true } else { false }
      })
    else {
      Issue.record("no heat map of 2 × 3")
      return
    }
    #expect(area.width == 21 && area.height == 14)
    let expected = map.values.map { Theme.light.diverging.color(at: $0 / 4) }
    #expect(colors == expected)
  }

  @Test func largeMatricesShowAverages() throws {
    // Columns alternate ±1, so that every average is 0 but the last, which a single 8 lifts to 2.
    var values = (0..<64 * 64).map { $0 % 2 == 0 ? 1.0 : -1.0 }
    values[64 * 64 - 1] = 7
    let found = rasters(HeatMap("m", rows: 64, columns: 64, values: values))
    #expect(found.count == 1 && found[0].rows == 32 && found[0].columns == 32)
    #expect(found[0].colors.dropLast().allSatisfy { $0 == Theme.light.diverging.color(at: 0) })
    #expect(found[0].colors.last == Theme.light.diverging.color(at: 1))
  }

  @Test func neverMoreThanFourThousandCells() {
    for (rows, columns) in [(1, 100_000), (1_000, 1_000), (4_000, 1), (63, 64)] {
      let found = rasters(
        HeatMap("m", rows: rows, columns: columns, values: Array(repeating: 1, count: rows * columns)))
      #expect(found[0].rows * found[0].columns <= 4_000)
    }
  }

  @Test func whatIsNotFiniteIsMarked() {
    let finite = HeatMap("m", rows: 1, columns: 4, values: [1, 2, 3, 4])
    let odd = HeatMap("m", rows: 1, columns: 4, values: [1, .nan, .infinity, -.infinity])
    func marks(_ map: HeatMap) -> (lines: Int, polygons: Int) {
      let node = GraphDrawing.Node(id: 0, valueMap: map)
      let elements = GraphFigure(GraphDrawing(title: "m", nodes: [node], edges: [])).scene.elements
      return (
        elements.count { if case .polyline = $0 { true } else { false } },
        elements.count { if case .polygon = $0 { true } else { false } }
      )
    }
    #expect(marks(finite) == (0, 0))
    #expect(marks(odd) == (2, 2))
  }

  @Test func aPendingMatrixIsHollow() {
    let node = GraphDrawing.Node(id: 0, symbol: "+", shape: "[4, 4]", state: .pending)
    let pending = GraphFigure(GraphDrawing(title: "m", nodes: [node], edges: []))
    #expect(!pending.scene.elements.contains { if case .raster(_, 4, 4, _) = $0 { true } else { false } })
    var computed = node
    computed.state = .computed
    computed.valueMap = HeatMap("m", rows: 4, columns: 4, values: Array(repeating: 1, count: 16))
    #expect(GraphFigure(GraphDrawing(title: "m", nodes: [computed], edges: [])).boxes == pending.boxes)
  }

  @Test func aSmallGraphAsSVG() throws {
    let data = try FigureFile.data(of: GraphFigure(GraphSamples.scalars(step: 2)).scene, as: .svg)
    expectSnapshot(String(decoding: data, as: UTF8.self), "graph.svg")
  }
}
