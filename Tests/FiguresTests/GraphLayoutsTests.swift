import Display
import Figures
import Foundation
import Testing

/// Serial, because the tests with a limit measure time.
@Suite(.serialized)
struct GraphLayoutsTests {
  @Test func repeatedModulesAreFoldedAndSaidSo() throws {
    let figure = GraphFigure(GraphSamples.recurrent(steps: 14))
    let folded = figure.boxes.filter { $0.nodes.count > 1 }
    #expect(folded.count == 1)
    // Step 1 is drawn in full: 12 of its operations and inputs, beside W, h0, c0 and the mean.
    #expect(figure.boxes.count == 12 + 4 + 1)
    #expect(folded[0].nodes.count == 13 * 12)
    #expect(figure.texts.contains("step 2 … 14"))
    #expect(figure.texts.contains("13 times the same as step 1"))
    #expect(figure.scene.alternativeText.contains("Folded, 156 nodes in 1 box"))
  }

  @Test func aModuleThatDiffersIsNotFolded() {
    var drawing = GraphSamples.recurrent(steps: 14)
    let odd = drawing.nodes.firstIndex { $0.module == ["step 7"] && $0.symbol == "tanh" }!
    drawing.nodes[odd].symbol = "relu"
    let figure = GraphFigure(drawing)
    #expect(figure.texts.contains("relu"))
    #expect(figure.texts.contains("step 2 … 6") && figure.texts.contains("step 9 … 14"))
  }

  @Test func theCursorShowsOnAFoldedBox() {
    var drawing = GraphSamples.recurrent(steps: 14)
    let before = GraphFigure(drawing.stepped(current: 0)).boxes
    drawing = drawing.stepped(current: 150)
    let figure = GraphFigure(drawing)
    #expect(figure.boxes == before)
    #expect(figure.texts.contains { $0.hasPrefix("Current, inside step 2 … 14: ") && $0.contains("%150") })
  }

