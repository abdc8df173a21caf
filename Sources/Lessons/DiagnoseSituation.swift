import Display

/// What must be so, besides the words, for a friendly message to fit; and what it then fills into the sentences.
public enum Situation: String, Sendable, CaseIterable {
  case always
  /// {name} is declared by a later cell. Fills {cell}, {line}.
  case isDeclaredLater
  /// {name} belongs to a module that is not imported. Fills {module}.
  case isImportable
  /// Other languages call it {name}. Fills {swift}.
  case isSpeltOtherwise
  /// {name}, a member, has another name in Swift. Fills {swift}.
  case isMemberSpeltOtherwise
  /// Other libraries call something {name}, alone or behind a module: `zeros`, `torch.zeros`. Fills {typed} and {right}.
  case isGuess
  /// Other libraries give {name}, or some argument of the call at the place, another name. Fills {label} and {right}.
  case isGuessedArgument
  /// Other libraries call what stands before the parentheses at the place with other arguments. Fills {callee} and {right}.
  case isCalledOtherwise
  /// The place is in or at a call of a library's function, and the lesson has a value of that name. Fills {taken} and {instead}.
  case isLibraryNameTaken
  /// The call at the place begins with a name and a text in brackets: `log(frame["price"])`. Fills {column}.
  case isColumnOfTable
  /// Other libraries have a {name}, and there is none here. Fills {instead}.
  case isNotInTheLibrary
  /// {got} and {wanted} are names of arguments, and one differs. Fills both with that one.
  case isOneLabel
  /// {name} is a function of tensors and arrays only.
  case isFunctionOfArrays
  /// {got} is a tensor, and {operator} compares. Fills {tensor}.
  case comparesTensors
  /// A single `=` stands behind {name} in a call.
  case isNamedByEquals
  /// {wanted} has names for what it can be, and a text stands at the place. Fills {wanted} and {choice}.
  case isChosenByName
  /// `@` is the next sign.
  case isBeforeAt
  /// The place is a colon between square brackets.
  case isColonInBrackets
  /// {name} resembles a name in sight. Fills {nearest}.
  case isMisspelt
  /// {name} resembles a member of {type}. Fills {nearest}.
  case isMemberMisspelt
  /// {name}, a function of a module that is not imported, is called with what stands at the place. Fills {module}.
  case isArgumentOfImportable
  /// The place is a division sign.
  case isDivision
  /// {got}, {left} or {right} is a tensor. Fills {tensor} with its type.
  case involvesTensor
  /// {got}, {left} or {right} is an array, set or dictionary.
  case isCollection
  /// A word of another language stands just before. Fills {word} and {swift}.
  case followsForeignWord
  /// A string or a number follows a name, without parentheses. Fills {name}.
  case lacksParentheses
  /// `^` stands on the line.
  case isBesidePower
  /// The place is a closing parenthesis, bracket or brace. Fills {bracket}.
  case isClosingBracket
  /// The place is the word `else`.
  case isElse

