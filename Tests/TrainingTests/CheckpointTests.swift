import Autodiff
import Datasets
import Foundation
import Networks
import Optimizers
import Tensors
import Testing
import Training

extension TrainTests {
  /// Going on from a checkpoint is never having stopped.
  @Suite struct Checkpoints {
    /// Points of two moons, and a network with everything that training changes: parameters, moments, running statistics,
    /// counters of draws.
    struct Fit {
      let model: Sequential
      let training, validation: Examples

      init(hidden: Int = 8, type: ElementType = .float32) {
        let moons = Examples.moons(count: 90, seed: 2)
        let examples = Examples(inputs: moons.inputs.converted(to: type), targets: moons.targets.converted(to: type))
        (training, validation) = examples.split(training: 0.7, seed: 1)
        var random = RandomSource(seed: 3)
        model = Sequential(
          Dense(2, hidden, hasBias: false, type: type, using: &random), BatchNormalization(hidden, type: type),
          Activation.relu,
          Dropout(0.2, type: type, using: &random), Dense(hidden, 1, type: type, using: &random), Flat())
      }

      /// [n, 1] → [n]
      struct Flat: Layer {
        var name = "flat"
        var parameters: [Parameter] { [] }
        func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { x.reshaped([x.shape[0]]) }
        var description: String { "Flat" }
      }

      @discardableResult
      func train(
        epochs: Int, checkpoint: Checkpoint? = nil, seed: UInt64 = 5, earlyStopping: EarlyStopping? = nil,
        observe: @escaping (TrainingEvent) -> Void = { _ in }
      ) -> History {
        Training.train(
          model, on: training, batchSize: 16, epochs: epochs, loss: { binaryCrossEntropy(logits: $0, $1) },
          by: Adam(learningRate: 0.02), seed: seed, validation: validation, metrics: [.rocAUC],
          earlyStopping: earlyStopping, checkpoint: checkpoint, threads: 1, reporting: .silent, observe: observe)
      }

      var numbers: [NDArray] { (model.parameters + model.state).map(\.value) }
    }

    private func same(_ a: Fit, _ b: Fit) -> Bool { zip(a.numbers, b.numbers).allSatisfy { $0.hasSameBits(as: $1) } }

    private func file() -> String {
      FileManager.default.temporaryDirectory.appending(path: "checkpoint-\(UUID().uuidString).safetensors").path
    }

    @Test(arguments: [1, 3, 7, nil], ElementType.allCases)
    func goingOnGivesTheSameBits(everySteps: Int?, _ type: ElementType) {
      let (file, whole, parts) = (file(), Fit(type: type), Fit(type: type))
      defer { unlink(file) }
      let expected = whole.train(epochs: 6)
      #expect(parts.train(epochs: 2, checkpoint: Checkpoint(file, everySteps: everySteps)).resumedStep == nil)
      let fresh = Fit(type: type)
      let history = fresh.train(epochs: 6, checkpoint: Checkpoint(file, everySteps: everySteps))
      #expect(history.resumedStep == 8 && history.losses == expected.losses && history.epochs == expected.epochs)
      #expect(history.notice?.contains("from step 8") == true)
      #expect(same(whole, fresh))
      // What was trained before the checkpoint can be opened too.
      for step in [0, 5, 8, 20] {
        for run in [history.run, expected.run] {
          run.load(step: step)
          run.finishStep()
        }
        let pairs = zip(history.run.updatedParameters(), expected.run.updatedParameters())
        for (a, b) in pairs {
          let differences = zip(a.contents.doubles, b.contents.doubles).map { abs($0 - $1) }
          #expect(differences.allSatisfy { $0 < 1e-4 }, "step \(step), \(a.parameter.name)")
        }
      }
      let again = Fit(type: type)
      let nothing = again.train(epochs: 6, checkpoint: Checkpoint(file))
      #expect(nothing.ending == .completed && nothing.losses == expected.losses && same(whole, again))
    }

    /// Killed again and again, at moments that nobody chose, among them while it writes.
    @Test func killsLoseNothing() async {
      let (file, expected) = (file(), Fit())
      defer { unlink(file) }
      var kills = 0
      while kills < 12 {
        let delay = UInt32(60_000 + 9_000 * kills)
        let result = await #expect(processExitsWith: .failure, observing: []) {
          [file = file as String, delay = delay as UInt32] in
          Thread.detachNewThread {
            usleep(delay)
            kill(getpid(), SIGKILL)
          }
          while true { Fit().train(epochs: 400, checkpoint: Checkpoint(file, everySteps: 1)) }
        }
        #expect(result?.exitStatus == .signal(SIGKILL))
        kills += 1
      }
      let fresh = Fit()
      let history = fresh.train(epochs: 400, checkpoint: Checkpoint(file, everySteps: 100_000))
      #expect(history.resumedStep ?? 0 > 0)
      #expect(history.losses == expected.train(epochs: 400).losses && same(expected, fresh))
    }

