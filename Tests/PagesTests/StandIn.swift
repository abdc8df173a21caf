import Display
import Lessons
import Pages
import Testing

/// A session that runs nothing: each cell ends as told.
final class StandIn: CellRunner {
  var results: [Int: CellResult] = [:]
  var ran: [Int] = []
  var replaced: [Int: String] = [:]
  var isClosed = false
  private let script: [Int: CellResult]
  private let values: [String: String]

  init(_ script: [Int: CellResult] = [:], values: [String: String] = [:]) {
    self.script = script
    self.values = values
  }

  func prepare(poll: () -> Bool) {}

  func run(cell index: Int, onOutput: (Output) -> Void, poll: () -> Bool) -> CellResult {
    ran.append(index)
    let result = script[index] ?? CellResult(status: .passed, seconds: 0.125)
    for output in result.outputs { onOutput(output) }
    results[index] = poll() ? result : CellResult(status: .interrupted)
    return results[index]!
  }

  func value(of expression: String, at place: Diagnostic.Place, after cellIndex: Int) -> Result<String, Diagnostic> {
    if let value = values[expression] { return .success(value) }
    return .failure(Diagnostic("unknown-name", at: place, "There is no “\(expression)” here."))
  }

  func step(_ stepper: Int, _ command: StepCommand) throws(Diagnostic) -> StepView { sampleView }
  func replace(cell index: Int, code: String) { replaced[index] = code }
  func close() { isClosed = true }
}

let sampleText = #"""
  ---
  title: One neuron
  goal: You can say what a weight does.
  minutes: 12
  parameters:
    learningRate: 0.5
  ---
  # One neuron

  A neuron multiplies its input $x$ with a **weight** $w$, adds a *bias* $b$, and passes the sum on: `w * x + b`.[^bias]
  The learning rate here is {learningRate}. See [the next lesson](02-forward.md) or <https://example.org/neuron>.

  > Predict first: does the loss rise or fall?
  >
  > > 学習率 is *learning rate* in Japanese.

  ## Fitting it

  1. Multiply.
  2. Add.
     - weight
     - bias
  3. Compare, with a sentence that is long enough that it has to be wrapped on any of the widths that are tried here.

  - [x] read
  - [ ] run

  | quantity | meaning | unit |
  |:---------|:-------:|-----:|
  | flipper | length of the flipper of a penguin, measured along its edge | mm |
  | mass | how heavy the bird is | g |

  $$ L = \frac{1}{n} \sum_i (y_i - t_i)^2 $$

  ```swift
  //| label: fit
  //| fig-cap: "The loss ends at {history.last}."
  let history = train(model, on: penguins, steps: 200) // a comment that makes this line of code rather too long for 80
  show(history)
  ```

  The loss is now {history.last}.

  ```text
  not a cell
  ```

  ![A penguin on ice](images/penguin.png)

  ```swift
  //| label: broken
  //| expect: compile-error
  let x: Int = "one"
  ```

  ## The end

  ~~Nothing~~ Everything is said.<br>Twice. <!-- never shown -->

  ---

  [^bias]: The bias lets the line miss the origin.
  """#

func sampleLesson() throws -> Lesson {
  try Lesson(text: sampleText, file: "lessons/01-neuron.md")
}

let sampleResults: [Int: CellResult] = [
  0: CellResult(
    status: .passed,
    outputs: [
      .text("weights are ready\n"),
      .progress(
        Progress(label: "fit", fraction: 0.5, unitsDone: 100, unitsTotal: 200, secondsElapsed: 1, loss: [2.3, 1])),
      .progress(
        Progress(
          label: "fit", fraction: 1, unitsDone: 200, unitsTotal: 200, secondsElapsed: 2.5,
          loss: [2.31, 1.4, 0.8, 0.5, 0.3, 0.2, 0.12])),
      .table(
        Table(
          title: "Weights", columns: ["name", "value"], alignments: [.leading, .trailing],
          rows: [["w", "0.5"], ["b", "−12.25"]])),
    ], seconds: 0.25),
  1: CellResult(
    status: .compileError,
    diagnostics: [
      Diagnostic(
        "type-mismatch", at: .init(file: "lessons/01-neuron.md", line: 53, column: 14),
        "A text stands where a whole number is wanted.", hint: "Write 1 without quotes.",
        details: "cannot convert value of type 'String' to specified type 'Int'")
    ]),
]

func sampleSession() -> StandIn {
  StandIn(sampleResults, values: ["learningRate": "0.5", "history.last": "0.12"])
}

/// Every page of the lesson after everything has run.
func sampleReading() throws -> Reading {
  var reading = try Reading(lesson: sampleLesson(), source: sampleText)
  for (index, result) in sampleResults { reading.progress[index] = .finished(result) }
  let session = sampleSession()
  for value in reading.outline.values {
    reading.values[.init(line: value.line, column: value.column)] = session.value(
      of: value.expression, at: .init(file: ""), after: value.afterCell)
  }
  return reading
}
