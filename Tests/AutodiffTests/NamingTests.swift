import Autodiff
import Foundation
import Networks
import Optimizers
import Tensors
import Testing

/// Every value of a graph has a name of its own, which says what it is in that graph: gradients are built in others, which
/// count differently.
@Suite struct NamingTests {
  /// What a name says, compared with what the graph holds.
  private func problems(in graph: Graph) -> [String] {
    var problems: [String] = []
    let names = graph.operations.map { graph.name(of: $0.id) }
    if Set(names).count < names.count { problems.append("two values have one name: \(names.sorted())") }
    for operation in graph.operations {
      let id = operation.id
      let (name, line) = (names[id], graph.line(for: id))
      if operation.tensor.name.contains("%") || name.contains("%") || name.isEmpty {
        problems.append("\(line): \(name)")
      }
      // A name that ends in a number and is not given says the value's own.
      if let number = name.firstMatch(of: /^[A-Za-z][A-Za-z0-9 ]* (\d+)$/), operation.tensor.name.isEmpty,
        operation.origin?.target == nil || !name.hasPrefix("∂"), Int(number.1) != id
      {
        problems.append("\(line): \(name) is another value")
      }
      if name.hasSuffix("′"), operation.primitive === Primitive.assign,
        !name.hasPrefix(names[graph.operands(of: id).first!])
      {
        problems.append("\(line): of another parameter")
      }
      guard operation.tensor.isWholeGradient, let target = operation.origin?.target.flatMap({ graph.id(of: $0) }),
        operation.tensor.name.isEmpty
      else { continue }
      if name.replacing(#/ \(\d+\)$/#, with: "") != gradientLabel(of: names[target]) {
        problems.append("\(line): \(name)")
      }
    }
    return problems + missing(in: graph) + details(in: graph)
  }

  /// Whole gradients that are not called so.
  private func missing(in graph: Graph) -> [String] {
    graph.operations.indices.compactMap { id in
      guard let gradient = graph.gradient(of: id), !graph.name(of: gradient).hasPrefix("∂L/∂") else { return nil }
      return "\(graph.line(for: gradient)): is the gradient of %\(id)"
    }
  }

  /// What a slice or a padding says of its places.
  private func details(in graph: Graph) -> [String] {
    graph.operations.compactMap { operation in
      let line = graph.line(for: operation.id)
      if let said = line.firstMatch(of: /\(axis (\d+): (\d+) before, of (\d+)\)/) {
        let (axis, before, count) = (Int(said.1)!, Int(said.2)!, Int(said.3)!)
        let operand = operation.tensor.operands[0].shape[axis]
        return operation.shape[axis] == count && before + operand <= count ? nil : line
      }
      if let said = line.firstMatch(of: /\(axis (\d+), (\d+)\.\.<(\d+)\)/) {
        let (axis, start, end) = (Int(said.1)!, Int(said.2)!, Int(said.3)!)
        let operand = operation.tensor.operands[0].shape[axis]
        return operation.shape[axis] == end - start && end <= operand ? nil : line
      }
      return operation.primitive === Primitive.pad ? line : nil
    }
  }

  @Test func theSeedIsCalledAfterTheLossOfThisGraph() throws {
    let w = Parameter("w", [1, 2])
    let graph = Program(minimizing: sum(w * w), over: [w], by: Momentum(learningRate: 0.1)).graph
    let loss = try #require(graph.operations.first { $0.primitive === Primitive.sum }?.id)
    let seed = try #require(graph.gradient(of: loss))
    #expect(graph.line(for: seed) == "%\(seed) = constant ∂L/∂(sum of w·w) 1.0   []")
    #expect(graph.name(of: loss) == "sum of w·w")
    // Alone, it has no number to be called after.
    #expect(Graph(of: [graph[seed].tensor]).line(for: 0) == "%0 = constant ∂L/∂L 1.0   []")
  }

