import Tensors

// The cost of a network as papers give it.
extension Operation {
  /// Multiplications that are each followed by an addition: those of convolutions and of products of matrices, a half
  /// of their FLOPs. Products with constants are none of the network's: pools, resizing and neighbourhoods are
  /// computed by such here.
  public var multiplyAccumulates: Int {
    let products = [
      Primitive.matmul, .convolution, .convolutionInputGradient, .convolutionFilterGradient,
    ]
    guard products.contains(where: { $0 === primitive }), !tensor.operands[1].isMovedConstant else { return 0 }
    return flops / 2
  }
}

extension Graph {
  /// What papers mean by "multiply–adds", and many by "FLOPs": see `Operation.multiplyAccumulates`.
  public var multiplyAccumulates: Int { operations.reduce(0) { $0 + $1.multiplyAccumulates } }
}

extension Tensor {
  /// Is it a constant, or one in another order or shape?
  fileprivate var isMovedConstant: Bool {
    var tensor = self
    while tensor.operands.count == 1, let next = tensor.operands.first { tensor = next }
    return tensor.primitive === Primitive.constant
  }
}
