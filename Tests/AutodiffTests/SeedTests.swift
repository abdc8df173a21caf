import Autodiff
import Networks
import Tensors
import Testing

/// Layers without a source draw by the current seed: the same seed, the same bytes.
@Suite struct SeedTests {
  private func weights(_ layer: any Layer) -> [NDArray] { layer.parameters.map(\.value) }

  private func same(_ a: any Layer, _ b: any Layer) -> Bool {
    zip(weights(a), weights(b)).allSatisfy { $0.hasSameBits(as: $1) }
  }

  @Test func theFirstLayerIsThatOfANewSource() {
    var random = RandomSource(seed: 9)
    let byHand = Dense(2, 16, using: &random)
    let (one, other) = (withSeed(9) { Dense(2, 16) }, withSeed(10) { Dense(2, 16) })
    #expect(same(one, byHand) && !same(other, byHand))
  }

  @Test func layersDiffer_andTheSameProgramDrawsTheSame() {
    func network() -> Sequential { Sequential(Dense(4, 4), Dense(4, 4), Dropout(0.5), Dense(4, 4)) }
    let (one, two) = (withSeed(3) { network() }, withSeed(3) { network() })
    #expect(same(one, two))
    #expect(!one.parameters[0].value.hasSameBits(as: one.parameters[2].value))
    #expect(!one.parameters[2].value.hasSameBits(as: one.parameters[4].value))
    let seeds = [one, two].map { ($0.layers[2] as! Dropout).seed }
    #expect(seeds[0] == seeds[1])
  }

  /// What is drawn inside does not move what is drawn outside, and nesting goes back.
  @Test func seedsNest() {
    withSeed(5) {
      let first = Dense(3, 3)
      withSeed(6) { _ = Dense(8, 8) }
      let second = Dense(3, 3)
      withSeed(5) {
        #expect(same(Dense(3, 3), first))
        #expect(same(Dense(3, 3), second))
        #expect(RandomSource.currentSeed == 5)
      }
    }
  }

  @Test func everyLayerThatDrawsDoesSo() {
    let kinds: [() -> any Layer] = [
      { Dense(3, 2) }, { Embedding(5, 2) }, { Convolution1D(2, 3, window: 3) }, { Convolution2D(2, 3, window: (3, 3)) },
      { TransposedConvolution2D(2, 3, window: (3, 3)) }, { RNN(2, 3) }, { LSTM(2, 3) }, { GRU(2, 3) },
      { MultiHeadAttention(4, heads: 2) },
    ]
    for kind in kinds {
      let (one, two, other) = (withSeed(1) { kind() }, withSeed(1) { kind() }, withSeed(2) { kind() })
      #expect(same(one, two) && !same(one, other), "\(one.signature)")
    }
  }

  @Test func aSeedBelow0IsRefused() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      withSeed(-1) {}
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("a seed of 0 or more; got -1."))
  }
}