    @Test func theBestEpochSurvives() {
      let (file, whole, fresh) = (file(), Fit(hidden: 24), Fit(hidden: 24))
      defer { unlink(file) }
      let stopping = EarlyStopping(patience: 3)
      let expected = whole.train(epochs: 300, earlyStopping: stopping)
      #expect(expected.ending == .stoppedEarly)
      let best = expected.restoredEpoch!
      Fit(hidden: 24).train(epochs: best + 2, checkpoint: Checkpoint(file), earlyStopping: stopping)
      let history = fresh.train(epochs: 300, checkpoint: Checkpoint(file), earlyStopping: stopping)
      #expect(history.restoredEpoch == best && history.ending == .stoppedEarly && same(whole, fresh))
      // Already ended: nothing more is trained.
      let again = Fit(hidden: 24)
      #expect(again.train(epochs: 300, checkpoint: Checkpoint(file), earlyStopping: stopping).ending == .stoppedEarly)
      #expect(same(whole, again))
    }

    @Test func otherTrainingsAreRefused() async throws {
      let file = file()
      defer { unlink(file) }
      Fit().train(epochs: 1, checkpoint: Checkpoint(file))
      func expect(_ result: ExitTest.Result?, _ sentence: String) {
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(text.contains(sentence))
      }
      expect(
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [file = file as String] in
          Fit(hidden: 9).train(epochs: 1, checkpoint: Checkpoint(file))
        }, "of another model: 'dense 1.w' is float32 [2, 9], but float32 [2, 8] in the file")
      expect(
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [file = file as String] in
          Fit().train(epochs: 1, checkpoint: Checkpoint(file), seed: 6)
        }, "another training: its seed is 5, not 6")
      expect(
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [file = file as String] in
          let bytes = try Data(contentsOf: URL(filePath: file))
          try bytes.prefix(bytes.count - 9).write(to: URL(filePath: file))
          Fit().train(epochs: 1, checkpoint: Checkpoint(file))
        }, "training was not begun")
      expect(
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
          Fit().train(epochs: 1, checkpoint: Checkpoint("/nowhere/at/all.safetensors"))
        }, "cannot be written")
    }

    @Test func aFullDiskEndsNoTraining() throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: "full-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      // The place of the file is taken by a folder, so that the last step of writing fails.
      let file = folder + "/fit.safetensors"
      let (fit, plain) = (Fit(), Fit())
      let history = fit.train(
        epochs: 3, checkpoint: Checkpoint(file),
        observe: { event in
          if case .began = event {
            try? FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
          }
        })
      #expect(history.ending == .completed && history.notice?.contains("is not kept") == true)
      #expect(history.losses == plain.train(epochs: 3).losses)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["fit.safetensors"])
    }

    @Test(arguments: ElementType.allCases) func weightsAreSavedAndLoaded(_ type: ElementType) throws {
      let (file, fit, other) = (file(), Fit(type: type), Fit(type: type))
      defer { unlink(file) }
      for parameter in fit.model.parameters + fit.model.state {
        parameter.set(NDArray((0..<parameter.shape.count).map { Double($0) / 7 }, shape: parameter.shape, type: type))
      }
      try fit.model.saveWeights(to: file)
      try other.model.loadWeights(from: file)
      #expect(same(fit, other))
      let names = Set(try SafeTensors(file: file).arrays.keys)
      #expect(names == Set((fit.model.parameters + fit.model.state).map(\.name)))
      #expect(throws: DataProblem.self) { try Fit(hidden: 5, type: type).model.loadWeights(from: file) }
      #expect(throws: DataProblem.self) {
        try Sequential(Dense(weights: NDArray([[1]]), bias: nil)).loadWeights(from: file)
      }
      let untouched = Fit(hidden: 5)
      let before = untouched.numbers
      _ = try? untouched.model.loadWeights(from: file)
      #expect(zip(before, untouched.numbers).allSatisfy { $0.hasSameBits(as: $1) })
    }
  }
}
