import Tensors

// What a graph starts from. Their numbers are put in place before an execution; nothing is computed.
extension Primitive {
  static let leaves: [Primitive] = [constant, parameter, input]

  /// Numbers written into the program.
  public static let constant: Primitive = leaf("constant", formula: "z = number")
  /// Numbers that training changes.
  public static let parameter: Primitive = leaf("parameter", formula: "z = w")
  /// Numbers that a batch of data brings.
  public static let input: Primitive = leaf("input", formula: "z = data")

  private static func leaf(_ name: String, formula: String) -> Primitive {
    Primitive(
      name, computation: .leaf, symbol: "", formula: formula, operandCount: 0,
      kernel: Kernel(float32: { _ in }, float64: { _ in }),
      samples: [], shape: { _, _ throws(ShapeProblem) in throw ShapeProblem("a \(name) is not built from operands.") },
      flops: { _, _ in 0 }, element: { _ in "" })
  }
}
