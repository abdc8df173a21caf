import Display
import Lessons
import Testing

/// The library gives Swift's own types no members: what a student sees behind a number is what Swift put there.
@Suite struct PlainNumbersTests {
  @Test func numbersHaveNoMembersOfTheLibrary() throws {
    let lines = [
      "0.1.isConstant", "0.1.value(at: 0)", "0.1.rate(at: Tensor(0))", "0.1.schedule", "1.length", "Double.elementType",
      "Double.formula", "Float.tanh(1)", "Double.power(2, 3)", "Int.source",
    ]
    let session = try session(try lesson([lines.map { "_ = " + $0 }.joined(separator: "\n")]))
    defer { session.close() }
    let found = session.run(cell: 0).diagnostics
    for (row, line) in lines.enumerated() {
      #expect(found.contains { $0.place?.line == 100 + row && $0.severity == .error }, "\(line)")
    }
  }

  /// A fixed rate is a number, from a literal or not; a schedule of one's own is one function.
  @Test func ratesAreWrittenAsNumbers() throws {
    let session = try session(
      try lesson([
        """
        struct InverseTime: LearningRateSchedule {
          func rate(at t: Tensor) -> Tensor { 0.1 / (1 + t / 2) }
        }
        let rate = 0.25
        print(Adam(learningRate: 0.1).learningRate, Momentum(learningRate: rate).learningRate, SGD(learningRate: 1).learningRate)
        print(RMSProp(learningRate: InverseTime()).learningRate, InverseTime().values(2)[1] == 0.1 / 1.5)
        """
      ]))
    defer { session.close() }
    #expect(session.run(cell: 0).text == "0.1 0.25 1\nInverseTime() true\n")
  }

  /// What a student prints first.
  @Test func whatIsPrintedInACell() throws {
    let session = try session(
      try lesson([
        """
        let x = NDArray([[1, 2], [3, 4]])
        let w = Parameter("w", [0.5, -1])
        print(Tensor(x), w, x * 2 - 1, x[0, 1], Tensor(x)[0] * w)
        print([w, Input("x", 3)])
        print(Examples(inputs: x, targets: NDArray([0, 1])))
        print(try Dataset.digits.examples())
        """
      ]))
    defer { session.close() }
    let text = session.run(cell: 0).text
    #expect(
      text.hasPrefix(
        """
        Tensor [2, 2] [[1, 2], [3, 4]] Parameter w [2] holds [0.5, −1] [[1, 3], [5, 7]] 2.0 Tensor [2] [0.5, −2]
        [Parameter w [2] holds [0.5, −1], Input x [] holds 3]
        2 examples: inputs [2, 2] [[1, 2], [3, 4]], targets [2] [0, 1]
        1797 examples: inputs [1797, 8, 8] [[[0, …, 0], …,
        """), "\(text)")
    #expect(text.count < 700)
  }
}
