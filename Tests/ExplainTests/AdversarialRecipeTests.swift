import Datasets
import Display
import Explain
import Insight
import Networks
import Tensors
import Testing

@Suite struct AdversarialRecipeTests {
  /// Four pixels, two classes: which half is lighter.
  private let model = Sequential(
    Flatten(), Dense(weights: NDArray([[4, -4], [4, -4], [-4, 4], [-4, 4]]), bias: nil))
  private let examples = Examples(
    inputs: NDArray([0.8, 0.8, 0.2, 0.2, 0.4, 0.5, 0.5, 0.6], shape: [2, 2, 2]), targets: NDArray([0, 1]))

  private var result: AttackResult { AttackResult(FastGradientSign(epsilon: 0.2), on: model, with: examples) }

  @Test func aResultIsATable() {
    guard case .table(let table) = result.output else { return #expect(Bool(false)) }
    #expect(table.rows.count == 1 && Array(table.rows[0][..<4]) == ["FGSM, ε 0.2", "1", "0.5", "0.5"])
  }

  @Test func picturesShowBeforeChangeAndAfter() {
    let grid = result.pictures(of: [1, 0], title: "t", classes: ["top"])
    #expect(grid.columns == 2 && grid.pictures.count == 6)
    #expect(grid.pictures.map(\.isWrong) == [false, false, false, false, true, false])
    #expect(grid.pictures[0].caption.hasPrefix("1, ") && grid.pictures[1].caption.hasPrefix("top, "))
    #expect(grid.pictures[4].caption.hasPrefix("top, "))
    #expect(grid.pictures[1].pixels == [204, 204, 51, 51] && grid.pictures[5].pixels == [153, 153, 102, 102])
    // Toward the other class: lighter at the top.
    #expect(grid.pictures[2].pixels == [255, 255, 0, 0])
    let planar = AttackResult(
      FastGradientSign(epsilon: 0.2), on: model, with: examples.mapInputs { $0.reshaped([2, 2, 2, 1]) })
    #expect(planar.pictures(of: [1, 0], title: "t", classes: ["top"]) == grid)
  }

  @Test func curvesHaveABandOverSeeds() throws {
    let curves = [FastGradientSign(epsilon: 0.2), FastGradientSign(epsilon: 0.2)].map { attack in
      RobustnessCurve(of: model, on: examples, epsilons: [0, 0.2]) { _ in attack }
    }
    let chart = robustnessChart([("FGSM", curves)])
    guard case .line(let line) = try #require(chart.marks.first) else { return #expect(Bool(false)) }
    #expect(line.x == [0, 0.2] && line.y == [0.5, 0.5] && line.lower == [0.5, 0.5])
  }

  @Test func confidenceIsAFallingCurve() throws {
    let confidence = Confidence(logits: NDArray([[0, 0], [50, 0]]))
    guard case .line(let line) = try #require(confidenceChart([("a", confidence)]).marks.first) else {
      return #expect(Bool(false))
    }
    #expect(line.y[0] == 1 && line.y[49] == 1 && line.y[50] == 0.5 && line.y[99] == 0.5 && line.y.count == 101)
    #expect(confidence.output == .text("2 answers, mean confidence 0.75, 0.5 of them above 0.9\n"))
  }
}
