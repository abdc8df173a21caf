import Autodiff
import Tensors

/// In training, each number becomes 0 with the given probability, and the others grow so that the expected sum stays; a
/// new draw at every training step. In evaluation, nothing. Srivastava et al. 2014, jmlr.org/papers/v15/srivastava14a.html,
/// scaled while training as in section 10.
///
///     z = x · m / (1 − p)        m is 0 with probability p, otherwise 1
///
/// x: any shape → the same shape
public struct Dropout: Layer {
  /// p: from 0 to below 1.
  public let probability: Double
  public let seed: UInt64
  /// How often it has drawn.
  public let draws: Parameter
  public var name: String { didSet { label(["draws": draws]) } }

  public init(
    _ probability: Double, type: ElementType = .float32, name: String = "dropout", using random: inout RandomSource
  ) {
    guard (0..<1).contains(probability) else {
      stop("Dropout wants a probability from 0 to below 1, but \(probability) came. 0.5 is usual in dense layers.")
    }
    self.probability = probability
    self.name = name
    seed = random.next()
    draws = Parameter("draws", 0, type: type)
    label(["draws": draws])
  }

  public var parameters: [Parameter] { [] }
  public var state: [Parameter] { [draws] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    guard pass.isTraining, probability > 0 else { return x }
    return labelled {
      let counter = pass.value(of: draws)
      let drawn = uniform(x.shape, seed: seed, counter: counter)
      pass.set(draws, to: counter + 1)
      let kept = drawn .> Tensor(probability, name: "p", type: x.elementType)
      return x * kept.named("kept") * (1 / (1 - probability))
    }
  }

  public var description: String { "Dropout(\(probability))" }
}
