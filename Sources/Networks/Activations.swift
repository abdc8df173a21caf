import Autodiff

/// What follows a layer's sums: a layer itself, without parameters. Most work element by element; softmax and its
/// logarithm along the last axis.
///
/// To add one: a function in Autodiff (`Composed+Activations`), a `static let` here, listed in `all`, and a case in
/// Tests/Fixtures/make_loss_fixtures.py.
public struct Activation: Layer, Sendable {
  public var name: String
  public let description: String
  /// With the operand x and the result z: "z = max(0, x)".
  public let formula: String
  /// Who proposed it, and where.
  public let source: String
  private let function: @Sendable (Tensor) -> Tensor

  public init(
    _ name: String, formula: String = "", source: String = "", _ function: @escaping @Sendable (Tensor) -> Tensor
  ) {
    self.name = name
    description = name
    self.formula = formula
    self.source = source
    self.function = function
  }

  public var parameters: [Parameter] { [] }
  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { function(x) }
}

extension Activation {
  /// Every activation there is, older ones first. Tests and Docs/ACTIVATIONS.md go through this list.
  public static let all: [Activation] = [
    sigmoid, tanh, softmax, logSoftmax, softplus, relu, relu6, leakyRelu, elu, hardSigmoid, gelu, geluTanh, silu,
    hardSwish, mish,
  ]

  public static let sigmoid = Activation(
    "sigmoid", formula: "z = σ(x) = 1 / (1 + e⁻ˣ)",
    source: "Rumelhart, Hinton & Williams 1986, doi:10.1038/323533a0"
  ) { Autodiff.sigmoid($0) }

  public static let tanh = Activation(
    "tanh", formula: "z = tanh x = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)",
    source: "LeCun, Bottou, Orr & Müller 1998, doi:10.1007/3-540-49430-8_2, section 4.4"
  ) { Autodiff.tanh($0) }

  public static let softmax = Activation(
    "softmax", formula: "zₖ = exp(xₖ) / Σⱼ exp(xⱼ)", source: "Bridle 1990, doi:10.1007/978-3-642-76153-9_28"
  ) { Autodiff.softmax($0) }

  public static let logSoftmax = Activation(
    "logSoftmax", formula: "zₖ = xₖ − log Σⱼ exp(xⱼ)", source: "the logarithm of softmax"
  ) { Autodiff.logSoftmax($0) }

  public static let softplus = Activation(
    "softplus", formula: "z = log(1 + eˣ)",
    source: "Dugas, Bengio, Bélisle, Nadeau & Garcia 2000, Advances in Neural Information Processing Systems 13"
  ) { Autodiff.softplus($0) }

  public static let relu = Activation(
    "relu", formula: "z = max(0, x)",
    source: "Nair & Hinton 2010, International Conference on Machine Learning"
  ) { Autodiff.relu($0) }

  public static let relu6 = Activation(
    "relu6", formula: "z = min(max(0, x), 6)",
    source: "Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10"
  ) { Autodiff.relu6($0) }

  /// With the slope 0.01 below 0.
  public static let leakyRelu = leakyRelu(slope: 0.01)

  public static func leakyRelu(slope: Double) -> Activation {
    Activation(
      "leakyRelu", formula: "z = x if x > 0, otherwise a · x",
      source: "Maas, Hannun & Ng 2013, ICML workshop on deep learning for audio, speech and language processing"
    ) { Autodiff.leakyRelu($0, slope: slope) }
  }

  /// Levels off at −1.
  public static let elu = elu(alpha: 1)

  /// Levels off at −α.
  public static func elu(alpha: Double) -> Activation {
    Activation(
      "elu", formula: "z = x if x > 0, otherwise α · (eˣ − 1)",
      source: "Clevert, Unterthiner & Hochreiter 2015, arXiv:1511.07289"
    ) { Autodiff.elu($0, alpha: alpha) }
  }

  public static let hardSigmoid = Activation(
    "hardSigmoid", formula: "z = min(max(0, x + 3), 6) / 6", source: "Howard et al. 2019, arXiv:1905.02244, section 5.2"
  ) { Autodiff.hardSigmoid($0) }

  public static let gelu = Activation(
    "gelu", formula: "z = ½ x · (1 + erf(x / √2))", source: "Hendrycks & Gimpel 2016, arXiv:1606.08415"
  ) { Autodiff.gelu($0) }

  public static let geluTanh = Activation(
    "geluTanh", formula: "z = ½ x · (1 + tanh(√(2/π) · (x + 0.044715 x³)))",
    source: "Hendrycks & Gimpel 2016, arXiv:1606.08415, section 2"
  ) { Autodiff.geluTanh($0) }

  /// Also called swish.
  public static let silu = Activation(
    "silu", formula: "z = x · σ(x)",
    source: "Elfwing, Uchibe & Doya 2017, arXiv:1702.03118; as swish: Ramachandran, Zoph & Le 2017, arXiv:1710.05941"
  ) { Autodiff.silu($0) }

  public static let hardSwish = Activation(
    "hardSwish", formula: "z = x · min(max(0, x + 3), 6) / 6",
    source: "Howard et al. 2019, arXiv:1905.02244, section 5.2"
  ) { Autodiff.hardSwish($0) }

  public static let mish = Activation(
    "mish", formula: "z = x · tanh(log(1 + eˣ))", source: "Misra 2019, arXiv:1908.08681"
  ) { Autodiff.mish($0) }
}

extension Optional where Wrapped == Activation {
  /// x itself when there is no activation.
  func applied(to x: Tensor) -> Tensor { self.map { $0(x) } ?? x }
  /// ", relu"
  var suffix: String { self.map { ", \($0)" } ?? "" }
}
