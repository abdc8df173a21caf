import Autodiff
import Datasets
import Networks
import Optimizers
import Planning
import Tensors
import Testing
import Training

extension TrainTests {
  /// Loops of one's own: the same bits as `train`, parameters that change together, and numbers that stay once read.
  @Suite struct OwnLoops {
    private static func examples(_ count: Int = 12) -> Examples {
      var random = RandomSource(seed: 1)
      let inputs = NDArray.normal([count, 3], using: &random)
      let targets = (0..<count).map { 2 * inputs[$0, 0] - inputs[$0, 1] + 0.5 * inputs[$0, 2] }
      return Examples(inputs: inputs, targets: NDArray(targets, shape: [count, 1]))
    }

    private static func network(_ seed: Int = 2) -> Sequential {
      withSeed(seed) { Sequential(Dense(3, 8, activation: .tanh), Dense(8, 1)) }
    }

    private static func text(_ result: ExitTest.Result?) -> String {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }

    private func same(_ a: any Layer, _ b: any Layer) -> Bool {
      zip(a.kept, b.kept).allSatisfy { $0.value.hasSameBits(as: $1.value) }
    }

    // MARK: - The compiled step

    @Test(arguments: UpdateRules.all.indices) func aLoopTrainsAsTrainDoes(_ number: Int) {
      let rule = UpdateRules.all[number]
      let (examples, one, two) = (Self.examples(), Self.network(), Self.network())
      let batches = Batches(examples, size: 4, seed: 3)
      let (x, y) = (Input("x", batches[0].inputs), Input("y", batches[0].targets))
      let history = train(
        Program(minimizing: meanSquaredError(one(x), y), over: one.parameters, by: rule), steps: 20,
        feed: batches.feed(x, y), threads: 1, reporting: .silent)
      let step = TrainingStep(
        minimizing: meanSquaredError(two(x), y), over: two.parameters, by: rule, threads: 1)
      let losses = (0..<20).map { number in
        x.set(batches[number].inputs)
        y.set(batches[number].targets)
        return step()
      }
      #expect(losses == history.losses && same(one, two))
    }

    @Test func numbersThatWereReadStay() {
      let w = Parameter("w", [1, 2], type: .float64)
      let step = TrainingStep(minimizing: sum(w * w), over: [w]) { p, g in p - 0.25 * g }
      let (before, half) = (w.value, (0.5 * w).value)
      #expect(step() == 5)
      let after = w.value
      #expect(before.doubles == [1, 2] && half.doubles == [0.5, 1] && after.doubles == [0.5, 1])
      step()
      #expect(after.doubles == [0.5, 1] && w.value.doubles == [0.25, 0.5])
      #expect((0.5 * w).value.doubles == [0.125, 0.25], "values of expressions are computed again")
    }

    @Test func parametersMayBeSetReadAndTrainedInBetween() throws {
      let w = Parameter("w", [4], type: .float64)
      let halving = TrainingStep(minimizing: sum(w * w), over: [w]) { p, g in p - 0.25 * g }
      halving()
      w.set(NDArray([10], type: .float64))
      #expect(halving() == 100 && w.value.doubles == [5])
      train(Program(minimizing: sum(w), over: [w], by: GradientDescent(learningRate: 1)), steps: 3, reporting: .silent)
      #expect(w.value.doubles == [2] && halving() == 4 && w.value.doubles == [1])
      let other = TrainingStep(minimizing: sum(w), over: [w]) { p, _ in p + 7 }
      #expect(other() == 1 && halving() == 64 && other() == 4 && w.value.doubles == [11])
    }

    /// The numbers stay with the parameter when the step is gone.
    @Test func whatWasLearntOutlivesTheStep() {
      let w = Parameter("w", [8], type: .float64)
      weak var gone: TrainingStep?
      do {
        let step = TrainingStep(minimizing: sum(w * w), over: [w]) { p, g in p - 0.25 * g }
        step()
        gone = step
      }
      #expect(gone == nil && w.value.doubles == [4])
    }

