import Autodiff
import Display
import Explain
import Networks
import Tensors
import Testing

@Suite struct LayerDiagramTests {
  private func boxes(_ drawing: GraphDrawing) -> [String] {
    drawing.nodes.map { [$0.symbol, $0.name, $0.shape].filter { !$0.isEmpty }.joined(separator: " ") }
  }

  private func ways(_ drawing: GraphDrawing) -> [[Int]] { drawing.edges.map { [$0.from, $0.to] } }

  @Test func aShortcutLeadsAroundTheBody() {
    let block = Residual(
      Sequential(
        Convolution2D(4, 2, window: 1, hasBias: false), BatchNormalization(2), Activation.relu,
        Convolution2D(2, 4, window: 3)),
      activation: .relu)
    let drawing = layerDiagram(of: block, input: [8, 8, 4], title: "a block")
    #expect(drawing.title == "a block")
    #expect(
      boxes(drawing) == [
        "x [8, 8, 4]", "Convolution2D(4 → 2, 1×1) [8, 8, 2]", "BatchNormalization(2) [8, 8, 2]", "ReLU [8, 8, 2]",
        "Convolution2D(2 → 4, 3×3) [8, 8, 4]", "+ [8, 8, 4]", "ReLU [8, 8, 4]",
      ])
    #expect(ways(drawing) == [[0, 1], [1, 2], [2, 3], [3, 4], [0, 5], [4, 5], [5, 6]])
    #expect(drawing.nodes[1].module == ["residual", "body"] && drawing.nodes[5].module == ["residual"])
    #expect(drawing.nodes.map(\.role) == [.input] + [Role](repeating: .intermediate, count: 5) + [.output])
  }

  @Test func branchesStandSideBySide() {
    let block = Concatenation(Identity(), Sequential(Dense(3, 5, activation: .tanh), name: "branch"), Dense(3, 2))
    let drawing = layerDiagram(of: block, input: [3])
    #expect(boxes(drawing).contains("Dense(3 → 5, tanh) [5]"))
    #expect(boxes(drawing).last?.hasSuffix("[10]") == true)
    #expect(drawing.edges.filter { $0.to == drawing.nodes.count - 1 }.count == 3)
  }

  @Test func inWordsItIsAList() {
    let drawing = layerDiagram(of: Residual(Dense(2, 2, activation: .tanh)), input: [2])
    #expect(
      drawing.alternativeText
        == "Layers, each with the numbers of those it takes: 0: x, [2]; 1: Dense(2 → 2, tanh) of 0, [2]; 2: + of 0, 1, [2]."
    )
  }

  @Test func oneLayerIsOneBox() {
    #expect(boxes(layerDiagram(of: Dense(4, 2))) == ["x [4]", "Dense(4 → 2) [2]"])
    let network = Sequential(Dense(4, 3, activation: .relu), Dense(3, 2))
    #expect(boxes(layerDiagram(of: network)) == ["x [4]", "Dense(4 → 3, relu) [3]", "Dense(3 → 2) [2]"])
  }

  /// A layer in two places has a box for each, and the second comes after the first.
  @Test func aSharedLayerIsDrawnWhereItIsUsed() {
    let shared = Dense(3, 3)
    let drawing = layerDiagram(of: Sequential(shared, Activation.tanh, shared))
    #expect(drawing.nodes.count == 4)
    #expect(drawing.edges.allSatisfy { $0.from < $0.to })
  }

  @Test func everyPublishedNetworkCanBeDrawn() {
    let network = Architecture.resNet18(classes: 10, channels: 1, width: 0.25, size: 32)
    let drawing = layerDiagram(of: network)
    let leaves = summary(of: network).rows.count { $0.layer.contains("(") }
    #expect(drawing.nodes.count > leaves)
    #expect(drawing.edges.allSatisfy { $0.from < $0.to })
    #expect(drawing.edges.count(where: { $0.to == drawing.nodes.count - 1 }) == 1)
  }
}
