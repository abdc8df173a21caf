import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors
import Testing
import Training

/// One neuron on a line, with the truth known.
private struct LineFit {
  let w = Parameter("w", [[0]], type: .float64)
  let b = Parameter("b", [0], type: .float64)
  let x: Input
  let y: Input
  let program: Program
  let batches: Batches

  init(learningRate: Double = 0.1, size: Int = 20) {
    let line = Examples.line(count: 100, slope: 2, intercept: 1, noise: 0, seed: 1, type: .float64)
    batches = Batches(line, size: size, seed: 2)
    x = Input("x", batches[0].inputs)
    y = Input("y", batches[0].targets)
    let loss = meanSquaredError(x.matmul(w) + b, y)
    let rule = GradientDescent(learningRate: learningRate)
    program = Program(loss: loss, updates: rule.updates(of: [w, b], with: gradients(of: loss, with: [w, b])))
  }
}

@Suite(.serialized) struct TrainTests {
  @Test func findsTheLine() {
    let fit = LineFit()
    let history = train(fit.program, steps: 500, feed: fit.batches.feed(fit.x, fit.y))
    #expect(history.ending == .completed && history.losses.count == 500)
    #expect(abs(fit.w.scalar - 2) < 1e-6 && abs(fit.b.scalar - 1) < 1e-6)
    #expect(history.best!.loss < 1e-12 && history.losses[0] > 1)
    #expect(history.losses[history.best!.step] == history.best!.loss)
  }

  /// The same by hand: plain Swift numbers, no engine.
  @Test func everyLossAsComputedByHand() {
    let fit = LineFit()
    let history = train(fit.program, steps: 7, feed: fit.batches.feed(fit.x, fit.y))
    var (w, b) = (0.0, 0.0)
    for step in 0..<7 {
      let batch = fit.batches[step]
      var (loss, dw, db) = (0.0, 0.0, 0.0)
      for i in 0..<20 {
        let error = w * batch.inputs[i, 0] + b - batch.targets[i, 0]
        loss += error * error / 20
        dw += 2 * error * batch.inputs[i, 0] / 20
        db += 2 * error / 20
      }
      #expect(abs(history.losses[step] - loss) < 1e-14)
      (w, b) = (w - 0.1 * dw, b - 0.1 * db)
    }
    #expect(abs(fit.w.scalar - w) < 1e-14 && abs(fit.b.scalar - b) < 1e-14)
  }

  @Test func trainingTwiceGoesOn() {
    let (once, twice) = (LineFit(size: 100), LineFit(size: 100))
    let whole = train(once.program, steps: 10, feed: once.batches.feed(once.x, once.y))
    let first = train(twice.program, steps: 4, feed: twice.batches.feed(twice.x, twice.y))
    let second = train(twice.program, steps: 6) { step in
      let batch = twice.batches[step + 4]
      return [(twice.x, batch.inputs), (twice.y, batch.targets)]
    }
    #expect(first.losses + second.losses == whole.losses)
    #expect(once.w.value == twice.w.value && once.b.value == twice.b.value)
  }

  @Test func divergenceNamesTheOperationAndKeepsTheParameters() {
    let fit = LineFit(learningRate: 1e100)
    let history = train(fit.program, steps: 50, feed: fit.batches.feed(fit.x, fit.y))
    guard case .diverged(let problem) = history.ending else {
      Issue.record("\(history)")
      return
    }
    #expect(problem.trainingStep < 5)
    #expect(problem.operation.hasPrefix("%\(problem.event) = "))
    #expect(!problem.number.isFinite)
    #expect(fit.w.scalar.isFinite && fit.b.scalar.isFinite && abs(fit.w.scalar) > 1e90)
    #expect(history.description.contains("Training stopped at step \(problem.trainingStep): %"))
  }

  @Test func theFirstNaNIsFoundWhereItIsMade() {
    let w = Parameter("w", 0.5, type: .float64)
    let root = sqrt(w).named("root")
    let loss = log(root + 1)
    let program = Program(loss: loss, updates: [Assignment(w, w - 1)])
    let history = train(program, steps: 5)
    guard case .diverged(let problem) = history.ending else {
      Issue.record("\(history)")
      return
    }
    #expect(problem.trainingStep == 1 && problem.number.isNaN)
    #expect(problem.operation == "%\(problem.event) = sqrt %0   [] → []   root")
    #expect(w.scalar == -0.5)
  }

