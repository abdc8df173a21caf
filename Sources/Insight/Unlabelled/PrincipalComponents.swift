import Numerals
import Tensors
import Training

/// The directions in which examples spread most: the best code of so many numbers that a linear encoder and a linear decoder can
/// have. Pearson 1901, doi:10.1080/14786440109462720; Hotelling 1933, doi:10.1037/h0071325; Bishop 2006, section 12.1.
///
///     let components = PrincipalComponents(2).fit(pictures.inputs)
///     let codes = components.encode(pictures.inputs)       // [n, 2]
///     components.shares                                    // what part of the variance each holds
///
/// The directions are eigenvectors of the covariance. Of n examples with d numbers the work is of the order of n d² + d³, or n² d + n³
/// where n is smaller.
public struct PrincipalComponents: Sendable, CustomStringConvertible {
  public let count: Int

  /// - Parameter count: how many directions, 1 or more.
  public init(_ count: Int) {
    guard count >= 1 else { stop("PrincipalComponents expects 1 or more components; got \(count).") }
    self.count = count
  }

  public var description: String { "\(count) principal component\(count == 1 ? "" : "s")" }

  /// - Parameter inputs: [n, …], each row's numbers being its columns. They have to spread in as many directions.
  public func fit(_ inputs: NDArray) -> Fitted {
    let features = Features(inputs, asker: "PrincipalComponents")
    let (n, d) = (features.rowCount, features.columnCount)
    guard n > 1, count <= Swift.min(n - 1, d) else {
      stop(
        "PrincipalComponents(\(count)) expects inputs of \(count) or more columns and at least \(count + 1) rows; got \(n) rows "
          + "of \(d).")
    }
    var means = [Double](repeating: 0, count: d)
    for i in 0..<n { for (k, x) in features.row(i).enumerated() { means[k] += x / Double(n) } }
    let table = NDArray(
      (0..<n).flatMap { i in zip(features.row(i), means).map { $0 - $1 } }, shape: [n, d], type: .float64)
    let isWide = d > n
    let products = isWide ? table.matmul(table.transposed()) : table.transposed().matmul(table)
    let size = isWide ? n : d
    let eigen = SymmetricEigen(products.doubles, size: size)
    let variances = eigen.values.map { Swift.max($0, 0) }
    let spread = variances.count { $0 > 1e-12 * Swift.max(variances[0], .leastNormalMagnitude) }
    guard spread >= count else {
      stop(
        "PrincipalComponents(\(count)) expects inputs that spread in as many directions; these spread in only \(spread)."
      )
    }
    let vectors = (0..<count).flatMap { number -> [Double] in
      let vector = eigen.vector(number)
      guard isWide else { return Self.signed(vector) }
      let combined = NDArray(vector, shape: [1, n], type: .float64).matmul(table).doubles
      let length = variances[number].squareRoot()
      return Self.signed(combined.map { $0 / length })
    }
    let total = variances.reduce(0, +)
    return Fitted(
      means: means, directions: NDArray(vectors, shape: [count, d], type: .float64),
      shares: variances.prefix(count).map { $0 / total }, example: Array(inputs.shape.sizes.dropFirst()))
  }

  /// Its largest number is positive.
  private static func signed(_ vector: [Double]) -> [Double] {
    let largest = vector.max { abs($0) < abs($1) } ?? 0
    return largest < 0 ? vector.map { -$0 } : vector
  }

  public struct Fitted: Sendable, CustomStringConvertible {
    /// Of each column.
    public let means: [Double]
    /// [count, columns]: of length 1, at right angles, the one that holds most first; their largest number is positive.
    public let directions: NDArray
    /// What part of the variance each direction holds, descending.
    public let shares: [Double]
    /// The shape of one example.
    let example: [Int]

    /// How far each example lies along each direction, from the mean: [n, …] → [n, count].
    public func encode(_ inputs: NDArray) -> NDArray {
      let features = Features(inputs, columns: means.count, asker: "PrincipalComponents")
      var values = features.values
      for i in values.indices { values[i] -= means[i % means.count] }
      return NDArray(values, shape: [features.rowCount, means.count], type: .float64)
        .matmul(directions.transposed()).converted(to: inputs.elementType)
    }

    /// The nearest examples that have these codes: [n, count] → [n, …].
    public func decode(_ codes: NDArray) -> NDArray {
      guard codes.shape.rank == 2, codes.shape[1] == shares.count else {
        stop(shapes: "decode expects codes [n, \(shares.count)]; got \(codes.shape).")
      }
      var values = codes.converted(to: .float64).matmul(directions).doubles
      for i in values.indices { values[i] += means[i % means.count] }
      return NDArray(values, shape: Shape([codes.rowCount] + example), type: codes.elementType)
    }

    /// Of each example, the mean squared difference from what its code decodes to.
    public func reconstructionErrors(_ inputs: NDArray) -> [Double] {
      Insight.reconstructionErrors(inputs, decode(encode(inputs)))
    }

    /// "2 principal components: 29.1, 12.3 % of the variance"
    public var description: String {
      let parts = shares.prefix(8).map { significantText(100 * $0, digits: 3) }.joined(separator: ", ")
      return "\(PrincipalComponents(shares.count)): \(parts)\(shares.count > 8 ? ", …" : "") % of the variance"
    }
  }
}
