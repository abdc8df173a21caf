import Autodiff
import Networks
import Tensors
import Testing

/// Recurrent layers with their states and lengths against a public framework, every element.
@Suite struct SequenceLayerTests {
  typealias Arrays = [String: NDArray]

  /// What is compared, and what the fixture calls the operands and parameters.
  struct Built {
    let result: Tensor
    let targets: [String: Tensor]
  }

  private static let fixtures = Result {
    try fixture("sequence_layers", as: [String: FixtureCase].self)
  }

  static func expectAgreement(_ name: String, _ build: (Arrays) -> Built) throws {
    let fixture = try #require(try fixtures.get()[name])
    let built = build(fixture.operands.mapValues(\.array))
    #expect(relativeError(built.result.value, fixture.result.array) < 1e-10)
    #expect(Set(built.targets.keys) == Set(fixture.gradients.keys))
    let names = built.targets.keys.sorted()
    let loss = sum(built.result * Tensor(fixture.weights.array))
    let slopes = gradients(of: loss, with: names.map { built.targets[$0]! })
    for (name, slope) in zip(names, slopes) {
      #expect(relativeError(slope.value, fixture.gradients[name]!.array) < 1e-10, "∂/∂\(name)")
    }
    Graph(of: slopes).checkInvariants()
  }

  @Test(arguments: recurrent.keys.sorted()) func recurrentLayer(_ name: String) throws {
    try Self.expectAgreement(name, Self.recurrent[name]!)
  }

  @Test func everyFixtureIsUsed() throws {
    #expect(Set(try Self.fixtures.get().keys) == Set(Self.recurrent.keys).union(AttentionTests.cases.keys))
  }

  private static let lengths = [5, 2, 4]

  private static let recurrent: [String: @Sendable (Arrays) -> Built] = [
    "rnnStates": { run(rnn($0), $0) },
    "lstmStates": { run(lstm($0), $0) },
    "gruStates": { run(gru($0), $0) },
    "lstmPeepholes": { run(lstm($0), $0) },
    "gruResetBefore": { run(gru($0, .beforeProduct), $0) },
    "lstmLengths": { run(lstm($0), $0, lengths: lengths) },
    "gruLengths": { run(gru($0), $0, lengths: lengths) },
    "bidirectionalLengths": { run(Bidirectional(lstm($0), lstm($0, "2")), $0, lengths: lengths) },
    "stackedBidirectional": { run(stacked($0), $0) },
    "stackedBidirectionalLengths": { run(stacked($0), $0, lengths: lengths) },
  ]

  private static func rnn(_ p: Arrays) -> RNN {
    RNN(inputWeights: p["wx"]!, recurrentWeights: p["wh"]!, bias: p["b"]!, returnsSequence: true)
  }

  private static func lstm(_ p: Arrays, _ end: String = "") -> LSTM {
    LSTM(
      inputWeights: p["wx" + end]!, recurrentWeights: p["wh" + end]!, bias: p["b" + end]!, peepholes: p["peepholes"],
      returnsSequence: true)
  }

  private static func gru(_ p: Arrays, _ reset: GRU.Reset = .afterProduct) -> GRU {
    GRU(inputWeights: p["wx"]!, recurrentWeights: p["wh"]!, bias: p["b"]!, reset: reset, returnsSequence: true)
  }

  private static func stacked(_ p: Arrays) -> Stacked {
    Stacked(Bidirectional(lstm(p), lstm(p, "2")), Bidirectional(lstm(p, "3"), lstm(p, "4")))
  }

