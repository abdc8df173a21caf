import Autodiff
import Tensors

/// A convolution without a bias, batch normalisation, an activation: what most families are built of.
struct NormalizedConvolution {
  var activation: Activation? = .relu
  var padding = Padding.symmetric
  var momentum = 0.1
  var epsilon = 1e-5
  let type: ElementType

  func callAsFunction(
    _ channels: Int, _ filters: Int, window: (Int, Int), stride: Int = 1, padding: Padding? = nil, groups: Int = 1
  ) -> [any Layer] {
    let convolution = Convolution2D(
      channels, filters, window: window, strides: (stride, stride), padding: padding ?? self.padding, groups: groups,
      hasBias: false, type: type, name: groups == 1 ? "convolution" : "depthwise convolution")
    return [convolution, normalization(filters)] + (activation.map { [$0] } ?? [])
  }

  func callAsFunction(
    _ channels: Int, _ filters: Int, window: Int, stride: Int = 1, padding: Padding? = nil, groups: Int = 1
  ) -> [any Layer] {
    self(channels, filters, window: (window, window), stride: stride, padding: padding, groups: groups)
  }

  func normalization(_ features: Int) -> BatchNormalization {
    BatchNormalization(features, momentum: momentum, epsilon: epsilon, type: type)
  }

  /// The same with another activation, or with none.
  func with(_ activation: Activation?) -> NormalizedConvolution {
    var copy = self
    copy.activation = activation
    return copy
  }
}

/// So many channels, made fewer or more; at least one.
func scaled(_ channels: Int, by width: Double) -> Int { max(1, Int((Double(channels) * width).rounded())) }

/// Likewise, as a multiple of 8 that is no more than a tenth smaller: what the MobileNets round to.
func scaledByEights(_ channels: Double, by width: Double = 1) -> Int {
  let wanted = channels * width
  let rounded = max(8, Int(wanted + 4) / 8 * 8)
  return Double(rounded) < 0.9 * wanted ? rounded + 8 : rounded
}

/// Checks what every family is asked for.
func checkArchitecture(_ title: String, classes: Int, channels: Int, width: Double, size: Int) {
  checkSizes(title, ["classes": classes, "channels": channels, "size": size])
  checkFactor(title, "width", width)
}

func checkFactor(_ title: String, _ name: String, _ factor: Double) {
  guard factor > 0, factor <= 64 else { stop("\(title) expects a \(name) above 0 and at most 64; got \(factor).") }
}

/// Checks how many parts each stage has.
func checkCounts(_ title: String, _ counts: [Int], of part: String, inEach whole: String = "stages") {
  guard !counts.isEmpty, counts.allSatisfy({ $0 > 0 }) else {
    stop("\(title) expects one \(part) or more in each of its \(whole); got \(counts).")
  }
}
