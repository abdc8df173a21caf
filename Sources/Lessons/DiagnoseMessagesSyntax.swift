extension FriendlyMessage {
  /// Signs and words that are missing, or too many.
  static let syntax: [FriendlyMessage] = [
    FriendlyMessage(
      "matrix-product-sign",
      ["consecutive statements on a line must be separated by ';'", "expected ',' separator"], when: .isBeforeAt,
      rank: .syntax,
      says: "`@` is not an operator in Swift.", hint: "The product of two matrices is `x.matmul(w)`.",
      wrong: "let t = Tensor([[1, 2], [3, 4]])\nlet z = t @ t",
      right: "let t = Tensor([[1, 2], [3, 4]])\nlet z = t.matmul(t)"),
    FriendlyMessage(
      "colon-in-brackets",
      ["expected argument label before colon", "expected ',' separator", "expected expression in list of expressions"],
      when: .isColonInBrackets, rank: .syntax,
      says: "Between brackets, positions from one to another are a range, not a colon.",
      hint:
        "`x[1..<3]` goes from 1 to below 3, `x[1...]` from 1 to the end, and `x[0..., 1]` has the whole first axis.",
      wrong: "let t = Tensor([[1, 2], [3, 4]])\nlet column = t[:, 1]",
      right: "let t = Tensor([[1, 2], [3, 4]])\nlet column = t[0..., 1]"),
    FriendlyMessage(
      "missing-closing-parenthesis", ["expected ')' in expression list", "expected ')' {rest}"], rank: .syntax,
      says: "A closing `)` is missing.", hint: "Every `(` needs its `)`; the note shows which one is still open.",
      wrong: "print(\"loss\"\nlet b = 3", right: "print(\"loss\")\nlet b = 3"),
    FriendlyMessage(
      "missing-closing-brace",
      ["expected '}' at end of brace statement", "expected '}' at end of closure", "expected '}' {rest}"],
      rank: .syntax,
      says: "This `{` is never closed.",
      hint: "Write the missing `}`; the code between is easier to see when indented.",
      wrong: "if true {\n  print(1)", right: "if true {\n  print(1)\n}"),
    FriendlyMessage(
      "missing-closing-bracket", ["expected ']' {rest}"], rank: .syntax,
      says: "A closing `]` is missing.", hint: "Every `[` needs its `]`.",
      wrong: "let list: [Int = [1]", right: "let list: [Int] = [1]"),
    FriendlyMessage(
      "missing-separator", ["expected ',' separator"], rank: .syntax,
      says: "A comma is missing here, or a closing `)` or `]`.",
      hint: "Values are separated by `,`, and `)` or `]` stands after the last. (A part of a list is `list[0..<2]`.)",
      wrong: "let list = [1 2]", right: "let list = [1, 2]"),
    FriendlyMessage(
      "open-interpolation", ["cannot find ')' to match opening '(' in string interpolation"], rank: .syntax,
      says: "The `\\(` inside the text is not closed.",
      hint: "A value in a text stands between `\\(` and `)`: \"loss \\(x)\".",
      wrong: "let x = 3\nprint(\"x is \\(x\")", right: "let x = 3\nprint(\"x is \\(x)\")"),
    FriendlyMessage(
      "missing-quote", ["unterminated string literal"], rank: .syntax,
      says: "The closing quote `\"` of this text is missing.",
      hint: "Write it on the same line. A text of several lines starts and ends with `\"\"\"`.",
      wrong: "let name = \"Ada\nprint(name)", right: "let name = \"Ada\"\nprint(name)"),
    FriendlyMessage(
      "wrong-quotes",
      ["single-quoted string literal found, use '\"'", "unicode curly quote found, replace with '\"'"], rank: .syntax,
      says: "Texts stand between straight double quotes in Swift.", hint: "Write \"hello\".",
      wrong: "let name = 'Ada'", right: "let name = \"Ada\""),
    FriendlyMessage(
      "equals-in-condition", ["use of '=' in a boolean context, did you mean '=='?"], rank: .syntax,
      says: "`=` stores a value; to ask whether two values are equal, it is `==`.", hint: "Write `==`.",
      wrong: "var n = 3\nif n = 3 { n += 1 }", right: "var n = 3\nif n == 3 { n += 1 }"),
    FriendlyMessage(
      "foreign-keyword", ["consecutive statements on a line must be separated by ';'"], when: .followsForeignWord,
      rank: .syntax,
      says: "`{word}` is a word of another language.", hint: "In Swift, write `{swift}`.",
      wrong: "def f() {}", right: "func f() {}"),
    FriendlyMessage(
      "missing-parentheses", ["consecutive statements on a line must be separated by ';'"], when: .lacksParentheses,
      rank: .syntax,
      says: "The parentheses of a call are missing here.", hint: "Write `{name}({argument})`.",
      wrong: "print \"hello\"", right: "print(\"hello\")"),
    FriendlyMessage(
      "extra-closing-bracket", ["consecutive statements on a line must be separated by ';'"], when: .isClosingBracket,
      rank: .syntax,
      says: "This `{bracket}` closes nothing.", hint: "Leave it out, or look for the opening one that is missing.",
      wrong: "print(1))", right: "print(1)"),
    FriendlyMessage(
      "statements-on-one-line", ["consecutive statements on a line must be separated by ';'"], rank: .syntax,
      says: "The line should have ended here, or a sign is missing or too many.",
      hint: "Put the rest on a line of its own, or look for a missing operator, comma or opening parenthesis.",
      wrong: "let a = 3 let b = 4", right: "let a = 3\nlet b = 4"),
    FriendlyMessage(
      "else-without-if", ["expected expression"], when: .isElse, rank: .syntax,
      says: "This `else` does not belong to any `if`.",
      hint: "It follows the closing brace of the `if`: `} else {`. Most often that brace is missing.",
      wrong: "else { print(1) }", right: "if true { print(0) } else { print(1) }"),
    FriendlyMessage(
      "extra-closing-brace", ["extraneous '}' at top level"], rank: .syntax,
      says: "This `}` closes nothing.", hint: "Leave it out, or look for the `{` that is missing above.",
      wrong: "print(1)\n}", right: "print(1)"),
    FriendlyMessage(
      "missing-operand", ["expected expression after operator", "unary operator cannot be separated from its operand"],
      rank: .syntax,
      says: "Something is missing after the operator.", hint: "Write the value it should work with, or leave it out.",
      wrong: "let n = 3 +", right: "let n = 3 + 1"),
    FriendlyMessage(
      "uneven-spaces", ["'=' must have consistent whitespace on both sides"], rank: .syntax,
      says: "There is a space on one side of `=` only.", hint: "Write a space on both sides, or on none.",
      wrong: "let n =3", right: "let n = 3"),
    FriendlyMessage(
      "missing-opening-brace", ["expected '{' after '{word}' condition", "expected '{' {rest}"], rank: .syntax,
      says: "The `{` is missing here.",
      hint: "What belongs together stands between braces: `if n == 3 { … }`. There is no colon.",
      wrong: "if 1 == 3:\n  print(1)", right: "if 1 == 3 {\n  print(1)\n}"),
    FriendlyMessage(
      "old-for-loop",
      ["C-style for statement was removed in Swift 3", "C-style for statement has been removed in Swift 3"],
      rank: .syntax,
      says: "This way of writing a loop belongs to other languages.",
      hint: "To count from 0 to 9: `for i in 0..<10 { … }`.",
      wrong: "for (i = 0; i < 3; i++) { print(i) }", right: "for i in 0..<3 { print(i) }"),
    FriendlyMessage(
      "keyword-as-name", ["keyword '{name}' cannot be used as an identifier here"], rank: .syntax,
      says: "`{name}` is a word of the language, so nothing can be called that.",
      hint: "Take another name, or write it between backticks.",
      wrong: "let class = 3", right: "let group = 3"),
    FriendlyMessage(
      "bad-name",
      [
        "'{name}' is not a valid digit in integer literal", "expected pattern",
        "found an unexpected second identifier in {kind} declaration; is there an accidental break?",
      ], rank: .syntax,
      says: "This cannot be a name.",
      hint: "A name is one word without spaces, and starts with a letter: `learningRate`.",
      wrong: "let learning rate = 0.1", right: "let learningRate = 0.1"),
    FriendlyMessage(
      "type-expected", ["expected type", "expected type for function result"], rank: .syntax,
      says: "The name of a type should stand here.",
      hint: "After `:` comes a type, as in `let n: Int = 3`; without a type, there is no colon: `let n = 3`.",
      wrong: "let n := 3", right: "let n = 3"),
    FriendlyMessage(
      "parameter-without-type", ["unnamed parameters must be written with the empty name '_'"], rank: .syntax,
      says: "The type of this argument is missing.", hint: "Write it behind a colon: `func f(x: Double)`.",
      wrong: "func f(x) {}", right: "func f(x: Double) {}"),
    FriendlyMessage(
      "missing-statement", ["'{word}' label in a 'switch' must have at least one executable statement"], rank: .syntax,
      says: "This case of the `switch` does nothing.", hint: "Write what to do; for nothing at all, `break`.",
      wrong: "switch 3 {\ncase 1: print(1)\ndefault:\n}", right: "switch 3 {\ncase 1: print(1)\ndefault: break\n}"),
    FriendlyMessage(
      "break-outside-loop",
      ["'break' is only allowed inside a loop, if, do, or switch", "'{word}' is only allowed inside a loop"],
      rank: .syntax,
      says: "This only makes sense inside a loop.",
      hint: "Leave it out, or check that the braces of the loop are where they should be.",
      wrong: "break", right: "for _ in 0..<3 { break }"),
    FriendlyMessage(
      "missing-expression",
      [
        "expected expression{rest}", "expected argument label before colon", "expected initial value after '='",
        "unexpected ',' separator", "expected identifier in {kind} declaration",
      ], rank: .syntax,
      says: "A value should stand here.", hint: "Look for a sign too many, or a value that is missing, just before.",
      wrong: "let n =", right: "let n = 1"),
  ]

  /// What the compiler only warns about, and a learner should know.
  static let warnings: [FriendlyMessage] = [
    FriendlyMessage(
      "result-unused",
      [
        "result of operator '{name}' is unused", "result of call to '{name}' is unused",
        "expression of type '{name}' is unused", "string literal is unused", "integer literal is unused",
        "floating-point literal is unused", "variable is unused", "function is unused",
      ], rank: .consequence,
      says: "This is calculated and then thrown away.", hint: "To see it, write `print(…)` or `show(…)` around it.",
      wrong: "let n = 3\nn + 1", right: "let n = 3\nprint(n + 1)"),
    FriendlyMessage(
      "nothing-stored", ["{kind} '{name}' inferred to have type '()', which may be unexpected"],
      says: "`{name}` gets nothing: what stands on the right gives no value.",
      hint: "Leave out `let {name} =`, or take something that gives a value.",
      wrong: "let n = print(3)", right: "print(3)"),
    FriendlyMessage(
      "endless-recursion-warning", ["function call causes an infinite recursion"],
      says: "This function calls itself every time, and never ends.",
      hint: "Before the call, write an `if` that returns when there is nothing left to do.",
      wrong: "func count(_ n: Int) -> Int {\n  return count(n + 1)\n}",
      right: "func count(_ n: Int) -> Int {\n  if n > 9 { return n }\n  return count(n + 1)\n}"),
    FriendlyMessage(
      "cast-always-fails", ["cast from '{got}' to unrelated type '{wanted}' always fails"],
      says: "{got} can never be turned into {wanted} this way.",
      hint: "Convert it instead of casting: `{wanted}(value)`.",
      wrong: "let n = 3\nlet text = n as? String", right: "let n = 3\nlet text = String(n)"),
  ]
}
