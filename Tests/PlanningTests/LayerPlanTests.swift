import Autodiff
import Networks
import Optimizers
import Planning
import Tensors
import Testing

/// Every kind of layer in the catalogue, on the plan.
@Suite("plans of layers", .serialized)
struct LayerPlanTests {
  /// A training step, or an evaluation with the gradients of everything.
  private static func program(_ sample: LayerSample, examples: Int?, _ mode: Pass.Mode) -> Program {
    var random = RandomSource(seed: 8)
    let layer = sample.layer(using: &random)
    let x = Input("x", sample.numbers(examples: examples, using: &random))
    let pass = Pass(mode)
    let z = layer(x, in: pass)
    let loss = mean(z * z * z)
    let targets: [Tensor] = (sample.wholeBelow == nil ? [x] : []) + layer.parameters.map { $0 as Tensor }
    guard mode == .training, !layer.parameters.isEmpty else {
      return Program([z, loss] + gradients(of: loss, with: targets))
    }
    return Program(
      minimizing: loss, over: layer.parameters, by: Momentum(learningRate: 0.1), alongside: pass.updates,
      watching: [z])
  }

  @Test("the plan computes what the reference kernels compute", arguments: LayerKind.all)
  func agree(_ kind: LayerKind) throws {
    for (number, sample) in kind.samples.enumerated() {
      for mode in [Pass.Mode.training, .evaluation] {
        for examples in [nil, 9] {
          for threads in [1, 2] {
            try expectSame(
              Self.program(sample, examples: examples, mode), threads: threads, tolerance: 5e-5,
              "\(kind.name), sample \(number), \(mode), \(threads) threads")
          }
        }
      }
    }
  }

  @Test("no layer is left to the reference kernels", arguments: LayerKind.all)
  func noReferenceKernels(_ kind: LayerKind) throws {
    for (number, sample) in kind.samples.enumerated() {
      for mode in [Pass.Mode.training, .evaluation] {
        let plan = try Plan(Self.program(sample, examples: 16, mode))
        #expect(plan.referenceSteps.isEmpty, "sample \(number), \(mode)")
      }
    }
  }
}