  @Test(arguments: UpdateRules.all.map(\.description), [false, true])
  func updateRules(_ rule: String, isNamed: Bool) throws {
    let rule = UpdateRules.all.first { $0.description == rule }!
    let parameters = [Parameter(isNamed ? "w" : "", [1, 2]), Parameter(isNamed ? "v" : "", [3, -1])]
    let loss = sum(parameters[0] * parameters[0] * parameters[1])
    if isNamed { loss.name = "L" }
    let program = Program(minimizing: loss, over: parameters, by: rule)
    #expect(problems(in: program.graph) == [])
    #expect(problems(in: Graph(of: [Tensor(3), program.graph[program.graph.count - 1].tensor])) == [])
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).trace").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Run(program).record(0..<1).save(to: path)
    #expect(try Trace(contentsOf: path).program.graph.description == program.graph.description)
  }

  @Test(arguments: LayerKind.all.map(\.name)) func layers(_ name: String) throws {
    for sample in LayerKind.all.first(where: { $0.name == name })!.samples {
      var random = RandomSource(seed: 2)
      let layer = sample.layer(using: &random)
      let before = Tensor([1, 2, 3])
      let x = Input("", sample.numbers(using: &random))
      let z = layer(x, in: Pass(.evaluation))
      let loss = sum(z * z)
      let slopes = gradients(of: loss, with: layer.parameters + [x, before])
      #expect(problems(in: Graph(of: [loss] + slopes)) == [])
      // The gradients alone: what they are the gradients of need not be there.
      #expect(problems(in: Graph(of: slopes)) == [])
      #expect(problems(in: Graph(of: [before * before, loss] + slopes.reversed())) == [])
    }
  }

  @Test(arguments: SampleCase.differentiable) func secondDerivatives(_ item: SampleCase) throws {
    let operands = item.smooth(item.operands())
    operands.first?.name = ""
    let z = try item.primitive.apply(item.operands(), item.sample.attributes)
    let first = gradients(of: sum(z * z), with: Array(z.operands))
    let second = gradients(of: first.map { sum($0 * $0) }.reduce(Tensor(0, type: .float64), +), with: Array(z.operands))
    #expect(problems(in: Graph(of: first)) == [])
    #expect(problems(in: Graph(of: second)) == [])
    #expect(problems(in: Graph(of: second + first)) == [])
  }

  @Test func aValueThatTheLossDoesNotDependOn() {
    let (w, v) = (Parameter("w", [1, 2]), Parameter("", [3, 4]))
    let slopes = gradients(of: sum(w * w), with: [v, w])
    #expect(slopes[0].value.doubles == [0, 0])
    let graph = Graph(of: [v, w] + slopes)
    #expect(graph.gradient(of: graph.id(of: v)!) == graph.id(of: slopes[0]))
    #expect(graph.name(of: graph.id(of: slopes[0])!) == "∂L/∂(parameter \(graph.id(of: v)!))")
    #expect(GradientLedger(of: slopes[0]) == nil)
    v.name = "v"
    #expect(slopes[0].name == "∂L/∂v")
  }

  @Test func aNameThatIsGivenLaterIsTheOneThatShows() {
    let w = Parameter("w", 2)
    let slope = gradient(of: w * w, with: w)
    let update = Assignment(w, w - slope)
    w.name = "weight of x"
    #expect(slope.name == "∂L/∂(weight of x)" && update.event.name == "weight of x′")
    #expect(slope.named("g").name == "g")
  }

  @Test func partOfAGradientIsNotCalledTheGradient() throws {
    let w = Parameter("w", 2)
    let slope = gradient(of: w * w + w, with: w)
    let ledger = try #require(GradientLedger(of: slope))
    #expect(ledger.entries.dropLast().allSatisfy { $0.runningSum.name.isEmpty && !$0.runningSum.isWholeGradient })
    #expect(slope.isWholeGradient && slope.name == "∂L/∂w")
    let part = Graph(of: [w, ledger.entries[0].contribution])
    #expect(part.gradient(of: part.id(of: w)!) == nil)
  }

  @Test func aWhatIfOfSeveralProgramsSaysWhere() {
    let w = Parameter("w", 1, type: .float64)
    func program(_ target: Double) -> Program {
      Program(minimizing: pow(w - target, 2), over: [w], by: GradientDescent(learningRate: 0.1))
    }
    let stepper = Stepper(program(1))
    stepper.move(to: Stepper.Position(trainingStep: 0, event: 2))
    #expect(stepper.graph.name(of: 2) == "w−1")
    // What is set is not called by what it would be.
    #expect(stepper.whatIf(-.infinity) == "(difference 2) = −∞" || stepper.branch.name == "difference 2 = −∞")
  }

  // MARK: - Made names

  private func names(_ outputs: Tensor...) -> [String] {
    let graph = Graph(of: outputs)
    return graph.operations.filter { !$0.isLeaf }.map { graph.name(of: $0.id) }
  }

  @Test func aShortOperationIsItsName() {
    let (x, w, b) = (Input("x", [[1, 2]]), Parameter("w", [[1], [2]]), Parameter("b", [3]))
    let (p, q) = (Parameter("p", [1, 2]), Parameter("q", [3, 4]))
    #expect(names(x.matmul(w)) == ["x·w"])
    #expect(names(x.transposed()) == ["xᵀ"])
    #expect(names(p - q) == ["p−q"] && names(p - (q - p)) == ["q−p", "p−(q−p)"])
    #expect(names(pow(p - q, 2)) == ["p−q", "(p−q)^2"] && names(1 - p * p) == ["p·p", "1−p·p"])
    #expect(names(tanh(p)) == ["tanh(p)"] && names(sum(p)) == ["sum of p"] && names(mean(p * q)).last == "mean of p·q")
    #expect(names(-p) == ["−p"] && names(p / (q * 2)) == ["q·2", "p/(q·2)"])
    // The weighted sum of a layer is called as in texts, and a repeated bias as the bias.
    #expect(names(x.matmul(w) + b) == ["x·w", "b repeated", "z"])
    #expect(names(p + Parameter("a", 2).broadcast(to: [2])) == ["a repeated", "p+a"])
    #expect(names(p.reshaped([2, 1]).matmul(x)) == ["p reshaped", "p·x"])
    #expect(names(exp(p - q.detached())) == ["q detached", "p−q", "exp(p−q)"])
  }

  @Test func weightedSumsAreNumbered() {
    let (x, w, v) = (Input("x", [[1, 2]]), Parameter("W", [[1, 0], [0, 1]]), Parameter("V", [[1], [2]]))
    let (b, c) = (Parameter("b", [3, 4]), Parameter("c", [3]))
    let hidden = tanh(x.matmul(w) + b).named("h")
    #expect(names(hidden.matmul(v) + c) == ["x·W", "b repeated", "z₁", "h", "h·V", "c repeated", "z₂"])
    #expect(names((hidden.matmul(v) + c).named("z")).filter { $0.hasPrefix("z") } == ["z₁", "z"])
    // A sum with the state before, as a recurrent cell has it, is one.
    #expect(names(x.matmul(w) + x.matmul(w) + b).last == "z")
  }

  @Test func aLongOperationIsCalledByKindAndNumber() {
    let p = Parameter("probability", [1, 2])
    let product = p * p
    let graph = Graph(of: [exp(product)])
    #expect(graph.operations.map { graph.name(of: $0.id) } == ["probability", "product 1", "exp(product 1)"])
    let long = Graph(of: [exp(product * product - 10)])
    #expect(
      long.name(of: 2) == "product 2" && long.name(of: 4) == "(product 2)−10" && long.name(of: 5) == "exp value 5")
  }

  @Test func everyNameIsOneValuesOwn() {
    let (p, q) = (Parameter("p", [1, 2]), Parameter("p", [3, 4]))
    #expect(Graph(of: [p, q]).name(of: 1) == "p (2)")
    #expect(names(p * p, p * p) == ["p·p", "p·p (2)"])
    // A name that someone gives is kept, wherever it stands.
    let given = exp(p).named("p·p")
    #expect(names(p * p, given) == ["p·p", "product 2"])
  }

  @Test func namesAreMadeWhenTheyAreAskedFor() {
    let w = Parameter("w", 2)
    let graph = Graph(of: [w * w])
    w.name = "weight"
    #expect(graph.name(of: 1) == "weight·weight")
  }
}
