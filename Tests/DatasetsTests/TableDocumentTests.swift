import Datasets
import Foundation
import Tensors
import Testing

/// Every call that Docs/DATA.md shows for tables stands in this file, where it is compiled and, unless it reads a file, run.
@Suite struct TableDocumentTests {
  private static func tables() -> [DataFrame] {
    // swift-format-ignore
    var table = DataFrame(["mpg": [18, 15, nil, 31], "hp": [130, nil, 95, 60], "origin": [1, 1, 2, 3]])
    // swift-format-ignore
    table = table.adding("maker", ["ford", "ford", "fiat", "honda"])       // texts are categories
    let other = DataFrame(NDArray([[1, 2], [3, 4]]), columns: ["x", "y"])  // from [rows, columns]
    let (training, validation) = table.split(training: 0.5, seed: 1)
    let x = training.fillingMissing("hp", with: .mean)
    let v = validation.fillingMissing("hp", with: .mean, from: training)
    let test = validation
    _ = table.asCategory("origin").oneHot("origin")
    _ = table.oneHotEncoded("maker").droppingMissing().examples(target: "mpg")
    return [
      other, x, v,
      table.adding("ratio") { row in row["mpg"] / row["hp"] },
      table.adding("size") { row in row["hp"] > 100 ? "large" : "small" },
      table.replacing("hp") { row in row["hp"] / 100 },
      table.adding("z", [1, 2, 3, 4]),
      test.asCategory("origin", in: training["origin"].categories),
      table.asNumbers("maker"),
      table.selecting(["mpg", "hp"]), table.removing(["maker"]),
      table.renaming("hp", to: "horsepower"), table.droppingDuplicates(),
      table.droppingMissing(), table.droppingMissing(["hp"]),
      table.fillingMissing("hp", with: .mean),
      table.fillingMissing("maker", with: .mostFrequent),
      table.fillingMissing("hp", with: .number(0)),
      table.fillingMissing("maker", with: .category("unknown")),
      table.fillingMissing("hp", with: .interpolation),
      table.first(5), table.head(),
      table.keeping { row in row["hp"] > 90 && row.text("maker") != "fiat" },
      table.keeping("maker", in: ["ford", "honda"]),
      table.sorted(by: "mpg", descending: true),
      table.means(by: "maker"),
    ]
  }

  private static func files() throws -> [DataFrame] {
    [
      try DataFrame(csvFile: "a.csv", separator: ";"),
      try DataFrame(csvFile: "a.data", separator: .whitespace),
      try DataFrame(csvFile: "a.csv", separator: ";", decimalPoint: ","),
      try DataFrame(csvFile: "a.csv", thousands: ","),
      try DataFrame(csvFile: "a.csv", missing: DataFrame.usualMissing.union(["?"])),
      try DataFrame(csvFile: "a.csv", skippingLines: 3),
      try DataFrame(csvFile: "a.csv", comment: "#"),
      try DataFrame(csvFile: "a.csv", header: .names(["x", "y"])),
      try DataFrame(csvFile: "a.csv", header: .replacing(["x", "y"])),
    ]
  }

  @Test func everyCallCompiles() throws {
    #expect(Self.tables().allSatisfy { !"\($0)".isEmpty })
    #expect(throws: DataProblem.self) { try Self.files() }
    let page = try String(contentsOf: Self.folder.appending(path: "../../Docs/DATA.md"), encoding: .utf8)
    let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    let (start, end) = (page.range(of: "## Tables")!.upperBound, page.range(of: "## Drawing classes")!.lowerBound)
    let section = page[start..<end]
    let calls = section.matches(of: /`((?:table\.|test\.|DataFrame\()[^`]*)`/).map { String($0.1) }
    let lines = section.matches(of: /\n((?:let|var|table) [^\n]*)/).map { String($0.1) }
    #expect(calls.count > 25 && lines.count > 4)
    for call in calls + lines where call != "table.adding(…)" {
      #expect(source.contains(call), "Docs/DATA.md shows a call that no test compiles: \(call)")
    }
  }

  private static var folder: URL { URL(filePath: #filePath).deletingLastPathComponent() }
}
