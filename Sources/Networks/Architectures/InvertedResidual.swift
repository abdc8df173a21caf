import Autodiff
import Tensors

/// The block of MobileNetV2 and of what came after it: channels made more, a depthwise convolution, perhaps
/// squeeze-and-excitation, channels made fewer without an activation; around it a way where the shape stays. Sandler
/// et al. 2018, arXiv:1801.04381, figure 3.
struct InvertedResidual {
  let channels, expanded, filters: Int
  let window: Int
  let stride: Int
  /// nil: without squeeze-and-excitation.
  var excitation: (squeezed: Int, activation: Activation, gate: Activation)?
  /// With which probability an example goes around the body in training.
  var dropped = 0.0

  func layer(_ convolution: NormalizedConvolution) -> any Layer {
    var body: [any Layer] = expanded == channels ? [] : convolution(channels, expanded, window: 1)
    body += convolution(expanded, expanded, window: window, stride: stride, groups: expanded)
    if let excitation {
      body.append(
        SqueezeExcitation(
          expanded, squeezed: excitation.squeezed, activation: excitation.activation, gate: excitation.gate,
          type: convolution.type))
    }
    body += convolution.with(nil)(expanded, filters, window: 1)
    guard stride == 1, channels == filters else { return Sequential(body, name: "block") }
    if dropped > 0 { body.append(Dropout(dropped, of: .examples, type: convolution.type)) }
    return Residual(Sequential(body), name: "block")
  }
}
