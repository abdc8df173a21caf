import Datasets
import Foundation
import Tensors
import Testing

/// Byte pairs and word pieces against a public library, and what they promise beside.
@Suite struct TokenizerTests {
  private struct Encoded: Decodable {
    let text: String
    let pairs: [Int]
    let pieces: [Int]
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../Fixtures/tokenizers")
  private static func path(_ name: String) -> String { folder.appending(path: name).path }
  private static func encoded() throws -> [Encoded] {
    try JSONDecoder().decode([Encoded].self, from: Data(contentsOf: folder.appending(path: "encoded.json")))
  }

  private static let strangeTexts = [
    "", " ", "\n\n \t", "a", "naïve café 3½", "e\u{301} \u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", "\u{0}\u{7F}",
    "Ġ Ċ <unknown> <padding>", "日本語 text", String(repeating: "x", count: 3000), "it's  we'LL 'd",
  ]

  @Test func publishedBytePairs() throws {
    let vocabulary = try Vocabulary.bytePairs(vocabulary: Self.path("vocab.json"), merges: Self.path("merges.txt"))
    for row in try Self.encoded() {
      #expect(vocabulary.numbers(row.text) == row.pairs, "\(row.text)")
      #expect(Array(vocabulary.text(row.pairs).utf8) == Array(row.text.utf8))
    }
    for text in Self.strangeTexts { #expect(Array(vocabulary.text(vocabulary.numbers(text)).utf8) == Array(text.utf8)) }
  }

  /// The ends of lines are CR LF where somebody on Windows has saved the files.
  @Test func linesMayEndWithCRLF() throws {
    try withFolder { folder in
      for name in ["merges.txt", "vocab.txt"] {
        let text = try String(contentsOfFile: Self.path(name), encoding: .utf8)
        try write(text.replacing("\n", with: "\r\n").utf8, to: name, in: folder)
      }
      func path(_ name: String) -> String { folder.appending(path: name).path }
      let pairs = try Vocabulary.bytePairs(vocabulary: Self.path("vocab.json"), merges: path("merges.txt"))
      #expect(
        try pairs == Vocabulary.bytePairs(vocabulary: Self.path("vocab.json"), merges: Self.path("merges.txt")))
      #expect(
        try Vocabulary.wordPieces(file: path("vocab.txt")) == Vocabulary.wordPieces(file: Self.path("vocab.txt")))
    }
  }

  /// A combining mark makes one character with what is before it, also with the # that marks a part.
  @Test(arguments: ["कि की", "👍🏽 👍", "e\u{301}te\u{301}"]) func partsThatBeginWithAMark(text: String) {
    let vocabulary = Vocabulary.wordPieces(of: [text], limit: 40, isUncased: false)
    #expect(vocabulary.text(vocabulary.numbers(text)).unicodeScalars.elementsEqual(text.unicodeScalars))
  }

