import Datasets
import Foundation
import Testing

/// Tests/Fixtures/tables.json, which make_table_fixtures.py computes by pandas.
struct TableFixture: Decodable {
  struct Columns: Decodable {
    let mpg: [Double?]
    let hp: [Double?]
    let year: [Double?]
    let origin: [String?]
  }

  struct Form: Decodable {
    let name: String
    let text: String
    let numbers: [String: [Double?]]
  }

  let columns: Columns
  let mean: [Double?]
  let median: [Double?]
  let mostFrequent: [Double?]
  let mostFrequentCategory: [String?]
  let interpolated: [Double?]
  let ratio: [Double?]
  let kept: [Int]
  let ascending: [Int]
  let descending: [Int]
  let groups: [String]
  let counts: [Double?]
  let means: [String: [Double?]]
  let oneHot: [String: [Double]]
  let forms: [Form]

  static let all: TableFixture = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../Fixtures/tables.json")
    do { return try JSONDecoder().decode(TableFixture.self, from: Data(contentsOf: file)) } catch {
      fatalError("\(error)")
    }
  }()

  var frame: DataFrame {
    DataFrame(
      ["mpg": columns.mpg, "hp": columns.hp, "year": columns.year, "origin": columns.origin],
      file: "cars")
  }
}

/// The same places missing, and the numbers close.
func expectClose(
  _ values: [Double?], _ wanted: [Double?], tolerance: Double = 1e-12,
  _ place: SourceLocation = #_sourceLocation
) {
  #expect(values.map { $0 == nil } == wanted.map { $0 == nil }, sourceLocation: place)
  for (row, (a, b)) in zip(values, wanted).enumerated()
  where !(abs((a ?? 0) - (b ?? 0)) <= tolerance) {
    Issue.record("row \(row) is \(a ?? 0), not \(b ?? 0)", sourceLocation: place)
  }
}
