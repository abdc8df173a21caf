import Display
import Foundation
import Lessons
import Testing

/// What other libraries call things: each guess gets its message, and each right call compiles, with the library itself.
@Suite struct GuessTests {
  /// What the table's calls are made of.
  private static let head = """
    func cell(
      x: Tensor, y: Tensor, logits: Tensor, labels: Tensor, w: Parameter, b: Parameter, loss: Tensor, a: NDArray,
      list: [Double], frame: DataFrame, examples: Examples, history: History, rule: any UpdateRule, model: Sequential,
      part: Dense, random: inout RandomSource
    ) throws {

    """
  private static let lines = head.split(separator: "\n", omittingEmptySubsequences: false).count - 1

  private func run(_ rows: [String]) throws -> CellResult {
    let session = try session(try lesson([Self.head + rows.joined(separator: "\n") + "\n}"]))
    defer { session.close() }
    return session.run(cell: 0)
  }

  @Test func theTableIsLargeAndSaysNothingTwice() {
    #expect(Guess.all.count >= 300)
    #expect(Set(Guess.all.map(\.typed)).count == Guess.all.count)
    #expect(Guess.all.allSatisfy { !$0.section.isEmpty && !$0.right.isEmpty && !$0.path.isEmpty })
    for guess in Guess.all where guess.section == "Arguments" { #expect(guess.argument != nil, "\(guess)") }
  }

  @Test func everyRightCallCompiles() throws {
    let result = try run(
      Guess.all.map { "  _ = try " + ($0.right.hasPrefix("any ") ? "(\($0.right)).self" : $0.right) })
    #expect(result.status == .passed, "\(result.diagnostics.filter { $0.severity == .error })")
  }

  @Test func everyGuessGetsTheRightCall() throws {
    let result = try run(Guess.all.map { "  _ = \($0.typed)" })
    #expect(result.status == .compileError)
    for (row, guess) in Guess.all.enumerated() {
      // What is said twice becomes a note of the first.
      let found = result.diagnostics.filter {
        ([$0.place] + $0.notes.map(\.place)).contains { $0?.line == 100 + Self.lines + row }
      }
      #expect(found.contains { $0.hint.contains("`\(guess.right)`") }, "\(guess.typed): \(found.map(\.summary))")
    }
  }

  /// RECORD=1 rewrites the page, and still fails once.
  @Test func pageIsMadeFromTheTable() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    let page = root.appending(path: "Docs/FROM-OTHER-LIBRARIES.md")
    let committed = try? String(contentsOf: page, encoding: .utf8)
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      try Guess.reference.write(to: page, atomically: true, encoding: .utf8)
    }
    #expect(committed == Guess.reference, "RECORD=1 writes it anew.")
  }

  /// A name that another cell declares is not taken for a guess, though it cannot be seen.
  @Test func ownNamesAreNoGuesses() throws {
    let session = try session(try lesson(["let head = 1 +", "print(head, plot)"]))
    defer { session.close() }
    let found = session.run(cell: 1).diagnostics
    #expect(!found.contains { $0.summary.contains("`head`") && $0.hint.contains("print(frame)") }, "\(found)")
  }

  /// However its words are joined, and whether it is a function or a method elsewhere.
  @Test func namesAreKnownInEverySpelling() {
    #expect(Guess.right(for: ["f1Score"]) == Guess.right(for: ["f1_score"]) && Guess.right(for: ["f1Score"]) != nil)
    #expect(Guess.right(for: ["norm"]) == nil && Guess.right(for: ["norm"], isCalled: true) == "sqrt(sum(x * x))")
    #expect(Guess.right(forMember: "linspace", of: "NDArray") == Guess.right(for: ["linspace"]))
    #expect(Guess.right(for: ["model"], isCalled: true) == nil && Guess.right(for: ["size"]) == nil)
    #expect(Guess.right(forArgument: "lr", of: "SGD") == "SGD(learningRate: 0.1)")
    #expect(Guess.right(forArgument: "lr") == "Adam(learningRate: 0.1)")
  }

  @Test func aValueThatHidesAFunctionIsNamed() throws {
    let session = try session(
      try lesson([
        """
        let (train, test) = Examples.moons(count: 10).split(training: 0.5)
        train(Sequential(Dense(2, 1)), on: train, epochs: 1, loss: .hinge, by: Adam())
        """, "let zebras = Zebras(3)",
      ]))
    defer { session.close() }
    let found = session.run(cell: 0).diagnostics
    #expect(found.contains { $0.id == "library-name-taken" && $0.hint.contains("`training`") }, "\(found)")
    let other = session.run(cell: 1).diagnostics
    #expect(!other.isEmpty && !other.contains { $0.summary.contains("meant?") }, "\(other)")
  }

  /// Names of one's own, and of types that are no layers, are not taken for another library's.
  @Test func strangersAreLeftAlone() {
    #expect(Guess.right(for: ["data"]) == nil && Guess.right(for: ["x"]) == nil && Guess.right(for: []) == nil)
    #expect(Guess.right(forMember: "add", of: "Point") == nil && Guess.right(forMember: "fit", of: "Int") == nil)
    #expect(Guess.right(forMember: "zebra", of: "Tensor") == nil && Guess.right(forArgument: "axis") == nil)
    #expect(Guess.right(for: ["torch", "nn", "functional", "relu"]) == "relu(x)")
    #expect(Guess.right(for: ["torch", "cuda", "is_available"]) == nil && Guess.right(for: ["np"]) == nil)
    #expect(Guess.right(for: ["frame", "head"]) == nil)
    #expect(Guess.right(forMember: "T", of: "NDArray") == "x.transposed()")
    #expect(Guess.right(forMember: "item", of: "NDArray") == "a.scalar")
  }
}
