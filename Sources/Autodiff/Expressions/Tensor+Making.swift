import Tensors

// Constants whose numbers are all alike.

extension Tensor {
  /// 0 everywhere: `Tensor.zeros([2, 3])`.
  public static func zeros(_ shape: Shape, type: ElementType = .float32) -> Tensor { full(shape, 0, type: type) }
  /// 0 everywhere, in the shape and element type of x.
  public static func zeros(like x: Tensor) -> Tensor { zeros(x.shape, type: x.elementType) }

  /// 1 everywhere.
  public static func ones(_ shape: Shape, type: ElementType = .float32) -> Tensor { full(shape, 1, type: type) }
  /// 1 everywhere, in the shape and element type of x.
  public static func ones(like x: Tensor) -> Tensor { ones(x.shape, type: x.elementType) }

  /// One number everywhere: `Tensor.full([2, 3], 0.5)`.
  public static func full(_ shape: Shape, _ value: Double, type: ElementType = .float32) -> Tensor {
    Tensor(NDArray(repeating: value, shape: shape, type: type))
  }
}