  /// nil when it is not so.
  func values(
    _ found: [String: String], at place: Diagnostic.Place?, in context: DiagnoseContext
  ) -> [String: String]? {
    let name = found["name"] ?? ""
    switch self {
    case .always:
      return [:]
    case .isDeclaredLater:
      return context.laterDeclaration(of: name).map { ["cell": $0.cell.label, "line": String($0.line)] }
    case .isImportable:
      return Vocabulary.module(of: name).map { ["module": $0] }
    case .isNotInTheLibrary:
      return Vocabulary.missing[name].map { ["instead": $0] }
    case .isSpeltOtherwise:
      return Vocabulary.names[name].map { ["swift": $0] }
    case .isMemberSpeltOtherwise:
      let type = found["type"] ?? ""
      let right = Guess.right(forMember: name, of: context.layers.contains(type) ? "any Layer" : type)
      return (right ?? Vocabulary.member(name, of: type)).map { ["swift": $0] }
    case .isFunctionOfArrays:
      return Vocabulary.functionsOfArrays.contains(name) ? [:] : nil
    case .comparesTensors:
      guard [">", "<", ">=", "<=", "==", "!="].contains(found["operator"]) else { return nil }
      return Situation.involvesTensor.values(found, at: place, in: context)
    case .isChosenByName:
      let wanted = (found["wanted"] ?? "").filter { $0 != "?" }
      guard ["Activation", "Padding", "Initializer", "ElementType", "Metric"].contains(wanted), let place,
        let index = context.tokenIndex(at: place), context.tokens[index].kind == .string
      else { return nil }
      return ["wanted": wanted, "choice": context.tokens[index].text.filter { $0 != "\"" }.lowercased()]
    case .isGuessedArgument:
      let callee = place.flatMap { context.callees(at: $0).first?.name }
      if let right = Guess.right(forArgument: name, of: callee) { return ["label": name, "right": right] }
      return found["name"] != nil ? nil : place.flatMap { values(at: $0, in: context) }
    case .isOneLabel:
      let (got, wanted) = ((found["got"] ?? "").labels, (found["wanted"] ?? "").labels)
      let differing = zip(got, wanted).filter { $0 != $1 }
      guard got.count == wanted.count, differing.count == 1, got.count > 1, let (given, right) = differing.first
      else { return nil }
      return ["got": given, "wanted": right]
    case .isMisspelt:
      let made = place.map { context.names(madeOnLine: $0.line) } ?? []
      return context.nearest(to: name, among: context.namesInSight.filter { !made.contains($0) }).map {
        ["nearest": $0]
      }
    case .isMemberMisspelt:
      if found["nearest"] != nil { return [:] }
      let members = Vocabulary.members(of: found["type"] ?? "") + context.namesOfMembers
      return context.nearest(to: name, among: members).map { ["nearest": $0] }
    case .isCollection:
      let types = ["got", "left", "right"].compactMap { found[$0] }
      return types.contains { $0.hasPrefix("[") || $0.hasPrefix("Set<") } ? [:] : nil
    case .involvesTensor:
      let types = ["got", "left", "right"].compactMap { found[$0] }
      return types.first { type in ["Tensor", "Parameter", "Input"].contains(where: type.hasPrefix) }.map {
        ["tensor": $0]
      }
    case .isDivision, .followsForeignWord, .lacksParentheses, .isElse, .isBesidePower, .isClosingBracket,
      .isArgumentOfImportable, .isGuess, .isBeforeAt, .isColonInBrackets,
      .isNamedByEquals, .isCalledOtherwise, .isLibraryNameTaken, .isColumnOfTable:
      return place.flatMap { values(at: $0, in: context) }
    }
  }

  private func values(at place: Diagnostic.Place, in context: DiagnoseContext) -> [String: String]? {
    let token = context.tokenIndex(at: place).map { context.tokens[$0] }
    switch self {
    case .isDivision:
      return token?.text == "/" ? [:] : nil
    case .isElse:
      return token?.text == "else" ? [:] : nil
    case .isBesidePower:
      let line = place.line - context.cell.line + 1
      return context.tokens.contains { $0.line == line && $0.text == "^" } ? [:] : nil
    case .isClosingBracket:
      guard let text = token?.text, [")", "]", "}"].contains(text) else { return nil }
      return ["bracket": text]
    case .isGuess:
      let path = context.path(at: place)
      // A name of the lesson's own, whose cell did not compile, is no guess.
      if let name = path.first, context.isDeclared(name) { return nil }
      return Guess.right(for: path, isCalled: context.isCalled(path, at: place)).map {
        ["typed": path.joined(separator: "."), "right": $0]
      }
    case .isCalledOtherwise:
      // `Adam(0.1)` lacks a name only.
      return context.callees(at: place).lazy.filter { !$0.beginsWithNumber }.compactMap { callee in
        Guess.right(forCallOf: callee.name, firstLabel: callee.firstLabel).map { ["callee": callee.name, "right": $0] }
      }.first
    case .isColumnOfTable:
      guard let index = context.tokenIndex(at: place), let column = context.tokens[safely: index + 4],
        context.tokens[safely: index + 1]?.text == "(", context.tokens[safely: index + 3]?.text == "[",
        column.kind == .string
      else { return nil }
      return ["column": column.text.filter { $0 != "\"" }]
    case .isLibraryNameTaken:
      return context.callees(at: place).lazy.compactMap { callee in
        Vocabulary.takenNames[callee.name].map { ["taken": callee.name, "instead": $0] }
      }.first { context.makesValue(of: $0["taken"]!) }
    case .isGuessedArgument:
      return context.labelsOfCall(at: place).lazy
        .compactMap { label in Guess.right(forArgument: label).map { ["label": label, "right": $0] } }.first
    case .isNamedByEquals:
      guard let index = context.tokenIndex(at: place), context.tokens[index].depth > 0,
        context.tokens[safely: index + 1]?.text == "=", let before = context.tokens[safely: index - 1]
      else { return nil }
      return before.text == "(" || before.text == "," ? [:] : nil
    case .isBeforeAt:
      return context.token(from: place)?.text == "@" ? [:] : nil
    case .isColonInBrackets:
      guard token?.text == ":", let index = context.tokenIndex(at: place) else { return nil }
      let before = context.tokens[..<index].last { $0.depth < context.tokens[index].depth && "([{".contains($0.text) }
      return before?.text == "[" ? [:] : nil
    case .isArgumentOfImportable:
      if let name = token?.text, let module = Vocabulary.module(of: name) { return ["name": name, "module": module] }
      return context.callees(at: place).lazy.map(\.name).compactMap { name in
        Vocabulary.module(of: name).map { ["name": name, "module": $0] }
      }.first { !context.imports($0["module"]!) }
    case .followsForeignWord:
      guard let word = context.token(before: place)?.text, let swift = Vocabulary.keywords[word] else { return nil }
      return ["word": word, "swift": swift]
    default:
      let next = context.token(from: place)
      guard let name = context.token(before: place), name.kind == .identifier, let next else { return nil }
      return next.kind == .string || next.kind == .number ? ["name": name.text, "argument": next.text] : nil
    }
  }
}

