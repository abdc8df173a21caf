import Datasets
import Foundation
import Insight
import Tensors
import Testing

/// Tests/Fixtures/text_baselines.json, by scikit-learn.
private struct TextFixture: Decodable, Sendable {
  struct Fit: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let model: String?
    let smoothing: Double?
    let l2: Double?
    let input: String
    let classes: [Int]
    let probabilities: [[Double]]
    var testDescription: String { "\(name) \(smoothing ?? l2 ?? 0)" }
  }

  let training: [String]
  let other: [String]
  let counts: [[String: Double]]
  let weights: [[String: Double]]
  let fits: [Fit]

  static let all: TextFixture = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/text_baselines.json")
    do { return try JSONDecoder().decode(TextFixture.self, from: Data(contentsOf: file)) } catch {
      fatalError("\(error)")
    }
  }()

  var vocabulary: Vocabulary { Vocabulary(of: training, by: .wordsAndPairs) }
}

@Suite struct SparseBaselineTests {
  private static let fixture = TextFixture.all

  private static func rows(_ texts: [String], _ input: String) -> SparseRows {
    let vocabulary = fixture.vocabulary
    let counts = vocabulary.counts(texts)
    switch input {
    case "tfidf": return TFIDF(fitting: vocabulary.counts(fixture.training))(counts)
    case "yesOrNo": return counts.asYesOrNo
    default: return counts
    }
  }

