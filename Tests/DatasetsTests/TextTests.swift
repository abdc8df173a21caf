import Datasets
import Foundation
import Tensors
import Testing

@Suite struct TextTests {
  @Test func words() {
    #expect(Tokenizer.words("Don't STOP -- 'quoted', naïve 3D!") == ["don't", "stop", "quoted", "naïve", "3d"])
    #expect(Tokenizer.words("it’s '' ' o'clock'") == ["it's", "o'clock"])
    #expect(Tokenizer.words("").isEmpty && Tokenizer.words(" .,;'\n").isEmpty)
  }

  @Test func characters() {
    #expect(Tokenizer.characters("Ab\né") == ["A", "b", "\n", "é"])
  }

  /// What is put together again is cut into the same tokens.
  @Test(arguments: Tokenizer.allCases) func joinedTokensAreCutTheSame(_ tokenizer: Tokenizer) throws {
    for text in try Dataset.filmReviews.sentences().texts.prefix(300) {
      #expect(tokenizer(tokenizer.joined(tokenizer(text))) == tokenizer(text))
    }
  }

  @Test func vocabularyByFrequencyThenAlphabet() {
    let vocabulary = Vocabulary(of: ["b a c", "c b d", "c"], limit: 5)
    #expect(vocabulary.tokens == ["<padding>", "<unknown>", "c", "b", "a"])
    #expect(vocabulary.numbers("a B x c") == [4, 3, 1, 2])
    #expect(vocabulary.text([4, 3, 0, 1]) == "a b <unknown>")
    #expect(Vocabulary(of: ["b a c", "c b d", "c"], atLeast: 2).tokens.dropFirst(2) == ["c", "b"])
    #expect(vocabulary.sequences(["a", "b c a c"], length: 3) == NDArray([[4, 0, 0], [3, 2, 4]]))
    #expect(vocabulary.sequences(["a", "b c a c"]).shape == [2, 4])
    #expect(vocabulary.sequences([""]) == NDArray([[0]]))
    #expect(vocabulary.bagOfWords(["a a x", "c"]) == NDArray([[0, 1, 0, 0, 2], [0, 0, 1, 0, 0]]))
  }

  @Test func savedAndReadAgain() throws {
    let vocabulary = Vocabulary(of: ["to be or not to be"], by: .characters)
    let data = try JSONEncoder().encode(vocabulary)
    #expect(try JSONDecoder().decode(Vocabulary.self, from: data) == vocabulary)
  }

  @Test func asScikitLearnWeighs() {
    let fixture = DataFixture.all.tfidf
    let weigh = TFIDF(fitting: NDArray(fixture.counts, type: .float64))
    expectClose(weigh(NDArray(fixture.other, type: .float64)), fixture.weights, tolerance: 1e-14)
    #expect(weigh(NDArray(repeating: 0, shape: [1, 6])) == NDArray(repeating: 0, shape: [1, 6]))
  }

  @Test func nextTokens() {
    let examples = Examples.nextTokens([1, 2, 3, 4, 5, 6, 7, 8], length: 3)
    #expect(examples.inputs == NDArray([[1, 2, 3], [4, 5, 6]]))
    #expect(examples.targets == NDArray([[2, 3, 4], [5, 6, 7]]))
  }

  @Test func reviewsAsExamples() throws {
    let reviews = try Dataset.filmReviews.sentences().clear(atLeast: 1)
    #expect(reviews.scores.allSatisfy { abs($0) >= 1 } && reviews.count < 10_603)
    let (training, validation) = reviews.stratifiedSplit(training: 0.8, seed: 1)
    let vocabulary = Vocabulary(of: training.texts, limit: 1000)
    let examples = validation.examples(vocabulary, length: 20)
    #expect(vocabulary.count == 1000 && examples.inputs.shape == [validation.count, 20])
    #expect(examples.inputs.doubles.allSatisfy { (0..<1000).contains($0) })
    #expect(examples.targets.doubles == validation.scores.map { $0 > 0 ? 1 : 0 })
  }

  @Test func lines() throws {
    try withFolder { folder in
      try write([0xEF, 0xBB, 0xBF] + Array("a\r\n\nb b\rc".utf8), to: "t.txt", in: folder)
      #expect(try TextFile(folder.appending(path: "t.txt").path).lines == ["a", "b b", "c"])
      try write(Array("a\nb".utf8) + [0xFF], to: "t.txt", in: folder)
      let problem = #expect(throws: DataProblem.self) { try TextFile(folder.appending(path: "t.txt").path) }
      #expect(
        problem?.description == "t.txt:2:1: expected text in UTF-8; got other bytes. Save the file as UTF-8.")
    }
  }

  @Test(arguments: [
    ("", "f: expected at least one sentence; there is none."),
    ("score\ttext\nx\ty\n", "f:2:1: expected a score, a tab and a sentence; got 'x\ty'."),
    ("score\ttext\n1\ta\tb\n", "f:2:1: expected a score, a tab and a sentence; got '1\ta\tb'."),
  ]) func sentenceProblems(_ text: String, _ message: String) {
    let problem = #expect(throws: DataProblem.self) { try Sentences(tabSeparated: Array(text.utf8), file: "f") }
    #expect(problem?.description == message)
  }

  @Test func timeSeries() throws {
    let sequences = try Sequences(timeSeries: Array("# c\n@data\n1,2,3:4,5,6:y\n7:8:x\n".utf8), file: "f")
    #expect(sequences.values == [NDArray([[1, 4], [2, 5], [3, 6]]), NDArray([[7, 8]])])
    #expect(sequences.classes == [1, 0] && sequences.lengths == NDArray([3, 1]))
    let padded = sequences.padded()
    #expect(padded.inputs == NDArray([1, 4, 2, 5, 3, 6, 7, 8, 0, 0, 0, 0], shape: [2, 3, 2]))
    #expect(padded.targets == NDArray([1, 0]))
    #expect(sequences.padded(length: 2).inputs == NDArray([1, 4, 2, 5, 7, 8, 0, 0], shape: [2, 2, 2]))
  }

  @Test(arguments: [
    ("1,2:a", "f: expected a line @data before the sequences; there is none."),
    ("@data\n", "f: expected at least one sequence; there is none."),
    ("@data\n1,?:a\n", "f:2:1: expected numbers in channel 1; got '?'."),
    ("@data\n1,2:3:a\n", "f:2:1: expected channels of equal length and a class; got channels of [2, 1] numbers."),
    ("@data\n1,2\n", "f:2:1: expected channels of equal length and a class; got channels of [] numbers."),
    ("@data\n1:2:a\n3:a\n", "f:3:1: expected 2 channels, as in the first sequence; got 1."),
  ]) func timeSeriesProblems(_ text: String, _ message: String) {
    let problem = #expect(throws: DataProblem.self) { try Sequences(timeSeries: Array(text.utf8), file: "f") }
    #expect(problem?.description == message)
  }

  @Test func misuseEndsWithASentence() async {
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Vocabulary(of: ["..."])
      }, says: "Vocabulary expects texts with at least one token; 1 texts have none.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Vocabulary(of: ["a"]).text([7])
      }, says: "text expects token numbers from 0 to 2; got 7.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples.nextTokens([1, 2], length: 2)
      }, says: "nextTokens expects more tokens than the length, at least 3; got 2.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = TFIDF(fitting: NDArray([[1, 2]]))(NDArray([[1]]))
      }, says: "TF–IDF was fitted to 2 tokens and expects [n, 2]; got [1, 1].")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Sentences(["a"], scores: [])
      }, says: "Sentences expects a score for each sentence; got 1 sentences and 0 scores.")
  }
}
