import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors
import Testing
import Training

/// Writing by a model, with a cache and without.
@Suite struct TextWriterTests {
  /// Small, with weights so large that its tokens differ.
  private static func model(isRotary: Bool = false) -> LanguageModel {
    let settings = TransformerSettings(
      width: 8, heads: 2, layers: 2, isRotary: isRotary, initializer: .normal(standardDeviation: 0.6))
    var random = RandomSource(seed: 6)
    let model = LanguageModel(settings, vocabulary: 11, context: 24, isTied: false, using: &random)
    model.tokens.table.set(.normal(model.tokens.table.shape, using: &random))
    return model
  }

  @Test(
    arguments: [Sampler(temperature: 0), Sampler(), Sampler(temperature: 1.3, topK: 5), Sampler(topP: 0.8)],
    [true, false])
  func withACacheTokenByToken(_ sampler: Sampler, _ isRotary: Bool) {
    let model = Self.model(isRotary: isRotary)
    let (cached, plain) = (TextWriter(model), TextWriter(model, usesCache: false))
    let function = TextWriter(context: 24) { model($0) }
    for seed in 0..<4 {
      let text = Array([3, 1, 4, 1, 5].prefix(seed + 1))
      let written = cached.write(after: text, count: 18, by: sampler, seed: UInt64(seed))
      #expect(written.count == text.count + 18 && Array(written.prefix(text.count)) == text)
      #expect(written == plain.write(after: text, count: 18, by: sampler, seed: UInt64(seed)))
      #expect(written == function.write(after: text, count: 18, by: sampler, seed: UInt64(seed)))
    }
  }

  /// Also with numbers of 64 bits, and where the text becomes longer than the context.
  @Test func withoutACacheInDoublePrecision() {
    let settings = TransformerSettings(width: 8, heads: 2, initializer: .normal(standardDeviation: 0.6), type: .float64)
    var random = RandomSource(seed: 6)
    let model = LanguageModel(settings, vocabulary: 11, context: 6, using: &random)
    let (cached, plain) = (TextWriter(model), TextWriter(model, usesCache: false))
    let function = TextWriter(context: 6, type: .float64) { model($0) }
    let written = cached.write(after: [3, 1], count: 4)
    #expect(written == plain.write(after: [3, 1], count: 4) && written == function.write(after: [3, 1], count: 4))
    let longer = cached.write(after: [3, 1], count: 12, forgets: true)
    #expect(longer.count == 14 && longer == plain.write(after: [3, 1], count: 12, forgets: true))
  }

  @Test func anEndEndsIt() {
    let writer = TextWriter(Self.model())
    let whole = writer.write(after: [3], count: 20)
    let end = whole[5]
    let first = whole.dropFirst().firstIndex(of: end)!
    #expect(writer.write(after: [3], count: 20, end: end) == Array(whole.prefix(first + 1)))
    #expect(writer.write(after: [3], count: 0) == [3])
  }

  /// Only the last tokens that fit are read.
  @Test func theBeginningMayBeForgotten() {
    let model = Self.model()
    let written = TextWriter(model).write(after: [3], count: 40, forgets: true)
    #expect(written.count == 41)
    for place in [10, 30, 40] {
      let read = Array(written[..<place].suffix(24))
      let logits = model(Tensor([read.map(Double.init)])).value.doubles.suffix(11)
      #expect(written[place] == argmax(Array(logits)))
    }
  }

  /// The probability of a text as the model itself tells it.
  private static func logProbability(_ model: LanguageModel, _ tokens: [Int], after start: Int) -> Double {
    let logits = logSoftmax(model(Tensor([tokens.dropLast().map(Double.init)]))).value
    return (start..<tokens.count).reduce(0) { $0 + logits[0, $1 - 1, tokens[$1]] }
  }