/// What learners write who come from another language or library, and what Swift calls it.
enum Vocabulary {
  static let names: [String: String] = [
    "True": "true", "False": "false", "None": "nil", "null": "nil", "NULL": "nil", "undefined": "nil",
    "len": "x.count", "range": "0..<n", "xrange": "0..<n", "str": "String(x)", "int": "Int(x)", "float": "Double(x)",
    "bool": "Bool", "list": "Array", "dict": "[Key: Value]", "printf": "print", "println": "print", "echo": "print",
    "console": "print", "sorted": "x.sorted()", "sum": "x.reduce(0, +)", "enumerate": "x.enumerated()",
    "and": "&&", "or": "||", "not": "!", "np": "Tensor", "torch": "Tensor", "tf": "Tensor", "math": "import Foundation",
    "lambda": "{ x in … }", "raise": "throw", "double": "Double", "string": "String", "boolean": "Bool",
    "NaN": "Double.nan", "PI": "Double.pi", "pi": "Double.pi", "Pi": "Double.pi", "integer": "Int",
  ]

  /// Functions of the library whose names come to mind for values, and what to call those instead.
  static let takenNames: [String: String] = [
    "train": "training", "evaluate": "evaluation", "predict": "predictions", "show": "shown", "sum": "total",
    "mean": "average", "std": "deviation", "variance": "spread", "max": "greatest", "min": "least", "argmax": "best",
    "gradient": "slope", "gradients": "slopes", "hessian": "curvature", "update": "change", "softmax": "probabilities",
    "stack": "stacked", "pad": "padding", "select": "selected", "solve": "solution", "inverse": "inverted",
    "sigmoid": "probability", "log": "logarithm", "exp": "power", "round": "rounded", "summary": "overview",
  ]

  /// What other libraries have and this one has not, with what to do instead.
  static let missing: [String: String] = {
    let plane =
      "A linear network with a narrow middle, trained to repeat its inputs, finds the same plane: "
      + "`Sequential(Dense(64, 2), Dense(2, 64))`."
    let matrices = "Of matrices there are `x.matmul(y)`, `x.transposed()`, `solve(a, b)` and `inverse(a)`."
    let names = ["svd", "SVD", "eig", "eigh", "eigvals", "eigenvalues", "det", "determinant", "cholesky", "qr", "pinv"]
    return ["PCA": plane].merging(names.map { ($0, matrices) }) { first, _ in first }
  }()

  static let keywords: [String: String] = [
    "def": "func", "fun": "func", "function": "func", "fn": "func", "int": "let", "float": "let", "double": "let",
    "auto": "let", "const": "let", "val": "let", "string": "let", "String": "let", "bool": "let", "Int": "let",
    "Double": "let", "elif": "else if", "elseif": "else if", "elsif": "else if", "from": "import", "include": "import",
    "using": "import", "foreach": "for", "raise": "throw", "assert": "precondition", "del": "remove",
  ]

