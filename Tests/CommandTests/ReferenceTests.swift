import Commands
import Display
import Foundation
import Testing

@Suite struct ReferenceTests {
  private static let reference = Result {
    try Reference(places: Places(program: try Workplace.program, environment: [:]))
  }

  private func answer(_ word: String) throws -> String { try Self.reference.get().answer(to: word) }

  /// Pages that say what to write, each after a block that defines the names in it.
  static let pages = [
    "TENSORS", "NETWORKS", "DERIVATIVES", "SEQUENCES", "TRAINING", "STATISTICS", "SAVING", "CHARTS", "CELLS",
    "PARALLEL",
  ]

  @Test(arguments: pages) func everyCallCompiles(page: String) throws {
    let text = try Repository.text(of: "Docs/\(page).md")
    let blocks = text.matches(of: /```swift\n(?<code>(?s:.*?))```/).map { String($0.code) }
    let names = try #require(blocks.first)
    let further = blocks.dropFirst().map { "```swift\n\($0)```\n" }.joined(separator: "\n")
    let calls = Reference.entries(in: text, page: page).map(\.call)
    #expect(calls.count > 5)
    let functions = calls.enumerated().map { number, call in
      "func call\(number)() throws {\n  _ = \(call)\n}"
    }
    let work = try Workplace(lessons: [
      "01-calls.md": """
      ---
      title: Calls
      goal: Compile the calls of a page.
      minutes: 1
      ---

      ```swift
      \(names)
      ```

      ```swift
      \(functions.joined(separator: "\n"))
      print("compiled")
      ```

      \(further)
      """
    ])
    let ending = try work.run(["lesson", "1", "--plain", "--lessons", work.places.lessons.path])
    #expect(ending.status == 0 && ending.output.contains("compiled"), "\(ending.output)\n\(ending.errors)")
  }

  @Test(arguments: [
    ("sum", "sum(x, axis: -1, keepingAxes: true)"), ("np.sum", "sum(x, axis: -1, keepingAxes: true)"),
    ("torch.where", "select(x .> y, x, y)"), ("unsqueeze", "x.reshaped(2, 1, 3)"), ("@", "x.matmul(w)"),
    ("Adam", "Adam(learningRate: 0.001)"), ("fit", "train(model, on: training"), ("state_dict", "saveWeights"),
    ("MATMUL", "x.matmul(w)"), ("loss.backward", "gradient(of: loss, with: w)"), ("lesson", "lesson 3"),
    ("checkpoint", "Checkpoint("), (".>", "x .> y"), ("cross-entropy", "crossEntropy("), ("--seed", "lesson 3"),
    ("learning rate", "learningRateRangeTest("), ("weight decay", "AdamW("), ("dropout", "Dropout(0.5)"),
    ("mean squared error", "NamedLoss.meanSquaredError"),
  ])
  func aWordLeadsToACall(word: String, call: String) throws {
    #expect(try answer(word).contains(call))
  }

  @Test func anAnswerSaysWhereItIsExplainedAndTaught() throws {
    let answer = try answer("saveWeights")
    #expect(answer.contains("weights into a file\n  try model.saveWeights(to: \"moons.safetensors\")\n"))
    #expect(answer.contains("Docs/SAVING.md"))
    #expect(try self.answer("softmax").contains(/Docs\/TENSORS\.md · lessons? [0-9, ]+/))
    #expect(try self.answer("overfitting").contains("nnlearn demo overfitting"))
  }

  @Test(arguments: ["sofmax", "matmull", "sadeWeights"]) func aWrongSpellingGetsTheRightOne(word: String) throws {
    let problem = #expect(throws: Diagnostic.self) { try answer(word) }
    #expect(problem?.summary.contains("Did you mean") == true)
  }

  @Test(arguments: ["", " ", "qqqqqq", String(repeating: "x", count: 5000), "\u{1B}[31m", "q|z`j"])
  func aWordThatMeansNothingGetsASentence(word: String) throws {
    #expect(throws: Diagnostic.self) { try answer(word) }
  }

  @Test func helpOfAWordFindsItAndHelpOfACommandStays() throws {
    let work = try Workplace()
    let (help, find) = (try work.run(["help", "matmul"]), try work.run(["find", "matmul"]))
    #expect(help.status == 0 && help.output == find.output && help.output.contains("x.matmul(w)"))
    #expect(try work.run(["help", "--seed"]).output.contains("lesson 3"))
    #expect(try work.run(["help", "lesson"]).output.contains("USAGE: nnlearn lesson"))
    #expect(try work.run(["find", "qqqqqq"]).status == 2)
    #expect(try work.run(["find", "matmul", "--json"]).output.contains("\"call\""))
  }
}
