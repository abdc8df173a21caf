extension FriendlyMessage {
  /// Names that the compiler does not know.
  static let names: [FriendlyMessage] = [
    FriendlyMessage(
      "equals-for-argument", ["cannot find '{name}' in scope"], when: .isNamedByEquals, rank: .syntax,
      says: "The name of an argument ends with a colon, not with `=`.", hint: "Write `{name}: …`.",
      wrong: "func area(width: Int) -> Int { width }\nprint(area(width=3))",
      right: "func area(width: Int) -> Int { width }\nprint(area(width: 3))"),
    FriendlyMessage(
      "not-run-yet", ["cannot find '{name}' in scope", "cannot find type '{name}' in scope"], when: .isDeclaredLater,
      says: "`{name}` is not known yet: it is defined further down, in cell “{cell}” (line {line}).",
      hint: "A cell sees only the cells above it. Move this cell below line {line}, or define `{name}` up here.",
      wrong: "print(laterOn)", right: "let laterOn = 1\nprint(laterOn)"),
    FriendlyMessage(
      "missing-import", ["cannot find '{name}' in scope", "cannot find type '{name}' in scope"], when: .isImportable,
      says: "`{name}` belongs to {module}, which is not imported here.",
      hint: "Write `import {module}` as the first line of the cell.",
      wrong: "let root = sqrt(2.0)", right: "import Foundation\nlet root = sqrt(2.0)"),
    FriendlyMessage(
      "called-otherwise", ["cannot find '{name}' in scope", "cannot find type '{name}' in scope"], when: .isGuess,
      says: "There is no `{typed}` here.", hint: "Other libraries call it that; here it is `{right}`.",
      wrong: "let start = torch.zeros([2, 3])", right: "let start = Tensor.zeros([2, 3])"),
    FriendlyMessage(
      "not-in-the-library", ["cannot find '{name}' in scope"], when: .isNotInTheLibrary,
      says: "The library has no `{name}`.", hint: "{instead}",
      wrong: "let plane = PCA(2)", right: "let plane = Sequential(Dense(64, 2), Dense(2, 64))"),
    FriendlyMessage(
      "spelt-otherwise", ["cannot find '{name}' in scope", "cannot find type '{name}' in scope"],
      when: .isSpeltOtherwise, rank: .consequence,
      says: "Swift has no `{name}`.", hint: "Other languages call it that; here write `{swift}`.",
      wrong: "let isReady = True", right: "let isReady = true"),
    FriendlyMessage(
      "misspelt-name",
      ["cannot find '{name}' in scope", "cannot find type '{name}' in scope"], when: .isMisspelt,
      says: "Nothing is called `{name}` here. Is `{nearest}` meant?",
      hint: "Write the name exactly as it was defined; capital and small letters are different.",
      wrong: "let count = 3\nprint(cuont)", right: "let count = 3\nprint(count)"),
    FriendlyMessage(
      "unknown-type", ["cannot find type '{name}' in scope"],
      says: "No type is called `{name}` here.",
      hint: "Check the spelling; the common types are Int, Double, Bool, String and [Double].",
      wrong: "let q: Quaternion = 3", right: "let q: Double = 3"),
    FriendlyMessage(
      "unknown-operator",
      ["cannot find operator '{name}' in scope; did you mean '{nearest}'?"], rank: .syntax,
      says: "Swift has no operator `{name}`.", hint: "`{nearest}` may be what is meant.",
      wrong: "var n = 5\nn++", right: "var n = 5\nn += 1"),
    FriendlyMessage(
      "unknown-symbol",
      [
        "cannot find operator '{name}' in scope", "'{name}' is not a prefix unary operator",
        "no operator '{name}' is defined; did you mean '{nearest}'?",
      ],
      rank: .syntax, says: "Swift has no operator `{name}`.",
      hint: "For numbers there are + - * / and %. A power is `pow(x, 2)`, which needs `import Foundation`.",
      wrong: "let product = 3 × 2", right: "let product = 3 * 2"),
    FriendlyMessage(
      "unknown-name", ["cannot find '{name}' in scope"], says: "Nothing is called `{name}` here.",
      hint: "If it is yours, define it first: `let {name} = …`. If it comes from a cell above, check the spelling.",
      wrong: "zebra = 3", right: "let zebra = 3"),
    FriendlyMessage(
      "member-spelt-otherwise",
      ["value of type '{type}' has no member '{name}'", "type '{type}' has no member '{name}'"],
      when: .isMemberSpeltOtherwise,
      says: "{type} has no `{name}`.", hint: "Other languages and libraries call it that; here it is `{swift}`.",
      wrong: "let list = [1, 2]\nprint(list.length)", right: "let list = [1, 2]\nprint(list.count)"),
    FriendlyMessage(
      "misspelt-member",
      [
        "value of type '{type}' has no member '{name}'; did you mean '{nearest}'?",
        "type '{type}' has no member '{name}'; did you mean '{nearest}'?",
        "value of type '{type}' has no member '{name}'", "type '{type}' has no member '{name}'",
      ], when: .isMemberMisspelt,
      says: "{type} has no `{name}`. Is `{nearest}` meant?", hint: "Write `.{nearest}` instead of `.{name}`.",
      wrong: "var list = [1, 2]\nlist.apend(3)", right: "var list = [1, 2]\nlist.append(3)"),
    FriendlyMessage(
      "unknown-member",
      [
        "value of type '{type}' has no member '{name}'", "type '{type}' has no member '{name}'",
        "value of tuple type '{type}' has no member '{name}'",
      ],
      says: "{type} has nothing called `{name}`.",
      hint: "Check what the value before the dot is, and what it can do; `print(type(of: value))` says its type.",
      wrong: "let five = 5\nprint(five.wheels)", right: "let five = 5\nprint(five.magnitude)"),
    FriendlyMessage(
      "member-without-type", ["reference to member '{name}' cannot be resolved without a contextual type"],
      says: "`.{name}` has nothing before the dot, and nothing tells which type is meant.",
      hint: "Write the type before the dot, as in `Double.{name}`.",
      wrong: "let circle = .pi", right: "let circle = Double.pi"),
    FriendlyMessage(
      "member-of-unknown", ["cannot infer contextual base in reference to member '{name}'"], rank: .consequence,
      says: "What `.{name}` means depends on what it is given to, and that is not known.",
      hint: "Fix the other mistakes on this line first.",
      wrong: "zebra(.relu)", right: "let activation: Activation = .relu"),
    FriendlyMessage(
      "no-such-module", ["no such module '{name}'"], rank: .syntax,
      says: "There is no module `{name}` to import.",
      hint: "Check the spelling. A cell has the lesson's library without an import; `import Foundation` also works.",
      wrong: "import Foundatoin", right: "import Foundation"),
    FriendlyMessage(
      "defined-twice", ["invalid redeclaration of '{name}'"],
      says: "`{name}` is defined twice in this cell.",
      hint: "Give one of them another name, or, to change a `var`, leave out `let` or `var` the second time.",
      wrong: "let w = 1\nlet w = 2", right: "var w = 1\nw = 2"),
    FriendlyMessage(
      "ambiguous-use", ["ambiguous use of '{name}'", "ambiguous use of operator '{name}'"],
      says: "`{name}` could mean several things here, and nothing tells which.",
      hint: "Say which type the result has, as in `let y: Double = …`, or use different names.",
      wrong: "func f(_ a: Int) {}\nfunc f(_ a: Double) {}\nlet g = f",
      right: "func f(_ a: Int) {}\nfunc f(_ a: Double) {}\nlet g: (Int) -> Void = f"),
    FriendlyMessage(
      "defined-by-itself", ["circular reference"], rank: .consequence,
      says: "To find out what this is, one has to know already what it is.",
      hint: "A definition cannot use its own name. If there is another message here, fix that one first.",
      wrong: "let n = n", right: "let n = 1"),
  ]
}
