extension FriendlyMessage {
  /// Constants, optionals, errors, results.
  static let values: [FriendlyMessage] = [
    FriendlyMessage(
      "constant-assigned",
      [
        "cannot assign to value: '{name}' is a 'let' constant",
        "cannot assign to property: '{name}' is a 'let' constant",
        "cannot assign through subscript: '{name}' is a 'let' constant",
        "left side of mutating operator isn't mutable: '{name}' is a 'let' constant",
        "cannot use mutating member on immutable value: '{name}' is a 'let' constant",
      ],
      says: "`{name}` was made with `let`, so it keeps its first value for good.",
      hint:
        "Write `var {name}` where it is defined, if it should change. (A function's own argument: copy it into a `var`.)",
      wrong: "let weight = 3\nweight = 4", right: "var weight = 3\nweight = 4"),
    FriendlyMessage(
      "method-changes-itself",
      [
        "cannot assign to property: 'self' is immutable",
        "left side of mutating operator isn't mutable: 'self' is immutable",
        "cannot use mutating member on immutable value: 'self' is immutable",
      ],
      says: "This method changes its own struct, and does not say so.",
      hint: "Write `mutating func` instead of `func`.",
      wrong: "struct Neuron {\n  var bias = 0.0\n  func learn() { bias = 1 }\n}",
      right: "struct Neuron {\n  var bias = 0.0\n  mutating func learn() { bias = 1 }\n}"),
    FriendlyMessage(
      "literal-assigned", ["cannot assign to value: literals are not mutable"],
      says: "A fixed value stands to the left of `=`, and nothing can be stored in it.",
      hint: "To compare, write `==`.",
      wrong: "print(1 = 1)", right: "print(1 == 1)"),
    FriendlyMessage(
      "optional-not-unwrapped",
      [
        "value of optional type '{type}' must be unwrapped to a value of type '{wrapped}'",
        "value of optional type '{type}' must be unwrapped to refer to member '{member}' of wrapped base type '{wrapped}'",
      ],
      says: "This may be nil, that is, no value at all. {wrapped} is expected here.",
      hint: "Say what to do without a value: `value ?? 0`, or `if let value { … }`. `value!` stops the program on nil.",
      wrong: "let list = [3, 4]\nlet first: Int = list.first",
      right: "let list = [3, 4]\nlet first: Int = list.first ?? 0"),
    FriendlyMessage(
      "not-an-optional", ["initializer for conditional binding must have Optional type, not '{type}'"],
      says: "`if let` and `guard let` ask whether there is a value, and here there always is one ({type}).",
      hint: "Use plain `let`, and a comparison as the condition.",
      wrong: "if let n = 3 { print(n) }", right: "let n = 3\nprint(n)"),
    FriendlyMessage(
      "nil-without-optional",
      [
        "'nil' cannot initialize specified type '{type}'",
        "'nil' is not compatible with expected argument type '{type}'",
      ],
      says: "nil means no value, and {type} must always have one.",
      hint: "Write `{type}?` for the type, if there may be none.",
      wrong: "let best: Int = nil", right: "let best: Int? = nil"),
    FriendlyMessage(
      "missing-try",
      [
        "call can throw but is not marked with 'try'",
        "call can throw, but it is not marked with 'try' and the error is not handled",
        "operator can throw but expression is not marked with 'try'",
      ],
      says: "This call can fail, and the word `try` is missing before it.",
      hint: "Write `try` before the call. Inside a function of yours, also write `throws` behind its parentheses.",
      wrong: "func read() throws -> Int { 1 }\nlet n = read()",
      right: "func read() throws -> Int { 1 }\nlet n = try read()"),
    FriendlyMessage(
      "error-not-handled", ["errors thrown from here are not handled{rest}"],
      says: "What fails here is not caught by anybody.",
      hint: "Write `throws` behind the function's parentheses, or put this into `do { … } catch { print(error) }`.",
      wrong: "func read() throws -> Int { 1 }\nfunc twice() -> Int { 2 * (try read()) }",
      right: "func read() throws -> Int { 1 }\nfunc twice() throws -> Int { 2 * (try read()) }"),
    FriendlyMessage(
      "missing-await",
      [
        "'async' call in a function that does not support concurrency",
        "expression is 'async' but is not marked with 'await'",
      ],
      says: "This call has to be waited for.",
      hint: "Write `await` before it, and `async` behind your function's parentheses.",
      wrong: "func load() async -> Int { 1 }\nfunc show() { print(load()) }",
      right: "func load() async -> Int { 1 }\nfunc show() async { print(await load()) }"),
    FriendlyMessage(
      "missing-return",
      [
        "missing return in global function expected to return '{type}'",
        "missing return in local function expected to return '{type}'",
        "missing return in instance method expected to return '{type}'",
        "missing return in static method expected to return '{type}'",
        "missing return in closure expected to return '{type}'", "missing return in getter expected to return '{type}'",
      ],
      says: "The function promises to give back {type}, and here it ends without giving anything.",
      hint: "Write `return` and the value on the last line. With `if`, every way through must return something.",
      wrong: "func double(_ n: Int) -> Int {\n  let result = 2 * n\n}",
      right: "func double(_ n: Int) -> Int {\n  let result = 2 * n\n  return result\n}"),
    FriendlyMessage(
      "unexpected-return", ["unexpected non-void return value in void function"],
      says: "The function gives back a value, and did not say that it would.",
      hint: "Write its type behind the parentheses: `func name(…) -> Double {`.",
      wrong: "func two() { return 2 }", right: "func two() -> Int { return 2 }"),
    FriendlyMessage(
      "return-outside", ["return invalid outside of a func"], rank: .consequence,
      says: "`return` only makes sense inside a function.", hint: "To show a value, write `print(value)`.",
      wrong: "return 3", right: "print(3)"),
    FriendlyMessage(
      "used-before-set",
      ["variable '{name}' used before being initialized", "constant '{name}' used before being initialized"],
      says: "`{name}` is used here before it was given a value.",
      hint: "Give it one where it is defined: `var {name} = 0`.",
      wrong: "var total: Int\nprint(total)", right: "var total: Int = 0\nprint(total)"),
    FriendlyMessage(
      "no-initial-value",
      [
        "class '{type}' has no initializers", "return from initializer without initializing all stored properties",
        "type annotation missing in pattern",
      ],
      says: "Something is defined here without a first value.",
      hint: "Give it one, `var x = 0`, or set it in `init`.",
      wrong: "class Neuron {\n  var bias: Double\n}", right: "class Neuron {\n  var bias: Double = 0\n}"),
    FriendlyMessage(
      "if-without-else-value", ["'if' must have an unconditional 'else' to be used as expression"],
      says: "When the condition is false, there is no value to store.",
      hint: "Add `else { … }` with the value for that case.",
      wrong: "let n = if true { 1 }", right: "let n = if true { 1 } else { 2 }"),
    FriendlyMessage(
      "constant-division-by-zero", ["division by zero"], says: "This divides by zero.",
      hint: "A whole number cannot be divided by zero; with decimals, `1.0 / 0` is infinity.",
      wrong: "let n = 1 / 0", right: "let n = 1.0 / 0"),
    FriendlyMessage(
      "constant-overflow", ["arithmetic operation '{operation}' (on type '{type}') results in an overflow"],
      says: "The result of {operation} is too large or too small for {type}.",
      hint: "Calculate with Double, or use a type with more room.",
      wrong: "let n = Int.max + 1", right: "let n = Double(Int.max) + 1"),
    FriendlyMessage(
      "guard-falls-through",
      ["'guard' body must not fall through, consider using a 'return' or 'throw' to exit the scope"],
      says: "`guard … else { … }` has to leave: there is no value to go on with.",
      hint: "End the braces with `return`, `throw` or `fatalError(\"…\")`; or use `if let`.",
      wrong: "guard let n = Int(\"3\") else { print(\"no\") }",
      right: "guard let n = Int(\"3\") else { fatalError(\"no\") }\nprint(n)"),
    FriendlyMessage(
      "switch-not-exhaustive", ["switch must be exhaustive"],
      says: "`switch` does not say what to do in every case.",
      hint: "Add the missing cases, or `default:` for all others.",
      wrong: "let n = 3\nswitch n {\ncase 1: print(1)\n}",
      right: "let n = 3\nswitch n {\ncase 1: print(1)\ndefault: print(n)\n}"),
  ]
}