  /// With as many beams as there are texts it is the best of all.
  @Test(arguments: [true, false]) func beamsFindTheLikeliest(_ usesCache: Bool) {
    let model = Self.model()
    let writer = TextWriter(model, usesCache: usesCache)
    let found = writer.search(after: [3, 1], count: 2, beams: 121)
    var all: [(tokens: [Int], sum: Double)] = []
    for a in 0..<11 {
      for b in 0..<11 { all.append(([3, 1, a, b], Self.logProbability(model, [3, 1, a, b], after: 2))) }
    }
    all.sort { $0.sum > $1.sum }
    #expect(found.count == 121 && found[0].tokens == all[0].tokens)
    for (one, other) in zip(found, all) { #expect(abs(one.logProbability - other.sum) < 1e-4) }
    #expect(writer.search(after: [3], count: 15, beams: 1)[0].tokens == writer.write(after: [3], count: 15))
  }

  @Test func beamsWithACache() {
    let model = Self.model()
    for (end, power) in [(nil, 0.0), (7, 0), (2, 1)] as [(Int?, Double)] {
      let one = TextWriter(model).search(after: [3, 1], count: 12, beams: 5, end: end, lengthPower: power)
      let other = TextWriter(model, usesCache: false).search(
        after: [3, 1], count: 12, beams: 5, end: end, lengthPower: power)
      #expect(one.map(\.tokens) == other.map(\.tokens) && one.count == 5)
      #expect(zip(one, one.dropFirst()).allSatisfy { $0.score >= $1.score })
      for text in one {
        #expect(abs(text.logProbability - Self.logProbability(model, text.tokens, after: 2)) < 1e-3)
        #expect(text.tokens.count == 14 || text.tokens.last == end)
      }
      let greedy = Self.logProbability(model, TextWriter(model).write(after: [3, 1], count: 12), after: 2)
      if end == nil { #expect(one[0].logProbability >= greedy - 1e-4) }
    }
  }

  @Test func perplexityIsThatOfTheMetric() {
    let model = Self.model()
    let tokens = (0..<61).map { ($0 * $0 + 3) % 11 }
    let examples = Examples.nextTokens(tokens, length: 12)
    let logits = predict(model, examples.inputs)
    let probabilities = softmax(Tensor(logits)).value.reshaped([60, 11])
    let wanted = Metric.perplexity(probabilities, examples.targets.reshaped([60])).scalar
    #expect(abs(perplexity(of: model, on: examples) - wanted) < 1e-3 * wanted)
  }

  /// The word that was masked is told from those beside it: 0 1 2 0 1 2 …
  @Test func anEncoderLearnsWhatIsMasked() {
    let numbers = (0..<1200).map { 2 + $0 % 3 }
    let examples = Examples.maskedTokens(numbers, length: 12, mask: 5, below: 5, seed: 1)
    let settings = TransformerSettings(width: 16, heads: 2, normalization: .after)
    var random = RandomSource(seed: 1)
    let encoder = TextEncoder(settings, vocabulary: 6, context: 12, gives: .tokens, padding: nil, using: &random)
    let history = train(
      encoder, on: examples, batchSize: 20, epochs: 40, loss: .softmaxCrossEntropy(ignoring: -1),
      by: Adam(learningRate: 0.005), seed: 1)
    #expect(history.losses.prefix(3).reduce(0, +) / 3 > 1 && history.losses.suffix(3).reduce(0, +) / 3 < 0.3)
  }

  /// The class is told by the first step; sequences of different lengths, padded with what would mislead.
  @Test func sequencesOfDifferentLengthsAreTrainedOn() {
    var random = RandomSource(seed: 1)
    let values = (0..<120).map { number -> NDArray in
      let length = 2 + random.integer(below: 6)
      let first: Double = number % 2 == 0 ? -1 : 1
      let numbers: [Double] = [first] + (1..<length).map { _ in random.normal() / 4 }
      return NDArray(numbers, shape: [length, 1])
    }
    let examples = Sequences(values, classes: (0..<120).map { $0 % 2 }).padded(marked: true)
    let model = Sequential(Masked(LSTM(1, 8, forgetBias: 1, using: &random)), Dense(8, 2, using: &random))
    train(
      model, on: examples, batchSize: 20, epochs: 40, loss: .softmaxCrossEntropy, by: Adam(learningRate: 0.02), seed: 1)
    #expect(evaluate(model, on: examples, metric: .accuracy) > 0.95)
  }

  @Test func theStateIsCarriedThroughTraining() {
    var random = RandomSource(seed: 2)
    let lstm = LSTM(1, 4, returnsSequence: true, using: &random), head = Dense(4, 1, using: &random)
    let (x, y) = (Input("x", NDArray.zeros([3, 5, 1])), Input("y", NDArray.zeros([3, 5, 1])))
    let carried = CarriedState(of: lstm, batch: 3)
    let (outputs, end) = lstm.run(x, from: carried.state, in: Pass(.training))
    let step = TrainingStep(
      minimizing: meanSquaredError(head(outputs), y), over: lstm.parameters + head.parameters,
      by: GradientDescent(learningRate: 1e-9), alongside: carried.updates(to: end))
    let series = NDArray.normal([3, 10, 1], using: &random)
    for chunk in 0..<2 {
      x.set(Tensor(series).slice(chunk * 5..<chunk * 5 + 5, axis: 1).value)
      step()
    }
    let whole = lstm.run(Tensor(series), in: Pass(.evaluation)).state
    for (kept, wanted) in zip(carried.state.tensors, whole.tensors) {
      expectClose(kept.value, wanted.value, 1e-5, "carried")
    }
  }

  @Test func misuseEndsWithASentence() async {
    func says(_ result: ExitTest.Result?, _ sentence: String) -> Bool {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).contains(sentence)
    }
    let past = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = LanguageModel(TransformerSettings(width: 4, heads: 2), vocabulary: 3, context: 6)
      _ = TextWriter(model).write(after: [1, 2], count: 5)
    }
    #expect(says(past, "TextWriter reads 6 tokens at most; 2 and 5 more are 7. Ask for fewer, or write forgets: true"))
    let empty = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = TextWriter { $0 }.write(after: [], count: 5)
    }
    #expect(says(empty, "TextWriter expects at least one token to go on from; got an empty text."))
    let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = TextWriter { $0 }.write(after: [1, 2], count: 1)
    }
    #expect(says(shape, "TextWriter expects logits [batch, time, vocabulary], here [1, 2, …]; got [1, 2]."))
    let unknown = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = LanguageModel(TransformerSettings(width: 4, heads: 2), vocabulary: 3, context: 6)
      _ = TextWriter(model).write(after: [1, 7], count: 2)
    }
    #expect(says(unknown, "tokens.table must be a whole number from 0 to 2; element 1 of"))
    let beams = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = TextWriter { $0 }.search(after: [1], count: 1, beams: 0)
    }
    #expect(says(beams, "TextWriter expects 1 or more beams; got 0."))
  }
}
