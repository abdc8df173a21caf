import Autodiff
import Datasets
import Networks
import Optimizers
import Planning
import Tensors
import Testing
import Training

extension TrainTests {
  /// Training on the plan, and what of it can be opened afterwards.
  @Suite struct Planned {
    /// The stated tolerance: what is shown of a step is within 10⁻⁶ of what trained.
    private let tolerance = 1e-6

    @Test(arguments: [1, 2]) func everyStepOpenedIsTheStepThatTrained(threads: Int) throws {
      let (fit, steps) = (try DigitsFit(), 700)
      let (program, feed) = fit.program()
      let history = train(program, steps: steps, feed: feed, threads: threads)
      #expect(history.ending == .completed && history.notice == nil && history.losses.count == steps)
      #expect(history.run.losses == history.losses)
      var parameters: [Int: [NDArray]] = [:]
      for step in [1, 2, 3, 130, 131, 333, 699, 700] {
        let same = try DigitsFit()
        let (program, feed) = same.program()
        train(program, steps: step, feed: feed, threads: threads)
        parameters[step] = program.assignments.map { $0.parameter.value }
      }
      for step in Array(0..<steps) + [3, 699, 0, 332] {
        history.run.load(step: step)
        history.run.finishStep()
        let loss = history.run.execution.number(program.loss!, at: 0)
        #expect(abs(loss - history.losses[step]) <= tolerance * max(1, loss), "step \(step)")
        for (shown, trained) in zip(history.run.updatedParameters(), parameters[step + 1] ?? []) {
          expectClose(shown.contents, trained, tolerance, "\(shown.parameter.name) after step \(step)")
        }
      }
      #expect(history.losses.last! < history.losses[0] / 10)
    }

    enum Supply: CaseIterable { case batches, closure, severalPrograms }

    /// Before a step there is what training had there, to the last bit: far from a kept state, where steps run several
    /// programs, and when what no step changes has been changed since.
    @Test(arguments: [1, 2], Supply.allCases) func aStepBeginsWhereTrainingWas(threads: Int, supply: Supply) throws {
      let (size, stepsPerEpoch) = (300, 5)
      func trained(_ epochs: Int) throws -> (fit: DigitsFit, history: History) {
        // So large that two threads share it, and add sums in another order than a step that is looked at.
        let fit = try DigitsFit(hidden: (128, 64))
        let (batches, learning) = (Batches(fit.training, size: size, seed: 3), Array(fit.model.parameters.dropFirst(2)))
        guard supply != .severalPrograms else {
          let history = train(on: fit.training, batchSize: size, epochs: epochs, seed: 3, threads: threads) { x, y in
            Program(minimizing: softmaxCrossEntropy(logits: fit.model(x), labels: y), over: learning, by: Adam())
          }
          return (fit, history)
        }
        let steps = epochs * stepsPerEpoch
        let (x, y) = (Input("x", batches[0].inputs), Input("labels", batches[0].targets))
        let program = Program(
          minimizing: softmaxCrossEntropy(logits: fit.model(x), labels: y), over: learning, by: Adam())
        let feed = batches.feed(x, y)
        let history =
          supply == .closure
          ? train(program, steps: steps, feed: { feed($0) }, threads: threads)
          : train(program, steps: steps, feed: feed, threads: threads)
        x.set(NDArray(repeating: 9, shape: x.shape))
        return (fit, history)
      }
      let tried = [1, 3, 111, 160, 199]
      let expected = try tried.map { epoch in
        try trained(epoch).history.run.program.assignments.map(\.parameter.value)
      }
      let (fit, history) = try trained(200)
      #expect(history.losses.count == 200 * stepsPerEpoch)
      for parameter in fit.model.parameters { parameter.set(NDArray(repeating: 9, shape: parameter.shape)) }
      let stepper = Stepper(history)
      for (epoch, parameters) in zip(tried, expected).reversed() {
        let step = epoch * stepsPerEpoch
        history.run.load(step: step)
        for (assignment, trained) in zip(history.run.program.assignments, parameters) {
          #expect(history.run.execution.value(assignment.before).hasSameBits(as: trained), "step \(step)")
          #expect(stepper.value(assignment.before, atTrainingStep: step).hasSameBits(as: trained), "step \(step)")
        }
      }
    }

