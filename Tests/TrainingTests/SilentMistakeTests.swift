import Autodiff
import Networks
import Optimizers
import Tensors
import Testing
import Training

/// What would train or measure something else without a word.
@Suite struct SilentMistakeTests {
  private static func refused(_ sentence: String, _ result: ExitTest.Result?) {
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(sentence), "\(text)")
  }

  @Test func aPassWhoseUpdatesAreLeftBehindIsRefused() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = Sequential(Dense(2, 4), Dropout(0.5), Dense(4, 1))
      let x = Input("x", NDArray.ones([3, 2]))
      _ = TrainingStep(minimizing: mean(model(x, in: Pass(.training))), over: model.parameters, by: Adam())
    }
    Self.refused("alongside: pass.updates", result)
  }

  @Test func aPassWhoseUpdatesComeAlongDrawsAnew() {
    let model = Sequential(Dense(2, 64), Dropout(0.5), Dense(64, 1))
    let (x, pass) = (Input("x", NDArray.ones([3, 2])), Pass(.training))
    let step = TrainingStep(
      minimizing: mean(model(x, in: pass)), over: model.parameters, by: GradientDescent(learningRate: 1e-9),
      alongside: pass.updates)
    #expect(Set((0..<5).map { _ in step() }).count == 5)
  }

  @Test func probabilitiesSumToOne() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      NamedLoss.klDivergence.checkTargets(NDArray([[0.5, 0.5], [0.25, 0.25]]), answers: [2, 2])
    }
    Self.refused("which sum to 1 for each example; got 0.5 at [1]", result)
    NamedLoss.klDivergence.checkTargets(NDArray([[0.5, 0.5], [1, 0]]), answers: [2, 2])
  }

  @Test func aMetricOfOnesOwnComparesNumberByNumber() {
    let error = Metric("mae") { answers, targets in mean(abs(answers - targets)).scalar }
    let (column, row) = (NDArray([[1], [2], [3]]), NDArray([1, 2, 3]))
    #expect(error(column, row).number == 0 && error(row, column).number == 0)
  }
}

// MARK: - Training passes

extension SilentMistakeTests {
  @Test(arguments: [0, 1, 2]) func averagesLeftBehindAreRefused(_ form: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [form = form as Int] in
      let (norm, dense) = (BatchNormalization(4), Dense(2, 4))
      let model = Sequential(dense, norm, Dense(4, 1))
      let x = Input("x", NDArray.ones([3, 2]))
      let answers = form == 2 ? norm(dense(x), in: Pass(.training)) : model(x, in: Pass(.training))
      if form == 1 {
        update(model.parameters, minimizing: mean(answers)) { p, g in p - g }
      } else {
        _ = TrainingStep(minimizing: mean(answers), over: model.parameters, by: Adam())
      }
    }
    Self.refused("changes with every step of a training pass, but the program leaves it as it is", result)
    Self.refused("alongside: pass.updates", result)
  }

  /// A step that says that the averages stay, and one that trains something beside a pass that is only looked at.
  @Test func averagesMayStay() {
    let model = Sequential(Dense(2, 4), BatchNormalization(4), Dense(4, 1))
    let (x, pass) = (Input("x", NDArray.ones([3, 2])), Pass(.training))
    let loss = mean(model(x, in: pass))
    let staying = TrainingStep(
      minimizing: loss, over: model.parameters, by: Adam(), alongside: model.state.map { Assignment($0, $0) })
    staying()
    #expect(model.state.map(\.value.doubles) == [[0, 0, 0, 0], [1, 1, 1, 1]])
    let w = Parameter("w", [1, 2])
    TrainingStep(minimizing: sum(w * w), over: [w], by: Adam())()
    #expect(loss.scalar.isFinite)
  }

  @Test(arguments: [false, true]) func aTrainedLayerCalledAsInUseIsRefused(isOnlyDropout: Bool) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [isOnlyDropout = isOnlyDropout as Bool] in
      let middle: any Layer = isOnlyDropout ? Dropout(0.5) : BatchNormalization(4)
      let model = Sequential([Dense(2, 4), middle, Dense(4, 1)])
      _ = TrainingStep(
        minimizing: mean(model(Input("x", NDArray.ones([3, 2])))), over: model.parameters, by: Adam())
    }
    Self.refused("is trained, but was called without a pass", result)
  }

  /// A frozen body works as in use, without a word.
  @Test func aFrozenLayerMayBeCalledAsInUse() {
    let (body, head) = (Sequential(Dense(2, 4), BatchNormalization(4)), Dense(4, 1))
    let x = Input("x", NDArray.ones([3, 2]))
    TrainingStep(minimizing: mean(head(body(x))), over: head.parameters, by: Adam())()
  }
}

