extension Tensor {
  /// The id of the operation whose gradient this is, in a graph that visits both; nil without one.
  final func gradientTargetPosition(visitedBy stamp: UInt64) -> Int32? {
    guard isWholeGradient, let source else { return nil }
    switch source {
    case .working: return nil
    case .seed(let target), .accumulation(let target), .zero(let target):
      return target.visit == stamp ? target.position : nil
    case .contribution(let consumer, let operand):
      return consumer.withOperand(operand) { $0.visit == stamp ? $0.position : nil }
    }
  }
}

/// How an operation of the backward pass came about.
public enum Origin {
  /// ∂L/∂L = 1, where the backward pass starts.
  case seed(loss: Tensor)
  /// A step on the way to differentiating `operation`.
  case working(for: Tensor)
  /// What `operation` contributes to the gradient of its operand number `operand`.
  case contribution(by: Tensor, operand: Int)
  /// The running sum of several contributions to the gradient of `target`.
  case accumulation(of: Tensor)
  /// The gradient of a value that the loss does not depend on.
  case zero(for: Tensor)
}
