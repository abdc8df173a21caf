import Autodiff
import Datasets
import Foundation
import Networks
import Optimizers
import Tensors
import Testing
import Training

extension TrainTests {
  /// What would silently train something else ends with a sentence, and what can be done by itself is.
  @Suite struct TrainsWhatIsMeant {
    /// y = 2 x₁ − x₂ + 0.5, ten of them.
    private static var examples: Examples {
      var random = RandomSource(seed: 1)
      let inputs = NDArray.normal([10, 2], using: &random)
      let targets = (0..<10).map { 2 * inputs[$0, 0] - inputs[$0, 1] + 0.5 }
      return Examples(inputs: inputs, targets: NDArray(targets, shape: [10, 1]))
    }

    private static func dense(_ inputs: Int = 2, _ outputs: Int = 1) -> Dense {
      var random = RandomSource(seed: 2)
      return Dense(inputs, outputs, using: &random)
    }

    private static func text(_ result: ExitTest.Result?) -> String {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }

    // MARK: - Optimizer memory

    /// Batches of 4, 4 and 2: as with one memory made by hand, to the bit.
    @Test(arguments: UpdateRules.all.indices) func batchesOfEverySizeShareTheMemory(_ number: Int) {
      let rule = UpdateRules.all[number]
      func fit(_ program: (Tensor, [Parameter]) -> Program) -> [NDArray] {
        let model = Self.dense()
        train(on: Self.examples, batchSize: 4, epochs: 4, seed: 3, threads: 1, reporting: .silent) { x, y in
          program(meanSquaredError(model(x), y), model.parameters)
        }
        return model.parameters.map(\.value)
      }
      let memory = OptimizerMemory()
      let byHand = fit { Program(minimizing: $0, over: $1, by: rule, memory: memory) }
      let byItself = fit { Program(minimizing: $0, over: $1, by: rule) }
      let asked = fit { loss, w in
        Program(loss: loss, updates: rule.updates(of: w, with: gradients(of: loss, with: w)))
      }
      // Two rules in one program have a memory each.
      let apart = fit { loss, w in
        Program(loss: loss, updates: w.flatMap { rule.updates(of: [$0], with: [gradient(of: loss, with: $0)]) })
      }
      for other in [byItself, asked, apart] { #expect(zip(byHand, other).allSatisfy { $0.hasSameBits(as: $1) }) }
    }

    @Test func aMemoryForEachSizeIsRefused() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let model = Self.dense()
        train(on: Self.examples, batchSize: 4, epochs: 1, seed: 3, reporting: .silent) { x, y in
          Program(
            minimizing: meanSquaredError(model(x), y), over: model.parameters, by: Adam(), memory: OptimizerMemory())
        }
      }
      #expect(Self.text(result).contains("where the first changes 'c₁', program 2 changes 'c₁' of its own"))
      let layers = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        train(on: Self.examples, batchSize: 4, epochs: 1, seed: 3, reporting: .silent) { x, y in
          let model = Self.dense()
          return Program(
            minimizing: meanSquaredError(model(x), y), over: model.parameters, by: GradientDescent(learningRate: 0.1))
        }
      }
      #expect(Self.text(layers).contains("Make layers, parameters and OptimizerMemory() once, outside of the closure."))
    }

    // MARK: - Losses

    /// Answers [n, 1] and targets [n], or the other way around, in a loss of one's own.
    @Test func everyAnswerWithEveryTargetIsRefused() async {
      for isReversed in [false, true] {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
          [isReversed = isReversed as Bool] in
          let (examples, model) = (Self.examples, Sequential(Self.dense(), isReversed ? Reshape([]) : Identity()))
          let flat = Examples(
            inputs: examples.inputs, targets: isReversed ? examples.targets : examples.targets.reshaped([10]))
          train(
            model, on: flat, batchSize: 5, epochs: 1, loss: { mean(pow($0 - $1, 2)) }, by: Adam(), seed: 1,
            reporting: .silent)
        }
        #expect(
          Self.text(result).contains(
            isReversed ? "compares answers [5] with targets [5, 1]" : "compares answers [5, 1] with targets [5]"))
      }
      let measured = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let flat = Examples(inputs: Self.examples.inputs, targets: Self.examples.targets.reshaped([10]))
        _ = evaluate(Self.dense(), on: flat, loss: { mean(abs($0 - $1)) })
      }
      #expect(Self.text(measured).contains("compares answers [10, 1] with targets [10]"))
      let byHand = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let flat = Examples(inputs: Self.examples.inputs, targets: Self.examples.targets.reshaped([10]))
        let model = Self.dense()
        train(on: flat, batchSize: 5, epochs: 1, seed: 1, reporting: .silent) { x, y in
          Program(minimizing: mean(pow(model(x) - y, 2)), over: model.parameters, by: Adam())
        }
      }
      #expect(Self.text(byHand).contains("answers.reshaped([5])"))
    }

    /// Means over the batch, labels beside logits, reshaped answers, and all pairs on purpose.
    @Test func otherLossesAreTaken() {
      let examples = Self.examples
      let flat = Examples(inputs: examples.inputs, targets: examples.targets.reshaped([10]))
      let labels = Examples(inputs: examples.inputs, targets: NDArray((0..<10).map { Double($0 % 2) }))
      func loss(_ examples: Examples, outputs: Int = 1, _ loss: @escaping Loss) -> [Double] {
        train(
          Self.dense(2, outputs), on: examples, batchSize: 5, epochs: 1, loss: loss, by: Adam(), seed: 1,
          reporting: .silent
        ).losses
      }
      let reshaped = loss(flat) { mean(pow($0.reshaped([$1.shape[0]]) - $1, 2)) }
      #expect(zip(reshaped, loss(examples, meanSquaredError)).allSatisfy { abs($0 - $1) < 1e-6 })
      #expect(loss(labels, outputs: 2) { softmaxCrossEntropy(logits: $0, labels: $1) }.count == 2)
      #expect(loss(examples) { mean(pow($0 - mean($1, axes: [0]), 2)) }.count == 2)
      #expect(loss(examples) { mean(pow($0 - $1.transposed(), 2)) }.count == 2)
      #expect(loss(labels, outputs: 5) { mean($0 * oneHot($1, classes: 5)) }.count == 2)
    }

    // MARK: - Schedules

    @Test func schedulesOfAnotherLengthAreRefused() async {
      for steps in [4, 9, 20] {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
          [steps = steps as Int] in
          train(
            Self.dense(), on: Self.examples, batchSize: 4, epochs: 4, loss: meanSquaredError,
            by: Adam(learningRate: OneCycle(peak: 0.1, steps: steps)).clipped(norm: 1), seed: 1, reporting: .silent)
        }
        #expect(Self.text(result).contains("is made for \(steps) steps, but this training has 12, 4 epochs of 3."))
      }
      let late = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let (w, model) = (Input("x", NDArray([[1.0, 2]])), Self.dense())
        let rule = Momentum(learningRate: WarmUp(steps: 2, then: CosineDecay(from: 0.1, steps: 8)))
        let program = Program(minimizing: sum(pow(model(w), 2)), over: model.parameters, by: rule)
        train(program, steps: 6, reporting: .silent)
        train(program, steps: 4, reporting: .silent)
        train(program, steps: 1, reporting: .silent)
      }
      #expect(Self.text(late).contains("has left 0 steps, but this training has 1."))
    }

    @Test func schedulesThatFitAreTaken() {
      let rates: [any LearningRate] = [
        OneCycle(peak: 0.1, steps: 12), WarmUp(steps: 4, then: CosineDecay(from: 0.1, steps: 8)),
        PolynomialDecay(from: 0.1, steps: 12), PolynomialDecay(from: 0.1, to: 0.01, steps: 5),
        CosineDecay(from: 0.1, steps: 5, restarts: true), StepDecay(from: 0.1, factor: 0.5, every: 30), 0.1,
      ]
      for rate in rates {
        let history = train(
          Self.dense(), on: Self.examples, batchSize: 4, epochs: 4, loss: meanSquaredError,
          by: Adam(learningRate: rate), seed: 1, reporting: .silent)
        #expect(history.losses.count == 12, "\(rate)")
      }
    }

    // MARK: - Layers of one's own

    private struct Forgetful: Layer {
      var name = "forgetful"
      let a = TrainsWhatIsMeant.dense(2, 2)
      let b = TrainsWhatIsMeant.dense()
      var parameters: [Parameter] { b.parameters }
      func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { b(a(x, in: pass), in: pass) }
    }

    private struct WithoutPass: Layer {
      var name = "without pass"
      let norm = BatchNormalization(2)
      let b = TrainsWhatIsMeant.dense()
      func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { b(norm(x)) }
    }

    private struct Idle: Layer {
      var name = "idle"
      let a = TrainsWhatIsMeant.dense()
      let b = TrainsWhatIsMeant.dense()
      func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { a(x, in: pass) }
    }

    private struct Stateless: Layer {
      var name = "stateless"
      let norm = BatchNormalization(2)
      var state: [Parameter] { [] }
      func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { norm(x, in: pass) }
    }

    @Test func whatALayerForgetsIsSaid() async {
      func fit(_ result: ExitTest.Result?, _ sentence: String) {
        #expect(Self.text(result).contains(sentence), "\(Self.text(result))")
      }
      fit(
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
          train(
            Forgetful(), on: Self.examples, epochs: 1, loss: meanSquaredError, by: Adam(), seed: 1, reporting: .silent)
        }, "uses the parameter 'dense.w', but does not list it")
      fit(
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
          train(
            WithoutPass(), on: Self.examples, epochs: 1, loss: meanSquaredError, by: Adam(), seed: 1, reporting: .silent
          )
        }, "BatchNormalization(2) was called without a pass while a training step is built")
      fit(
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
          let model = Sequential(BatchNormalization(2), Self.dense())
          train(on: Self.examples, epochs: 1, seed: 1, reporting: .silent) { x, y in
            Program(minimizing: meanSquaredError(model(x), y), over: model.parameters, by: Adam())
          }
        }, "Write (x, in: pass) to train it, or (x, in: Pass(.evaluation)) if that is meant.")
      fit(
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
          checkLayer(WithoutPass(), input: [3, 2])
        }, "without a pass")
      fit(
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
          checkLayer(Forgetful(), input: [3, 2])
        }, "var parts: [any Layer] { [a, b] }")
      fit(
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
          checkLayer(Idle(), input: [3, 2])
        }, "lists the parameter 'dense 2.w', but its answers do not depend on it")
      fit(
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
          checkLayer(Stateless(), input: [3, 2])
        }, "but does not list it")
    }

    // MARK: - Parts of a model

    @Test func onlyTheHeadIsTrained() {
      let (body, head) = (Self.dense(2, 3), Self.dense(3, 1))
      let model = Sequential(body, head)
      let before = model.parameters.map(\.value)
      train(
        model, on: Self.examples, batchSize: 4, epochs: 2, loss: meanSquaredError, by: Adam(learningRate: 0.1),
        updating: head.parameters, seed: 1, reporting: .silent)
      let isSame = zip(model.parameters, before).map { $0.value.hasSameBits(as: $1) }
      #expect(isSame == [true, true, false, false])
    }

    @Test func othersParametersAreNotTrained() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        train(
          Self.dense(), on: Self.examples, epochs: 1, loss: meanSquaredError, by: Adam(),
          updating: Self.dense(3, 1).parameters, seed: 1, reporting: .silent)
      }
      #expect(Self.text(result).contains("expects parameters of Dense(2 → 1); got 'dense.w', which is none of them"))
    }

    @Test func aCopyIsACopy() async {
      let (model, twin) = (Self.dense(), Dense(weights: NDArray([[0.0], [0]]), bias: NDArray([0.0])))
      twin.copyWeights(from: model)
      let before = model.weights.value
      train(model, on: Self.examples, epochs: 1, loss: meanSquaredError, by: Adam(), seed: 1, reporting: .silent)
      #expect(twin.weights.value.hasSameBits(as: before) && !model.weights.value.hasSameBits(as: before))
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        Self.dense().copyWeights(from: Self.dense(3, 1))
      }
      #expect(Self.text(result).contains("'dense.w' is [2, 1] and 'dense.w' [3, 1]"))
    }

    @Test func aPartIsLoadedFromTheWhole() throws {
      let file = FileManager.default.temporaryDirectory.appending(path: "part-\(UUID().uuidString).safetensors").path
      defer { unlink(file) }
      func body(_ name: String) -> Sequential { Sequential(Self.dense(2, 3), BatchNormalization(3), name: name) }
      let whole = Sequential(body("body"), Self.dense(3, 1))
      for parameter in whole.parameters + whole.state {
        parameter.set(NDArray(repeating: 0.25, shape: parameter.shape))
      }
      try whole.saveWeights(to: file)
      let parts = [body(""), body("body"), Sequential(body("body"), Self.dense(3, 2)).layers[0] as! Sequential]
      for part in parts {
        try part.loadWeights(from: file, under: "body")
        #expect((part.parameters + part.state).allSatisfy { $0.value.doubles.allSatisfy { $0 == 0.25 } })
      }
      let problem = #expect(throws: DataProblem.self) { try body("").loadWeights(from: file, under: "tail") }
      #expect("\(problem!)".contains("nothing in the file begins with 'tail.'"))
    }

    @Test func whatDoesNotFitIsNamedAndWhatDoesIsTaken() throws {
      let file = FileManager.default.temporaryDirectory.appending(path: "some-\(UUID().uuidString).safetensors").path
      defer { unlink(file) }
      let saved = Sequential(Self.dense(2, 3), Self.dense(3, 4), name: "net")
      for parameter in saved.parameters { parameter.set(NDArray(repeating: 0.25, shape: parameter.shape)) }
      try saved.saveWeights(to: file)
      let names = saved.parameters.map(\.name)

      // Another head: every name that does not fit is said, and nothing is changed.
      let other = Sequential(Self.dense(2, 3), Self.dense(3, 5), Self.dense(5, 1), name: "net")
      let before = other.parameters.map(\.value)
      for partially in [false, true] {
        let problem = #expect(throws: DataProblem.self) { try other.loadWeights(from: file, partially: partially) }
        #expect("\(problem!)".contains("'\(names[2])' [3, 5], but [3, 4] in the file, '\(names[3])' [5], but [4]"))
        #expect("\(problem!)".contains("dense 3.w") == !partially)
      }
      #expect(zip(other.parameters, before).allSatisfy { $0.value.hasSameBits(as: $1) })

      // The body of it: partially, with a report.
      let body = Sequential(Self.dense(2, 3), BatchNormalization(3), name: "net")
      let refused = #expect(throws: DataProblem.self) { try body.loadWeights(from: file) }
      for name in names.suffix(2) + (body.parameters + body.state).map(\.name).suffix(4)
      where !names.prefix(2).contains(name) {
        #expect("\(refused!)".contains("'\(name)'"), "\(name): \(refused!)")
      }
      let own = body.parameters.map(\.name)
      let report = try body.loadWeights(from: file, partially: true) { $0.replacing(own[0], with: names[0]) }
      #expect(report.loaded.contains(own[0]) && body.parameters[0].value.doubles.allSatisfy { $0 == 0.25 })
      #expect(Set(report.leftOver).isSuperset(of: names.suffix(2)) && !report.missing.isEmpty)
      #expect("\(report)".contains("loaded; not in the file, so unchanged: "))

      // One layer of it alone, under the name that it has there.
      let single = Self.dense(2, 3)
      try single.loadWeights(from: file, under: String(names[0].dropLast(2)))
      #expect(single.parameters.allSatisfy { $0.value.doubles.allSatisfy { $0 == 0.25 } })

      // Under other names, one by one.
      let renamed = Sequential(Self.dense(2, 3), Self.dense(3, 4), name: "other")
      #expect(throws: DataProblem.self) { try renamed.loadWeights(from: file) }
      let all = try renamed.loadWeights(from: file) { $0.replacing("other.", with: "net.") }
      #expect(all.missing.isEmpty && all.leftOver.isEmpty && "\(all)" == "4 loaded")
      #expect(renamed.parameters.allSatisfy { $0.value.doubles.allSatisfy { $0 == 0.25 } })
    }
  }
}
