extension Formula.Grid {
  /// What `\begin{name}` opens, by name without its star; the rows are still to come.
  static let environments: [String: Formula.Grid] = {
    func grid(_ columns: [Formula.Column], gap: Int = 2, _ left: String = "", _ right: String = "") -> Formula.Grid {
      Formula.Grid(left: left, right: right, columns: columns, gap: gap, rows: [])
    }
    func named(_ names: [String], _ grid: Formula.Grid) -> [(String, Formula.Grid)] { names.map { ($0, grid) } }
    let matrices = [("", "", ""), ("p", "(", ")"), ("b", "[", "]"), ("B", "{", "}"), ("v", "|", "|"), ("V", "‖", "‖")]
    let brackets = matrices.flatMap { letter, left, right in
      named([letter + "matrix", letter + "smallmatrix"], grid([.center], left, right))
    }
    let others = [
      named(["array", "subarray", "tabular"], grid([.center])),
      named(["cases", "dcases"], grid([.leading], "{")),
      named(["rcases", "drcases"], grid([.leading], "", "}")),
      named(
        ["aligned", "align", "alignedat", "alignat", "split", "flalign", "xalignat"],
        grid([.trailing, .leading], gap: 0)),
      named(["eqnarray", "IEEEeqnarray"], grid([.trailing, .center, .leading], gap: 1)),
      named(
        ["gathered", "gather", "equation", "multline", "multlined", "math", "displaymath", "subequations"],
        grid([.center])),
    ]
    return Dictionary(uniqueKeysWithValues: brackets + others.flatMap { $0 })
  }()

  /// The environments with an argument: columns, "{l|cr}", or how many pairs of them there are.
  static let isTold: Set<String> = [
    "array", "subarray", "tabular", "IEEEeqnarray", "alignat", "alignedat", "xalignat",
  ]

  static func columns(_ letters: String) -> [Formula.Column] {
    letters.compactMap { letter in
      switch letter {
      case "l", "L": .leading
      case "r", "R": .trailing
      case "c", "C": .center
      default: nil
      }
    }
  }
}