    /// Two networks, two optimizers, each step reading what the other changed: as two programs run by the reference do.
    @Test func twoPlayers() {
      let (g, d) = (withSeed(1) { Dense(2, 3) }, withSeed(2) { Dense(3, 1) })
      let (z, real) = (Input("z", [[0.5, -1], [1, 0.25]]), Input("real", [[1, 0, 2], [0.5, 1, -1]]))
      let ones = Tensor([[1], [1]])
      let fake = g(z)
      let losses = [
        binaryCrossEntropy(logits: d(real), ones) + binaryCrossEntropy(logits: d(fake), 1 - ones),
        binaryCrossEntropy(logits: d(fake), ones),
      ]
      func programs() -> [Program] {
        zip(losses, [d, g]).map { Program(minimizing: $0, over: $1.parameters, by: Adam(learningRate: 0.05)) }
      }
      let start = (g.parameters + d.parameters).map(\.value)
      let steps = programs().map { TrainingStep($0, threads: 1) }
      let made = (0..<10).map { _ in steps.map { $0() } }
      let learnt = (g.parameters + d.parameters).map(\.value)
      for (w, numbers) in zip(g.parameters + d.parameters, start) { w.set(numbers) }
      let others = programs()
      for number in 0..<10 {
        for (place, program) in others.enumerated() {
          let run = Run(program)
          run.finishStep()
          #expect(abs(run.losses[0] - made[number][place]) < 1e-5)
          for (parameter, numbers) in run.updatedParameters() { parameter.set(numbers) }
        }
      }
      for (w, numbers) in zip(g.parameters + d.parameters, learnt) {
        #expect(zip(w.value.doubles, numbers.doubles).allSatisfy { abs($0 - $1) < 1e-4 })
      }
    }

