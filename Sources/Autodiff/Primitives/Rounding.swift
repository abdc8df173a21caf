import CKernels
import Tensors

// Rounding to whole numbers, beside `floor`.
extension Primitive {
  static let rounding: [Primitive] = [round]

  /// z = the whole number that is nearest to x; of two that are equally near, the even one. Flat between its jumps, so no
  /// gradient flows.
  public static let round: Primitive = unary(
    "round", computation: .elementwise(NN_ROUND), symbol: "≈", formula: "z = x rounded, ties to even",
    kernel: .unary({ $0.rounded(.toNearestOrEven) }, { $0.rounded(.toNearestOrEven) }),
    element: { "round(\($0.format($0.number(0))))" })
}
