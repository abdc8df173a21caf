import Display
import Foundation
import Lessons
import Testing

/// Broken cells, compiled and run for real: the place must be exact to the column, and the sentence the right one.
@Suite struct DiagnoseCorpusTests {
  static let compiling = BrokenCell.all.filter { $0.kind == .compile }
  static let trapping = BrokenCell.all.filter { $0.kind == .trap }

  @Test func corpusIsLargeEnough() {
    #expect(Self.compiling.count >= 100)
    #expect(Self.trapping.count >= 30)
  }

  @Test(arguments: compiling) func compilerErrorStandsAtItsPlace(_ cell: BrokenCell) throws {
    let found = try cell.compile(as: "Compile_" + cell.module)
    let first = try #require(found.first)
    #expect(first.id == cell.id, "\(first)")
    #expect(first.place == cell.place, "\(first)")
    #expect(first.details.contains("error: ") || first.details.contains("warning: "))
    #expect(!"\(found)".contains(try DiagnoseWorkshop.shared().folder))
  }

  @Test(arguments: trapping) func trapStandsAtItsPlace(_ cell: BrokenCell) throws {
    let found = try cell.trap(as: "Run_" + cell.module)
    #expect(found.id == cell.id, "\(found)")
    #expect(found.place == cell.place, "\(found)")
    #expect(!"\(found)".contains("0x7"), "an address differs from run to run: \(found)")
  }
}

extension BrokenCell {
  fileprivate var module: String { name.replacing("-", with: "_") }
}
