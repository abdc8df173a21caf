// What operations are called. Only a name that someone gave is stored; what is called after something else, and every
// number, is worked out from what shows it.

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

extension Graph {
  /// What an operation is called in this graph: its tensor's name; what is called after a nameless operation, by that
  /// one's number: "∂L/∂%7", "%3′"; "" when there is neither.
  public func name(of id: Int) -> String {
    let tensor = operations[id].tensor
    if !tensor.name.isEmpty { return tensor.name }
    if tensor.primitive === Primitive.assign { return symbol(of: operands(of: id).first!) + "′" }
    guard tensor.isWholeGradient, let target = tensor.origin?.target else { return "" }
    if let targetID = self.id(of: target) { return gradientLabel(of: symbol(of: targetID)) }
    if case .seed = tensor.origin { return "∂L/∂L" }
    return ""
  }

  /// By its name, or by its number: "w", "%7".
  public func symbol(of id: Int) -> String {
    let name = name(of: id)
    return name.isEmpty ? "%\(id)" : name
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