  @Test func countsAndWeightsAreThoseOfScikitLearn() {
    let vocabulary = Self.fixture.vocabulary
    for (input, expected) in [("counts", Self.fixture.counts), ("tfidf", Self.fixture.weights)] {
      let rows = Self.rows(Self.fixture.other, input)
      #expect(rows.count == expected.count)
      let dense = rows.dense(type: .float64)
      for (row, tokens) in expected.enumerated() {
        let found = (0..<vocabulary.count).filter { dense[row, $0] != 0 }
        #expect(Set(found.map { vocabulary.tokens[$0] }) == Set(tokens.keys))
        for column in found { #expect(abs(dense[row, column] - tokens[vocabulary.tokens[column]]!) < 1e-12) }
      }
    }
  }

  @Test func weightsOfSparseRowsAreThoseOfTables() {
    let counts = Self.rows(Self.fixture.training, "counts")
    let other = Self.rows(Self.fixture.other, "counts")
    let dense = TFIDF(fitting: counts.dense(type: .float64))(other.dense(type: .float64))
    #expect(TFIDF(fitting: counts) == TFIDF(fitting: counts.dense(type: .float64)))
    expectClose(TFIDF(fitting: counts)(other).dense(type: .float64).doubles, dense.doubles, 1e-15, "weights")
  }

  @Test(arguments: TextFixture.all.fits.indices) func fitsAsScikitLearnDoes(_ number: Int) {
    let fit = Self.fixture.fits[number]
    let (training, other) = (Self.rows(Self.fixture.training, fit.input), Self.rows(Self.fixture.other, fit.input))
    let found: SparseFit
    if let model = fit.model {
      found = NaiveBayes(.init(rawValue: model)!, smoothing: fit.smoothing!).fit(training, classes: fit.classes)
    } else {
      found = LogisticRegression(l2: fit.l2!).fit(training, classes: fit.classes)
    }
    expectClose(found.probabilities(other).doubles, fit.probabilities.flatMap { $0 }, 1e-7, fit.testDescription)
    let predicted = fit.probabilities.map { row in row.firstIndex(of: row.max()!)! }
    #expect(found.predict(other) == predicted)
    #expect(found.percentCorrect(other, classes: predicted) == 100)
    #expect(LogisticRegression.name.isEmpty == false && !found.description.isEmpty)
  }

  /// A linear problem on a table and on the same numbers without its zeros is one problem.
  @Test(arguments: [2, 3]) func sparseAndDenseRegressionAgree(_ classes: Int) {
    var random = RandomSource(seed: 5)
    let table = (0..<60).map { _ in (0..<5).map { _ in random.uniform() < 0.5 ? 0 : random.normal() } }
    let labels = table.indices.map { row in
      (table[row][0] + 0.3 * random.normal() > 0 ? 1 : 0) + (classes == 3 && row % 5 == 0 ? 1 : 0)
    }
    let sparse = SparseRows(
      table.map { row in Dictionary(uniqueKeysWithValues: row.enumerated().map { ($0, $1) }) }, columnCount: 5)
    let dense = Examples(
      inputs: NDArray(table, type: .float64), targets: NDArray(labels.map(Double.init), type: .float64))
    let expected = LogisticRegression(l2: 0.5).fit(dense).probabilities(dense.inputs)
    let found = LogisticRegression(l2: 0.5).fit(sparse, classes: labels).probabilities(sparse)
    expectClose(found.doubles, expected.doubles, 1e-7, "probabilities")
    #expect(sparse.dense(type: .float64) == dense.inputs)
    #expect(sparse.rows([3, 3, 0]).dense(type: .float64) == dense.inputs.rows([3, 3, 0]))
  }

  /// Of real sentences: what is good, by its words alone.
  @Test func theStrongestWordsMakeSense() throws {
    let reviews = try Dataset.filmReviews.sentences().rows(Array(0..<4000))
    let vocabulary = Vocabulary(of: reviews.texts, by: .wordsAndPairs, atLeast: 3)
    let counts = vocabulary.counts(reviews.texts).asYesOrNo
    let bayes = NaiveBayes().fit(counts, classes: reviews.classes)
    let words = Set(bayes.strongestColumns(for: 0, 40).map { vocabulary.tokens[$0] })
    #expect(!words.isDisjoint(with: ["bad", "worst", "dull", "boring", "too", "stupid"]), "\(words)")
    #expect(bayes.percentCorrect(counts, classes: reviews.classes) > 80)
  }

  private static let rows = SparseRows([[0: 1], [1: 2]], columnCount: 2)
  private static let wrong: [(String, @Sendable () -> Void)] = [
    (
      "naive Bayes expects counts of at least 0; got -1.0.",
      { _ = NaiveBayes().fit(SparseRows([[0: -1]], columnCount: 1), classes: [0]) }
    ),
    ("expects rows of every class from 0 to 2; got none of class 1.", { _ = NaiveBayes().fit(rows, classes: [0, 2]) }),
    ("NaiveBayes(smoothing:) must be greater than 0 (1 is usual); got 0.0.", { _ = NaiveBayes(smoothing: 0) }),
    ("naive Bayes expects a class for each row", { _ = NaiveBayes().fit(rows, classes: [0]) }),
    ("logistic regression expects a class for each row", { _ = LogisticRegression().fit(rows, classes: []) }),
    (
      "was fitted to 2 columns; got 3.",
      { _ = NaiveBayes().fit(rows, classes: [0, 1]).predict(SparseRows([[:]], columnCount: 3)) }
    ),
    (
      "SparseRows expects finite numbers in columns from 0 to 1; got 1.0 in column 2 of row 0.",
      { _ = SparseRows([[2: 1]], columnCount: 2) }
    ),
    (
      "TF–IDF was fitted to 2 tokens; got counts of 1.",
      { _ = TFIDF(fitting: rows)(SparseRows([[0: 1]], columnCount: 1)) }
    ),
    ("TF–IDF expects counts of at least one text; got none.", { _ = TFIDF(fitting: rows.rows([])) }),
    ("expects a class from 0 to 1; got 2.", { _ = NaiveBayes().fit(rows, classes: [0, 1]).strongestColumns(for: 2) }),
  ]

  @Test(arguments: wrong.indices) func misuseEndsWithASentence(_ number: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [number] in
      Self.wrong[number].1()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(Self.wrong[number].0), "\(text)")
  }
}