// MARK: - Losses and memories

extension SilentMistakeTests {
  /// Answers [3, 1]; targets of another shape as a second input, an array or a third input.
  @Test(arguments: [[3], [3, 4]], [0, 1, 2, 3]) func answersAndTargetsPairUp(_ sizes: [Int], _ form: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [sizes = sizes as [Int], form = form as Int] in
      let model = Dense(2, 1)
      let (x, targets) = (Input("x", NDArray.ones([3, 2])), NDArray.ones(Shape(sizes)))
      let y: Tensor = form == 1 ? Tensor(targets) : Input("y", targets)
      var loss = mean(pow(model(x) - y, 2))
      if form == 2 { loss = loss * mean(Input("weight", NDArray.ones([3]))) }
      if form == 3 {
        update(model.parameters, minimizing: loss) { p, g in p - g }
      } else {
        _ = TrainingStep(minimizing: loss, over: model.parameters, by: Adam())
      }
    }
    Self.refused(sizes.count == 1 ? "each answer with every target" : "one number is compared with several", result)
  }

  /// Weights for each example, a mask over outputs, a centre that is learnt, hidden units that are as many as examples.
  @Test func whatPairsUpIsNotRefused() {
    let (model, centre) = (Dense(3, 3), Parameter("c", [0, 0, 0]))
    let (x, y) = (Input("x", NDArray.ones([3, 3])), Input("y", NDArray.ones([3, 3])))
    let (weight, mask) = (Input("weight", NDArray.ones([3, 1])), Input("mask", NDArray.ones([3])))
    let error = pow(model(x) - y, 2) * weight * mask + pow(model(x) - centre, 2)
    #expect(TrainingStep(minimizing: mean(error), over: model.parameters + [centre], by: Adam())() > 0)
  }

  @Test func aMemoryServesOneKindOfRule() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let (w, memory) = (Parameter("w", [1, 2]), OptimizerMemory())
      _ = Program(minimizing: sum(w * w), over: [w], by: Adam(learningRate: 0.1), memory: memory)
      _ = Program(minimizing: sum(w * w), over: [w], by: Adam(learningRate: 0.01), memory: memory)
      _ = Program(minimizing: sum(w * w), over: [w], by: RMSProp(), memory: memory)
    }
    Self.refused("holds what Adam remembers, and RMSProp would take it for its own", result)
  }

  /// However the two are nested, an average follows each update once.
  @Test func anAverageFollowsUpdatesNotBatches() {
    func averages(_ rule: (WeightAverage) -> any UpdateRule) -> [NDArray] {
      let w = Parameter("w", [1, 2])
      let average = WeightAverage(of: [w], decay: 0.5)
      let step = TrainingStep(minimizing: sum(w * w), over: [w], by: rule(average))
      for _ in 0..<6 { step() }
      return average.averages.map(\.value)
    }
    let rule = GradientDescent(learningRate: 0.1)
    let inside = averages { rule.averaged(into: $0).accumulating(3) }
    let outside = averages { rule.accumulating(3).averaged(into: $0) }
    let byHand = { (w: Double) in (0..<2).reduce((w, w)) { now, _ in (now.0 * 0.8, 0.5 * now.1 + 0.5 * now.0 * 0.8) }.1
    }
    #expect(inside == outside)
    #expect(zip(inside[0].doubles, [1, 2].map(byHand)).allSatisfy { abs($0 - $1) < 1e-6 })
  }
}
