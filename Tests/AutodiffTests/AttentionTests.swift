import Autodiff
import Networks
import Tensors
import Testing

/// Attention and Transformers against a public framework, every element.
@Suite struct AttentionTests {
  typealias Arrays = SequenceLayerTests.Arrays
  typealias Built = SequenceLayerTests.Built

  @Test(arguments: cases.keys.sorted()) func attention(_ name: String) throws {
    try SequenceLayerTests.expectAgreement(name, Self.cases[name]!)
  }

  private static var lengths: Tensor { Tensor([3, 5]) }
  private static var real: Tensor { Tensor([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]], type: .float64).reshaped([2, 5, 1]) }
  private static var mask: Tensor {
    Tensor([[1, 0, 0, 1], [0, 1, 1, 0], [1, 1, 1, 1], [0, 0, 0, 1]], type: .float64)
  }

  static let cases: [String: @Sendable (Arrays) -> Built] = [
    "attentionCross": { p in attend(p) { $0.attend($1, to: $2, in: Pass(.evaluation)).output } },
    "attentionCrossLengths": { p in
      attend(p) { $0.attend($1, to: $2, lengths: lengths, in: Pass(.evaluation)).output }
    },
    "attentionMask": { p in attend(p) { layer, x, _ in layer.attend(x, mask: mask, in: Pass(.evaluation)).output } },
    "attentionRotary": { p in
      attend(p, isCausal: true, isRotary: true) { layer, x, _ in layer.attend(x, in: Pass(.evaluation)).output }
    },
    "encoderBlockBefore": { p in block(p, .before) { block, x, _ in block(x) } },
    "encoderBlockAfter": { p in block(p, .after) { block, x, _ in block(x) } },
    "encoderBlockLengths": { p in
      block(p, .before) { block, x, _ in block.run(x, lengths: lengths, in: Pass(.evaluation)) * real }
    },
    "encoderBlockCausal": { p in block(p, .before, isCausal: true) { block, x, _ in block(x) } },
    "decoderBlockBefore": { p in block(p, .before, isCausal: true) { decode($0, $1, $2) } },
    "decoderBlockAfter": { p in block(p, .after, isCausal: true) { decode($0, $1, $2) } },
    "sinusoidal": { p in
      let x = Parameter("x", p["x"]!)
      return Built(result: SinusoidalPositions(6)(x), targets: ["x": x])
    },
  ]

  private static func dense(_ p: Arrays, _ role: String, _ end: String = "") -> Dense {
    Dense(weights: p["w\(role)\(end)"]!, bias: p["b\(role)\(end)"])
  }

  private static func attend(
    _ p: Arrays, isCausal: Bool = false, isRotary: Bool = false,
    _ run: (MultiHeadAttention, Tensor, Tensor) -> Tensor
  ) -> Built {
    let layer = MultiHeadAttention(
      queries: dense(p, "q"), keys: dense(p, "k"), values: dense(p, "v"), output: dense(p, "o"), heads: 2,
      isCausal: isCausal, isRotary: isRotary)
    let x = Parameter("x", p["x"]!)
    let source = p["source"].map { Parameter("source", $0) }
    var targets: [String: Tensor] = ["x": x]
    targets["source"] = source
    for (role, dense) in zip(["q", "k", "v", "o"], layer.projections + [layer.output]) {
      targets["w\(role)"] = dense.weights
      targets["b\(role)"] = dense.bias
    }
    return Built(result: run(layer, x, source ?? x), targets: targets)
  }

  private static func decode(_ block: TransformerBlock, _ x: Tensor, _ memory: Tensor?) -> Tensor {
    block.run(x, memory: memory, memoryLengths: lengths, in: Pass(.evaluation))
  }

  private static func block(
    _ p: Arrays, _ normalization: TransformerSettings.Normalization, isCausal: Bool = false,
    _ run: (TransformerBlock, Tensor, Tensor?) -> Tensor
  ) -> Built {
    let settings = TransformerSettings(
      width: 6, heads: 2, feedForward: 10, normalization: normalization, projections: .separate, type: .float64)
    let block = TransformerBlock(settings, isCausal: isCausal, readsMemory: p["memory"] != nil)
    let x = Parameter("x", p["x"]!)
    var targets: [String: Tensor] = ["x": x]
    let memory = p["memory"].map { Parameter("memory", $0) }
    targets["memory"] = memory
    for parameter in block.parameters {
      let name = Self.fixtureName(parameter.name, readsMemory: p["memory"] != nil)
      parameter.set(p[name]!)
      targets[name] = parameter
    }
    return Built(result: run(block, x, memory), targets: targets)
  }

  /// "block.attention.q.w" is wq, "block.memory norm.gain" gain1.
  private static func fixtureName(_ name: String, readsMemory: Bool) -> String {
    let parts = name.split(separator: ".").map(String.init)
    switch parts[1] {
    case "feed forward": return (parts[3] == "w" ? "w" : "b") + (parts[2] == "dense 1" ? "1" : "2")
    case "attention", "memory attention":
      return parts[3] + String(parts[2].first!) + (parts[1] == "attention" ? "" : "2")
    default:
      let number = parts[1] == "attention norm" ? 0 : parts[1] == "memory norm" ? 1 : readsMemory ? 2 : 1
      return (parts[2] == "gain" ? "gain" : "shift") + "\(number)"
    }
  }
}