    @Test func everyAnswerWithEveryTargetIsRefused() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let (x, y) = (Input("x", [[1, 2], [3, 4]]), Input("y", [1, 2]))
        let model = withSeed(1) { Dense(2, 1) }
        _ = TrainingStep(minimizing: mean(pow(model(x) - y, 2)), over: model.parameters, by: Adam())
      }
      #expect(Self.text(result).contains("compares answers [2, 1] with targets [2]"))
    }

    /// Full batches and a smaller last one, by two steps with one memory: as `train` does.
    @Test func batchesOfTwoSizes() {
      let (one, two, examples) = (Self.network(), Self.network(), Self.examples(10))
      train(
        one, on: examples, batchSize: 4, epochs: 3, loss: .meanSquaredError, by: Adam(learningRate: 0.05), seed: 3,
        threads: 1, reporting: .silent)
      let batches = Batches(examples, size: 4, seed: 3, lastBatch: .kept)
      let memory = OptimizerMemory()
      let steps = [4, 2].map { size in
        let rows = examples.rows(Array(0..<size))
        let (x, y) = (Input("x", rows.inputs), Input("y", rows.targets))
        return (
          x: x, y: y,
          step: TrainingStep(
            minimizing: meanSquaredError(two(x), y), over: two.parameters, by: Adam(learningRate: 0.05), memory: memory,
            threads: 1)
        )
      }
      for number in 0..<9 {
        let (batch, own) = (batches[number], steps[number % 3 == 2 ? 1 : 0])
        own.x.set(batch.inputs)
        own.y.set(batch.targets)
        own.step()
      }
      #expect(same(one, two))
    }

    @Test func aProgramThatOnlyComputesIsRefused() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = TrainingStep(Program(Parameter("w", 1) * 2))
      }
      #expect(Self.text(result).contains("TrainingStep expects a program with a loss and updates"))
    }

    // MARK: - update

    /// L = (w b − 1)², with w = 2 and b = 3: both gradients are of the numbers before, 30 and 20.
    @Test func parametersChangeTogether() {
      let (w, b) = (Parameter("w", 2, type: .float64), Parameter("b", 3, type: .float64))
      let loss = pow(w * b - 1, 2)
      #expect(update([w, b], minimizing: loss) { p, g in p - 0.01 * g } == 25)
      #expect(abs(w.scalar - 1.7) < 1e-14 && abs(b.scalar - 2.8) < 1e-14)
      // One after the other it would be 3 − 0.01 · 2 · (1.7 · 3 − 1) · 1.7 = 2.8606.
      let slopes = gradients(of: loss, with: [w, b])
      let (before, z) = (slopes.map(\.scalar), w.scalar * b.scalar - 1)
      #expect(abs(before[0] - 2 * z * b.scalar) < 1e-13 && abs(before[1] - 2 * z * w.scalar) < 1e-13)
      update([w, b], with: slopes) { p, g in p - 0.01 * g }
      #expect(abs(w.scalar - (1.7 - 0.01 * before[0])) < 1e-14 && abs(b.scalar - (2.8 - 0.01 * before[1])) < 1e-14)
    }

    @Test func updatesThatDoNotFitAreRefused() async {
      let count = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        update([Parameter("w", 2), Parameter("b", 3)], with: [Tensor(1)]) { p, g in p - g }
      }
      #expect(Self.text(count).contains("expects a gradient for each of 2 parameters; got 1."))
      let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        update([Parameter("w", [1, 2])], with: [Tensor([1, 2])]) { _, g in sum(g) }
      }
      #expect(Self.text(shape).contains("expects new numbers of the shape of 'w', float32 [2]; got float32 []."))
      let other = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        update([Parameter("w", [1, 2])], with: [Tensor([1, 2, 3])]) { p, _ in p }
      }
      #expect(Self.text(other).contains("expects a gradient of the shape of 'w', [2]; got [3]."))
    }

    // MARK: - Groups, accumulation, averages

    /// One step of gradient descent, with a tenth of the rate for the first layer, and one that stays.
    @Test func groupsHaveRatesOfTheirOwn() {
      let model = withSeed(4) { Sequential(Dense(3, 2), Dense(2, 2), Dense(2, 1)) }
      let examples = Self.examples(4)
      let before = model.parameters.map(\.value)
      let slopes = gradients(
        of: meanSquaredError(model(Tensor(examples.inputs)), Tensor(examples.targets)), with: model.parameters
      ).map(\.value)
      train(
        model, on: examples, batchSize: 4, epochs: 1, loss: .meanSquaredError,
        by: GradientDescent(learningRate: 0.1).except(
          model.layers[0].parameters, by: GradientDescent(learningRate: 0.01)
        ).except(model.layers[1].parameters, by: nil), reporting: .silent)
      for (number, rate) in [0.01, 0.01, 0, 0, 0.1, 0.1].enumerated() {
        let expected = zip(before[number].doubles, slopes[number].doubles).map { $0 - rate * $1 }
        #expect(zip(model.parameters[number].value.doubles, expected).allSatisfy { abs($0 - $1) < 1e-6 })
      }
    }

    /// Each group remembers for itself: as two trainings' rules do, one step after the other.
    @Test func groupsRememberForThemselves() {
      let rule = Adam(learningRate: OneCycle(peak: 0.1))
      let grouped = Self.network(), whole = Self.network()
      train(
        grouped, on: Self.examples(), batchSize: 5, epochs: 3, loss: .meanSquaredError,
        by: rule.except(grouped.layers[0].parameters, by: rule), seed: 1, reporting: .silent)
      train(
        whole, on: Self.examples(), batchSize: 5, epochs: 3, loss: .meanSquaredError, by: rule, seed: 1,
        reporting: .silent)
      for (one, two) in zip(grouped.kept, whole.kept) {
        #expect(zip(one.value.doubles, two.value.doubles).allSatisfy { abs($0 - $1) < 1e-6 })
      }
    }

    @Test func aGroupOfAnotherModelIsRefused() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let (model, other) = (Self.network(), Self.network())
        train(
          model, on: Self.examples(), epochs: 1, loss: .meanSquaredError,
          by: Adam().except(other.parameters, by: nil), reporting: .silent)
      }
      #expect(
        Self.text(result).contains("except(_:by:) expects parameters of the model that is trained; got 'dense 1.w'"))
    }

    /// Four batches of 3 whose gradients are gathered are one batch of 12, for a rule with a memory and a schedule.
    @Test func accumulationIsALargerBatch() {
      let (small, large) = (Self.network(), Self.network())
      let rule = Adam(learningRate: CosineDecay(from: 0.05))
      func fit(_ model: Sequential, _ size: Int, _ rule: any UpdateRule) -> History {
        train(
          model, on: Self.examples(), batchSize: size, epochs: 6, loss: .meanSquaredError, by: rule, seed: 1,
          reporting: .silent)
      }
      let histories = [fit(small, 3, rule.accumulating(4)), fit(large, 12, rule)]
      #expect(histories.map(\.losses.count) == [24, 6])
      for (one, two) in zip(small.kept, large.kept) {
        #expect(zip(one.value.doubles, two.value.doubles).allSatisfy { abs($0 - $1) < 2e-5 }, "\(one.name)")
      }
      // Between updates the weights stay.
      let (w, g) = (Parameter("w", [1], type: .float64), Input("g", [1.0], type: .float64))
      let step = TrainingStep(
        Program(
          loss: sum(w),
          updates: GradientDescent(learningRate: 1).accumulating(3).updates(of: [w], with: [g])))
      let path = (0..<7).map { number in
        g.set(NDArray([Double(number)], type: .float64))
        step()
        return w.value[0]
      }
      #expect(zip(path, [1, 1, 0, 0, 0, -4, -4]).allSatisfy { abs($0 - $1) < 1e-12 }, "\(path)")
    }

    @Test func aScheduleOfAnotherLengthIsRefusedWhenGradientsAreGathered() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        train(
          Self.network(), on: Self.examples(), batchSize: 3, epochs: 6, loss: .meanSquaredError,
          by: Adam(learningRate: OneCycle(peak: 0.1, steps: 24)).accumulating(4), reporting: .silent)
      }
      #expect(Self.text(result).contains("is made for 24 steps, but this training has 6, one for 4 batches."))
      let none = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Adam().accumulating(0)
      }
      #expect(Self.text(none).contains("accumulating(_:) expects a number of batches, 1 or more; got 0."))
    }

    /// a ← 0.9 a + 0.1 w′, by hand along the losses' weights.
    @Test func averagesFollowTheWeights() {
      let w = Parameter("w", [1, 2], type: .float64)
      let average = WeightAverage(of: [w, w], decay: 0.9)
      let rule = GradientDescent(learningRate: 0.25).averaged(into: average)
      let step = TrainingStep(minimizing: sum(w * w), over: [w], by: rule)
      var (a, now) = ([1.0, 2], [1.0, 2])
      for _ in 0..<5 {
        step()
        now = now.map { $0 / 2 }
        a = zip(a, now).map { 0.9 * $0 + 0.1 * $1 }
        #expect(zip(average.averages[0].value.doubles, a).allSatisfy { abs($0 - $1) < 1e-15 })
      }
      average.exchange()
      #expect(zip(w.value.doubles, a).allSatisfy { abs($0 - $1) < 1e-15 } && average.averages[0].value.doubles == now)
      average.exchange()
      average.store()
      #expect(w.value.hasSameBits(as: average.averages[0].value))
    }

    @Test func anAverageOfWhatIsNotTrainedIsRefused() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let (w, v) = (Parameter("w", [1]), Parameter("v", [1]))
        _ = TrainingStep(
          minimizing: sum(w), over: [w], by: GradientDescent(learningRate: 1).averaged(into: WeightAverage(of: [v])))
      }
      #expect(Self.text(result).contains("got 'v', which the rule does not change."))
    }

    /// Wrappers are rules like others, also in checkpoints: what is remembered has names of its own.
    @Test func wrappersKeepTheContract() throws {
      let model = Self.network()
      checkUpdateRule(Adam().accumulating(3))
      checkUpdateRule(Momentum(learningRate: StepDecay(from: 0.1, every: 2)).accumulating(2).clipped(norm: 1))
      let rule = Adam().accumulating(2).except(model.layers[0].parameters, by: Adam().accumulating(3))
      let names = rule.updates(of: model.parameters, with: model.parameters.map { 0 * $0 }).map(\.parameter.name)
      #expect(Set(names).count == names.count, "\(names)")
    }

    // MARK: - Derivatives on a plan

    /// A plan computes Jacobians, Hessians and gradients of each example as the stepper does.
    @Test func derivativesArePlanned() throws {
      let (model, examples) = (Self.network(), Self.examples(5))
      let (x, y) = (Input("x", examples.inputs), Input("y", examples.targets))
      let w = model.parameters[0]
      let outputs =
        [
          jacobian(of: model(x), with: w), hessian(of: meanSquaredError(model(x), y), with: w),
          hessianVectorProduct(
            of: meanSquaredError(model(x), y), with: w,
            times: Tensor(examples.inputs.rows([0, 1, 2, 3, 4, 0, 1, 2]).reshaped([3, 8]))),
        ] + exampleGradients(with: model.parameters, over: [x, y]) { meanSquaredError(model($0[0]), $0[1]) }
      let plan = try Plan(Program(outputs), threads: 1)
      plan.run()
      for output in outputs {
        let (planned, executed) = (plan.value(of: output).doubles, output.value.doubles)
        #expect(planned.count == executed.count && zip(planned, executed).allSatisfy { abs($0 - $1) < 1e-5 })
      }
    }

    // MARK: - Schedules that know their training

    @Test func schedulesKnowTheStepsOfTheirTraining() {
      let open: [any LearningRateSchedule] = [
        OneCycle(peak: 0.1), CosineDecay(from: 0.1), PolynomialDecay(from: 0.1, power: 2),
        WarmUp(steps: 3, then: CosineDecay(from: 0.1)),
        WarmUp(steps: 3, then: WarmUp(steps: 2, then: OneCycle(peak: 0.1))),
      ]
      let closed: [any LearningRateSchedule] = [
        OneCycle(peak: 0.1, steps: 12), CosineDecay(from: 0.1, steps: 12),
        PolynomialDecay(from: 0.1, steps: 12, power: 2),
        WarmUp(steps: 3, then: CosineDecay(from: 0.1, steps: 9)),
        WarmUp(steps: 3, then: WarmUp(steps: 2, then: OneCycle(peak: 0.1, steps: 7))),
      ]
      for (open, closed) in zip(open, closed) {
        func fit(_ rate: any LearningRate) -> (Sequential, [Double]) {
          let model = Self.network()
          let history = train(
            model, on: Self.examples(), batchSize: 4, epochs: 4, loss: .meanSquaredError, by: Adam(learningRate: rate),
            seed: 1, threads: 1, reporting: .silent)
          return (model, history.losses)
        }
        let (one, two) = (fit(open), fit(closed))
        #expect(one.1 == two.1 && one.1.count == 12 && same(one.0, two.0), "\(open)")
        checkSchedule(open, steps: 12)
        #expect("\(open.fitted(to: 12))" == "\(closed)")
      }
    }

    @Test func elsewhereALengthIsAskedFor() async {
      let built = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let w = Parameter("w", 1)
        _ = Program(minimizing: w * w, over: [w], by: Adam(learningRate: OneCycle(peak: 0.003)))
      }
      #expect(
        Self.text(built).contains("OneCycle(peak: 0.003, rising: 0.3")
          && Self.text(built).contains("say so: steps: 200."))
      let drawn = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = CosineDecay(from: 0.1).values(10)
      }
      #expect(Self.text(drawn).contains("does not know how many steps its training has"))
    }
  }
}