  /// All outputs, 0 in the padding as the framework has it, then all states, in one row.
  private static func run(_ layer: any SequenceLayer, _ p: Arrays, lengths: [Int]? = nil) -> Built {
    let x = Parameter("x", p["x"]!)
    let (h, c) = (p["h0"].map { Parameter("h0", $0) }, p["c0"].map { Parameter("c0", $0) })
    var (outputs, state) = layer.run(
      x, from: h.map { RecurrentState(h: $0, c: c) }, lengths: lengths.map { Tensor($0) }, in: Pass(.evaluation))
    if let lengths {
      let real = lengths.map { length in (0..<5).map { $0 < length ? 1.0 : 0 } }
      outputs = outputs * Tensor(real, type: .float64).reshaped([3, 5, 1])
    }
    let row = concatenate(([outputs] + state.tensors).map { $0.reshaped([$0.shape.count]) })
    let names =
      (layer is Stacked ? ["", "2", "3", "4"] : layer is Bidirectional ? ["", "2"] : [""])
      .flatMap { end in ["wx", "wh", "b"].map { $0 + end } } + (p["peepholes"] == nil ? [] : ["peepholes"])
    var targets: [String: Tensor] = ["x": x]
    for (name, parameter) in zip(names, layer.parameters) { targets[name] = parameter }
    targets["h0"] = h
    targets["c0"] = c
    return Built(result: row, targets: targets)
  }
}