/// What attention and Transformers promise beside their numbers.
@Suite struct AttentionContractTests {
  private static func normal(_ shape: Shape, seed: UInt64 = 3) -> NDArray {
    var random = RandomSource(seed: seed)
    return .normal(shape, type: .float64, using: &random)
  }

  private static func padded(_ padding: Double) -> NDArray {
    var x = normal([2, 4, 4])
    for place in 8..<16 { x[at: place] = padding }
    return x
  }

  /// Bit for bit the same outputs and gradients, whatever is in the padding; of x itself, and of a memory.
  @Test(arguments: [Double.nan, .infinity, 1e300], TransformerSettings.Normalization.allCases)
  func paddingIsNeverRead(_ padding: Double, _ normalization: TransformerSettings.Normalization) {
    func everything(_ padding: Double) -> [NDArray] {
      var random = RandomSource(seed: 1)
      let settings = TransformerSettings(width: 4, heads: 2, layers: 2, normalization: normalization, type: .float64)
      let encoder = TransformerStack(settings, using: &random)
      let decoder = TransformerStack(settings, isCausal: true, readsMemory: true, using: &random)
      let (x, y) = (Parameter("x", Self.padded(padding)), Parameter("y", Self.normal([2, 3, 4])))
      let lengths = Tensor([2, 4])
      let z = encoder.run(x, lengths: lengths, in: Pass(.training))
      // The memory's own padding, as somebody else's encoder may leave it.
      let memory = z * Tensor([[1, 1, padding, 1], [1, 1, 1, 1]], type: .float64).reshaped([2, 4, 1])
      let w = decoder.run(y, memory: memory, memoryLengths: lengths, in: Pass(.training))
      let real = select(
        Tensor([[1, 1, 0, 0], [1, 1, 1, 1]], type: .float64).reshaped([2, 4, 1]).broadcast(to: z.shape), z, 0)
      let loss = sum(w * w) + sum(real)
      return ([w, real] + gradients(of: loss, with: [y] + decoder.parameters)).map(\.value)
    }
    for (one, other) in zip(everything(0), everything(padding)) {
      #expect(one.hasSameBits(as: other) && one.doubles.allSatisfy(\.isFinite))
    }
  }

  @Test func weightsSayWhoIsSeen() {
    let layer = MultiHeadAttention(4, heads: 2, isCausal: true, type: .float64)
    let x = Tensor(Self.normal([2, 3, 4]))
    let weights = layer.attend(x, lengths: Tensor([2, 3]), in: Pass(.evaluation)).weights.value
    #expect(weights.shape == [2, 2, 3, 3])
    for row in 0..<12 {
      let (example, step) = (row / 6, row % 3)
      let numbers = (0..<3).map { weights[at: row * 3 + $0] }
      #expect(abs(numbers.reduce(0, +) - 1) < 1e-14)
      #expect(numbers.indices.allSatisfy { (numbers[$0] > 0) == ($0 <= step && $0 < (example == 0 ? 2 : 3)) })
    }
  }

