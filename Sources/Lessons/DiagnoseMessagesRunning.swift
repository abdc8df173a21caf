extension FriendlyMessage {
  private static func running(
    _ id: String, _ words: [Phrase], says summary: Phrase, hint: Phrase, wrong: String = "", right: String = ""
  ) -> FriendlyMessage {
    FriendlyMessage(id, words, stage: .running, says: summary, hint: hint, wrong: wrong, right: right)
  }

  /// What stops a cell while it runs.
  static let running: [FriendlyMessage] = [
    running(
      "shape-mismatch", ["the library's check of shapes: {rest}"], says: "{rest}",
      hint: "Print the shapes just before this line: `print(x.shape)`.",
      wrong: "let x = Tensor(NDArray([[1, 2]]))\nlet y = x.matmul(x)",
      right: "let x = Tensor(NDArray([[1, 2]]))\nlet y = x.matmul(x.transposed())"),
    running(
      "text-relies-on-this", ["the library's check of expectation: {rest}"], says: "{rest}",
      hint: "Find out what changed: the code above, what it reads, or the text, which then has to say something else.",
      wrong: "let accuracy = 0.8\nexpect(\"accuracy\", accuracy, near: 0.97, within: 0.01)",
      right: "let accuracy = 0.8\nexpect(\"accuracy\", accuracy, near: 0.8, within: 0.01)"),
    running(
      "library-check", ["the library's check of values: {rest}"], says: "{rest}",
      hint: "Change the value that the sentence names; if it was computed, print it just before this line.",
      wrong: "let rule = Adam(learningRate: 0.01, momentDecay: 1.5)",
      right: "let rule = Adam(learningRate: 0.01, momentDecay: 0.9)"),
    running(
      "index-out-of-range",
      [
        "Index out of range", "Array index is out of range", "String index is out of bounds",
        "Array index out of range",
      ],
      says: "There is no element at this index.",
      hint: "The first index is 0 and the last is `count - 1`. Print the index and `count` just before this line.",
      wrong: "let list = [1, 2, 3]\nprint(list[3])", right: "let list = [1, 2, 3]\nprint(list[2])"),
    running(
      "found-nil", ["Unexpectedly found nil while {rest}"],
      says: "There was no value (nil) where `!` promised one.",
      hint: "Say what to do without a value: `value ?? 0`, or `if let value { … }`.",
      wrong: "let n = Int(\"three\")!\nprint(n)", right: "let n = Int(\"three\") ?? 0\nprint(n)"),
    running(
      "division-by-zero", ["Division by zero", "Division by zero in remainder operation"],
      says: "A whole number was divided by zero.",
      hint: "Check the divisor first, or calculate with Double, where the result is infinity or NaN.",
      wrong: "func share(_ n: Int, _ m: Int) -> Int { n / m }\nprint(share(3, 0))",
      right: "func share(_ n: Int, _ m: Int) -> Int { m == 0 ? 0 : n / m }\nprint(share(3, 0))"),
    running(
      "arithmetic-overflow",
      [
        "arithmetic overflow", "Not enough bits to represent {rest}", "Negative value is not representable",
        "{kind} value cannot be converted to {type} because the result would be {rest}", "Overflow in {rest}",
      ],
      says: "A whole number became too large, or too small, for its type.",
      hint: "Calculate with Double, or use a type with more room. A UInt cannot be negative.",
      wrong: "func grow(_ n: Int8) -> Int8 { n + 100 }\nprint(grow(100))",
      right: "func grow(_ n: Int) -> Int { n + 100 }\nprint(grow(100))"),
    running(
      "not-a-whole-number", ["{kind} value cannot be converted to {type} because it is either infinite or NaN"],
      says: "An infinite number or NaN (“not a number”) cannot become a whole number.",
      hint: "Something before divided by zero or overflowed. Test with `x.isFinite` before converting.",
      wrong: "func whole(_ x: Double) -> Int { Int(x) }\nprint(whole(.nan))",
      right: "func whole(_ x: Double) -> Int? { x.isFinite ? Int(x) : nil }\nprint(whole(.nan) ?? 0)"),
    running(
      "wrong-cast", ["Could not cast value of type '{got}' ({from}) to '{wanted}' ({to})."],
      says: "`as!` promised {wanted}, and the value is {got}.",
      hint: "Use `as?` and say what to do with nil, or convert: `{wanted}(…)`.",
      wrong: "let thing: Any = 3\nprint(thing as! String)", right: "let thing: Any = 3\nprint(thing as? String ?? \"\")"
    ),
    running(
      "backward-range", ["Range requires lowerBound <= upperBound", "Can't form Range with upperBound < lowerBound"],
      says: "A range must not end before it starts.",
      hint: "To count down, write `stride(from: 5, through: 1, by: -1)` or `(1...5).reversed()`.",
      wrong: "func count(_ n: Int) { for i in 5...n { print(i) } }\ncount(1)",
      right: "func count(_ n: Int) { for i in stride(from: 5, through: n, by: -1) { print(i) } }\ncount(1)"),
    running(
      "empty-collection",
      [
        "Can't remove last element from an empty collection", "Can't remove first element from an empty collection",
        "Can't remove more items from a collection than it contains", "Can't removeLast from an empty Array",
      ],
      says: "The list is empty, so nothing can be taken out of it.",
      hint: "Test `list.isEmpty` first, or use `popLast()`, which gives nil.",
      wrong: "var list: [Int] = []\nlist.removeLast()", right: "var list: [Int] = []\nprint(list.popLast() ?? 0)"),
    running(
      "bad-count",
      [
        "Can't construct Array with count < 0", "Can't take a prefix of negative length from a collection",
        "Can't drop a negative number of elements from a collection", "Negative count not allowed",
        "Index out of bounds", "Stride size must not be zero",
        "Can't take a suffix of negative length from a collection",
      ],
      says: "A number of elements, or a step, is not allowed to be negative or zero here.",
      hint: "Print the number just before this line.",
      wrong: "func zeros(_ n: Int) -> [Int] { Array(repeating: 0, count: n) }\nprint(zeros(-1))",
      right: "func zeros(_ n: Int) -> [Int] { Array(repeating: 0, count: max(0, n)) }\nprint(zeros(-1))"),
    running(
      "duplicate-key",
      ["Dictionary literal contains duplicate keys", "Duplicate values for key: '{name}'"],
      says: "A key stands twice in the dictionary.", hint: "Every key may be there once only.",
      wrong: "let ages = [\"Ada\": 1, \"Ada\": 2]\nprint(ages)",
      right: "let ages = [\"Ada\": 1, \"Bea\": 2]\nprint(ages)"),
    running(
      "error-not-caught", ["Error raised at top level: {error}"],
      says: "An error was thrown here, and nobody caught it: {error}.",
      hint: "If it may happen, write `do { … } catch { print(error) }` around it.",
      wrong: "struct Bad: Error {}\nfunc read() throws { throw Bad() }\ntry read()",
      right: "struct Bad: Error {}\nfunc read() throws { throw Bad() }\ndo { try read() } catch { print(\"bad\") }"),
    running(
      "try-failed", ["'try!' expression unexpectedly raised an error: {error}"],
      says: "`try!` promised that nothing would fail, and it did: {error}.",
      hint: "Write `try` (and let the error come out), or `do { … } catch { print(error) }`.",
      wrong: "struct Bad: Error {}\nfunc read() throws { throw Bad() }\ntry! read()",
      right: "struct Bad: Error {}\nfunc read() throws { throw Bad() }\ntry? read()"),
    running(
      "endless-recursion", ["stack overflow: {name}"],
      says: "Endless recursion: {name}, until there was no room left.",
      hint:
        "A function that calls itself needs an `if` that returns without calling, and must get nearer to it each time.",
      wrong: "func count(_ n: Int) -> Int {\n  if n < 0 { return 0 }\n  return count(n + 1) + 1\n}\nprint(count(1))",
      right: "func count(_ n: Int) -> Int {\n  if n > 9 { return 0 }\n  return count(n + 1) + 1\n}\nprint(count(1))"),
    running(
      "used-twice-at-once", ["Simultaneous accesses to {address}, but modification requires exclusive access.{rest}"],
      says: "The same variable was changed in two places at the same moment.",
      hint: "Copy it first (`let copy = x`), and use the copy inside the call.",
      wrong: "var n = 1\nfunc add(_ a: inout Int) { a += n }\nadd(&n)",
      right: "var n = 1\nfunc add(_ a: inout Int, _ m: Int) { a += m }\nlet copy = n\nadd(&n, copy)"),
    running(
      "assumption-failed", ["Precondition failed: {message}", "Assertion failed: {message}"],
      says: "Something that has to be true was not: {message}.",
      hint: "Look at the values that come in here: print them just before this line.",
      wrong:
        "func half(_ n: Int) -> Int {\n  precondition(n % 2 == 0, \"n must be even\")\n  return n / 2\n}\nprint(half(3))",
      right:
        "func half(_ n: Int) -> Int {\n  precondition(n % 2 == 0, \"n must be even\")\n  return n / 2\n}\nprint(half(4))"
    ),
    running(
      "assumption-failed-silently", ["Precondition failed", "Assertion failed"],
      says: "Something that has to be true here was not.",
      hint: "Look at the condition on this line, and print the values in it just before.",
      wrong: "func half(_ n: Int) -> Int {\n  precondition(n % 2 == 0)\n  return n / 2\n}\nprint(half(3))",
      right: "func half(_ n: Int) -> Int {\n  precondition(n % 2 == 0)\n  return n / 2\n}\nprint(half(4))"),
    running(
      "fatal-error", ["Fatal error: {message}"],
      says: "The program stopped itself here, and said: {message}.",
      hint:
        "A `fatalError` in the cells, or a check of Swift's own, wrote this. Print the values just before this line.",
      wrong: "func solve() -> Int { fatalError(\"not written yet\") }\nprint(solve())",
      right: "func solve() -> Int { 42 }\nprint(solve())"),
    running(
      "fatal-error-silently", ["Fatal error"],
      says: "The program stopped itself here, and did not say why.",
      hint: "Write the reason: `fatalError(\"the list must not be empty\")`.",
      wrong: "func solve() -> Int { fatalError() }\nprint(solve())", right: "func solve() -> Int { 42 }\nprint(solve())"
    ),
    running(
      "program-aborted", ["signal SIGABRT"],
      says: "The program ended itself abnormally (abort).", hint: "The words below say why, if it said anything.",
      wrong: "import Foundation\nabort()", right: "import Foundation\nprint(\"go on\")"),
    running(
      "memory-fault", ["signal SIGSEGV", "signal SIGBUS"],
      says: "The program touched memory that does not belong to it.",
      hint: "This comes from unsafe pointers, `unowned`, or a fault in the library. Run the cells again from the top.",
      wrong: "let nowhere = UnsafeMutablePointer<Int>(bitPattern: 8)!\nnowhere.pointee = 1",
      right: "var somewhere = 0\nsomewhere = 1"),
    running(
      "time-limit", ["time limit {seconds}"],
      says: "The cell was stopped after {seconds} seconds; it was here.",
      hint:
        "Is there a loop that never ends? If the work is really long, write `//| timeout: 60` at the top of the cell."),
    running(
      "interrupted", ["interrupted"],
      says: "You stopped the cell; it was here.",
      hint: "Everything from the cells above is kept. Run the cell to start it again."),
    running(
      "output-limit", ["output limit {size}"],
      says: "The cell was stopped because it wrote more than {size}; it was here.",
      hint: "The beginning is kept. Print less: every hundredth step, or only the last."),
    running(
      "memory-limit", ["memory limit {size}"],
      says: "The cell was stopped because it used more than {size} of memory; it was here.",
      hint: "Look for a list that grows without end, or use smaller arrays or batches."),
    running(
      "program-exited", ["exit {status}"],
      says: "The cell ended the whole program here (exit {status}), instead of just coming to its own end.",
      hint: "Leave out `exit`: a cell ends with its last line.",
      wrong: "import Foundation\nexit(3)", right: "import Foundation\nprint(3)"),
    running(
      "program-exited-unplaced", ["unplaced exit {status}"],
      says: "This cell ended the whole program (exit {status}) by a system call that leaves no trace of its line.",
      hint: "Look in the cell for such a call, and leave it out: a cell ends with its last line."),
    running(
      "forked", ["fork"],
      says: "The cell split its process in two here (fork), which a cell may not do: it was stopped.",
      hint: "To start another program, use `Process` of Foundation; to calculate side by side, threads."),
    running(
      "killed", ["signal SIGKILL", "signal SIGTERM", "signal SIGHUP"],
      says: "The program that runs the cells was ended from outside.",
      hint: "If nobody did that, the machine had no memory left. Run the cell again; those above are run first."),
    running(
      "stopped-by-signal", ["signal {name}"],
      says: "The program was stopped here ({name}).",
      hint: "The words below may say more.",
      wrong: "import Foundation\nraise(SIGTRAP)", right: "print(1)"),
  ]
}
