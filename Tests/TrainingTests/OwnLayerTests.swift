import Autodiff
import Datasets
import Foundation
import Networks
import Optimizers
import Tensors
import Testing
import Training

extension TrainTests {
  /// Whatever layers are made of: parameters and state are found once each, and survive files.
  @Suite struct OwnLayers {
    private func file() -> String {
      FileManager.default.temporaryDirectory.appending(path: "layers-\(UUID().uuidString).safetensors").path
    }

    /// Saved from one and loaded into its twin, made alike with other numbers.
    private func checkFile(_ make: () -> any Layer, _ input: NDArray) throws {
      let (model, twin) = (make(), make())
      let file = file()
      defer { unlink(file) }
      var random = RandomSource(seed: 5)
      let kept = (model.parameters + model.state).distinct
      for parameter in kept {
        parameter.set(NDArray.uniform(parameter.shape, in: 0.5..<2, type: parameter.elementType, using: &random))
      }
      try model.saveWeights(to: file)
      try twin.loadWeights(from: file)
      let loaded = (twin.parameters + twin.state).distinct
      #expect(loaded.count == kept.count && Set(kept.map(\.name)).count == kept.count)
      for (one, other) in zip(kept, loaded) {
        #expect(one.name == other.name && one.value.hasSameBits(as: other.value), "\(model.signature)")
      }
      #expect(predict(model, input).hasSameBits(as: predict(twin, input)), "\(model.signature)")
    }

    @Test(arguments: LayerKind.all.indices) func everyLayerSurvivesFiles(_ kind: Int) throws {
      for sample in LayerKind.all[kind].samples {
        var random = RandomSource(seed: 1)
        let input = sample.numbers(using: &random)
        func make() -> any Layer {
          var random = RandomSource(seed: 2)
          return sample.layer(using: &random)
        }
        checkLayer(make(), on: input)
        try checkFile(make, input)
        guard sample.wholeBelow == nil else { continue }
        func around(_ layer: any Layer) -> any Layer {
          Pair(first: Identity(), second: Sequential(layer, name: "inner"))
        }
        checkLayer(around(make()), on: input)
        try checkFile({ around(make()) }, input)
      }
    }

    @Test(arguments: 0..<40) func everyCompositionSurvivesFiles(_ seed: Int) throws {
      func make() -> any Layer {
        var random = RandomSource(seed: UInt64(seed))
        return composition(depth: 1 + seed % 3, using: &random)
      }
      var random = RandomSource(seed: 9)
      let input = NDArray.normal([4, 3], using: &random)
      let model = make()
      checkLayer(model, on: input)
      let pass = Pass(.training)
      let used = Graph(of: [model(Tensor(input), in: pass)] + pass.updates.map(\.event)).operations
        .compactMap { $0.tensor as? Parameter }
      func ids(_ parameters: [Parameter]) -> Set<ObjectIdentifier> { Set(parameters.map(ObjectIdentifier.init)) }
      #expect(model.parameters.count == ids(model.parameters).count && model.state.count == ids(model.state).count)
      #expect(ids(model.parameters + model.state) == ids(used), "\(model.signature)")
      try checkFile(make, input)
    }

    @Test func partsOfOneNameAreNumbered() {
      var random = RandomSource(seed: 1)
      func dense() -> Dense { Dense(3, 3, using: &random) }
      func block() -> Pair { Pair(first: dense(), second: dense()) }
      let whole = Sequential(block(), block(), dense())
      #expect(
        whole.parameters.map(\.name).filter { $0.hasSuffix("w") } == [
          "pair 1.dense 1.w", "pair 1.dense 2.w", "pair 2.dense 1.w", "pair 2.dense 2.w", "dense.w",
        ])
      let sums = Sequential(Sum(branches: [dense(), dense()], last: nil))
      #expect(
        sums.parameters.map(\.name)
          == ["scale", "dense 1.w", "dense 1.b", "dense 2.w", "dense 2.b"].map { "sum." + $0 })
      #expect(block().description == "Pair(Dense(3 → 3), Dense(3 → 3))")
      #expect(
        summary(of: Sequential(block(), Free(), name: ""), input: [3]).rows.map(\.path) == [
          ["pair"], ["pair", "dense 1"], ["pair", "dense 2"], ["free"],
        ])
    }

    private struct Free: Layer {
      var name = "free"
      func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { x }
    }

    /// A running mean that is trained alongside, by a layer inside of layers of one's own.
    @Test func statisticsAreSavedWithWhatHoldsThem() throws {
      var random = RandomSource(seed: 1)
      func make() -> Pair {
        Pair(
          first: Pair(first: Dense(3, 3, using: &random), second: BatchNormalization(3)),
          second: Dense(3, 1, using: &random))
      }
      let examples = Examples(
        inputs: NDArray.normal([10, 3], using: &random), targets: NDArray.normal([10, 1], using: &random))
      let (model, twin, file) = (make(), make(), file())
      defer { unlink(file) }
      train(
        model, on: examples, batchSize: 4, epochs: 3, loss: meanSquaredError, by: Adam(learningRate: 0.1), seed: 1,
        checkpoint: Checkpoint(file), reporting: .silent)
      #expect(model.state.map(\.name) == ["pair.batch norm.mean", "pair.batch norm.variance"])
      #expect(model.state[0].value.doubles.contains { $0 != 0 })
      try model.saveWeights(to: file)
      try twin.loadWeights(from: file)
      #expect(predict(model, examples.inputs).hasSameBits(as: predict(twin, examples.inputs)))
    }
  }
}