  /// Joint weights, cut apart, are separate ones; a source that is x itself is the same as none.
  /// With values and output that change nothing, and steps of one number 1 each, the result is what was seen where.
  @Test func inTrainingAStepDoesWithoutSomePlaces() {
    let n = 16
    let identity = NDArray((0..<n * n).map { $0 % (n + 1) == 0 ? 1 : 0 }, shape: [n, n], type: .float64)
    var layer = withSeed(4) { MultiHeadAttention(n, heads: 1, projections: .separate, dropout: 0.25, type: .float64) }
    layer.projections[2].weights.set(identity)
    layer.output.weights.set(identity)
    layer.name = "look"
    #expect(layer.state.map(\.name) == ["look.dropout.draws"])
    let x = Tensor(identity.reshaped([1, n, n]))
    let used = layer.attend(x, in: Pass(.evaluation))
    let trained = layer.attend(x, in: Pass(.training))
    #expect(used.output.value.doubles == used.weights.value.doubles)
    #expect(trained.weights.value.doubles == used.weights.value.doubles)
    let pairs = zip(trained.output.value.doubles, used.weights.value.doubles)
    #expect(pairs.allSatisfy { $0 == 0 || abs($0 - $1 / 0.75) < 1e-12 })
    let dropped = pairs.count { $0.0 == 0 }
    #expect((30..<100).contains(dropped), "\(dropped) of 256, about 64")
  }

  @Test func jointAndSeparateProjectionsAgree() {
    let joint = MultiHeadAttention(4, heads: 2, type: .float64)
    let x = Tensor(Self.normal([2, 3, 4]))
    let (w, b) = (joint.projections[0].weights, joint.projections[0].bias!)
    let parts = (0..<3).map { part in
      Dense(
        weights: w.slice(part * 4..<part * 4 + 4, axis: 1).value, bias: b.slice(part * 4..<part * 4 + 4).value)
    }
    let separate = MultiHeadAttention(
      queries: parts[0], keys: parts[1], values: parts[2],
      output: Dense(weights: joint.output.weights.value, bias: joint.output.bias!.value), heads: 2)
    #expect(relativeError(joint(x).value, separate(x).value) < 1e-14)
    #expect(relativeError(joint.attend(x, to: x, in: Pass(.evaluation)).output.value, joint(x).value) < 1e-14)
  }

  /// Products of turned queries and keys depend on how far apart they are only.
  @Test func rotationTellsDistances() {
    let q = Self.normal([1, 1, 1, 6]), k = Self.normal([1, 1, 1, 6], seed: 4)
    func turned(_ x: NDArray) -> Tensor {
      rotated(Tensor(x).broadcast(to: [1, 1, 5, 6]), in: Pass(.evaluation))
    }
    let scores = turned(q).matmul(turned(k).transposed()).value
    for (i, j) in [(0, 0), (1, 0), (0, 2)] {
      for shift in 1..<3 {
        #expect(abs(scores[at: i * 5 + j] - scores[at: (i + shift) * 5 + j + shift]) < 1e-12)
      }
    }
    #expect(abs(scores[at: 0] - scores[at: 1]) > 1e-3)
  }

  /// In pieces of several tokens, from a cache, each at its own place: the same logits.
  @Test(arguments: [true, false]) func readingOnFromACache(_ isRotary: Bool) {
    let settings = TransformerSettings(width: 8, heads: 2, layers: 2, isRotary: isRotary, type: .float64)
    let model = LanguageModel(settings, vocabulary: 5, context: 8)
    let tokens: [[Double]] = [[1, 4, 2, 0, 3, 3, 1], [2, 2, 0, 1, 4, 3, 0]]
    let whole = model(Tensor(tokens, type: .float64)).value
    let cache = KeyValueCache(batch: 2, capacity: 8, type: .float64)
    var read = 0
    for count in [3, 1, 2, 1] {
      let x = Tensor(tokens.map { Array($0[read..<read + count]) }, type: .float64)
      cache.position.set(Double(read))
      let pass = Pass(readingOn: cache)
      let logits = model(x, in: pass)
      let wanted = Tensor(whole).slice(read..<read + count, axis: 1).value
      #expect(relativeError(logits.value, wanted) < 1e-12, "from \(read)")
      let kept = pass.updates.map { ($0.parameter, $0.value.value) }
      for (parameter, value) in kept { parameter.set(value) }
      read += count
    }
  }

