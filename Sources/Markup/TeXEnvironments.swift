extension Formula.Grid {
  /// What `\begin{name}` opens, by name without its star; the rows are still to come.
  static let environments: [String: Formula.Grid] = {
    func matrix(_ left: String, _ right: String) -> Formula.Grid {
      Formula.Grid(left: left, right: right, columns: [.center], gap: 2, rows: [])
    }
    let aligned = Formula.Grid(left: "", right: "", columns: [.trailing, .leading], gap: 0, rows: [])
    let gathered = Formula.Grid(left: "", right: "", columns: [.center], gap: 2, rows: [])
    return [
      "matrix": matrix("", ""), "smallmatrix": matrix("", ""), "pmatrix": matrix("(", ")"),
      "bmatrix": matrix("[", "]"), "Bmatrix": matrix("{", "}"), "vmatrix": matrix("|", "|"),
      "Vmatrix": matrix("‖", "‖"), "array": matrix("", ""),
      "cases": Formula.Grid(left: "{", right: "", columns: [.leading], gap: 2, rows: []),
      "aligned": aligned, "align": aligned, "split": aligned, "alignat": aligned, "eqnarray": aligned,
      "gathered": gathered, "gather": gathered, "equation": gathered,
    ]
  }()
}
