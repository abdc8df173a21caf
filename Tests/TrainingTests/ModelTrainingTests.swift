import Autodiff
import Datasets
import Networks
import Optimizers
import Planning
import Tensors
import Testing
import Training

extension TrainTests {
  /// Training and measuring a model on examples, with a smaller last batch.
  @Suite struct Models {
    @Test func realDigitsAreLearntInFiveEpochs() throws {
      let fit = try DigitsFit(hidden: (128, 64))
      let history = train(
        fit.model, on: fit.training, batchSize: 32, epochs: 5, loss: softmaxCrossEntropy(logits:labels:),
        by: Adam(learningRate: 0.003), seed: 1, validation: fit.validation)
      #expect(history.ending == .completed && history.stepsPerEpoch == 45 && history.losses.count == 225)
      #expect(history.validationLosses.count == 5 && history.validationLosses[4] < history.validationLosses[0] / 2)
      #expect(fit.accuracy() > 0.95)
      let error = evaluate(fit.model, on: fit.validation, loss: softmaxCrossEntropy(logits:labels:))
      #expect(abs(error - history.validationLosses[4]) < 1e-6)
    }

    /// The same by hand: each step's program made anew and run by the reference kernels.
    @Test(arguments: UpdateRules.all.map(\.description), [32, 70, 100])
    func everyBatchAsComputedByHand(_ rule: String, batchSize: Int) throws {
      let rule = UpdateRules.all.first { $0.description == rule }!
      let (fit, hand) = (try DigitsFit(), try DigitsFit())
      let few = fit.training.rows(Array(0..<70))
      let history = train(
        fit.model, on: few, batchSize: batchSize, epochs: 3, loss: softmaxCrossEntropy(logits:labels:), by: rule,
        seed: 9)
      let batches = Batches(few, size: batchSize, seed: 9, lastBatch: .kept)
      #expect(history.losses.count == 3 * batches.countPerEpoch)
      let memory = OptimizerMemory()
      for (step, trained) in history.losses.enumerated() {
        let loss = softmaxCrossEntropy(
          logits: hand.model(Tensor(batches[step].inputs)), labels: Tensor(batches[step].targets))
        let program = Program(minimizing: loss, over: hand.model.parameters, by: rule, memory: memory)
        let run = Run(program)
        run.finishStep()
        #expect(abs(run.losses[0] - trained) < 1e-4, "step \(step)")
        for (parameter, contents) in run.updatedParameters() { parameter.set(contents) }
        history.run.load(step: step)
        history.run.finishStep()
        #expect(abs(history.run.execution.number(history.run.program.loss!, at: 0) - trained) < 1e-4, "step \(step)")
      }
      for (a, b) in zip(fit.parameters, hand.parameters) { expectClose(a, b, 1e-4, "\(rule)") }
    }