  @Test func aTokenTwiceIsNoVocabulary() {
    let twice = #"{"tokenizer": "words", "tokens": ["<padding>", "<unknown>", "a", "a"]}"#
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Vocabulary.self, from: Data(twice.utf8)) }
  }

  @Test func publishedWordPieces() throws {
    let vocabulary = try Vocabulary.wordPieces(file: Self.path("vocab.txt"))
    for row in try Self.encoded() { #expect(vocabulary.numbers(row.text) == row.pieces, "\(row.text)") }
    #expect(vocabulary.paddingNumber == 0 && vocabulary.unknownNumber == 1)
  }

  /// Any text, to the byte, by pairs that were learnt from another.
  @Test func bytePairsLearntHereKeepEveryByte() throws {
    let text = String(try Dataset.shakespeare.text().prefix(20_000))
    let vocabulary = Vocabulary.bytePairs(of: [text], limit: 400)
    #expect(vocabulary.count == 400 && Set(vocabulary.tokens).count == 400)
    for text in Self.strangeTexts + [text] {
      let numbers = vocabulary.numbers(text)
      #expect(Array(vocabulary.text(numbers).utf8) == Array(text.utf8))
      #expect(!numbers.contains(Vocabulary.unknown) || text.contains("<unknown>"))
    }
    #expect(vocabulary.numbers(text).count < text.utf8.count * 6 / 10)
    #expect(Vocabulary.bytePairs(of: [text], limit: 400) == vocabulary)
  }

  /// The example of Sennrich et al. 2016: e and s stand together most often, then es and t.
  @Test func theMostFrequentPairIsJoinedFirst() {
    let text = "low low low low low lower lower newest newest newest newest newest newest widest widest widest"
    guard case .bytePairs(let pairs) = Vocabulary.bytePairs(of: [text], limit: 262).tokenizer else { return }
    #expect(pairs.merges == ["e s", "es t", "l o", "lo w"])
    let few = Vocabulary.bytePairs(of: ["ab"], limit: 1000)
    #expect(few.count == 259 && few.numbers("abab") == [258, 258])
  }

  @Test func wordPiecesLearntHere() throws {
    let texts = try Dataset.filmReviews.sentences().texts.prefix(400).map { $0 }
    let vocabulary = Vocabulary.wordPieces(of: texts, limit: 300)
    #expect(vocabulary.count == 300 && Set(vocabulary.tokens).count == 300)
    #expect(vocabulary.tokens.prefix(5) == ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    for text in texts.prefix(100) {
      let tokens = vocabulary.tokenizer(text)
      #expect(tokens.allSatisfy(vocabulary.tokens.contains) && !tokens.contains("[UNK]"))
      #expect(vocabulary.tokenizer(vocabulary.tokenizer.joined(tokens)) == tokens)
    }
    #expect(vocabulary.tokenizer("☂ [MASK] a") == ["[UNK]", "[MASK]", "a"])
  }

  @Test func savedAndReadAgain() throws {
    let text = "to be or not to be, that is the question"
    let all = [
      Vocabulary.bytePairs(of: [text], limit: 270), Vocabulary.wordPieces(of: [text], limit: 40),
      Vocabulary(of: [text]),
    ]
    for vocabulary in all {
      let again = try JSONDecoder().decode(Vocabulary.self, from: JSONEncoder().encode(vocabulary))
      #expect(again == vocabulary && again.numbers(text) == vocabulary.numbers(text))
    }
    // As it was written before there were others.
    let old = #"{"tokenizer":"words","tokens":["<padding>","<unknown>","a"],"numberOf":{"a":2}}"#
    let vocabulary = try JSONDecoder().decode(Vocabulary.self, from: Data(old.utf8))
    #expect(vocabulary.numbers("a b") == [2, 1] && vocabulary.sequences(["a"], length: 2) == NDArray([[2, 0]]))
  }

  @Test func filesThatDoNotFit() throws {
    try withFolder { folder in
      func path(_ name: String) -> String { folder.appending(path: name).path }
      try write("the\nthe\n[UNK]".utf8, to: "twice.txt", in: folder)
      try write("the\na\n".utf8, to: "none.txt", in: folder)
      try write("[1, 2]".utf8, to: "list.json", in: folder)
      try write(#"{"a": 0, "b": 2}"#.utf8, to: "gap.json", in: folder)
      try write(#"{"a": 0, "b": 1}"#.utf8, to: "few.json", in: folder)
      try write("#version: 0.2\nĠ t\nab\n".utf8, to: "line.txt", in: folder)
      try write("q q\n".utf8, to: "other.txt", in: folder)
      func problem(_ body: () throws -> Void) -> String? {
        (#expect(throws: DataProblem.self) { try body() })?.description
      }
      #expect(
        problem { _ = try Vocabulary.wordPieces(file: path("twice.txt")) }
          == "twice.txt:2:1: expected each token once; 'the' comes again.")
      #expect(problem { _ = try Vocabulary.wordPieces(file: path("none.txt")) }?.contains("[UNK] among them") == true)
      func pairs(_ vocabulary: String, _ merges: String) -> String? {
        problem { _ = try Vocabulary.bytePairs(vocabulary: vocabulary, merges: merges) }
      }
      let good = (vocabulary: Self.path("vocab.json"), merges: Self.path("merges.txt"))
      #expect(pairs(path("list.json"), good.merges)?.contains("one JSON object of tokens and their numbers") == true)
      #expect(pairs(path("gap.json"), good.merges)?.contains("the numbers 0 to 1, each of one token") == true)
      #expect(pairs(path("few.json"), good.merges)?.contains("a token for each of 256 bytes") == true)
      #expect(
        pairs(good.vocabulary, path("line.txt"))
          == "line.txt:3:1: expected two symbols with a space between them; got 'ab'.")
      #expect(
        pairs(good.vocabulary, path("other.txt"))?.contains("whose token vocab.json has; 'qq' is not in it") == true)
      #expect(pairs(path("nothing.json"), good.merges)?.contains("cannot be opened") == true)
    }
  }

  @Test func maskedTokens() {
    var random = RandomSource(seed: 1)
    let numbers = (0..<20_000).map { _ in random.integer(below: 100) }
    let examples = Examples.maskedTokens(numbers, length: 50, mask: 100, below: 100, from: 5, seed: 3)
    let (x, y) = (examples.inputs.doubles, examples.targets.doubles)
    #expect(examples.inputs.shape == [400, 50] && examples.targets.shape == [400, 50])
    let chosen = y.indices.filter { y[$0] >= 0 }
    #expect(chosen.allSatisfy { Int(y[$0]) == numbers[$0] && numbers[$0] >= 5 })
    #expect(y.indices.allSatisfy { y[$0] >= 0 || Int(x[$0]) == numbers[$0] })
    // 15 % of the 95 % that may be chosen, and of these 80, 10 and 10 %; within five standard errors.
    func share(_ count: Int, of whole: Int, is wanted: Double) -> Bool {
      abs(Double(count) / Double(whole) - wanted) < 5 * (wanted * (1 - wanted) / Double(whole)).squareRoot()
    }
    #expect(share(chosen.count, of: 20_000, is: 0.15 * 0.95))
    #expect(share(chosen.count { x[$0] == 100 }, of: chosen.count, is: 0.8))
    #expect(share(chosen.count { x[$0] == y[$0] }, of: chosen.count, is: 0.1 + 0.1 / 95))
    #expect(examples == Examples.maskedTokens(numbers, length: 50, mask: 100, below: 100, from: 5, seed: 3))
    #expect(examples != Examples.maskedTokens(numbers, length: 50, mask: 100, below: 100, from: 5, seed: 4))
  }

  @Test func batchesByLength() {
    var random = RandomSource(seed: 1)
    let texts = (0..<103).map { number in Array(repeating: number, count: 1 + random.integer(below: 40)) }
    let batches = LengthBatches(texts, size: 10, padding: 999, seed: 2)
    let (first, second) = (batches.epoch(0), batches.epoch(1))
    #expect(batches.count == 11 && first.count == 11 && first == batches.epoch(0) && first != second)
    for epoch in [first, second] { #expect(epoch.flatMap(\.rows).sorted() == Array(0..<103)) }
    var (padded, real) = (0, 0)
    for batch in first {
      for (place, row) in batch.rows.enumerated() {
        let numbers = (0..<batch.inputs.shape[1]).map { Int(batch.inputs[place, $0]) }
        #expect(numbers.filter { $0 != 999 } == texts[row] && Int(batch.lengths[place]) == texts[row].count)
        padded += numbers.count
        real += texts[row].count
      }
    }
    #expect(Double(padded) < 1.2 * Double(real))
  }

  @Test func markedSequences() {
    let sequences = Sequences([NDArray([[1, 4], [2, 5]]), NDArray([[7, 8]])], classes: [0, 1])
    #expect(sequences.padded(marked: true).inputs == NDArray([1, 4, 1, 2, 5, 1, 7, 8, 1, 0, 0, 0], shape: [2, 2, 3]))
    #expect(sequences.padded(length: 1, marked: true).inputs == NDArray([1, 4, 1, 7, 8, 1], shape: [2, 1, 3]))
  }

  @Test func misuseEndsWithASentence() async {
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Vocabulary.bytePairs(of: ["a"], limit: 200)
      }, says: "Vocabulary.bytePairs expects a limit of at least 258, 256 bytes and two more; got 200.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Vocabulary.bytePairs(of: ["", ""], limit: 300)
      }, says: "Vocabulary.bytePairs expects texts to learn from; got 2 without a word.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Vocabulary.wordPieces(of: ["abc"], limit: 7)
      }, says: "Vocabulary.wordPieces expects a limit of at least 8")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples.maskedTokens([1, 2], length: 3, mask: 4, below: 5)
      }, says: "maskedTokens expects at least 3 tokens, one window; got 2 and a length of 3.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples.maskedTokens([1, 7], length: 2, mask: 4, below: 5)
      }, says: "maskedTokens expects tokens from 0 to 4; got 7.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = LengthBatches([[1], []], size: 2)
      }, says: "LengthBatches expects sequences of at least one token; got none in sequence 1.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Sequences([NDArray.zeros([0, 2])], classes: [0]).padded(length: 2, marked: true)
      }, says: "expects sequences of at least one step; got none in sequence 0.")
  }
}
