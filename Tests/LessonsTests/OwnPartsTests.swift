import Display
import Foundation
import Lessons
import Testing

/// One of each kind of part, made outside of the library with what it makes public: a cell imports `NNLearnKit` and sees
/// nothing else. Each is then checked, trained with, stepped, saved and listed like those that the library has.
@Suite struct OwnPartsTests {
  struct Part: CustomTestStringConvertible {
    let name: String
    /// Under twenty lines.
    let definition: String
    /// Prints one line.
    let use: String
    let output: String
    var testDescription: String { name }
  }

  /// y = 2 x₁ − x₂, with labels and yes or no by its sign.
  private static let data = """
    let inputs = NDArray([[1, 0], [0, 1], [1, 1], [-1, 2], [2, -1], [0.5, 0.5], [-1, -1], [-2, 1]])
    let numbers = NDArray((0..<8).map { 2 * inputs[$0, 0] - inputs[$0, 1] }, shape: [8, 1])
    let examples = Examples(inputs: inputs, targets: numbers)
    let labelled = Examples(inputs: inputs, targets: NDArray(numbers.doubles.map { $0 > 0 ? 1 : 0 }))
    """

  static let parts = [
    Part(
      name: "loss",
      definition: """
        let quartic = NamedLoss("quartic", formula: "L = (1/n) Σ (p − y)⁴", source: "this test") { p, y in
          mean(pow(p - y, 4))
        }
        """,
      use: """
        checkLoss(quartic)
        let model = Dense(2, 1)
        let error = zip(predict(model, inputs).doubles, numbers.doubles).map { ($0 - $1) * ($0 - $1) * ($0 - $1) * ($0 - $1) }
        let history = train(model, on: examples, batchSize: 8, epochs: 300, loss: quartic, by: Adam(learningRate: 0.05))
        let stepper = Stepper(history, at: 3)
        stepper.move(to: Stepper.Position(trainingStep: 3, event: stepper.eventCount - 1))
        print(
          abs(history.losses[0] - error.reduce(0, +) / 8) < 1e-4, history.losses.last! < history.losses[0] / 10,
          abs(evaluate(model, on: examples, loss: quartic) - history.losses.last!) < 0.01,
          Losses.table(of: [quartic]).rows == [["quartic", "L = (1/n) Σ (p − y)⁴", "numbers", "this test"]])
        """, output: "true true true true\n"),
    Part(
      name: "metric",
      definition: """
        let close = Metric("within 0.2", formula: "|p − y| < 0.2") { answers, targets in
          mean(abs(Tensor(answers) - Tensor(targets)) .< 0.2).scalar
        }
        """,
      use: """
        let model = Dense(2, 1)
        let history = train(
          model, on: examples, batchSize: 8, epochs: 300, loss: .meanSquaredError, by: Adam(learningRate: 0.05),
          validation: examples, metrics: [close, .rSquared])
        print(
          close(NDArray([1, 2, 3, 4]), NDArray([1.1, 2.5, 3, 0])), history.validation(close).last!, history.metricNames,
          Metric.table(of: [close]).rows)
        """,
      output: "0.5 1 [\"within 0.2\", \"R²\"] [[\"within 0.2\", \"|p − y| < 0.2\", \"higher\", \"never\"]]\n"),
    Part(
      name: "schedule",
      definition: """
        struct InverseRoot: LearningRateSchedule {
          var start = 0.1
          func rate(at t: Tensor) -> Tensor { start / sqrt(t + 1) }
        }
        """,
      use: """
        checkSchedule(InverseRoot(), steps: 50)
        let w = Parameter("w", [1, 2])
        let program = Program(minimizing: sum(w), over: [w], by: GradientDescent(learningRate: InverseRoot(start: 1)))
        train(program, steps: 4)
        let sum4 = 1 + 1 / 2.0.squareRoot() + 1 / 3.0.squareRoot() + 0.5
        let run = Run(program)
        run.finishStep()
        print(
          abs(w.value[0] - (1 - sum4)) < 1e-5, InverseRoot().value(at: 3), InverseRoot(),
          abs(run.losses[0] - (3 - 2 * sum4)) < 1e-5, LearningRates.table(of: [InverseRoot()]).rows[0][0])
        """, output: "true 0.05 InverseRoot(start: 0.1) true InverseRoot\n"),
    Part(
      name: "update rule",
      definition: """
        struct SignMomentum: UpdateRule {
          static let formula = "m ← 0.5 m + 0.5 g;  w ← w − η sign(m)"
          var learningRate: any LearningRate = 0.001
          func updates(of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory) -> [Assignment] {
            memory.updates(of: parameters, with: gradients, at: learningRate) { w, g, η in
              let m = memory.slot("m", of: w)
              let newM = 0.5 * m + 0.5 * g
              return [Assignment(m, newM), Assignment(w, w - η * sign(newM))]
            }
          }
        }
        """,
      use: """
        checkUpdateRule(SignMomentum())
        checkUpdateRule(SignMomentum(learningRate: CosineDecay(from: 0.1, steps: 9)).clipped(norm: 1))
        let model = Dense(2, 1)
        let file = NSTemporaryDirectory() + "own-rule.safetensors"
        try? FileManager.default.removeItem(atPath: file)
        let rule = SignMomentum(learningRate: 0.01)
        // Batches of 3, 3 and 2 share the memory, and a checkpoint keeps it.
        func fit(_ epochs: Int) -> History {
          train(model, on: examples, batchSize: 3, epochs: epochs, loss: .meanSquaredError, by: rule, checkpoint: Checkpoint(file))
        }
        let history = fit(300)
        print(history.losses.suffix(9).max()! < 0.01, history.resumedStep == nil, fit(300).resumedStep!, rule)
        print(UpdateRules.table(of: [rule]).rows, Stepper(history).eventCount > 20)
        """,
      output: "true true 900 SignMomentum(learningRate: 0.01)\n"
        + "[[\"SignMomentum\", \"m ← 0.5 m + 0.5 g;  w ← w − η sign(m)\", \"1\", \"\"]] true\n"),
    Part(
      name: "activation",
      definition: """
        let squaredRelu = Activation("squared relu", formula: "z = max(0, x)²") { x in relu(x) * relu(x) }
        """,
      use: """
        checkActivation(squaredRelu)
        let layer = Dense(weights: NDArray([[1, -1], [2, 0]]), bias: nil, activation: squaredRelu)
        checkLayer(layer, input: [3, 2])
        print(predict(layer, NDArray([[1, 1], [-3, 1]])).doubles, layer, Activation.table(of: [squaredRelu]).rows)
        """,
      output: "[9.0, 0.0, 0.0, 9.0] Dense(2 → 2, squared relu) [[\"squared relu\", \"z = max(0, x)²\", \"\"]]\n"),
    Part(
      name: "initialiser",
      definition: """
        let halves = Initializer("halves") { shape, fan, type, random in
          NDArray((0..<shape.count).map { _ in random.uniform() < 0.5 ? -0.5 : 0.5 }, shape: shape, type: type)
        }
        """,
      use: """
        checkInitializer(halves)
        let layer = Dense(3, 4, initializer: halves)
        print(Set(layer.weights.value.doubles) == [-0.5, 0.5], layer.weights.value == Dense(3, 4, initializer: halves).weights.value,
          Initializer.table(of: [halves]).rows[0].last!)
        """, output: "true false from −0.5 to 0.5\n"),
    Part(
      name: "layer",
      definition: """
        struct Gate: Layer {
          var name = "gate"
          let inner: Dense
          let strength = Parameter("strength", [1])
          func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { strength * tanh(pass.run(inner, on: x)) + x }
        }
        """,
      use: """
        checkLayer(Gate(inner: Dense(2, 2)), input: [4, 2])
        func network() -> Sequential { Sequential(Gate(inner: Dense(2, 2)), Dense(2, 1)) }
        let model = network()
        let file = NSTemporaryDirectory() + "own-layer.safetensors"
        let history = train(model, on: examples, batchSize: 8, epochs: 200, loss: .meanSquaredError, by: Adam(learningRate: 0.05))
        try model.saveWeights(to: file)
        let twin = network()
        try twin.loadWeights(from: file)
        print(history.losses.last! < 0.05, predict(model, inputs) == predict(twin, inputs), model.parameters.map(\\.name))
        """,
      output: "true true [\"gate.strength\", \"gate.dense.w\", \"gate.dense.b\", \"dense.w\", \"dense.b\"]\n"),
    Part(
      name: "data set",
      definition: """
        let squares = Dataset("squares", summary: "Numbers and their squares.", shape: "3 rows", licence: "CC0") {
          Examples(inputs: NDArray([[1], [2], [3]]), targets: NDArray([[1], [4], [9]]))
        }
        """,
      use: """
        print(squares, try squares.examples().targets.doubles, try squares.examples().split(training: 0.7, seed: 1).training.count)
        print(Dataset.table(of: [squares]).rows)
        do { _ = try squares.frame() } catch { print(error) }
        do { _ = try squares.examples(.test) } catch { print(error) }
        """,
      output: "squares   3 rows   Numbers and their squares. [1.0, 4.0, 9.0] 2\n"
        + "[[\"squares\", \"Numbers and their squares.\", \"3 rows\", \"CC0\", \"\"]]\n"
        + "'squares' holds no table but images: ask for examples().\n"
        + "'squares' has no test part of its own: split what examples() gives.\n"),
    Part(
      name: "augmentation",
      definition: """
        let brighter = Augmentation("brighter") { batch, random in
          let amount = random.uniform(in: 0..<0.2)
          return batch.mapInputs { NDArray($0.doubles.map { $0 + amount }, shape: $0.shape, type: $0.elementType) }
        }
        """,
      use: """
        func changed(_ seed: UInt64, _ step: Int) -> Double { brighter(examples, seed: seed, step: step).inputs[0, 0] - 1 }
        let history = train(
          Dense(2, 1), on: examples, batchSize: 4, epochs: 2, loss: .meanSquaredError, by: Adam(),
          augmentation: brighter.then(.noise(0.01)))
        print(
          changed(1, 0) == changed(1, 0), changed(1, 0) != changed(1, 1), (0..<0.2).contains(changed(1, 5)),
          brighter.then(.noise(0.01)), history.losses.count, Augmentation.table(of: [brighter]).rows[0])
        """, output: "true true true brighter then noise(0.01) 4 [\"brighter\", \"brighter\", \"numbers\"]\n"),
    Part(
      name: "attribution",
      definition: """
        struct SquaredGradient: Attribution {
          func maps(_ question: AttributionQuestion) -> AttributionMaps {
            let (scores, slopes) = question.gradients(of: question.inputs)
            let squares = NDArray(slopes.doubles.map { $0 * $0 }, shape: slopes.shape, type: slopes.elementType)
            return AttributionMaps(self, question, values: squares, scores: scores)
          }
        }
        """,
      use: """
        let model = Dense(weights: NDArray([[1, -2], [3, 0.5]]), bias: nil)
        let maps = SquaredGradient().maps(of: model, on: NDArray([[1, 1], [2, 0]]), label: 1)
        print(maps.values.doubles, maps.scores, maps.name, Attributions.table(of: [SquaredGradient()]).rows[0][0])
        """, output: "[4.0, 0.25, 4.0, 0.25] [-1.5, -4.0] SquaredGradient SquaredGradient\n"),
  ]