    @Test func float64TrainsAsFloat32Does() throws {
      let (fit, single) = (try DigitsFit(type: .float64), try DigitsFit())
      let few = (fit.training.rows(Array(0..<70)), single.training.rows(Array(0..<70)))
      func trained(_ fit: DigitsFit, _ examples: Examples) -> History {
        train(
          fit.model, on: examples, epochs: 2, loss: softmaxCrossEntropy(logits:labels:),
          by: GradientDescent(learningRate: 0.1), seed: 2, validation: examples)
      }
      let (double, float) = (trained(fit, few.0), trained(single, few.1))
      #expect(double.notice == nil && double.losses.count == 6)
      for (a, b) in zip(
        double.losses + double.validationLosses, float.losses + float.validationLosses)
      { #expect(abs(a - b) < 1e-5) }
      for (a, b) in zip(fit.parameters, single.parameters) {
        #expect(a.elementType == .float64)
        expectClose(a.converted(to: .float32), b, 1e-5, "parameters")
      }
      // What was trained is what the stepper shows, in Float64's digits.
      for step in [0, 2, 5] {
        double.run.load(step: step)
        double.run.finishStep()
        let shown = double.run.execution.number(double.run.program.loss!, at: 0)
        #expect(abs(shown - double.losses[step]) < 1e-13)
      }
    }

    @Test(arguments: [1, 7, 100, 4096]) func answersAreThoseOfTheReferenceKernels(batchSize: Int) throws {
      for type in [ElementType.float32, .float64] {
        let fit = try DigitsFit(type: type)
        let some = fit.validation.rows(Array(0..<101))
        let expected = fit.model(Tensor(some.inputs)).value
        expectClose(predict(fit.model, some.inputs, batchSize: batchSize), expected, 1e-5, "batches of \(batchSize)")
        let loss = softmaxCrossEntropy(logits: Tensor(expected), labels: Tensor(some.targets)).scalar
        let measured = evaluate(
          fit.model, on: some, loss: softmaxCrossEntropy(logits:labels:), batchSize: batchSize)
        #expect(abs(measured - loss) < 1e-5)
      }
    }

    /// Rows of several arrays go together, whatever the batch; their slopes are those of the whole.
    @Test(arguments: [1, 4, 9, 4096]) func functionsOfSeveralArrays(batchSize: Int) {
      var random = RandomSource(seed: 6)
      let (x, y) = (NDArray.uniform([9, 3], using: &random), NDArray.uniform([9], using: &random))
      let slopes = predict([x, y], batchSize: batchSize) { arrays in
        gradient(of: sum(pow(sum(arrays[0], axes: [-1]) - arrays[1], 2)), with: arrays[0])
      }
      #expect(slopes.shape == x.shape)
      for row in 0..<9 {
        let slope = 2 * (x[row, 0] + x[row, 1] + x[row, 2] - y[row])
        for column in 0..<3 { #expect(abs(slopes[row, column] - slope) < 1e-5) }
      }
    }

    @Test func divergenceOverBatchesOfTwoSizesNamesItsStep() {
      let inputs = NDArray([1, 1, 1, 1, 1, 1, 1], shape: [7, 1])
      let examples = Examples(inputs: inputs, targets: inputs)
      var random = RandomSource(seed: 1)
      let model = Dense(1, 1, using: &random)
      let history = train(
        model, on: examples, batchSize: 3, epochs: 50, loss: meanSquaredError, by: GradientDescent(learningRate: 50),
        seed: 1)
      guard case .diverged(let problem) = history.ending else {
        Issue.record("\(history)")
        return
      }
      #expect(history.losses.count == problem.trainingStep + 1)
      #expect(model.parameters.allSatisfy { $0.value.doubles.allSatisfy(\.isFinite) })
      history.run.load(step: problem.trainingStep)
      history.run.run(through: problem.event)
      #expect(!history.run.execution.number(problem.event, at: problem.element).isFinite)
    }

    @Test func cancellationIsHeard() throws {
      defer { Cancellation.reset() }
      let fit = try DigitsFit()
      let history = train(
        fit.model, on: fit.training, epochs: 1000, loss: softmaxCrossEntropy(logits:labels:), by: Adam(), seed: 1,
        reporting: Reporting(every: .zero) { if $0.stepsDone == 60 { Cancellation.request() } })
      #expect(history.ending == .cancelled && history.losses.count == 60)
    }

    /// Any step of a training can be stepped through, the smaller last batch too.
    @Test func aTrainingOpensInTheStepper() throws {
      let fit = try DigitsFit()
      let history = train(
        fit.model, on: fit.training.rows(Array(0..<70)), epochs: 2, loss: softmaxCrossEntropy(logits:labels:),
        by: Adam(), seed: 1, reporting: .silent)
      let stepper = Stepper(history, at: 4)
      #expect(stepper.stepLimit == 6 && stepper.trainingStep == 4)
      for (step, size) in [(4, 32), (5, 6), (2, 6), (0, 32)] {
        stepper.move(to: Stepper.Position(trainingStep: step, event: stepper.eventCount - 1))
        #expect(stepper.program.inputs[0].input.shape[0] == size)
        let loss = try #require(stepper.value(stepper.program.loss!)).scalar
        #expect(abs(loss - history.losses[step]) < 1e-4, "step \(step)")
      }
      #expect(history.run.trainingStep == 0)
      stepper.start()
      stepper.whatIf(0.5)
      #expect(stepper.branches.count == 2 && stepper.forward())
    }

    @Test func aTraceHoldsStepsOfOneProgram() async throws {
      let trained = { () -> History in
        let fit = try DigitsFit()
        return train(
          fit.model, on: fit.training.rows(Array(0..<70)), epochs: 1, loss: softmaxCrossEntropy(logits:labels:),
          by: Adam(), seed: 1)
      }
      #expect(try trained().run.record(0..<2).steps.count == 2)
      await #expect(processExitsWith: .failure) {
        let fit = try DigitsFit()
        _ = train(
          fit.model, on: fit.training.rows(Array(0..<70)), epochs: 1, loss: softmaxCrossEntropy(logits:labels:),
          by: Adam(), seed: 1
        ).run.record(0..<3)
      }
    }

    @Test func misuseEndsWithASentence() async {
      await #expect(processExitsWith: .failure) {
        let fit = try DigitsFit()
        train(
          fit.model, on: fit.training, epochs: -1, loss: softmaxCrossEntropy(logits:labels:), by: Adam(), seed: 1)
      }
      await #expect(processExitsWith: .failure) {
        let fit = try DigitsFit()
        _ = predict(fit.model, NDArray(repeating: 0, shape: [0, 64]))
      }
      await #expect(processExitsWith: .failure) { _ = predict({ sum($0) }, NDArray([1, 2, 3])) }
      await #expect(processExitsWith: .failure) {
        let fit = try DigitsFit()
        _ = evaluate(fit.model, on: fit.training.rows([]), loss: softmaxCrossEntropy(logits:labels:))
      }
    }
  }
}