  /// Of published sizes; the count that needs no model is that of models that are made.
  @Test func publishedSizes() {
    #expect(LanguageModel.parameterCount(.gpt2, vocabulary: 50257, context: 1024) == 124_439_808)
    #expect(TextEncoder.parameterCount(.bertBase, vocabulary: 30522, context: 512) == 109_482_240)
    for (width, heads, layers) in [(4, 2, 1), (6, 3, 2), (12, 4, 3)] {
      for normalization in TransformerSettings.Normalization.allCases {
        let settings = TransformerSettings(
          width: width, heads: heads, layers: layers, feedForward: width + 3, normalization: normalization)
        let model = LanguageModel(settings, vocabulary: 11, context: 7)
        let counted = LanguageModel.parameterCount(settings, vocabulary: 11, context: 7)
        #expect(model.parameters.reduce(0) { $0 + $1.shape.count } == counted)
        let encoder = TextEncoder(settings, vocabulary: 11, context: 7, gives: .pooled)
        let others = TextEncoder.parameterCount(settings, vocabulary: 11, context: 7)
        #expect(encoder.parameters.reduce(0) { $0 + $1.shape.count } == others)
      }
    }
  }

  @Test func misuseEndsWithASentence() async {
    func says(_ result: ExitTest.Result?, _ sentence: String) -> Bool {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).contains(sentence)
    }
    let mask = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = MultiHeadAttention(4, heads: 2).attend(
        Tensor.zeros([2, 3, 4]), mask: Tensor.ones([3, 2]), in: Pass(.evaluation))
    }
    #expect(says(mask, "MultiHeadAttention(4, 2 heads) expects a mask [3, 3] or [2, 3, 3]; got [3, 2]."))
    let blind = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let mask = Tensor([[1, 0], [0, 0]])
      _ = MultiHeadAttention(4, heads: 2).attend(Tensor.zeros([1, 2, 4]), mask: mask, in: Pass(.evaluation))
    }
    #expect(says(blind, "expects a mask by which every step sees something; got step 1 that sees nothing."))
    let half = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let mask = Tensor([[1, 0.5], [0, 1]])
      _ = MultiHeadAttention(4, heads: 2).attend(Tensor.zeros([1, 2, 4]), mask: mask, in: Pass(.evaluation))
    }
    #expect(says(half, "expects a mask of 1, may see, and 0, may not; got 0.5."))
    let heads = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = TransformerBlock(TransformerSettings(width: 6, heads: 4))
    }
    #expect(says(heads, "MultiHeadAttention expects heads that divide the width 6; got 4."))
    let odd = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = MultiHeadAttention(6, heads: 2, isRotary: true)
    }
    #expect(says(odd, "expects heads of an even size; got 3, of 2 heads of a width of 6."))
    let source = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = MultiHeadAttention(4, heads: 2, sourceWidth: 3)(Tensor.zeros([1, 2, 4]))
    }
    #expect(says(source, "MultiHeadAttention(4, 2 heads, from 3) expects a source [1, places, 3]; got [1, 2, 4]."))
    let memory = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = TransformerStack(TransformerSettings(width: 4, heads: 2), readsMemory: true)(Tensor.zeros([1, 2, 4]))
    }
    #expect(says(memory, "reads a memory: write run(x, memory: encoded, in: pass)"))
    let past = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LearntPositions(3, 4)(Tensor.zeros([1, 5, 4]))
    }
    #expect(says(past, "LearntPositions(3, 4) knows 3 places; got a sequence of 5."))
    let context = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = LanguageModel(TransformerSettings(width: 4, heads: 2), vocabulary: 3, context: 4)
      _ = model(Tensor.zeros([1, 5]))
    }
    #expect(says(context, "reads 4 tokens at most; got 5."))
    let unknown = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = LanguageModel(TransformerSettings(width: 4, heads: 2), vocabulary: 3, context: 4)
      _ = model(Tensor([[1, 3]])).value
    }
    #expect(says(unknown, "tokens.table must be a whole number from 0 to 2; element 1 of"))
    let cached = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let cache = KeyValueCache(batch: 1, capacity: 4)
      _ = MultiHeadAttention(4, heads: 2)(Tensor.zeros([1, 2, 4]), in: Pass(readingOn: cache))
    }
    #expect(says(cached, "is read on from a cache, which expects causal attention"))
    await #expect(processExitsWith: .failure) { _ = SinusoidalPositions(5) }
    await #expect(processExitsWith: .failure) { _ = TransformerSettings(width: 4, heads: 2, layers: 0) }
    await #expect(processExitsWith: .failure) {
      _ = Transformer(TransformerSettings(width: 4, heads: 2), sources: 3, targets: 3, places: 2)(Tensor.zeros([1, 2]))
    }
    await #expect(processExitsWith: .failure) {
      _ = TextClassifier(vocabulary: 3, width: 4, reader: LSTM(5, 3), classes: 2)
    }
  }
}
