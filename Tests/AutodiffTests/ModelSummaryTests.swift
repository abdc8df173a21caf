import Autodiff
import Networks
import Tensors
import Testing

/// Networks as tables.
@Suite struct ModelSummaryTests {
  /// Dense(a → b) has 2ab products and sums and b sums with the bias.
  @Test func aSequenceOfDenseLayersKnowsItsInput() {
    var random = RandomSource(seed: 1)
    let network = Sequential(
      Dense(784, 64, activation: .relu, using: &random), Dropout(0.5, using: &random), Dense(64, 10, using: &random))
    #expect(
      "\(network)" == """
        one example [784] → [10], FLOPs of its forward pass
                 layer                  output  parameters  not trained    FLOPs
        dense 1  Dense(784 → 64, relu)  [64]        50,240            0  100,480
        dropout  Dropout(0.5)           [64]             0            1        0
        dense 2  Dense(64 → 10)         [10]           650            0    1,290
        total                           [10]        50,890            1  101,770
        """)
  }

  @Test func blocksAreIndented() {
    var random = RandomSource(seed: 1)
    let network = Sequential(
      Convolution2D(1, 4, window: (3, 3), using: &random),
      Residual(
        Sequential(Convolution2D(4, 4, window: (3, 3), using: &random), BatchNormalization(4)), activation: .relu),
      GlobalAveragePool(), Dense(4, 2, using: &random), input: [8, 8, 1])
    #expect(
      "\(network)" == """
        one example [8, 8, 1] → [2], FLOPs of its forward pass
                             layer                      output     parameters  not trained   FLOPs
        convolution          Convolution2D(1 → 4, 3×3)  [8, 8, 4]          40            0   4,864
        residual             Residual                   [8, 8, 4]         156            8  19,980
          body               Sequential                 [8, 8, 4]         156            8  19,468
            convolution      Convolution2D(4 → 4, 3×3)  [8, 8, 4]         148            0  18,688
            batch norm       BatchNormalization(4)      [8, 8, 4]           8            8     780
        global average pool  GlobalAveragePool          [4]                 0            0     256
        dense                Dense(4 → 2)               [2]                10            0      18
        total                                           [2]               206            8  25,118
        """)
  }

  @Test func withoutAShapeThereAreNoShapes() {
    var random = RandomSource(seed: 1)
    let network = Sequential(LSTM(3, 4, using: &random), Dense(4, 2, using: &random))
    let text = """
             layer         parameters
      lstm   LSTM(3 → 4)          128
      dense  Dense(4 → 2)          10
      total                       138
      """
    #expect("\(network)" == text)
    let known = summary(of: network, input: [7, 3])
    #expect(known.input == [7, 3] && known.rows.map(\.output) == [[4], [2]] && known.total.flops! > 0)
    #expect(known.cells.count == 3 && known.cells.allSatisfy { $0.count == known.columns.count })
  }

  /// A dense layer may be the first of a network whose examples are sequences: nothing is guessed.
  @Test func aShapeIsNotGuessed() {
    var random = RandomSource(seed: 1)
    let network = Sequential(Dense(4, 8, using: &random), LSTM(8, 2, using: &random))
    #expect(summary(of: network).input == nil && !"\(network)".isEmpty)
    #expect(summary(of: network, input: [5, 4]).rows.map(\.output) == [[5, 8], [2]])
    let rows = Sequential(
      Dropout(0.5, using: &random), Residual(Dense(3, 3, using: &random)),
      Activation.tanh, Concatenation(Identity(), Dense(3, 2, using: &random)))
    #expect(summary(of: rows).input == [3] && summary(of: rows).total.output == [5])
    #expect(summary(of: Sequential(Flatten(), Identity())).input == nil)
  }

  /// A layer that stands in two places has its parameters once, and its operations twice.
  @Test func whatIsSharedCountsOnce() {
    var random = RandomSource(seed: 1)
    let dense = Dense(3, 3, hasBias: false, using: &random)
    let network = Sequential(dense, dense)
    let summary = summary(of: network)
    #expect(summary.total.parameters == 9 && summary.total.flops == 36)
    #expect(summary.rows.map(\.parameters) == [9, 9] && summary.rows.map(\.flops) == [18, 18])
  }

  @Test func oneLayerIsARowToo() {
    var random = RandomSource(seed: 1)
    let summary = summary(of: Dense(2, 1, using: &random))
    #expect(summary.rows.count == 1 && summary.rows[0].layer == "Dense(2 → 1)" && summary.rows[0].output == [1])
    #expect("\(Sequential())".hasPrefix("       layer"))
  }

  /// Inside of other layers and in sentences a sequence is one line.
  @Test func insideOfOthersItIsOneLine() {
    var random = RandomSource(seed: 1)
    let inner = Sequential(Dense(2, 2, using: &random), Activation.tanh)
    #expect(Residual(inner).description == "Residual(Sequential(Dense(2 → 2), tanh))")
    #expect(Sequential(inner).signature == "Sequential(Sequential(Dense(2 → 2), tanh))")
  }
}
