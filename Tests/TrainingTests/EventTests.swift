import Autodiff
import Datasets
import Foundation
import Networks
import Optimizers
import Tensors
import Testing
import Training

extension TrainTests {
  @Suite struct Events {
    typealias Fit = TrainTests.Checkpoints.Fit

    @Test func eventsTellTheWholeStory() {
      let fit = Fit()
      var events: [TrainingEvent] = []
      let history = fit.train(epochs: 2, observe: { events.append($0) })
      let steps = history.losses.enumerated().map { TrainingEvent.step($0, loss: $1) }
      var expected = [TrainingEvent.began(step: 0, of: 8)] + steps[..<4]
      expected += [.epoch(history.epochs[0])]
      expected += steps[4...] + [.epoch(history.epochs[1]), .ended(.completed)]
      #expect(events == expected)
    }

    /// At the end of an epoch the model can be asked.
    @Test func parametersAreThereAtTheEndOfAnEpoch() {
      let fit = Fit()
      var losses: [Double] = []
      let history = fit.train(
        epochs: 3,
        observe: { event in
          guard case .epoch = event else { return }
          losses.append(
            evaluate(fit.model, on: fit.validation, loss: { binaryCrossEntropy(logits: $0, $1) }, threads: 1))
        })
      #expect(losses == history.validationLosses)
    }

    @Test func epochsAreMeasured() {
      let fit = Fit()
      let history = fit.train(epochs: 4)
      #expect(history.epochs.map(\.epoch) == [0, 1, 2, 3] && history.validation(.rocAUC).count == 4)
      #expect(history.validation(.accuracy).isEmpty)
      for epoch in history.epochs {
        let losses = history.losses[epoch.epoch * 4..<epoch.epoch * 4 + 4]
        // 63 examples: three batches of 16 and one of 15.
        let total = zip(losses, [16.0, 16, 16, 15]).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(epoch.trainingLoss - total / 63) < 1e-12)
      }
      let best = history.validationLosses.min()!
      #expect(history.bestEpoch == history.validationLosses.firstIndex(of: best))
    }

    /// A network that learns next to nothing, and one wrong example: whichever batch that falls into, the epoch's losses
    /// are those of all examples.
    @Test(arguments: [1, 2, 5, 31, 32, 33, 40]) func everyExampleWeighsAlike(_ batchSize: Int) {
      let examples = Examples(
        inputs: NDArray(repeating: 0, shape: [33, 1]), targets: NDArray((0..<33).map { [$0 == 32 ? 1.0 : 0.0] }))
      for seed in 1...20 {
        let model = Dense(weights: NDArray([[0.0]]), bias: NDArray([0.0]))
        let history = train(
          model, on: examples, batchSize: batchSize, epochs: 2, loss: meanSquaredError,
          by: GradientDescent(learningRate: 1e-12), seed: UInt64(seed), validation: examples, reporting: .silent)
        for epoch in history.epochs {
          #expect(abs(epoch.trainingLoss - 1 / 33.0) < 1e-7, "seed \(seed)")
          #expect(abs(epoch.validationLoss! - 1 / 33.0) < 1e-7, "seed \(seed)")
        }
        for size in [1, 10, 32, 33] {
          #expect(abs(evaluate(model, on: examples, loss: meanSquaredError, batchSize: size) - 1 / 33.0) < 1e-7)
        }
      }
    }

    /// The parameters put back are those of the best epoch: measured again, they give its loss.
    @Test func earlyStoppingPutsTheBestBack() {
      let fit = Fit(hidden: 24)
      let history = fit.train(epochs: 300, earlyStopping: EarlyStopping(patience: 4))
      #expect(history.ending == .stoppedEarly)
      let best = history.restoredEpoch!
      #expect(history.epochs.count == best + 5 && history.validationLosses[best] == history.validationLosses.min()!)
      let loss = evaluate(fit.model, on: fit.validation, loss: { binaryCrossEntropy(logits: $0, $1) }, threads: 1)
      #expect(abs(loss - history.validationLosses[best]) < 1e-6)
      #expect(
        history.description.contains("stopped early after epoch \(best + 5), with the parameters of epoch \(best + 1)"))
    }

    /// Every method trains through the same call.
    @Test(arguments: UpdateRules.all.map(\.description) + ["genetic"]) func everyMethodTrains(_ name: String) {
      let method: any TrainingMethod =
        UpdateRules.all.first { $0.description == name } ?? GeneticAlgorithm(population: 12)
      var random = RandomSource(seed: 1)
      let model = Sequential(
        Dense(2, 8, activation: .tanh, using: &random), Dense(8, 1, using: &random), Checkpoints.Fit.Flat())
      let history = train(
        model, on: .moons(count: 60, seed: 1), batchSize: 60, epochs: 60,
        loss: { binaryCrossEntropy(logits: $0, $1) }, by: method, seed: 1, reporting: .silent)
      #expect(history.losses.last! < 0.9 * history.losses[0], "\(history)")
    }

    @Test func interruptsKeepWhatWasLearnt() async {
      let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        // Tests that run in the background inherit that Ctrl-C is ignored.
        signal(SIGINT, SIG_DFL)
        let fit = TrainTests.Checkpoints.Fit()
        let history = fit.train(
          epochs: 1_000_000,
          observe: { event in
            guard case .step(30, _) = event else { return }
            kill(getpid(), SIGINT)
            while !Cancellation.isRequested { usleep(100) }
          })
        print("steps \(history.losses.count), \(history.ending), then \(fit.train(epochs: 1).losses.count)")
      }
      let text = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
      #expect(text.contains("steps 31, cancelled, then 4"), "\(text)")
    }

    @Test func misuseEndsWithASentence() async {
      await #expect(processExitsWith: .failure) { _ = EarlyStopping(patience: 0) }
      await #expect(processExitsWith: .failure) { _ = EarlyStopping(patience: 1, minimumImprovement: .nan) }
      await #expect(processExitsWith: .failure) { _ = Checkpoint("x", everySteps: 0) }
      await #expect(processExitsWith: .failure) {
        let fit = TrainTests.Checkpoints.Fit()
        train(
          fit.model, on: fit.training, epochs: 1, loss: { binaryCrossEntropy(logits: $0, $1) }, by: Adam(), seed: 1,
          earlyStopping: EarlyStopping(patience: 1))
      }
    }
  }
}
