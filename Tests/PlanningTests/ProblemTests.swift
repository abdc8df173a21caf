import Autodiff
import Networks
import Planning
import Tensors
import Testing

@Suite("what plans do not take")
struct ProblemTests {
  @Test("a program of two element types is refused, with the tensors that differ")
  func elementTypes() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Program([tanh(Input("x", [1, 2])), tanh(Input("y", [3], type: .float64))])
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("got float32 x [2] and float64 y [1]. Convert one of them"))
    let problem = #expect(throws: ShapeProblem.self) {
      try Primitive.add.apply([Input("x", [1, 2]), Input("y", [3, 4], type: .float64)])
    }
    #expect(problem?.sentence.contains("got float32 x [2] and float64 y [2]") == true)
  }

  @Test("numbers written into a program are its type's")
  func foldedNumbers() throws {
    for type in ElementType.allCases {
      let x = Input("x", NDArray([1.0, 2], type: type))
      func number(_ value: Double) -> Tensor { Tensor(value, type: type) }
      let third = number(1) / number(3)
      let (root, sum) = (sqrt(number(2)), number(0.1) + number(0.2))
      let values = [x + third * third, x * root, x - sum, x / (number(0.1) * number(3))]
      let plan = try Plan(Program(values))
      plan.run()
      for value in values { #expect(plan.value(of: value).hasSameBits(as: value.value), "\(type)") }
    }
  }

  @Test("a length that a sequence cannot have is refused when it comes", arguments: [0.0, 4, 1.5])
  func lengths(wrong: Double) async throws {
    func program(_ x: Input, _ lengths: Input) -> Program {
      Program([withSeed(1) { LSTM(2, 3) }.run(x, lengths: lengths, in: Pass(.evaluation)).outputs])
    }
    let (x, lengths) = (Input("x", .ones([2, 3, 2])), Input("lengths", [3, 3]))
    let plan = try Plan(program(x, lengths))
    plan.set(lengths, NDArray([1, 2]))
    plan.run()
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [wrong] in
      let (x, lengths) = (Input("x", .ones([2, 3, 2])), Input("lengths", [3, 3]))
      let z = withSeed(1) { LSTM(2, 3) }.run(x, lengths: lengths, in: Pass(.evaluation)).outputs
      let plan = try Plan(Program([z]))
      plan.set(lengths, NDArray([2, wrong]))
      plan.run()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("lengths from 1 to 3"), "\(text)")
  }

  @Test("a value to keep must be the program's")
  func foreignValue() {
    let (x, y) = (Input("x", [1, 2]), Input("y", [3, 4]))
    let problem = #expect(throws: PlanProblem.self) { try Plan(Program(tanh(x)), keeping: [y]) }
    #expect(problem?.description == "the program does not compute 'y'.")
  }

  @Test("more axes than the kernels have are copied, not refused", arguments: [1, 2])
  func manyAxes(batch: Int) throws {
    var random = RandomSource(seed: 2)
    let shape: Shape = [batch, 2, 3, 2, 3, 2, 2]
    let x = Input("x", .uniform(shape, using: &random))
    let w = Parameter("w", .uniform(shape, using: &random))
    let (a, b) = (x.transposed([0, 5, 3, 1, 6, 4, 2]), w.transposed([0, 6, 1, 5, 3, 2, 4]))
    let joined = concatenate([a, b], axis: 3)
    let y =
      tanh(a * b)
      + concatenate([b, a], axis: 6).slice(1..<4, axis: 6).slice(0..<3, axis: 5)
      .slice(0..<1, axis: 6)
    let loss = mean(y) + mean(joined * joined) + mean(max(a - b, axes: [1, 3, 5]))
    try expectSame(Program([loss, y, joined] + gradients(of: loss, with: [x, w])), "batch \(batch)")
  }

  @Test("a parameter of many axes gets a transposed value")
  func assignment() throws {
    var random = RandomSource(seed: 4)
    let shape: Shape = [2, 2, 2, 2, 2, 2]
    let w = Parameter("w", .uniform(shape, using: &random))
    let turned = w.transposed([5, 3, 1, 4, 2, 0])
    let program = Program(loss: sum(w), updates: [Assignment(w, turned)])
    try expectSame(program, "assigned")
  }

  @Test("0 and −0 stay apart")
  func signedZeros() throws {
    let x = Input("x", [1, 2])
    try expectSame(Program([x / Tensor(0), x / Tensor(-0.0), x * Tensor(-0.0)]), "zeros")
  }

  @Test("a half as exponent is not √ at −∞")
  func powerOfAHalf() throws {
    let x = Parameter("x", [-.infinity, -0.0, 0, 4, .infinity])
    let power = pow(x, 0.5)
    #expect(power.value.doubles == [.infinity, 0, 0, 2, .infinity])
    try expectSame(Program([power, gradient(of: sum(pow(x, 1.5)), with: x)]), "powers")
  }

  @Test("no examples", arguments: [1, 2])
  func empty(threads: Int) throws {
    let x = Input("x", NDArray([], shape: [0, 3]))
    let w = Parameter("w", [[1, 2], [3, 4], [5, 6]])
    let y = tanh(x.matmul(w))
    try expectSame(
      Program([y, sum(y), sum(y, axes: [0])] + gradients(of: sum(y), with: [w, x])), threads: threads, "empty")
  }

  // MARK: - Indices

  @Test("an index that is no row ends a gather with a sentence")
  func gather() async {
    await #expect(processExitsWith: .failure) { run(gathering: -1) }
    await #expect(processExitsWith: .failure) { run(gathering: 1.5) }
    await #expect(processExitsWith: .failure) { run(gathering: .nan) }
    await #expect(processExitsWith: .success) { run(gathering: 3) }
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { run(gathering: 4) }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("An index into w must be a whole number from 0 to 3; element 1 of x [3] is 4.0."))
  }

  @Test("or a sum of rows")
  func scatter() async {
    await #expect(processExitsWith: .failure) { run(scattering: 4) }
    await #expect(processExitsWith: .failure) { run(scattering: .nan) }
    await #expect(processExitsWith: .success) { run(scattering: 3) }
  }

  @Test("also one that the program computes")
  func computed() async {
    await #expect(processExitsWith: .failure) {
      let x = Input("x", [0, 3])
      try? Plan(Program(Parameter("w", [1, 2, 3, 4]).rows(x + 1)), threads: 1).run()
    }
  }
}

private func run(gathering index: Double) {
  let table = Parameter("w", [[1, 2], [3, 4], [5, 6], [7, 8]])
  let x = Input("x", NDArray([0, index, 2], shape: [3]))
  try? Plan(Program(table.rows(x)), threads: 1).run()
}

private func run(scattering index: Double) {
  let rows = Parameter("w", [[1, 2], [3, 4]])
  let x = Input("x", NDArray([0, index], shape: [2]))
  guard let sums = try? Primitive.scatterAdd.apply([rows, x], .shape([4, 2])) else { return }
  try? Plan(Program(sums), threads: 1).run()
}
