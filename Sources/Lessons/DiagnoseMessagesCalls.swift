extension FriendlyMessage {
  /// Arguments of calls, and subscripts.
  static let calls: [FriendlyMessage] = [
    FriendlyMessage(
      "call-made-otherwise",
      [
        "extra argument in call", "extra argument '{name}' in call", "extra arguments at positions {name} in call",
        "missing argument for parameter {name} in call", "missing arguments for parameters {name} in call",
        "incorrect argument label in call (have '{got}', expected '{wanted}')",
        "incorrect argument labels in call (have '{got}', expected '{wanted}')",
        "missing argument label '{label}' in call", "extraneous argument label '{label}' in call",
        "argument passed to call that takes no arguments", "no exact matches in call to initializer{rest}",
        "argument type '{got}' does not conform to expected type 'Decoder'",
      ], when: .isCalledOtherwise,
      says: "`{callee}` takes other arguments here.", hint: "Other libraries call it like that; here it is `{right}`.",
      wrong: "let model = Dense(2, 1)\nlet rule = Adam(model.parameters, learningRate: 0.1)",
      right: "let rule = Adam(learningRate: 0.1)"),
    FriendlyMessage(
      "library-name-taken",
      [
        "cannot call value of non-function type '{type}'",
        "cannot infer contextual base in reference to member '{name}'",
        "reference to member '{name}' cannot be resolved without a contextual type",
      ], when: .isLibraryNameTaken,
      says: "`{taken}` is a value of yours here, which hides the library's function `{taken}`.",
      hint: "Give your value another name, for example `{instead}`.",
      wrong: "let sum = 3\nprint(sum(Tensor([[1, 2]])))", right: "let total = 3\nprint(sum(Tensor([[1, 2]])))"),
    FriendlyMessage(
      "made-with-other-arguments", ["argument type '{got}' does not conform to expected type 'Decoder'"],
      says: "This is not made from {got}.",
      hint: "It takes other arguments. `nnlearn find` with its name and the pages in Docs list the calls.",
      wrong: "struct Box: Codable {\n  init(width: Int, height: Int) {}\n}\nlet box = Box(3)",
      right: "struct Box: Codable {\n  init(width: Int, height: Int) {}\n}\nlet box = Box(width: 3, height: 2)"),
    FriendlyMessage(
      "list-as-index", ["cannot pass array of type '{got}' as variadic arguments of type '{wanted}'"],
      says: "These brackets take single numbers, and a list stands here.",
      hint: "Rows by their numbers are `x.rows([0, 2])`.",
      wrong: "let a = NDArray([[1, 2], [3, 4]])\nlet list = [0, 1]\nprint(a[list])",
      right: "let a = NDArray([[1, 2], [3, 4]])\nlet list = [0, 1]\nprint(a.rows(list))"),
    FriendlyMessage(
      "no-parts", ["value of type '{type}' has no subscripts"],
      says: "{type} has no parts that brackets could take.",
      hint: "Of an array, `a[0, 0...]` is a row and `a[0..., 0]` a column; `a[0, 0]` is one number.",
      wrong: "let n = 3\nprint(n[0])", right: "let list = [3]\nprint(list[0])"),
    FriendlyMessage(
      "argument-called-otherwise",
      [
        "extra argument '{name}' in call", "no exact matches in call to initializer{rest}",
        "no exact matches in call to global function '{function}'{rest}",
      ], when: .isGuessedArgument,
      says: "There is no argument `{label}:` here.", hint: "Other libraries call it that; here it is `{right}`.",
      wrong: "let t = Tensor([[1, 2], [3, 4]])\nprint(sum(t, dim: 1))",
      right: "let t = Tensor([[1, 2], [3, 4]])\nprint(sum(t, axis: 1))"),
    FriendlyMessage(
      "function-of-arrays", ["no exact matches in call to global function '{name}'{rest}"], when: .isFunctionOfArrays,
      says: "`{name}` takes a tensor or an array, and something else stands here.",
      hint: "Make an array of plain numbers: `{name}(NDArray(list))`.",
      wrong: "let list = [1.0, 2.0]\nprint(sum(list))", right: "let list = [1.0, 2.0]\nprint(sum(NDArray(list)))"),
    FriendlyMessage(
      "subscript-only-read", ["cannot assign through subscript: subscript is get-only"],
      says: "What stands between these brackets can be read, but not set.",
      hint:
        "A tensor keeps its numbers. Change an array: `var a = x.value`, `a[0, 1] = 3`, then `Tensor(a)` or `w.set(a)`.",
      wrong: "let t = Tensor([[1, 2]])\nt[0] = t", right: "var t = Tensor([[1, 2]])\nt = t[0]"),
    FriendlyMessage(
      "whole-axis", ["argument type '(UnboundedRange_) -> ()' does not conform to expected type 'AxisIndex'"],
      says: "`...` alone does not stand for an axis.", hint: "Write `0...` for a whole axis: `x[0..., 1]`.",
      wrong: "let t = Tensor([[1, 2], [3, 4]])\nprint(t[..., 1])",
      right: "let t = Tensor([[1, 2], [3, 4]])\nprint(t[0..., 1])"),
    FriendlyMessage(
      "layers-in-braces",
      ["trailing closure passed to parameter of type '[any Layer]' that does not accept a closure"],
      says: "Layers stand in parentheses here, with commas between them.",
      hint: "Write `Sequential(Dense(2, 16), Dense(16, 1))`. Layers made in a loop are an array: `Sequential(layers)`.",
      wrong: "let model = Sequential {\n  Dense(2, 16)\n  Dense(16, 1)\n}",
      right: "let model = Sequential(\n  Dense(2, 16),\n  Dense(16, 1))"),
    FriendlyMessage(
      "missing-argument-label",
      ["missing argument label '{label}' in call", "missing argument labels '{label}' in call"],
      says: "The name of an argument is missing here: `{label}`.", hint: "Write each name before its value.",
      wrong: "func area(width: Int) -> Int { width }\nprint(area(3))",
      right: "func area(width: Int) -> Int { width }\nprint(area(width: 3))"),
    FriendlyMessage(
      "extra-argument-label",
      ["extraneous argument label '{label}' in call", "extraneous argument labels '{label}' in call"],
      says: "This argument is given without a name, and `{label}` stands before it.",
      hint: "Leave out `{label}`.",
      wrong: "func twice(_ n: Int) -> Int { 2 * n }\nprint(twice(n: 3))",
      right: "func twice(_ n: Int) -> Int { 2 * n }\nprint(twice(3))"),
    FriendlyMessage(
      "one-wrong-label",
      [
        "incorrect argument label in call (have '{got}', expected '{wanted}')",
        "incorrect argument labels in call (have '{got}', expected '{wanted}')",
      ], when: .isOneLabel,
      says: "The argument is called `{wanted}`, and `{got}` stands here.", hint: "Write `{wanted}`.",
      wrong: "func area(_ width: Int, by height: Int) -> Int { width * height }\nprint(area(3, times: 2))",
      right: "func area(_ width: Int, by height: Int) -> Int { width * height }\nprint(area(3, by: 2))"),
    FriendlyMessage(
      "wrong-argument-label",
      [
        "incorrect argument label in call (have '{got}', expected '{wanted}')",
        "incorrect argument labels in call (have '{got}', expected '{wanted}')",
      ],
      says: "The argument is called `{wanted}`, and `{got}` stands here.", hint: "Write `{wanted}`.",
      wrong: "func area(width: Int) -> Int { width }\nprint(area(height: 3))",
      right: "func area(width: Int) -> Int { width }\nprint(area(width: 3))"),
    FriendlyMessage(
      "missing-argument",
      [
        "missing argument for parameter {name} in call",
        "missing arguments for parameters {name} in call",
      ],
      says: "An argument is missing in this call: {name}.",
      hint: "Give the function everything that it asks for; the note shows where it is defined.",
      wrong: "func add(_ a: Int, _ b: Int) -> Int { a + b }\nprint(add(1))",
      right: "func add(_ a: Int, _ b: Int) -> Int { a + b }\nprint(add(1, 2))"),
    FriendlyMessage(
      "extra-argument",
      [
        "extra argument in call", "extra argument '{name}' in call", "extra arguments at positions {name} in call",
        "argument passed to call that takes no arguments",
      ],
      says: "This call has more arguments than the function takes.", hint: "Leave out what is too much.",
      wrong: "func twice(_ n: Int) -> Int { 2 * n }\nprint(twice(3, 4))",
      right: "func twice(_ n: Int) -> Int { 2 * n }\nprint(twice(3))"),
    FriendlyMessage(
      "extra-index", ["extra argument in subscript"],
      says: "Only one index can stand in these brackets.",
      hint: "In an array of arrays, write one pair of brackets for each: `matrix[row][column]`.",
      wrong: "let matrix = [[1, 2], [3, 4]]\nprint(matrix[0, 1])",
      right: "let matrix = [[1, 2], [3, 4]]\nprint(matrix[0][1])"),
    FriendlyMessage(
      "arguments-out-of-order", ["argument '{name}' must precede argument '{other}'"],
      says: "The arguments are in the wrong order: `{name}` comes before `{other}`.",
      hint: "Swap them.",
      wrong: "func area(width: Int, height: Int) -> Int { width * height }\nprint(area(height: 1, width: 2))",
      right: "func area(width: Int, height: Int) -> Int { width * height }\nprint(area(width: 2, height: 1))"),
    FriendlyMessage(
      "not-a-function", ["cannot call value of non-function type '{type}'"],
      says: "Parentheses call a function, and this is a value of type {type}.",
      hint: "Leave out the parentheses; to multiply, write `*`; to take an element, write `[i]`.",
      wrong: "let n = 3\nprint(n(2))", right: "let n = 3\nprint(n * 2)"),
    FriendlyMessage(
      "no-exact-match",
      [
        "no exact matches in call to subscript{rest}", "no exact matches in call to initializer{rest}",
        "no exact matches in call to {kind} '{name}'{rest}",
      ],
      says: "There is a way to call this, but not with these types.",
      hint: "Look at the types of what stands between the brackets; the notes list what would fit.",
      wrong: "let list = [1, 2, 3]\nprint(list[\"first\"])", right: "let list = [1, 2, 3]\nprint(list[0])"),
    FriendlyMessage(
      "text-index",
      ["'subscript(_:)' is unavailable: cannot subscript String with an Int, use a String.Index instead."],
      says: "A text (String) cannot be indexed with a number.",
      hint: "Make it an array of characters first: `Array(text)[0]`.",
      wrong: "let word = \"abc\"\nprint(word[0])", right: "let word = \"abc\"\nprint(Array(word)[0])"),
    FriendlyMessage(
      "remainder-of-decimals", ["'%' is unavailable: For floating point numbers use truncatingRemainder instead"],
      says: "`%` is for whole numbers only.",
      hint: "With decimals, write `x.truncatingRemainder(dividingBy: 2)`.",
      wrong: "let x = 7.5\nprint(x % 2)", right: "let x = 7.5\nprint(x.truncatingRemainder(dividingBy: 2))"),
    FriendlyMessage(
      "missing-ampersand", ["passing value of type '{type}' to an inout parameter requires explicit '&'"],
      says: "The function changes this variable, so it must be marked.", hint: "Write `&` before it.",
      wrong: "func reset(_ n: inout Int) { n = 0 }\nvar n = 1\nreset(n)",
      right: "func reset(_ n: inout Int) { n = 0 }\nvar n = 1\nreset(&n)"),
    FriendlyMessage(
      "closure-arguments",
      [
        "contextual closure type '{type}' expects {wanted} arguments, but {got} was used in closure body",
        "contextual closure type '{type}' expects {wanted} arguments, but {got} were used in closure body",
        "contextual closure type '{type}' expects {wanted} argument, but {got} were used in closure body",
        "contextual type for closure argument list expects {wanted} argument, which cannot be implicitly ignored",
        "contextual type for closure argument list expects {wanted} arguments, which cannot be implicitly ignored",
      ],
      says: "The braces use another number of values than they get here, which is {wanted}.",
      hint: "The values are called $0, $1, … or get names: `{ a, b in … }`. An unused one is called `_`.",
      wrong: "let twice = [1, 2].map { $0 + $1 }", right: "let twice = [1, 2].map { $0 + $0 }"),
    FriendlyMessage(
      "closure-type-unclear", ["cannot infer type of closure parameter '{name}' without a type annotation"],
      rank: .consequence, says: "Nothing tells here what type `{name}` has.",
      hint: "Write it: `{ ({name}: Double) in … }`.",
      wrong: "let same = { x in x }", right: "let same = { (x: Double) in x }"),
  ]
}