/// What recurrent layers promise beside their numbers.
@Suite struct SequenceLayerContractTests {
  struct Made: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable (inout RandomSource) -> any SequenceLayer
    init(_ name: String, _ make: @escaping @Sendable (inout RandomSource) -> any SequenceLayer) {
      testDescription = name
      self.make = make
    }
    func layer() -> any SequenceLayer {
      var random = RandomSource(seed: 5)
      return make(&random)
    }
  }

  static let all: [Made] = [true, false].flatMap { sequence in
    [
      Made("rnn") { RNN(2, 3, returnsSequence: sequence, type: .float64, using: &$0) },
      Made("lstm") { LSTM(2, 3, hasPeepholes: true, returnsSequence: sequence, type: .float64, using: &$0) },
      Made("gru") { GRU(2, 3, returnsSequence: sequence, type: .float64, using: &$0) },
      Made("gru before") { GRU(2, 3, reset: .beforeProduct, returnsSequence: sequence, type: .float64, using: &$0) },
      Made("bidirectional") {
        Bidirectional(
          LSTM(2, 3, returnsSequence: sequence, type: .float64, using: &$0),
          GRU(2, 2, returnsSequence: sequence, type: .float64, using: &$0))
      },
      Made("stacked") {
        Stacked(
          Bidirectional(
            LSTM(2, 3, returnsSequence: true, type: .float64, using: &$0),
            LSTM(2, 2, returnsSequence: true, type: .float64, using: &$0)),
          GRU(5, 2, returnsSequence: sequence, type: .float64, using: &$0), using: &$0)
      },
    ]
  }

  private static func numbers(padding: Double) -> NDArray {
    var random = RandomSource(seed: 2)
    var x = NDArray.normal([3, 5, 2], type: .float64, using: &random)
    for (row, length) in lengthOfEach.enumerated() {
      for place in (row * 5 + length) * 2..<(row + 1) * 10 { x[at: place] = padding }
    }
    return x
  }
  private static let lengthOfEach = [2, 5, 1]

  /// Whatever is there: bit for bit the same outputs, states and gradients, and none behind the padding.
  @Test(arguments: all, [Double.nan, .infinity, 1e300]) func paddingIsNeverRead(_ made: Made, _ padding: Double) {
    func everything(_ padding: Double) -> [NDArray] {
      let layer = made.layer()
      let x = Parameter("x", Self.numbers(padding: padding))
      let (z, state) = layer.run(x, from: nil, lengths: Tensor(Self.lengthOfEach), in: Pass(.training))
      let loss = sum(z * z * z) + state.tensors.map { sum($0) }.reduce(Tensor(0, type: .float64), +)
      return ([z] + state.tensors + gradients(of: loss, with: [x] + layer.parameters)).map(\.value)
    }
    for (one, other) in zip(everything(0), everything(padding)) {
      #expect(one.hasSameBits(as: other) && one.doubles.allSatisfy(\.isFinite))
    }
  }

  /// What a batch computes of a sequence is what the sequence alone gives; after its end its last state repeats.
  @Test(arguments: all) func aSequenceIsReadAsIfItWereAlone(_ made: Made) {
    let layer = made.layer()
    let x = Tensor(Self.numbers(padding: .nan))
    let (z, state) = layer.run(x, from: nil, lengths: Tensor(Self.lengthOfEach), in: Pass(.evaluation))
    for (row, length) in Self.lengthOfEach.enumerated() {
      let alone = x.slice(row..<row + 1).slice(0..<length, axis: 1)
      let (own, end) = layer.run(alone, from: nil, lengths: nil, in: Pass(.evaluation))
      let real = layer.returnsSequence ? z.slice(0..<length, axis: 1) : z
      #expect(relativeError(real.slice(row..<row + 1).value, own.value) < 1e-14)
      for (a, b) in zip(state.tensors, end.tensors) {
        #expect(relativeError(a.slice(row..<row + 1).value, b.value) < 1e-14)
      }
      if layer.returnsSequence, layer is any Recurrent {
        for t in length..<5 {
          let (now, last) = (z.slice(t..<t + 1, axis: 1), z.slice(length - 1..<length, axis: 1))
          #expect(now.slice(row..<row + 1).value.hasSameBits(as: last.slice(row..<row + 1).value))
        }
      }
    }
  }

  /// In two chunks, the second from the first one's state, it is the same as at once; so is the gradient, unless it
  /// is cut.
  @Test(arguments: all.filter { $0.testDescription != "bidirectional" && $0.testDescription != "stacked" })
  func chunksGoOn(_ made: Made) {
    let layer = made.layer()
    let x = Tensor(Self.numbers(padding: 0.5))
    let pass = Pass(.evaluation)
    let whole = layer.run(x, from: nil, lengths: nil, in: pass)
    let first = layer.run(x.slice(0..<2, axis: 1), from: nil, lengths: nil, in: pass)
    let end = x.slice(2..<5, axis: 1)
    let second = layer.run(end, from: first.state, lengths: nil, in: pass)
    #expect(relativeError(second.state.h.value, whole.state.h.value) < 1e-14)
    func slopes(_ state: RecurrentState) -> NDArray { gradient(of: sum(state.h), with: layer.parameters[0]).value }
    #expect(relativeError(slopes(second.state), slopes(whole.state)) < 1e-12)
    let cut = layer.run(end, from: first.state.detached(), lengths: nil, in: pass)
    let known = first.state.tensors.map { Tensor($0.value) }
    let alone = layer.run(end, from: RecurrentState(h: known[0], c: known.dropFirst().first), lengths: nil, in: pass)
    #expect(relativeError(slopes(cut.state), slopes(alone.state)) < 1e-14)
    #expect(relativeError(slopes(cut.state), slopes(whole.state)) > 1e-6)
  }

  @Test func theStateIsCarriedFromStepToStep() {
    var random = RandomSource(seed: 1)
    let lstm = LSTM(2, 3, type: .float64, using: &random)
    let text = NDArray.normal([4, 6, 2], type: .float64, using: &random)
    let x = Input("x", Tensor(text).slice(0..<3, axis: 1).value)
    let carried = CarriedState(of: lstm, batch: 4)
    let (z, end) = lstm.run(x, from: carried.state, in: Pass(.evaluation))
    let updates = carried.updates(to: end)
    let first = updates.map(\.value.value)
    for (update, value) in zip(updates, first) { update.parameter.set(value) }
    x.set(Tensor(text).slice(3..<6, axis: 1).value)
    #expect(relativeError(z.value, lstm(Tensor(text)).value) < 1e-14)
    carried.reset()
    #expect(relativeError(z.value, lstm(Tensor(text).slice(3..<6, axis: 1)).value) < 1e-14)
  }

  @Test func theForgetGateBeginsOpen() {
    var (one, other) = (RandomSource(seed: 1), RandomSource(seed: 1))
    let (plain, open) = (LSTM(2, 2, using: &one), LSTM(2, 2, hasPeepholes: true, forgetBias: 1, using: &other))
    #expect(open.bias.value == NDArray([0, 0, 1, 1, 0, 0, 0, 0]) && plain.bias.value.doubles.allSatisfy { $0 == 0 })
    #expect(open.inputWeights.value.hasSameBits(as: plain.inputWeights.value))
    #expect(open.recurrentWeights.value.hasSameBits(as: plain.recurrentWeights.value))
  }

  @Test func lengthsOfTokens() {
    let tokens = Tensor([[3, 0, 2, 0], [0, 0, 0, 0], [1, 1, 1, 1]])
    #expect(lengths(ofTokens: tokens).value == NDArray([3, 1, 4]))
  }

  @Test func misuseEndsWithASentence() async {
    func says(_ result: ExitTest.Result?, _ sentence: String) -> Bool {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).contains(sentence)
    }
    let zero = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = GRU(2, 3).run(Tensor.zeros([2, 4, 2]), lengths: Tensor([4, 0]), in: Pass(.evaluation))
    }
    #expect(says(zero, "GRU(2 → 3) expects lengths that are whole numbers from 1 to 4; got 0.0 of sequence 1."))
    let beyond = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LSTM(2, 3).run(Tensor.zeros([2, 4, 2]), lengths: Tensor([5, 1]), in: Pass(.evaluation))
    }
    #expect(says(beyond, "from 1 to 4; got 5.0 of sequence 0."))
    let half = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = RNN(2, 3).run(Tensor.zeros([2, 4, 2]), lengths: Tensor([1, 2.5]), in: Pass(.evaluation))
    }
    #expect(says(half, "got 2.5 of sequence 1."))
    let count = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = RNN(2, 3).run(Tensor.zeros([2, 4, 2]), lengths: Tensor([1, 2, 3]), in: Pass(.evaluation))
    }
    #expect(says(count, "RNN(2 → 3) expects a length for each of 2 sequences, [2]; got [3]."))
    let state = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LSTM(2, 3).run(
        Tensor.zeros([2, 4, 2]), from: RecurrentState(h: Tensor.zeros([2, 3])), in: Pass(.evaluation))
    }
    #expect(says(state, "LSTM(2 → 3) expects a state of [2, 3] and [2, 3]; got [2, 3]."))
    let cells = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let h = Tensor.zeros([2, 3])
      _ = LSTM(2, 3).run(
        Tensor.zeros([2, 4, 2]), from: RecurrentState([.init(h: h), .init(h: h)]), in: Pass(.evaluation))
    }
    #expect(says(cells, "LSTM(2 → 3) expects a state of [2, 3] and [2, 3]; got [2, 3]; [2, 3]."))
    let dropped = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = TransformerBlock(TransformerSettings(width: 4, heads: 2, dropout: -0.2))
    }
    #expect(says(dropped, "Dropout"))
    let stack = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Stacked(LSTM(2, 3), LSTM(3, 3))
    }
    #expect(says(stack, "Stacked expects layers that return sequences below the last; got LSTM(2 → 3)."))
    let sizes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Stacked(LSTM(2, 3, returnsSequence: true), LSTM(4, 3))
    }
    #expect(says(sizes, "Stacked expects layers that take what the one below gives, 3 features; got LSTM(4 → 3)."))
    let directions = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Bidirectional(LSTM(2, 3), LSTM(4, 3))
    }
    #expect(says(directions, "Bidirectional expects two layers that take the same features"))
    let peepholes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LSTM(
        inputWeights: .zeros([2, 4]), recurrentWeights: .zeros([1, 4]), bias: .zeros([4]), peepholes: .zeros([2]))
    }
    #expect(says(peepholes, "LSTM expects peepholes [3 · hidden], [3]; got [2]."))
    let marks = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Masked(GRU(2, 3))(Tensor.zeros([2, 4, 2]))
    }
    #expect(says(marks, "Masked(GRU(2 → 3)) expects [batch, time, 3], whose last feature is 1 at every step"))
    await #expect(processExitsWith: .failure) { _ = LSTM(2, 3, forgetBias: .nan) }
    await #expect(processExitsWith: .failure) { _ = Stacked([]) }
    await #expect(processExitsWith: .failure) { _ = CarriedState(of: GRU(2, 3), batch: 0) }
    await #expect(processExitsWith: .failure) { _ = lengths(ofTokens: Tensor([1, 2])) }
  }
}
