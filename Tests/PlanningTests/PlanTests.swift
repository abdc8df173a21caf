import Autodiff
import Networks
import Optimizers
import Planning
import Tensors
import Testing

@Suite("plan", .serialized)
struct PlanTests {
  @Test("every primitive, and its derivative, is what the reference kernel computes", arguments: Primitive.all)
  func primitive(_ primitive: Primitive) throws {
    var random = RandomSource(seed: 7)
    for sample in primitive.samples {
      let operands = sample.shapes.enumerated().map { i, shape in
        Input(
          "x\(i)",
          array(shape, in: sample.ranges[i], whole: sample.wholeOperands.contains(i), random: &random))
      }
      let result = try primitive.apply(operands, sample.attributes)
      try expectSame(Program(result), "\(primitive.name) \(sample.shapes)")
      guard result.shape.count > 0, !primitive.localDerivatives.isEmpty else { continue }
      let loss = sum(result * result)
      let slopes = gradients(of: loss, with: operands)
      try expectSame(Program([loss] + slopes), "∂\(primitive.name) \(sample.shapes)")
    }
  }

  /// New numbers must not be written over old ones that are still to be read, in this step or by another assignment.
  @Test("parameters change together, after everything has read them", arguments: [3, 64], [1, 2])
  func overwriting(size: Int, threads: Int) throws {
    var random = RandomSource(seed: 9)
    func parameter(_ name: String) -> Parameter {
      Parameter(name, array([size, size], in: -1..<1, whole: false, random: &random))
    }
    let (a, b) = (parameter("a"), parameter("b"))
    let turned = concatenate([a.slice(1..<size, axis: 0), a.slice(0..<1, axis: 0)], axis: 0)
    let values = [
      0.5 * a.transposed() + 0.25 * a, a.transposed(), turned, turned * 0.5 - a, a.matmul(a), a.matmul(a) - a,
      a - sum(a, axes: [0]), a - sum(a, axes: [1], keepingAxes: true), softmax(a) * a.transposed(), a - sum(a), b,
      b.transposed(), a * b.transposed(), a,
    ]
    for (number, value) in values.enumerated() {
      let others: [Tensor] = [a, a.transposed(), b, b + a, b.matmul(a), a - b.transposed()]
      for (place, other) in others.enumerated() {
        let (first, second) = (Assignment(a, value), Assignment(b, other))
        for updates in [[first, second], [second, first]] {
          for parameter in [a, b] { parameter.set(array([size, size], in: -1..<1, whole: false, random: &random)) }
          try expectSame(
            Program(loss: sum(a * b), updates: updates), threads: threads, tolerance: 1e-4,
            "value \(number), other \(place)")
        }
      }
    }
  }

  @Test("networks of different batch sizes train as the stepper does", arguments: [1, 2, 7, 64], [1, 2])
  func perceptron(batch: Int, threads: Int) throws {
    for rule in UpdateRules.all {
      var random = RandomSource(seed: 3)
      func parameter(_ name: String, _ shape: Shape) -> Parameter {
        Parameter(name, array(shape, in: -0.5..<0.5, whole: false, random: &random))
      }
      let x = Input("x", array([batch, 6], in: -1..<1, whole: false, random: &random))
      let y = Input("y", array([batch], in: 0..<3, whole: true, random: &random))
      let (w1, b1) = (parameter("w1", [6, 16]), parameter("b1", [16]))
      let (w2, b2) = (parameter("w2", [16, 10]), parameter("b2", [10]))
      let (w3, b3) = (parameter("w3", [10, 3]), parameter("b3", [3]))
      let h1 = tanh(x.matmul(w1) + b1)
      let h2 = relu(h1.matmul(w2) + b2)
      let logits = h2.matmul(w3) + b3
      let loss = softmaxCrossEntropy(logits: logits, labels: y)
      let program = Program(
        minimizing: loss, over: [w1, b1, w2, b2, w3, b3], by: rule, clipping: { clippedByNorm($0, limit: 1) },
        watching: [logits, sum(h1, axes: [0]), softmax(h2)])
      try expectSame(program, threads: threads, "\(rule) batch \(batch), threads \(threads)")
      for _ in 0..<3 { try expectSame(program, threads: threads, "\(rule) a further step") }
    }
  }
}