  /// Graphviz sorts by addresses: a program that has fragmented its heap gets the same layout as a fresh one.
  @Test func aLayoutDoesNotDependOnTheHeap() {
    let drawings = [
      GraphSamples.recurrent(steps: 4), GraphSamples.network(), GraphSamples.dense(nodes: 60, degree: 2),
      GraphSamples.dense(nodes: 40, degree: 3),
    ]
    func boxes() -> [[GraphFigure.Box]] { drawings.map { GraphFigure($0, layouts: GraphLayouts()).boxes } }
    let fresh = boxes()
    var state: UInt64 = 1
    func next() -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33)
    }
    for round in 1...3 {
      let blocks = (0..<40_000).map { _ in (order: next(), place: malloc(16 + next() % 600)) }
      let kept = blocks.sorted { $0.order < $1.order }.filter { block in
        if block.order % 3 > 0 { free(block.place) }
        return block.order % 3 == 0
      }
      #expect(boxes() == fresh, "\(round)")
      for block in kept { free(block.place) }
    }
  }

  @Test func smallGraphsAreNotFolded() {
    let drawing = GraphSamples.recurrent(steps: 4)
    #expect(GraphFigure(drawing).boxes.count == drawing.nodes.count)
  }

  @Test func aSmallBudgetFoldsModulesFromTheInsideOut() {
    let drawing = GraphSamples.network()
    var counts: [Int] = []
    for budget in [10_000, 60, 40, 25, 5] {
      var limits = GraphLayouts.Limits()
      limits.budget = budget
      let figure = GraphFigure(drawing, layouts: GraphLayouts(limits: limits))
      counts.append(figure.boxes.count)
      #expect(figure.boxes.flatMap(\.nodes).count == drawing.nodes.count)
      #expect(figure.boxes.count == drawing.nodes.count || figure.texts.contains { $0.hasPrefix("Folded") })
    }
    #expect(counts == counts.sorted(by: >))
    #expect(counts[0] == 20 && counts[1] < 20 && counts[4] < counts[1])
  }

  @Test(.timeLimit(.minutes(1))) func aDenseGraphOfThousandsIsFolded() {
    let figure = GraphFigure(GraphSamples.dense(nodes: 3_000, degree: 20))
    #expect(figure.boxes.count > 1 && figure.boxes.count <= 64)
    #expect(figure.boxes.flatMap(\.nodes).count == 3_000)
    #expect(figure.texts.contains { $0.hasPrefix("Folded: 3000 nodes") })
  }

  @Test(.timeLimit(.minutes(1))) func aLayoutThatTakesTooLongIsAbandoned() {
    var limits = GraphLayouts.Limits()
    limits.budget = .max
    limits.processorSeconds = 0.2
    let figure = GraphFigure(GraphSamples.dense(nodes: 3_000, degree: 20), layouts: GraphLayouts(limits: limits))
    #expect(figure.diagnostics.map(\.id) == ["graph-layout-abandoned"])
    #expect(figure.boxes.flatMap(\.nodes).count == 3_000)
  }

  @Test func withoutTheEngineASimplerLayoutStandsIn() throws {
    let empty = try TemporaryFolder()
    let figure = GraphFigure(GraphSamples.network(), layouts: GraphLayouts(pluginFolder: empty.path))
    #expect(figure.diagnostics.map(\.id) == ["graphviz-plugin-missing"])
    #expect(figure.boxes.count == 20)
    for (index, box) in figure.boxes.enumerated() {
      for other in figure.boxes[..<index] {
        #expect(
          box.frame.maxX <= other.frame.x || other.frame.maxX <= box.frame.x
            || box.frame.maxY <= other.frame.y || other.frame.maxY <= box.frame.y)
      }
    }
  }

  @Test func layoutsAreKeptInAFolderAndDamageIsMended() throws {
    let (cache, empty) = (try TemporaryFolder(), try TemporaryFolder())
    let drawing = GraphSamples.scalars()
    let first = GraphFigure(drawing, layouts: GraphLayouts(folder: URL(filePath: cache.path)))
    let files = try FileManager.default.contentsOfDirectory(atPath: cache.path)
    #expect(files.count == 1)
    // Without an engine the layout can only come from the folder.
    let kept = { GraphLayouts(folder: URL(filePath: cache.path), pluginFolder: empty.path) }
    #expect(GraphFigure(drawing, layouts: kept()).scene == first.scene)

    let file = cache.path + "/" + files[0]
    let whole = try Data(contentsOf: URL(filePath: file))
    for damage in [Data(), whole.dropLast(8), Data(whole.reversed()), Data("not a layout".utf8)] {
      try damage.write(to: URL(filePath: file))
      #expect(GraphFigure(drawing, layouts: kept()).diagnostics.map(\.id) == ["graphviz-plugin-missing"])
      #expect(GraphFigure(drawing, layouts: GraphLayouts(folder: URL(filePath: cache.path))).scene == first.scene)
    }
  }

  @Test func aFolderThatCannotBeWrittenDoesNotMatter() {
    let layouts = GraphLayouts(folder: URL(filePath: "/proc/no/such/place"))
    #expect(GraphFigure(GraphSamples.square, layouts: layouts).boxes.count == 2)
  }

  @Test func manyAtOnce() async {
    let expected = GraphFigure(GraphSamples.network(), layouts: GraphLayouts()).boxes
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 {
        group.addTask { GraphFigure(GraphSamples.network(), layouts: GraphLayouts()).boxes == expected }
      }
      for await isSame in group { #expect(isSame) }
    }
  }

  @Test(.timeLimit(.minutes(1)), arguments: [200, 2_000]) func largeGraphsAreDrawn(nodes: Int) throws {
    let drawing = GraphSamples.neurons(nodes: nodes)
    let figure = GraphFigure(drawing, layouts: GraphLayouts())
    #expect(drawing.nodes.count >= nodes && figure.diagnostics.isEmpty)
    #expect(figure.boxes.flatMap(\.nodes).count == drawing.nodes.count)
    #expect(try !FigureFile.data(of: figure.scene, as: .svg).isEmpty)
  }
}

extension GraphDrawing {
  /// With the cursor at node `current`: earlier ones computed, later ones pending.
  func stepped(current: Int) -> GraphDrawing {
    var drawing = self
    for index in nodes.indices {
      drawing.nodes[index].state = index < current ? .computed : index == current ? .current : .pending
    }
    return drawing
  }
}