    @Test(arguments: [1, 2]) func theSameSeedTrainsTheSameBits(threads: Int) throws {
      let (a, b) = (try DigitsFit(), try DigitsFit())
      let (first, second) = (a.program(), b.program())
      let losses = train(first.program, steps: 90, feed: first.feed, threads: threads).losses
      // Arrays from a closure take another way into the plan.
      let again = train(second.program, steps: 90, feed: { second.feed($0) }, threads: threads).losses
      #expect(losses == again)
      for (x, y) in zip(a.parameters, b.parameters) { #expect(x.hasSameBits(as: y)) }
    }

    @Test func anInputThatIsNotFedHoldsWhatItHeldAtFirst() {
      let (x, w) = (Input("x", [1]), Parameter("w", [0]))
      let program = Program(loss: sum(x * x), updates: [Assignment(w, w + x)])
      let history = train(program, steps: 5) { $0 % 2 == 1 ? [(x, NDArray([3]))] : [] }
      #expect(history.losses == [1, 9, 1, 9, 1] && w.scalar == 9)
      x.set(NDArray([7]))
      w.set(NDArray([100]))
      history.run.load(step: 4)
      history.run.finishStep()
      #expect(history.run.updatedParameters()[0].contents.scalar == 9)
    }

    @Test func divergenceKeepsTheParametersBeforeTheBadStep() throws {
      func diverging() throws -> (fit: DigitsFit, program: Program, feed: BatchFeed) {
        let fit = try DigitsFit()
        let (program, feed) = fit.program(by: Momentum(learningRate: 3e37, momentum: 0.9))
        return (fit, program, feed)
      }
      let ((fit, program, feed), same) = (try diverging(), try diverging())
      let history = train(program, steps: 300, feed: feed)
      guard case .diverged(let problem) = history.ending else {
        Issue.record("\(history)")
        return
      }
      #expect(problem.operation.hasPrefix("%\(problem.event) = ") && !problem.number.isFinite)
      #expect(history.losses.count == problem.trainingStep + 1)
      #expect(train(same.program, steps: problem.trainingStep, feed: same.feed).ending == .completed)
      for (x, y) in zip(fit.parameters, same.fit.parameters) { #expect(x.hasSameBits(as: y)) }
      history.run.load(step: problem.trainingStep)
      history.run.run(through: problem.event)
      #expect(!history.run.execution.number(problem.event, at: problem.element).isFinite)
    }

    /// The loss never sees the parameter that goes wrong, and that late.
    @Test(arguments: [301, 302, 330, 2000]) func aParameterThatGoesWrongUnnoticedIsFound(steps: Int) {
      let (v, w) = (Parameter("v", 300.5), Parameter("w", 1))
      let root = sqrt(v).named("root")
      let program = Program(loss: w * w, updates: [Assignment(v, v - 1 + 0 * root), Assignment(w, w * 0.5)])
      let history = train(program, steps: steps)
      guard steps > 301 else {
        #expect(history.ending == .completed && v.scalar == -0.5)
        return
      }
      guard case .diverged(let problem) = history.ending else {
        Issue.record("\(history)")
        return
      }
      #expect(problem.trainingStep == 301 && problem.number.isNaN && problem.operation.hasSuffix("root"))
      #expect(v.scalar == -0.5 && history.losses.count == 302)
    }

    @Test func float64TrainsInFloat64() {
      let w = Parameter("w", 1, type: .float64)
      let program = Program(loss: w * w, updates: [Assignment(w, w / 3)])
      let history = train(program, steps: 3, reporting: .silent)
      #expect(abs(w.scalar - 1.0 / 27) < 1e-17 && abs(history.losses[2] - 1.0 / 81) < 1e-17)
      #expect(history.notice == nil)
      #expect(history.description == "3 steps: loss 1 → 0.0123457, best 0.0123457 at step 2")
    }

    @Test func aLabelThatIsNoClassEndsWithASentence() async {
      await #expect(processExitsWith: .failure) {
        let fit = try DigitsFit()
        let (program, feed) = fit.program()
        train(program, steps: 10) { step in
          [(feed.inputs, feed(step)[0].contents), (feed.targets, NDArray(repeating: 10, shape: [32]))]
        }
      }
    }

    @Test(.disabled(if: isSanitized, "sanitizers keep what is freed, and book-keeping besides"))
    func memoryStaysFlat() async {
      // In a process of its own: other tests allocate meanwhile.
      await #expect(processExitsWith: .success) {
        let fit = try DigitsFit()
        let (program, feed) = fit.program()
        train(program, steps: 1000, feed: feed)
        let before = try residentBytes()
        let history = train(program, steps: 10_000, feed: feed)
        #expect(history.losses.count == 10_000)
        // The states kept along the way: at most 128 of three numbers for each parameter.
        let kept = 129 * 12 * fit.parameters.reduce(0) { $0 + $1.count }
        #expect(try residentBytes() - before < kept + (8 << 20))
      }
    }
  }
}
