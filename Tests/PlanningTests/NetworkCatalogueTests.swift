import Autodiff
import Networks
import Planning
import Tensors
import Testing

/// Every activation and every loss, forward and backward: the plan's numbers against the reference kernels', on every
/// instruction-set level, shared by workers or not.
@Suite("plans of activations and losses", .serialized)
struct NetworkCatalogueTests {
  @Test("activations", arguments: Activation.all)
  func activation(_ activation: Activation) throws {
    try InstructionSetLevel.each { level in
      for shape in [[1, 7], [9, 33], [4, 3, 16]] as [Shape] {
        var random = RandomSource(seed: 5)
        let x = Input("x", array(shape, in: -8..<8, whole: false, random: &random))
        let w = Parameter("w", array([shape.sizes.last!], in: -1..<1, whole: false, random: &random))
        let z = activation(x * w)
        let loss = mean(z * z)
        let program = Program([loss, z] + gradients(of: loss, with: [x, w]))
        for threads in [1, 2] {
          try expectSame(program, threads: threads, "\(activation) \(shape) level \(level.rawValue)")
        }
      }
    }
  }

  @Test("losses", arguments: Losses.all)
  func loss(_ loss: NamedLoss) throws {
    try InstructionSetLevel.each { level in
      for scale in [2.0, 1000] {
        let sample = loss.sample(scale: scale)
        for copies in [1, 40] {
          let x = Input("x", repeated(sample.prediction, copies))
          let y = Input("y", repeated(sample.target, copies))
          let w = Parameter("w", [0.5, 1, 2])
          let value = loss(x * w, y)
          let program = Program([value] + gradients(of: value, with: [w, x]))
          for threads in [1, 2] {
            try expectSame(
              program, threads: threads,
              "\(loss.name) of \(4 * copies) up to \(scale), level \(level.rawValue), threads \(threads)")
          }
        }
      }
    }
  }

  /// An activation stays in one pass over the numbers: it is fused, and nothing of it is left to the reference kernels.
  @Test("an activation takes no pass of its own", arguments: Activation.all)
  func fused(_ activation: Activation) throws {
    let x = Input("x", NDArray(repeating: 0.5, shape: [64, 32]))
    let z = activation(x + 1)
    let slope = gradient(of: sum(z), with: x)
    let plan = try Plan(Program([z, slope]))
    #expect(plan.description.contains(": 1 steps in "), "\(plan)")
  }

  private func repeated(_ array: NDArray, _ copies: Int) -> NDArray {
    NDArray(
      (0..<copies).flatMap { _ in array.doubles },
      shape: Shape([array.shape[0] * copies] + array.shape.sizes.dropFirst()))
  }
}
