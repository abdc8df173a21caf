import Datasets
import Foundation
import Tensors
import Testing

/// Baselines with what scikit-learn says of them.
struct BaselineFixtures: Decodable, Sendable {
  struct Array: Decodable, Sendable {
    let shape: [Int]
    let values: [Double]
    var array: NDArray { NDArray(values, shape: Shape(shape), type: .float64) }
  }

  /// Columns of one of the package's tables, or numbers.
  struct Source: Decodable, Sendable {
    let dataset: String?
    let columns: [String]?
    let target: String?
    let inputs: Array?
    let targets: Array?

    func examples() throws -> Examples {
      guard let dataset, let columns, let target else {
        return Examples(inputs: try #require(inputs).array, targets: try #require(targets).array)
      }
      let frame = try #require(Dataset.named(dataset)).frame().droppingMissing(columns)
      let targets =
        frame[target].categories == nil
        ? frame.array([target], type: .float64).reshaped([frame.rowCount]) : frame.codes(target, type: .float64)
      return Examples(inputs: frame.array(columns, type: .float64), targets: targets)
    }
  }

  struct Linear: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let examples: Source
    let ridge: Double
    let predictions: Array
    /// [columns, outputs]; nil where many fit equally well.
    let weights: Array?
    let intercepts: [Double]?
    let rank: Int?
    var testDescription: String { name }
  }

  struct Logistic: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let examples: Source
    let l2: Double
    let weights: Array
    let intercepts: [Double]
    let probabilities: Array
    var testDescription: String { name }
  }

  struct Tree: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let examples: Source
    /// nil: the examples' own inputs.
    let asked: Array?
    let depth: Int?
    let leaf: Int
    /// nil where equally good splits lead to different answers.
    let predictions: [Int?]
    /// These are there where no two splits are equally good.
    let importances: [Double]?
    let nodeCount: Int?
    let thresholds: [Double]?
    var testDescription: String { name }
  }

  struct Neighbours: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let examples: Source
    let asked: Array?
    let count: Int
    let task: String
    /// For each input one number for each output; nil where neighbours are equally far away.
    let predictions: [[Double]?]
    var testDescription: String { name }
  }

  let linear: [Linear]
  let logistic: [Logistic]
  let tree: [Tree]
  let neighbours: [Neighbours]

  static let all: BaselineFixtures = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/baselines.json")
    guard let data = try? Data(contentsOf: file), let all = try? JSONDecoder().decode(Self.self, from: data) else {
      return BaselineFixtures(linear: [], logistic: [], tree: [], neighbours: [])
    }
    return all
  }()
}

/// Every element within a tolerance of its size, or of 1.
func expectClose(
  _ a: [Double], _ b: [Double], _ tolerance: Double, _ comment: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(a.count == b.count, "\(comment)", sourceLocation: sourceLocation)
  for (i, (x, y)) in zip(a, b).enumerated() {
    #expect(
      abs(x - y) <= tolerance * max(1, abs(y)), "\(comment), number \(i): \(x), not \(y)",
      sourceLocation: sourceLocation)
  }
}