  @Test(arguments: parts) func `a part of one's own is like those of the library`(_ part: Part) throws {
    #expect(part.definition.split(separator: "\n").count < 20)
    let session = try session(
      lesson(["import Foundation\n" + Self.data, part.definition, "import Foundation\n" + part.use], title: part.name))
    let result = session.run(cell: 2)
    #expect(result.status == .passed && result.text == part.output, "\(result.text)\n\(result.diagnostics)")
  }

  /// Cells without a source draw by the lesson's seed, whatever ran before; a cell's own seed goes first.
  @Test func `a cell begins at the lesson's seed`() throws {
    let show = "print(Dense(2, 2).weights.value.doubles)\n"
    func run(_ cells: [String], seed: Int) throws -> [String] {
      let session = try session(lesson(cells, seed: seed, title: "seeds"))
      return cells.indices.map { session.run(cell: $0).text }
    }
    let byHand = try run(
      ["var random = RandomSource(seed: 7)\nprint(Dense(2, 2, using: &random).weights.value.doubles)"], seed: 1)
    let lines = try run([show, "_ = Dense(5, 5); _ = Dense(3, 3)", show, "//| seed: 8\n" + show, show + show], seed: 7)
    #expect(lines[0] == byHand[0] && lines[2] == lines[0])
    let eight = try run([show], seed: 8)
    #expect(lines[3] == eight[0] && eight[0] != lines[0])
    let two = lines[4].split(separator: "\n")
    #expect(two.count == 2 && two[0] + "\n" == lines[0] && two[0] != two[1])
  }
}
