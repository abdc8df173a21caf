import Tensors

/// Sentences, each with what people thought of what it says.
///
///     let (training, validation) = try Dataset.filmReviews.sentences().split(training: 0.8, seed: 1)
///     let vocabulary = Vocabulary(of: training.texts, limit: 2000)
///     let examples = training.examples(vocabulary, length: 30)      // inputs [n, 30], targets [n]
public struct Sentences: Splittable, Equatable {
  public let texts: [String]
  /// Below 0 is bad, above 0 good.
  public let scores: [Double]

  /// - Precondition: a score for each text.
  public init(_ texts: [String], scores: [Double]) {
    guard texts.count == scores.count else {
      stop("Sentences expects a score for each sentence; got \(texts.count) sentences and \(scores.count) scores.")
    }
    self.texts = texts
    self.scores = scores
  }

  public var count: Int { texts.count }

  public func rows(_ indices: [Int]) -> Sentences {
    Sentences(indices.map { texts[$0] }, scores: indices.map { scores[$0] })
  }

  /// 1 for a good one, 0 for a bad one: [n].
  public var labels: NDArray { NDArray(scores.map { $0 > 0 ? 1 : 0 }) }

  /// Only those with a clear opinion: a score of at least `distance` from 0, either way.
  public func clear(atLeast distance: Double) -> Sentences {
    rows(scores.indices.filter { Swift.abs(scores[$0]) >= distance })
  }

  /// As token numbers, padded to one length, with their labels: inputs [n, length], targets [n].
  public func examples(_ vocabulary: Vocabulary, length: Int? = nil) -> Examples {
    Examples(inputs: vocabulary.sequences(texts, length: length), targets: labels)
  }

  /// Shuffles, then splits in two with the same share of good and bad ones in both.
  public func stratifiedSplit(training fraction: Double, seed: UInt64 = RandomSource.currentSeed) -> (
    training: Sentences, validation: Sentences
  ) {
    stratifiedSplit(by: scores.map { $0 > 0 ? 1 : 0 }, training: fraction, seed: seed)
  }
}

extension Sentences {
  /// Reads a line that names the columns, then a score, a tab and a sentence a line. Quotes have no meaning.
  package init(tabSeparated bytes: [UInt8], file: String) throws(DataProblem) {
    let text = try textBytes(bytes, file: file)
    var (texts, scores): ([String], [Double]) = ([], [])
    let lines = text.split(omittingEmptySubsequences: false) { CSVByte.isLineEnd($0) }
    for (number, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let fields = line.split(separator: CSVByte.tab, omittingEmptySubsequences: false)
      guard fields.count == 2, let score = decimal(fields[0]) else {
        throw DataProblem(
          file, line: number + 1, column: 1,
          "expected a score, a tab and a sentence; got "
            + "'\(String(decoding: line.prefix(40), as: UTF8.self))'.")
      }
      scores.append(score)
      texts.append(String(decoding: fields[1], as: UTF8.self))
    }
    guard !texts.isEmpty else { throw DataProblem(file, "expected at least one sentence; there is none.") }
    self.init(texts, scores: scores)
  }
}
