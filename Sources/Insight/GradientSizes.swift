import Autodiff
import Networks

/// How large the gradient of each weighted layer is: the root mean square of the derivatives of the loss by its weights, from
/// the input to the output. Biases and other vectors are left out.
///
///     let loss = softmaxCrossEntropy(logits: network(Tensor(inputs)), labels: Tensor(labels))
///     gradientSizes(of: loss, in: network)   // one number for each Dense or convolution
///
/// - Parameters:
///   - loss: a single number, computed by the network.
///   - network: its parameters of rank 2 and above are the weights.
public func gradientSizes(of loss: Tensor, in network: any Layer) -> [Double] {
  let gradients = gradients(of: loss, with: network.parameters.filter { $0.rank >= 2 })
  let execution = Execution(Graph(of: gradients))
  return gradients.map { gradient in
    let slopes = execution.value(of: gradient).doubles
    let squares = slopes.reduce(0) { sum, slope in sum + slope * slope }
    return (squares / Double(max(slopes.count, 1))).squareRoot()
  }
}
