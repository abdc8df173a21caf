import Display
import Foundation
import Lessons
import Testing

/// Every friendly message proves itself: its wrong example is recognised, its right one runs.
@Suite struct DiagnoseExampleTests {
  static let compiling = FriendlyMessage.all.filter { $0.stage == .compiling && !$0.wrong.isEmpty }
  static let running = FriendlyMessage.all.filter { $0.stage == .running && !$0.wrong.isEmpty }

  @Test func idsAreUnique() {
    let ids = FriendlyMessage.all.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "-" } })
  }

  @Test(arguments: FriendlyMessage.all) func sentencesAreWhole(_ message: FriendlyMessage) {
    #expect(
      message.summary.description.hasSuffix(".") || message.summary.description.hasSuffix("{rest}")
        || message.summary.description.hasSuffix("meant?"))
    #expect(!message.hint.description.isEmpty)
    #expect(message.summary.description.count < 130)
    for phrase in message.words where message.situation == .always {
      let unknown = Set(message.summary.names + message.hint.names).subtracting(phrase.names)
      #expect(unknown.isEmpty, "“\(phrase)” does not say \(unknown.sorted())")
    }
  }

  @Test(arguments: compiling) func wrongExampleIsRecognised(_ message: FriendlyMessage) throws {
    let found = try BrokenCell(code: message.wrong, laterCode: "let laterOn = 1").compile(as: "Wrong_" + message.module)
    #expect(found.contains { $0.id == message.id }, "\(found.map { ($0.id, $0.details) })")
    #expect(found.allSatisfy { Phrase($0.summary + $0.hint).names.isEmpty }, "\(found)")
  }

  @Test(arguments: compiling + running) func rightExampleIsAccepted(_ message: FriendlyMessage) throws {
    let found = try BrokenCell(code: message.right).compile(as: "Right_" + message.module)
    #expect(found.filter { $0.severity == .error || $0.id == message.id }.isEmpty, "\(found.map(\.details))")
  }

  @Test(arguments: running) func rightExampleRuns(_ message: FriendlyMessage) throws {
    let workshop = try DiagnoseWorkshop.shared()
    let cell = try BrokenCell(code: message.right).lesson().cells[0]
    try workshop.compile(cell, as: "Runs_" + message.module).check()
    #expect(try workshop.run("Runs_" + message.module).outcome.status == 0)
  }

  @Test(arguments: running) func wrongExampleTraps(_ message: FriendlyMessage) throws {
    let found = try BrokenCell(code: message.wrong).trap(as: "Trap_" + message.module)
    #expect(found.id == message.id, "\(found)")
  }
}

extension FriendlyMessage {
  fileprivate var module: String { id.replacing("-", with: "_") }
}

extension FriendlyMessage: CustomTestStringConvertible {
  public var testDescription: String { id }
}
