// What operations are called. Only a name that someone gave is stored; what is called after something else, or after what
// it computes (`ValueNames`), is worked out from what shows it.

extension Tensor {
  /// For graphs and steppers: the name that it was given; otherwise "w′" for the new version of a parameter w, and
  /// "∂L/∂w" for the gradient of w; "" when there is none.
  public final var name: String {
    get {
      if !givenName.isEmpty { return givenName }
      if primitive === Primitive.assign { return withOperand(0) { $0.name.isEmpty ? "" : $0.name + "′" } }
      guard isWholeGradient, let name = origin?.target?.name, !name.isEmpty else { return "" }
      return gradientLabel(of: name)
    }
    set { givenName = newValue }
  }
}

/// "∂L/∂w", "∂L/∂(a + b)"
public func gradientLabel(of name: String) -> String { gradientLabel(of: name, by: "L") }

/// "∂ŷ/∂w", "∂(a + b)/∂a"
public func gradientLabel(of name: String, by result: String) -> String {
  let parts = [result, name].map { part in
    let isOne = Notation.Term(name: part).precedence >= .power && !part.hasPrefix("∂")
    return isOne ? "∂\(part)" : "∂(\(part))"
  }
  return parts.joined(separator: "/")
}