  private static let collectionMembers: [String: String] = [
    "length": "count", "len": "count", "size": "count", "push": "append", "add": "append", "push_back": "append",
    "extend": "append(contentsOf:)", "concat": "+", "pop": "removeLast", "indexOf": "firstIndex(of:)",
    "index": "firstIndex(of:)", "find": "first(where:)", "includes": "contains", "sum": "reduce(0, +)",
    "toString": "description", "empty": "isEmpty", "upper": "uppercased()", "lower": "lowercased()",
    "toUpperCase": "uppercased()", "toLowerCase": "lowercased()", "average": "reduce(0, +) / Double(count)",
    "mean": "reduce(0, +) / Double(count)", "each": "forEach", "strip": "split",
  ]

  private static let numberMembers: [String: String] = [
    "sqrt": "squareRoot()", "squareroot": "squareRoot()", "abs": "magnitude", "round": "rounded()",
    "floor": "rounded(.down)", "ceil": "rounded(.up)", "toString": "description", "PI": "pi", "Pi": "pi",
    "MAX": "greatestFiniteMagnitude", "inf": "infinity", "INFINITY": "infinity", "NaN": "nan", "toDouble": "Double(x)",
    "toInt": "Int(x)", "toFloat": "Float(x)",
  ]

  private static let foundation: Set = [
    "sqrt", "exp", "log", "log2", "log10", "log1p", "expm1", "pow", "sin", "cos", "tan", "asin", "acos", "atan",
    "atan2", "sinh", "cosh", "tanh", "floor", "ceil", "round", "fabs", "cbrt", "hypot", "Date", "URL", "Data", "UUID",
    "FileManager", "ProcessInfo", "NSString", "DateFormatter", "JSONDecoder", "JSONEncoder", "Calendar", "TimeInterval",
    "NumberFormatter", "Thread", "usleep", "sleep", "getenv", "Locale", "CharacterSet", "Process", "M_PI", "CGFloat",
  ]

  /// What of Swift itself a learner is likely to mean.
  static let swift = [
    "print", "min", "max", "abs", "zip", "stride", "Int", "Double", "Float", "String", "Bool", "Array", "Set",
    "Dictionary", "Character", "true", "false", "nil", "fatalError", "precondition", "show", "Tensor",
  ]

  private static let collection = [
    "count", "isEmpty", "first", "last", "append", "insert", "remove", "removeLast", "removeFirst", "contains", "map",
    "filter", "reduce", "forEach", "sorted", "sort", "reversed", "reverse", "enumerated", "joined", "split", "min",
    "max", "shuffled", "prefix", "suffix", "dropFirst", "dropLast", "indices", "firstIndex", "allSatisfy", "keys",
    "values", "uppercased", "lowercased", "hasPrefix", "hasSuffix",
  ]

  private static let number = [
    "squareRoot", "rounded", "magnitude", "isNaN", "isFinite", "description", "pi", "infinity", "max", "min", "random",
    "greatestFiniteMagnitude", "nan", "zero", "isMultiple", "quotientAndRemainder", "negate", "signum",
  ]

  private static let tensor = [
    "shape", "value", "scalar", "matmul", "transposed", "reshaped", "broadcast", "slice", "rows", "rank", "name",
    "named",
    "elementType",
  ]

  static let functionsOfArrays: Set = [
    "sum", "mean", "std", "variance", "sigmoid", "relu", "softmax", "argmax", "argmin", "maximum", "minimum", "clamp",
    "sign",
    "concatenate",
  ]

  static func module(of name: String) -> String? { foundation.contains(name) ? "Foundation" : nil }

  static func member(_ name: String, of type: String) -> String? {
    switch kind(of: type) {
    case .number: numberMembers[name]
    case .collection: collectionMembers[name]
    case .tensor, .other: nil
    }
  }

  static func members(of type: String) -> [String] {
    switch kind(of: type) {
    case .tensor: tensor
    case .number: number
    case .collection: collection
    case .other: []
    }
  }

  private enum Kind { case tensor, number, collection, other }

  private static func kind(of type: String) -> Kind {
    if ["Tensor", "Parameter", "Input"].contains(where: type.hasPrefix) { return .tensor }
    if ["Int", "Double", "Float"].contains(type) { return .number }
    return type.hasPrefix("[") || type.hasPrefix("Set<") || type == "String" ? .collection : .other
  }
}

extension String {
  /// "_:learningRate:" as its names.
  fileprivate var labels: [String] { split(separator: ":").map { "\($0):" } }
}
