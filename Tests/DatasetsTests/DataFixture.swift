import Foundation
import Tensors
import Testing

/// Tests/Fixtures/data.json, which make_data_fixtures.py computes.
struct DataFixture: Decodable {
  struct Picture: Decodable, CustomTestStringConvertible {
    let name: String
    let bytes: Data
    let shape: [Int]
    let values: [Double]

    var testDescription: String { name }
  }

  struct Gzip: Decodable {
    let compressed: Data
    let plain: Data
  }

  struct Table: Decodable {
    let text: String
    let rows: [[String]]
  }

  struct Strata: Decodable {
    let labels: [Int]
    let k: Int
    let folds: [[Int]]
    let fraction: Double
    let training: [Int]
  }

  struct Scaling: Decodable {
    let training: [[Double]]
    let other: [[Double]]
    let standard: [Double]
    let minMax: [Double]
  }

  struct Weights: Decodable {
    let counts: [[Double]]
    let other: [[Double]]
    let weights: [Double]
  }

  let pictures: [Picture]
  let gzip: [Gzip]
  let bomb: Data
  let csv: Table
  let strata: [Strata]
  let scaling: Scaling
  let tfidf: Weights
  let means: [String: [Double]]

  static let all: DataFixture = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/data.json")
    let decoder = JSONDecoder()
    do { return try decoder.decode(DataFixture.self, from: Data(contentsOf: file)) } catch { fatalError("\(error)") }
  }()
}

/// A folder that is gone when the test is over.
func withFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "data-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}

/// Writes a file, and the folders it lies in.
func write(_ bytes: some Sequence<UInt8>, to name: String, in folder: URL) throws {
  let file = folder.appending(path: name)
  try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(bytes).write(to: file)
}

/// What a program that ended itself said.
func expect(_ result: ExitTest.Result?, says sentence: String, _ place: SourceLocation = #_sourceLocation) {
  let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  #expect(text.contains(sentence), "\(text)", sourceLocation: place)
}

/// Close in every element.
func expectClose(
  _ array: NDArray, _ wanted: [Double], tolerance: Double, _ place: SourceLocation = #_sourceLocation
) {
  #expect(array.count == wanted.count, sourceLocation: place)
  for (position, (a, b)) in zip(array.doubles, wanted).enumerated() where !(abs(a - b) <= tolerance) {
    Issue.record("element \(position) is \(a), not \(b)", sourceLocation: place)
  }
}
