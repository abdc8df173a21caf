extension FriendlyMessage {
  private static let conversions: [Phrase] = [
    "cannot convert value of type '{got}' to specified type '{wanted}'",
    "cannot convert value of type '{got}' to expected argument type '{wanted}'",
    "cannot convert value of type '{got}' to closure result type '{wanted}'",
    "cannot convert return expression of type '{got}' to return type '{wanted}'",
    "cannot assign value of type '{got}' to type '{wanted}'",
    "cannot convert value of type '{got}' to expected element type '{wanted}'",
    "cannot convert value of type '{got}' to type '{wanted}' in coercion",
    "cannot convert value of type '{got}' to expected condition type '{wanted}'",
  ]

  private static func conversions(from got: String, to wanted: String) -> [Phrase] {
    conversions.map { Phrase(Phrase($0.description).filled(with: ["got": got, "wanted": wanted])) }
  }

  private static func operands(_ left: String, _ right: String, of symbol: String = "{operator}") -> Phrase {
    Phrase("binary operator '\(symbol)' cannot be applied to operands of type '\(left)' and '\(right)'")
  }

  /// Values of a type other than the expected one.
  static let types: [FriendlyMessage] = [
    FriendlyMessage(
      "several-at-once", ["cannot convert value of type 'Tensor' to specified type '(_, _)'"],
      says: "This is one tensor; a pair is expected here.",
      hint:
        "`gradients(of: loss, with: [w, b])` has an array of them: `let slopes = gradients(…)`, then `slopes[0]` and `slopes[1]`.",
      wrong: "let t = Tensor([[1, 2], [3, 4]])\nlet (first, second) = sum(t)",
      right: "let t = Tensor([[1, 2], [3, 4]])\nlet first = sum(t)"),
    FriendlyMessage(
      "array-as-tensor", conversions(from: "NDArray", to: "Tensor"),
      says: "This is an array of numbers (NDArray); a tensor is expected here.",
      hint: "If the array is called a, write `Tensor(a)`. `predict(model, a)` has a model's answers to an array.",
      wrong: "let a = NDArray([[1, 2]])\nlet t: Tensor = a", right: "let a = NDArray([[1, 2]])\nlet t = Tensor(a)"),
    FriendlyMessage(
      "tensor-as-array",
      ["Tensor", "Parameter", "Input"].flatMap { conversions(from: $0, to: "NDArray") },
      says: "This is a tensor; an array of numbers (NDArray) is expected here.",
      hint: "If the tensor is called x, its numbers are `x.value`.",
      wrong: "let t = Tensor([[1, 2]])\nlet a: NDArray = t", right: "let t = Tensor([[1, 2]])\nlet a = t.value"),
    FriendlyMessage(
      "number-as-shape", conversions(from: "Int", to: "Shape"),
      says: "This is one number; a shape is expected here.", hint: "A shape has brackets: `[3]`, `[2, 3]`.",
      wrong: "let t = Tensor.zeros(3)", right: "let t = Tensor.zeros([3])"),
    FriendlyMessage(
      "gradients-of-several", conversions(from: "[Parameter]", to: "Tensor"),
      says: "These are several parameters; one tensor is expected here.",
      hint: "`gradients(of: loss, with: model.parameters)` has a gradient for each of them.",
      wrong: "let model = Dense(2, 1)\nlet g = gradient(of: sum(model.weights), with: model.parameters)",
      right: "let model = Dense(2, 1)\nlet g = gradients(of: sum(model.weights), with: model.parameters)"),
    FriendlyMessage(
      "metric-as-number",
      conversions(from: "MetricValue", to: "Double") + conversions(from: "MetricValue", to: "Float"),
      says: "A plain number is expected here; a metric is not one, because it may be undefined.",
      hint: "Its number is `.scalar`; `.number` is nil where the metric is undefined.",
      wrong: "let right: Double = Metric.accuracy(NDArray([1, 2]), NDArray([1, 0]))",
      right: "let right = Metric.accuracy(NDArray([1, 2]), NDArray([1, 0])).scalar"),
    FriendlyMessage(
      "tensors-equal",
      [
        "'Tensor' is not convertible to 'AnyHashable'",
        "binary operator '==' cannot be applied to two 'Tensor' operands",
      ],
      says: "`==` does not compare tensors.",
      hint: "Element by element it is `x .== y`; whether all numbers are equal says `x.value == y.value`.",
      wrong: "let t = Tensor([[1, 2]])\nprint(t == t)", right: "let t = Tensor([[1, 2]])\nprint(t.value == t.value)"),
    FriendlyMessage(
      "batches-without-end", ["for-in loop requires 'Batches' to conform to 'Sequence'"],
      says: "Batches have no end: `batches[step]` is the batch of any step.",
      hint:
        "Write `for step in 0..<batches.countPerEpoch { … batches[step] … }`; further steps are further epochs, each in another order.",
      wrong: "let batches = Batches(Examples.moons(count: 10), size: 5)\nfor batch in batches { print(batch.count) }",
      right:
        "let batches = Batches(Examples.moons(count: 10), size: 5)\nfor step in 0..<batches.countPerEpoch { print(batches[step].count) }"
    ),
    FriendlyMessage(
      "integer-division", conversions(from: "Int", to: "Double") + conversions(from: "Int", to: "Float"),
      when: .isDivision,
      says:
        "Dividing two whole numbers (Int) gives a whole number: 5 / 2 is 2. A number with decimals is expected here.",
      hint:
        "Convert before dividing: `Double(a) / Double(b)`. `Double(a / b)` would be too late: the decimals are gone.",
      wrong: "let sum = 5, count = 2\nlet mean: Double = sum / count",
      right: "let sum = 5, count = 2\nlet mean: Double = Double(sum) / Double(count)"),
    FriendlyMessage(
      "integer-as-decimal", conversions(from: "Int", to: "Double") + conversions(from: "Int", to: "Float"),
      says: "This is a whole number (Int); a number with decimals (Double or Float) is expected here.",
      hint: "Swift does not convert by itself. If the value is called n, write `Double(n)` (or `Float(n)`).",
      wrong: "let n = 3\nlet x: Double = n", right: "let n = 3\nlet x: Double = Double(n)"),
    FriendlyMessage(
      "power-operator",
      [
        "cannot convert value of type 'Double' to expected argument type 'Int'",
        "binary operator '^' cannot be applied to two '{left}' operands", operands("{left}", "{right}", of: "^"),
      ], when: .isBesidePower,
      says: "`^` is not the power of a number in Swift.",
      hint: "Write `x * x`, or `import Foundation` and `pow(x, 2)`.",
      wrong: "let x = 1.5\nprint(x^2)", right: "let x = 1.5\nprint(x * x)"),
    FriendlyMessage(
      "decimal-as-integer", conversions(from: "Double", to: "Int") + conversions(from: "Float", to: "Int"),
      says: "This number has decimals; a whole number (Int) is expected here.",
      hint: "If decimals belong there, make the other side a Double: `Double(n)`. `Int(x)` cuts the decimals off.",
      wrong: "let x: Int = 3.5", right: "let x: Double = 3.5"),
    FriendlyMessage(
      "tensor-compared",
      ["referencing operator function '{operator}' on '{protocol}' requires that '{got}' conform to '{protocol2}'"],
      when: .comparesTensors,
      says: "`{operator}` compares single values, and a {tensor} is a whole array of numbers.",
      hint:
        "Element by element it is `.{operator}`: `x .{operator} 0`. A tensor with one element gives it as `.scalar`.",
      wrong: "let t = Tensor([[3]])\nif t > 0 { print(1) }",
      right: "let t = Tensor([[3]])\nif t.scalar > 0 { print(1) }"),
    FriendlyMessage(
      "tensor-with-array",
      ["Tensor", "Parameter", "Input"].flatMap { [operands($0, "NDArray"), operands("NDArray", $0)] },
      says: "`{operator}` has a tensor on one side and an array (NDArray) on the other.",
      hint: "If the array is called a, write `Tensor(a)`; or take the tensor's numbers now, `x.value`.",
      wrong: "let a = NDArray([[1, 2]])\nlet t = Tensor(a) * a",
      right: "let a = NDArray([[1, 2]])\nlet t = Tensor(a) * Tensor(a)"),
    FriendlyMessage(
      "tensor-as-number",
      [
        "cannot convert value of type '{got}' to specified type 'Double'",
        "cannot convert value of type '{got}' to specified type 'Float'",
        "cannot convert value of type '{got}' to expected argument type 'Double'",
        "cannot convert value of type '{got}' to expected argument type 'Float'",
        "cannot convert value of type '{got}' to expected argument type 'Int'",
        "cannot convert value of type '{got}' to specified type 'Int'",
        "referencing operator function '{operator}' on '{protocol}' requires that '{got}' conform to '{protocol2}'",
      ], when: .involvesTensor,
      says: "A {tensor} is a whole array of numbers, and a single number is needed here.",
      hint: "A tensor with one element gives it as `.scalar`; otherwise calculate with tensors on both sides.",
      wrong: "let t = Tensor(NDArray([1.0, 2.0]))\nlet x: Double = t",
      right: "let t = Tensor(NDArray([3.0]))\nlet x: Double = t.scalar"),
    FriendlyMessage(
      "column-as-array", ["no exact matches in call to global function '{function}'{rest}"], when: .isColumnOfTable,
      says: "`{function}` takes an array of numbers, and a table's column stands here.",
      hint: "The column as an array is `frame.array([\"{column}\"])`.",
      wrong:
        "struct Table { subscript(name: String) -> Bool { true } }\nlet frame = Table()\nprint(sum(frame[\"price\"]))",
      right:
        "struct Table { func array(_ names: [String]) -> NDArray { NDArray([1]) } }\nlet frame = Table()\nprint(sum(frame.array([\"price\"])))"
    ),
    FriendlyMessage(
      "missing-import-for-number",
      [
        operands("Int", "Double"), operands("Double", "Int"),
        "cannot convert value of type 'Double' to expected argument type 'Tensor'",
        "cannot convert value of type 'Float' to expected argument type 'Tensor'",
        "cannot convert value of type 'Int' to expected argument type 'Tensor'",
        "no exact matches in call to global function '{function}'{rest}",
      ], when: .isArgumentOfImportable,
      says:
        "`{name}` of a plain number belongs to {module}, which is not imported; without it there is only that of tensors.",
      hint: "Write `import {module}` as the first line of the cell.",
      wrong: "let root = tanh(2.0)", right: "import Foundation\nlet root = tanh(2.0)"),
    FriendlyMessage(
      "number-as-tensor",
      [
        "cannot convert value of type 'Double' to expected argument type 'Tensor'",
        "cannot convert value of type 'Int' to expected argument type 'Tensor'",
        "cannot convert value of type '[Double]' to expected argument type 'Tensor'",
        "cannot convert value of type '[Int]' to expected argument type 'Tensor'",
        "cannot convert value of type 'Double' to specified type 'Tensor'",
        "cannot convert value of type '[Double]' to specified type 'Tensor'",
      ],
      says: "A tensor is expected here; these are plain numbers.",
      hint: "Make a tensor of them: `Tensor(NDArray([1.0, 2.0]))`.",
      wrong: "let t: Tensor = [1.0, 2.0]", right: "let t = Tensor(NDArray([1.0, 2.0]))"),
    FriendlyMessage(
      "mixed-numbers",
      [
        operands("Int", "Double"), operands("Double", "Int"), operands("Int", "Float"), operands("Float", "Int"),
      ],
      says: "`{operator}` has a whole number (Int) on one side and a number with decimals on the other.",
      hint:
        "Both sides must have the same type. If the Int is called n, write `Double(n)` (beside a Float: `Float(n)`).",
      wrong: "let n = 3, rate = 0.5\nlet step = rate * n", right: "let n = 3, rate = 0.5\nlet step = rate * Double(n)"),
    FriendlyMessage(
      "mixed-precision",
      [operands("Float", "Double"), operands("Double", "Float")] + conversions(from: "Float", to: "Double")
        + conversions(from: "Double", to: "Float"),
      says: "Float and Double meet here: numbers with decimals, but of different precision.",
      hint: "Convert one of them: `Double(x)` or `Float(x)`.",
      wrong: "let a: Float = 1\nlet b: Double = a", right: "let a: Float = 1\nlet b: Double = Double(a)"),
    FriendlyMessage(
      "text-and-number",
      [
        operands("String", "Int"), operands("Int", "String"), operands("String", "Double"),
        operands("Double", "String"), operands("String", "Float"),
      ],
      says: "`{operator}` cannot take a text (String) and a number together.",
      hint:
        "To build a text, write the number inside it: \"loss: \\(x)\". To calculate, use the number without quotes.",
      wrong: "let x = 0.5\nprint(\"loss: \" + x)", right: "let x = 0.5\nprint(\"loss: \\(x)\")"),
    FriendlyMessage(
      "text-as-choice", conversions.map { Phrase(Phrase($0.description).filled(with: ["got": "String"])) },
      when: .isChosenByName,
      says: "{wanted} is chosen by a name after a dot, not by a text.",
      hint: "Write `.{choice}` instead of \"{choice}\".",
      wrong: "let act: Activation = \"relu\"", right: "let act: Activation = .relu"),
    FriendlyMessage(
      "text-as-number",
      conversions(from: "String", to: "Int") + conversions(from: "String", to: "Double")
        + conversions(from: "String", to: "Float"),
      says: "This is a text (String); a number is expected here.",
      hint:
        "Leave out the quotes. A text from elsewhere is read with `Double(text)`, which gives nil for what is no number.",
      wrong: "let n: Int = \"3\"", right: "let n: Int = 3"),
    FriendlyMessage(
      "number-as-text", conversions(from: "Int", to: "String") + conversions(from: "Double", to: "String"),
      says: "This is a number; a text (String) is expected here.",
      hint: "If the number is called n, write \"\\(n)\" or `String(n)`.",
      wrong: "let title: String = 3", right: "let title: String = \"3\""),
    FriendlyMessage(
      "not-a-condition",
      [
        "integer literal value '{value}' cannot be used as a boolean; did you mean 'true'?",
        "integer literal value '{value}' cannot be used as a boolean; did you mean 'false'?",
      ] + conversions.map { Phrase($0.filled(with: ["got": "{got}", "wanted": "Bool"])) },
      says: "A condition is expected here: something that is true or false.",
      hint: "Compare with something, as in `n > 0` or `name == \"Ann\"`, or write `true` or `false`.",
      wrong: "if 1 { print(\"yes\") }", right: "if 1 > 0 { print(\"yes\") }"),
    FriendlyMessage(
      "array-with-number",
      [
        operands("{left}", "Int"), operands("{left}", "Double"), operands("Int", "{right}"),
        operands("Double", "{right}"), "cannot convert value of type '{got}' to expected argument type 'Int'",
        "cannot convert value of type '{got}' to expected argument type 'Double'",
      ], when: .isCollection,
      says: "This is a whole collection, and it cannot be calculated with as if it were one number.",
      hint: "Calculate with each element, `list.map { $0 * 2 }`, or with an array of numbers, `NDArray(list) * 2`.",
      wrong: "let list = [1, 2]\nfor i in 0..<list { print(i) }",
      right: "let list = [1, 2]\nfor i in 0..<list.count { print(i) }"),
    FriendlyMessage(
      "sum-with-integer",
      ["cannot convert value of type '(Int) -> Int' to expected argument type '(Int, {type}) throws -> Int'"],
      says: "On this line, decimals are added up and then meet a whole number (Int).",
      hint: "Convert the whole number, as in `list.reduce(0, +) / Double(list.count)`.",
      wrong: "let list = [1.0, 2.0]\nlet mean = list.reduce(0, +) / list.count",
      right: "let list = [1.0, 2.0]\nlet mean = list.reduce(0, +) / Double(list.count)"),
    FriendlyMessage(
      "operands-do-not-fit",
      [
        operands("{left}", "{right}"), "binary operator '{operator}' cannot be applied to two '{left}' operands",
        "unary operator '{operator}' cannot be applied to an operand of type '{left}'",
        "referencing operator function '{operator}' on '{protocol}' requires that '{left}' conform to '{protocol2}'",
      ],
      says: "`{operator}` does not work with what stands beside it here ({left}).",
      hint: "Look at the types of both sides; `print(type(of: value))` says what a value is.",
      wrong: "let negative = -\"a\"", right: "let negative = -1"),
    FriendlyMessage(
      "not-a-sequence", ["for-in loop requires '{type}' to conform to 'Sequence'"],
      says: "`for … in` needs something to go through, and a single value ({type}) stands there.",
      hint: "To count, write a range: `for i in 0..<n`. To go through a list, write the list itself.",
      wrong: "for i in 5 { print(i) }", right: "for i in 0..<5 { print(i) }"),
    FriendlyMessage(
      "type-mismatch", conversions,
      says: "This is of type {got}; {wanted} is expected here.",
      hint: "Convert the value, or change the type that is asked for.",
      wrong: "let list: [Double] = 3.5", right: "let list: [Double] = [3.5]"),
    FriendlyMessage(
      "promised-elsewhere",
      [
        "extension outside of file declaring {kind} '{type}' prevents automatic synthesis of '{member}' for protocol '{protocol}'"
      ],
      says: "Swift writes `{member}` by itself only in the cell that declares `{type}`, and this is another one.",
      hint: "If {type} is yours, put it into the first cell: write `: {protocol}` behind its name there.",
      wrong: "extension Axis: Hashable {}", right: "struct Point: Hashable { var x = 1 }"),
    FriendlyMessage(
      "promised-without-public",
      ["{kind} '{name}' must be declared public because it matches a requirement in public protocol '{protocol}'"],
      says: "`{name}` keeps what `{protocol}` promises of a type from another cell, so it must be public.",
      hint: "Write `public` before it, or put the extension into the cell that declares the type.",
      wrong: "extension Axis: CustomStringConvertible { var description: String { \"axis\" } }",
      right: "extension Axis: CustomStringConvertible { public var description: String { \"axis\" } }"),
    FriendlyMessage(
      "not-comparable", ["type '{type}' does not conform to protocol 'Hashable'"],
      says: "Values of {type} cannot be members of a set or keys of a dictionary yet.",
      hint: "Write `: Hashable` behind the name of {type} where it is defined.",
      wrong: "struct Point {}\nlet points: Set<Point> = []",
      right: "struct Point: Hashable {}\nlet points: Set<Point> = []"),
    FriendlyMessage(
      "protocol-not-met", ["type '{type}' does not conform to protocol '{protocol}'"],
      says: "{type} promises to be a {protocol}, and something that this needs is missing.",
      hint: "Add what the notes list.",
      wrong: "protocol Shape { func area() -> Double }\nstruct Dot: Shape {}",
      right: "protocol Shape { func area() -> Double }\nstruct Dot: Shape { func area() -> Double { 0 } }"),
    FriendlyMessage(
      "number-too-large", ["integer literal '{value}' overflows when stored into '{type}'"],
      says: "{value} does not fit into {type}.", hint: "Use a type with more room, such as Int or Double.",
      wrong: "let pixel: UInt8 = 300", right: "let pixel: UInt8 = 255"),
    FriendlyMessage(
      "type-unclear", ["empty collection literal requires an explicit type", "'nil' requires a contextual type"],
      says: "Nothing tells here what type this has.",
      hint: "Write the type behind the name: `var list: [Double] = []`, `var best: Int? = nil`.",
      wrong: "let list = []", right: "let list: [Double] = []"),
    FriendlyMessage(
      "type-parameter-unclear", ["generic parameter '{name}' could not be inferred"], rank: .consequence,
      says: "Nothing tells here what type `{name}` stands for.",
      hint: "Write the type of the result behind the name: `let x: Double = …`.",
      wrong: "func make<T>() -> [T] { [] }\nlet list = make()",
      right: "func make<T>() -> [T] { [] }\nlet list: [Int] = make()"),
    FriendlyMessage(
      "too-complex", ["the compiler is unable to type-check this expression in reasonable time; {rest}"],
      says: "This expression is too long for the compiler to work out its types.",
      hint: "Split it into several lines, each with its own `let`, and write the types of the parts.",
      wrong: "", right: ""),
  ]
}
