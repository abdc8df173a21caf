import Glibc
import Tensors

/// Term frequency times inverse document frequency: counts of tokens, with those that stand in many texts made small. Spärck
/// Jones 1972, doi:10.1108/eb026526. Smoothed as if one more text held every token once, then each row divided by its length:
///
///     idf(t) = ln((1 + n) / (1 + texts with t)) + 1
///     row = counts · idf / ‖counts · idf‖
///
/// Fit it to the training texts only.
///
///     let weigh = TFIDF(fitting: vocabulary.bagOfWords(training.texts))
public struct TFIDF: Sendable, Equatable, Codable {
  /// One for each token.
  public let inverseDocumentFrequencies: [Double]

  /// - Parameter training: counts, [texts, tokens].
  public init(fitting training: NDArray) {
    guard training.shape.rank == 2, training.rowCount > 0 else {
      stop(shapes: "TF–IDF expects counts [texts, tokens] with at least one text; got \(training.shape).")
    }
    training.stopIfNotFinite("counts")
    let (values, columns) = (training.doubles, training.shape[1])
    var documents = [Double](repeating: 0, count: columns)
    for (position, value) in values.enumerated() where value > 0 { documents[position % columns] += 1 }
    self.init(documents: documents, of: training.rowCount)
  }

  /// The same of counts that are mostly 0.
  public init(fitting training: SparseRows) {
    guard training.count > 0 else { stop("TF–IDF expects counts of at least one text; got none.") }
    var documents = [Double](repeating: 0, count: training.columnCount)
    for (column, value) in zip(training.columns, training.values) where value > 0 { documents[column] += 1 }
    self.init(documents: documents, of: training.count)
  }

  /// - Parameter documents: of each token, how many of the texts hold it.
  private init(documents: [Double], of texts: Int) {
    inverseDocumentFrequencies = documents.map { log((1 + Double(texts)) / (1 + $0)) + 1 }
  }

  /// The same of counts that are mostly 0.
  public func callAsFunction(_ counts: SparseRows) -> SparseRows {
    let columns = inverseDocumentFrequencies.count
    guard counts.columnCount == columns else {
      stop(shapes: "TF–IDF was fitted to \(columns) tokens; got counts of \(counts.columnCount).")
    }
    let weighted = counts.mapped { counts.values[$1] * inverseDocumentFrequencies[counts.columns[$1]] }
    let lengths = (0..<counts.count).map { row in
      weighted.range(row).reduce(0) { $0 + weighted.values[$1] * weighted.values[$1] }.squareRoot()
    }
    return weighted.mapped { row, place in lengths[row] > 0 ? weighted.values[place] / lengths[row] : 0 }
  }

  /// Counts [n, tokens] → weights of the same shape; a text without known tokens stays 0.
  public func callAsFunction(_ counts: NDArray) -> NDArray {
    let columns = inverseDocumentFrequencies.count
    guard counts.shape.rank == 2, counts.shape[1] == columns else {
      stop(shapes: "TF–IDF was fitted to \(columns) tokens and expects [n, \(columns)]; got \(counts.shape).")
    }
    let values = counts.doubles
    let weighted = (0..<counts.rowCount).flatMap { row in
      let weights = (0..<columns).map { values[row * columns + $0] * inverseDocumentFrequencies[$0] }
      let length = weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return length > 0 ? weights.map { $0 / length } : weights
    }
    return NDArray(weighted, shape: counts.shape, type: counts.elementType)
  }
}
