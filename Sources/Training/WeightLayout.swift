import Autodiff
import Networks
import Tensors

/// How the files of a framework lay out the numbers of a layer.
public enum WeightLayout: String, Sendable, CaseIterable {
  /// As here: dense [in, out], filters [height, width, in / groups, out].
  case own
  /// Dense [out, in], filters [out, in / groups, height, width], those of transposed convolutions [in, out / groups,
  /// height, width], recurrent [gates · hidden, in].
  case pyTorch
  /// As here, but for depthwise filters: [height, width, channels, multiplier].
  case tensorFlow
}

/// How one parameter's numbers lie in a file.
package struct StoredForm {
  package let shape: Shape
  /// Which axis of the file becomes which here; nil: they stay.
  let axes: [Int]?
  /// Of the parameter.
  let own: Shape

  /// Stored with its axes in another order.
  /// - Parameter axes: for each axis here, the one in the file.
  init(_ own: Shape, axes: [Int]) {
    self.own = own
    self.axes = axes
    var stored = own
    for (here, there) in axes.enumerated() { stored[there] = own[here] }
    shape = stored
  }

  init(_ own: Shape, shape: Shape? = nil) {
    self.own = own
    self.shape = shape ?? own
    axes = nil
  }

  package func numbers(_ stored: NDArray) -> NDArray { (axes.map { stored.transposed($0) } ?? stored).reshaped(own) }
}

extension Layer {
  /// How each of its parameters and states lies in files of a framework; without counters of draws, which only this
  /// library keeps.
  package func storedForms(in layout: WeightLayout) -> [ObjectIdentifier: StoredForm] {
    var forms: [ObjectIdentifier: StoredForm] = [:]
    for parameter in kept { forms[ObjectIdentifier(parameter)] = StoredForm(parameter.shape) }
    if layout != .own { arrange(&forms, in: layout) }
    return forms
  }

  private func arrange(_ forms: inout [ObjectIdentifier: StoredForm], in layout: WeightLayout) {
    func store(_ parameter: Parameter, axes: [Int]) {
      forms[ObjectIdentifier(parameter)] = StoredForm(parameter.shape, axes: axes)
    }
    switch (self, layout) {
    case (let layer as Dropout, _): forms[ObjectIdentifier(layer.draws)] = nil
    case (let layer as Dense, .pyTorch): store(layer.weights, axes: [1, 0])
    case (let layer as Convolution1D, .pyTorch): store(layer.weights, axes: [2, 1, 0])
    case (let layer as Convolution2D, .pyTorch): store(layer.weights, axes: [2, 3, 1, 0])
    case (let layer as TransposedConvolution2D, .pyTorch): store(layer.weights, axes: [2, 3, 1, 0])
    case (let layer as any Recurrent, .pyTorch):
      for weights in layer.parameters where weights.rank == 2 { store(weights, axes: [1, 0]) }
    case (let layer as Convolution2D, .tensorFlow) where layer.isDepthwise:
      let sizes = layer.weights.shape.sizes
      forms[ObjectIdentifier(layer.weights)] = StoredForm(
        layer.weights.shape, shape: [sizes[0], sizes[1], layer.channels, layer.filters / layer.channels])
    // It is shown as one, and has no parts.
    case (let layer as MultiHeadAttention, _):
      for dense in layer.projections + [layer.output] { dense.arrange(&forms, in: layout) }
    default: for part in parts { part.arrange(&forms, in: layout) }
    }
  }
}