  @Test func cancellationKeepsTheStepsMade() {
    defer { Cancellation.reset() }
    let fit = LineFit()
    let history = train(
      fit.program, steps: 1_000_000, feed: fit.batches.feed(fit.x, fit.y),
      reporting: Reporting(every: .zero) { progress in
        if progress.stepsDone == 25 { Cancellation.request() }
      })
    #expect(history.ending == .cancelled && history.losses.count == 25)
    let same = LineFit()
    Cancellation.reset()
    train(same.program, steps: 25, feed: same.batches.feed(same.x, same.y))
    #expect(same.w.value == fit.w.value)
    Cancellation.request()
    let none = train(fit.program, steps: 3, feed: fit.batches.feed(fit.x, fit.y))
    #expect(none.losses.isEmpty && same.w.value == fit.w.value)
  }

  @Test func progressIsReported() {
    let fit = LineFit()
    var reports: [TrainingProgress] = []
    let history = train(
      fit.program, steps: 10, feed: fit.batches.feed(fit.x, fit.y),
      reporting: Reporting(every: .zero) { reports.append($0) })
    #expect(reports.map(\.stepsDone) == Array(1...10) + [10])
    #expect(reports.allSatisfy { $0.stepsTotal == 10 && $0.stepsPerSecond > 0 })
    #expect(reports.last?.losses == history.losses)
  }

  @Test func noSteps() {
    let fit = LineFit()
    let history = train(fit.program, steps: 0)
    #expect(history.losses.isEmpty && history.best == nil && fit.w.scalar == 0)
    #expect(history.description.split(separator: "\n").first == "0 steps")
  }

  @Test func lossesArePrintedWithSixDigits() {
    let history = train(LineFit().program, steps: 3)
    let summary = history.description.prefix { $0 != "\n" }
    let numbers = summary.split(whereSeparator: { !"0123456789.".contains($0) }).filter { $0.contains(".") }
    #expect(numbers.count == 3)
    for number in numbers { #expect(number.filter(\.isNumber).drop { $0 == "0" }.count <= 6, "\(history)") }
  }

  @Test(arguments: UpdateRules.all.map(\.description)) func everyRuleLearnsRealDigits(_ rule: String) throws {
    let rule = UpdateRules.all.first { $0.description == rule }!
    let digits = try Dataset.digits.examples()
    let scaled = NDArray(digits.inputs.doubles.map { $0 / 16 }, shape: [digits.count, 64])
    let (training, validation) = Examples(inputs: scaled, targets: digits.targets).split(training: 0.8, seed: 1)
    var random = RandomSource(seed: 4)
    let w1 = Parameter("w1", .normal([64, 16], standardDeviation: 0.18, using: &random))
    let b1 = Parameter("b1", NDArray(repeating: 0, shape: [16]))
    let w2 = Parameter("w2", .normal([16, 10], standardDeviation: 0.35, using: &random))
    let b2 = Parameter("b2", NDArray(repeating: 0, shape: [10]))
    let parameters = [w1, b1, w2, b2]
    func logits(_ x: Tensor) -> Tensor { relu(x.matmul(w1) + b1).matmul(w2) + b2 }
    let batches = Batches(training, size: 32, seed: 3)
    let (x, labels) = (Input("x", batches[0].inputs), Input("labels", batches[0].targets))
    let loss = softmaxCrossEntropy(logits: logits(x), labels: labels)
    let updates = rule.updates(
      of: parameters, with: clippedByNorm(gradients(of: loss, with: parameters), limit: 5))
    let history = train(Program(loss: loss, updates: updates), steps: 400, feed: batches.feed(x, labels))
    #expect(history.ending == .completed)
    let answers = logits(Tensor(validation.inputs)).value
    let correct = (0..<validation.count).count { i in
      let row = (0..<10).map { answers[i, $0] }
      return row.firstIndex(of: row.max()!)! == Int(validation.targets[i])
    }
    #expect(Double(correct) / Double(validation.count) > 0.9, "\(rule): \(correct) of \(validation.count)")
  }

  @Test func misuseEndsWithASentence() async {
    await #expect(processExitsWith: .failure) { train(LineFit().program, steps: -1) }
    await #expect(processExitsWith: .failure) { train(Program(Tensor(1)), steps: 1) }
    await #expect(processExitsWith: .failure) {
      let fit = LineFit()
      train(fit.program, steps: 1, feed: { _ in [(fit.x, NDArray([1]))] })
    }
  }
}
